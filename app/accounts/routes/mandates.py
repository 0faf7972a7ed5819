"""Who holds which role: the list, giving, ending."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from app.accounts.errors import UnknownPerson
from app.accounts.forms import MandateForm
from app.accounts.presenters import mandate_filters, mandate_items, sort_links
from app.accounts.queries import SEARCH_MIN_LETTERS, MandateFilter, campaign_choices, mandates_page, person_by_email
from app.accounts.routes.blueprint import bp
from app.accounts.service import confirm_mandate, end_mandate, give_mandate, refuse_mandate
from app.accounts.types import MandateStatus
from app.core import clock
from app.core.errors import DomainError
from app.entities.queries import entities_list
from app.policy.actor import Role
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import Filter, filters_label
from app.web.roles import ROLE_LABELS


@bp.get("/mandates")
def mandates() -> ResponseReturnValue:
    """List the mandates: all, those of an entity, those in force on a day."""
    session, actor = current_session(), current_actor()
    require(actor, Action.MANDATES_VIEW, NOTHING)
    entities = entities_list(session, actor)
    chosen = next((row for row in entities if row.code == request.args.get("entity")), None)
    day = _day(request.args.get("day", ""))
    role = next((one for one in Role if one == request.args.get("role")), None)
    name, after = request.args.get("name", "").strip(), request.args.get("after", "")
    sort = "end" if request.args.get("sort") == "end" else None
    wanted = MandateFilter(chosen.id if chosen else None, role, day, name)
    page = mandates_page(session, actor, wanted, after, by_end=sort is not None)
    proposed = mandates_page(session, actor, MandateFilter(is_proposed=True))
    narrowed: dict[str, Any] = {
        "entity": chosen.code if chosen else None,
        "role": role,
        "day": day.isoformat() if day else None,
        "name": name or None,
        "sort": sort,
    }
    filters = mandate_filters(entities, narrowed["entity"] or "", role, day)
    return render_template(
        "accounts/mandates.html",
        mandates=mandate_items(page.rows, actor, current_locale(), clock.today()),
        proposed=mandate_items(proposed.rows, actor, current_locale(), clock.today()),
        filters=filters,
        open_label=filters_label(filters, current_locale()),
        search=Filter("name", pgettext("person", "Name"), query=name),
        is_too_short=0 < len(name) < SEARCH_MIN_LETTERS,
        minimum=SEARCH_MIN_LETTERS,
        kept=(("sort", sort),) if sort else (),
        older_url=url_for("accounts.mandates", after=page.next_key, **narrowed) if page.next_key else "",
        newer_url=url_for("accounts.mandates", **narrowed) if request.args.get("after") else "",
        orders=sort_links("accounts.mandates", pgettext("person", "Name"), ("end", _("Last day")), narrowed),
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


@bp.route("/mandates/new", methods=["GET", "POST"])
def new_mandate() -> ResponseReturnValue:
    """Show the form, or give the role it names."""
    session, actor = current_session(), current_actor()
    require(actor, Action.MANDATES_VIEW, NOTHING)
    asked = {name: request.args.get(name, "") for name in ("email", "role", "entity")}  # from the page before
    form = MandateForm(data={"starts_on": clock.today(), **asked})
    roles = [
        (role.value, str(ROLE_LABELS[role]))
        for role in ROLE_LABELS
        if can(actor, Action.MANDATE_GIVE, Facts(role_asked=role.value))
    ]
    campaigns = [(str(row.id), row.title) for row in campaign_choices(session, actor)]
    form.offer(roles, entities_list(session, actor), campaigns, current_locale())
    if form.validate_on_submit():
        try:
            person_id = person_by_email(session, actor, form.email.data or "")
            if person_id is None:
                raise UnknownPerson
            mandate = give_mandate(session, actor, form.to_input(person_id))
        except DomainError as error:
            form.accept(error)
        else:
            if mandate.status is MandateStatus.PROPOSED:
                flash(_("The mandate is proposed. It grants no rights until a second colleague agrees."), "success")
            else:
                flash(
                    _("The mandate has been granted. It takes effect with the next page the person opens."), "success"
                )
            return redirect(url_for("accounts.mandates"), 303)
    return render_template("accounts/mandate_new.html", form=form), form.http_status


@bp.post("/mandates/<ident:mandate_id>/confirm")
def confirm_one_mandate(mandate_id: int) -> ResponseReturnValue:
    """Agree to a proposed role, as a second colleague."""
    confirm_mandate(current_session(), current_actor(), mandate_id)
    flash(_("You agreed. The mandate takes effect with the next page the person opens."), "success")
    return redirect(url_for("accounts.mandates"), 303)


@bp.post("/mandates/<ident:mandate_id>/refuse")
def refuse_one_mandate(mandate_id: int) -> ResponseReturnValue:
    """Do not agree to a proposed role."""
    refuse_mandate(current_session(), current_actor(), mandate_id)
    flash(_("You did not agree. The mandate grants no rights; it stays in the list."), "success")
    return redirect(url_for("accounts.mandates"), 303)


@bp.post("/mandates/<ident:mandate_id>/end")
def end_one_mandate(mandate_id: int) -> ResponseReturnValue:
    """End a role at once."""
    mandate = end_mandate(current_session(), current_actor(), mandate_id)
    if mandate.status is MandateStatus.CANCELLED:
        flash(_("The mandate was withdrawn before it began. It stays in the list."), "success")
    else:
        flash(_("The mandate has ended. Its rights end with the next page opened."), "success")
    return redirect(url_for("accounts.mandates"), 303)
