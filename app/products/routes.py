"""The page of what can be tested."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.products.forms import ProductForm, channel_labels, owner_labels
from app.products.queries import products_list
from app.products.service import create_product
from app.web.context import current_actor, current_session

bp = Blueprint("products", __name__)


@bp.route("/products", methods=["GET", "POST"])
def products() -> ResponseReturnValue:
    """Show the products campaigns may test, and add one."""
    session, actor = current_session(), current_actor()
    found = products_list(session, actor)
    form = ProductForm()
    if form.validate_on_submit():
        try:
            create_product(session, actor, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The product has been added: campaigns can use it."), "success")
            return redirect(url_for("products.products"))
    owners, channels = owner_labels(), channel_labels()
    rows = [
        (
            {"label": row.name, "url": url_for("dashboards.product", product_id=row.id)},
            owners[row.owner], channels[row.channel], ", ".join(row.markets),
        )
        for row in found
    ]  # fmt: skip
    return render_template("products/products.html", form=form, rows=rows), form.http_status
