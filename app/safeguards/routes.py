"""Pages of safeguards for who writes and approves them. Testers confirm them in the player."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.core.idents import encode
from app.i18n import formats
from app.policy.check import can, require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.safeguards.forms import ApproveForm, sheet_form
from app.safeguards.presenters import place_lines, sheet_cards, sheet_url
from app.safeguards.queries import (
    SheetPlace,
    SheetRow,
    SheetsWork,
    place_of_sheet,
    sheet_places,
    sheets_work,
)
from app.safeguards.service import approve_sheet, withdraw_sheet, write_sheet
from app.web.context import current_actor, current_locale, current_session

bp = Blueprint("safeguards", __name__)
SHEET = "/products/<product_code>/safeguards/<country>"


@bp.get("/safeguards")
def sheets() -> ResponseReturnValue:
    """List every competitor's product in every country, with what it has there."""
    rows = sheet_places(current_session(), current_actor())
    return render_template("safeguards/sheets.html", rows=place_lines(rows, current_locale()))


@bp.get(SHEET)
def sheet(product_code: str, country: str) -> ResponseReturnValue:
    """Show every version of a product's sheet in a country."""
    return _sheet_page(_work(product_code, country))


@bp.route(f"{SHEET}/edit", methods=["GET", "POST"])
def edit(product_code: str, country: str) -> ResponseReturnValue:
    """Write what testers may and may not do, in every language of the country."""
    session, actor = current_session(), current_actor()
    require(actor, Action.SAFEGUARD_WRITE, NOTHING)
    work = _work(product_code, country)
    form = sheet_form(work)
    if form.validate_on_submit():
        try:
            write_sheet(session, actor, work.place, form.to_input())
        except ChangedMeanwhile:
            work = _work(product_code, country)
            newest = work.newest
            by = last_change(session, actor, ("safeguard_sheet", newest.id), "safeguards.write") if newest else None
            form.show_beside(sheet_form(work, sent=False), saved_last(by, current_locale(), actor.time_zone))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The rules have been saved. They apply once somebody else has approved them."), "success")
            return redirect(sheet_url(product_code, country))
    page = render_template(
        "safeguards/edit.html",
        form=form,
        work=work,
        country_name=formats.country(current_locale(), work.place.country),
        sections=form.sections(),
        sheet_url=sheet_url(product_code, country),
    )
    return page, form.http_status


@bp.post("/safeguards/<ident:sheet_id>/approve")
def approve(sheet_id: int) -> ResponseReturnValue:
    """Approve a version up to a day."""
    session, actor = current_session(), current_actor()
    place = place_of_sheet(session, actor, sheet_id)
    work = sheets_work(session, actor, place)
    row = _version(work, sheet_id)
    form = ApproveForm.of(row, sent=True)
    if form.validate_on_submit():
        try:
            approve_sheet(session, actor, sheet_id, form.last_day, form.written_against)
        except ChangedMeanwhile as error:
            work = sheets_work(session, actor, place)
            form.version.data = str(_version(work, sheet_id).saved)
            form.accept(error)
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Approved. From now on, testers confirm this version before they start."), "success")
            return redirect(sheet_url(*place))
    return _sheet_page(work, {sheet_id: form}), form.http_status


@bp.post("/safeguards/<ident:sheet_id>/withdraw")
def withdraw(sheet_id: int) -> ResponseReturnValue:
    """Take an approval back."""
    session, actor = current_session(), current_actor()
    place = place_of_sheet(session, actor, sheet_id)
    withdraw_sheet(session, actor, sheet_id)
    flash(_("The approval has been withdrawn: missions about this product cannot be started there."), "success")
    return redirect(sheet_url(*place))


def _work(code: str, country: str) -> SheetsWork:
    return sheets_work(current_session(), current_actor(), SheetPlace(code, country.upper()))


def _version(work: SheetsWork, sheet_id: int) -> SheetRow:
    found = next((row for row in work.versions if row.id == sheet_id), None)
    if found is None:
        raise NotFound
    return found


def _sheet_page(work: SheetsWork, sent: dict[int, ApproveForm] | None = None) -> str:
    actor, locale = current_actor(), current_locale()
    forms = {encode(row.id): (sent or {}).get(row.id) or ApproveForm.of(row, sent=False) for row in work.versions}
    for ident, form in forms.items():
        form.until.id = form.until.label.field_id = f"until-{ident}"
    return render_template(
        "safeguards/sheet.html",
        work=work,
        country_name=formats.country(locale, work.place.country),
        cards=sheet_cards(work, actor, locale),
        forms=forms,
        can_write=can(actor, Action.SAFEGUARD_WRITE, NOTHING),
    )
