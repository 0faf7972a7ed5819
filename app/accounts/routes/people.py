"""The accounts of the installation, for administrators."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from app.accounts.forms import FunctionForm, PersonForm
from app.accounts.presenters import person_items, sort_links
from app.accounts.queries import SEARCH_MIN_LETTERS, people_page, person_row
from app.accounts.routes.blueprint import bp
from app.accounts.service import choose_function, create_person, disable_person, enable_person
from app.core.errors import DomainError
from app.core.wording import normalise
from app.entities.queries import entities_list
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.web.context import current_actor, current_locale, current_session

SEARCH_MAX_CHARS = 60


@bp.get("/people")
def people() -> ResponseReturnValue:
    """List the accounts by name, or those that three letters find."""
    search = normalise(request.args.get("q", ""))[:SEARCH_MAX_CHARS]
    sort = "entity" if request.args.get("sort") == "entity" else None
    after = request.args.get("after", "")
    page = people_page(current_session(), current_actor(), search=search, after=after, by_entity=sort is not None)
    narrowed: dict[str, Any] = {"q": search or None, "sort": sort}
    return render_template(
        "accounts/people.html",
        people=person_items(page.rows, current_actor(), current_locale()),
        search=search,
        sort=sort,
        orders=sort_links("accounts.people", pgettext("person", "Name"), ("entity", _("Entity")), narrowed),
        is_too_short=0 < len(search) < SEARCH_MIN_LETTERS,
        minimum=SEARCH_MIN_LETTERS,
        next_url=url_for("accounts.people", after=page.next_key, **narrowed) if page.next_key else "",
    )


@bp.route("/people/new", methods=["GET", "POST"])
def new_person() -> ResponseReturnValue:
    """Show the form, or make an account."""
    session, actor = current_session(), current_actor()
    require(actor, Action.PEOPLE_MANAGE, NOTHING)
    form = PersonForm()
    form.offer(entities_list(session, actor))
    if form.validate_on_submit():
        try:
            create_person(session, actor, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The account has been created. Its owner can now ask for a sign-in link."), "success")
            return redirect(url_for("accounts.people"), 303)
    return render_template("accounts/person_new.html", form=form), form.http_status


@bp.route("/people/<ident:person_id>/function", methods=["GET", "POST"])
def person_function(person_id: int) -> ResponseReturnValue:
    """Show in which part of the company a person works, or change it."""
    session, actor = current_session(), current_actor()
    row = person_row(session, actor, person_id)
    form = FunctionForm(row.function)
    if form.validate_on_submit():
        choose_function(session, actor, person_id, form.to_input())
        flash(_("The department has been saved. The person can change it in their settings."), "success")
        return redirect(url_for("accounts.people"), 303)
    return render_template("accounts/person_function.html", form=form, name=row.name), form.http_status


@bp.post("/people/<ident:person_id>/disable")
def disable(person_id: int) -> ResponseReturnValue:
    """Close an account: signed out everywhere from the next request."""
    disable_person(current_session(), current_actor(), person_id)
    flash(_("The account has been disabled, and signed out everywhere."), "success")
    return redirect(url_for("accounts.people"), 303)


@bp.post("/people/<ident:person_id>/enable")
def enable(person_id: int) -> ResponseReturnValue:
    """Open a disabled account again."""
    enable_person(current_session(), current_actor(), person_id)
    flash(_("The account is active again."), "success")
    return redirect(url_for("accounts.people"), 303)
