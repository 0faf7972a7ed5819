"""The page of what can be tested."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.core.errors import ChangedMeanwhile, DomainError
from app.products.forms import ProductForm, channel_labels, owner_labels
from app.products.presenters import cost_label
from app.products.queries import product_by_code, products_list
from app.products.service import change_product, create_product
from app.products.types import Owner
from app.web.context import current_actor, current_locale, current_session

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
    owners, channels, locale = owner_labels(), channel_labels(), current_locale()
    rows = [
        (
            {"label": row.name, "url": url_for("dashboards.product", product_id=row.id)},
            owners[row.owner], channels[row.channel], ", ".join(row.markets),
            cost_label(locale, row.cost) or "–",
            {"label": _("Edit"), "url": url_for("products.edit", product_code=row.code)},
        )
        for row in found
    ]  # fmt: skip
    return render_template("products/products.html", form=form, rows=rows), form.http_status


@bp.route("/products/<product_code>/edit", methods=["GET", "POST"])
def edit(product_code: str) -> ResponseReturnValue:
    """Change what is said of a product."""
    session, actor = current_session(), current_actor()
    row = product_by_code(session, actor, product_code)
    form = ProductForm(row)
    if form.validate_on_submit():
        try:
            change_product(session, actor, product_code, form.to_input())
        except ChangedMeanwhile:
            stored = ProductForm(product_by_code(session, actor, product_code), sent=False)
            by = last_change(session, actor, ("product", row.id), "products.change")
            form.show_beside(stored, saved_last(by, current_locale(), actor.time_zone))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The product has been saved."), "success")
            return redirect(url_for("products.products"))
    page = render_template("products/edit.html", form=form, name=row.name, is_competitor=row.owner is Owner.COMPETITOR)
    return page, form.http_status
