"""The page of an entity's calendar: read by its people, corrected by who manages its community."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.calendars.forms import DayForm, WeekForm
from app.calendars.presenters import calendar_page
from app.calendars.queries import WEEK_CHANGED, CalendarRow, calendar_changes, calendar_of
from app.calendars.service import add_day_off, change_working_week, remove_day_off
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError
from app.policy.check import can, require
from app.policy.rules import Action
from app.web.context import current_actor, current_locale, current_session

bp = Blueprint("calendars", __name__)


@bp.route("/entities/<code>/calendar", methods=["GET", "POST"])
def calendar(code: str) -> ResponseReturnValue:
    """Show the calendar; change the working week."""
    session, actor = current_session(), current_actor()
    row = _row(code)
    form = WeekForm(row)
    if form.is_submitted():
        require(actor, Action.CALENDAR_WRITE, row.facts)
    if form.validate_on_submit():
        try:
            change_working_week(session, actor, code, form.to_input())
        except ChangedMeanwhile:
            row = _row(code)
            by = last_change(session, actor, ("entity", row.entity_id), WEEK_CHANGED)
            form.show_beside(WeekForm(row, sent=False), saved_last(by, current_locale(), actor.time_zone))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The working week has been saved. Dates already promised stay."), "success")
            return redirect(url_for("calendars.calendar", code=code), 303)
    return _page(row, form, DayForm(formdata=None)), form.http_status


@bp.post("/entities/<code>/calendar/days")
def add_day(code: str) -> ResponseReturnValue:
    """Add a day on which nobody works."""
    row, form = _row(code), DayForm()
    require(current_actor(), Action.CALENDAR_WRITE, row.facts)
    if form.validate_on_submit():
        try:
            add_day_off(current_session(), current_actor(), code, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The day has been added. Dates already promised stay."), "success")
            return redirect(url_for("calendars.calendar", code=code), 303)
    return _page(row, WeekForm(row, sent=False), form), form.http_status


@bp.post("/entities/<code>/calendar/days/remove")
def remove_day(code: str) -> ResponseReturnValue:
    """Take a day out of the days on which nobody works."""
    row, form = _row(code), DayForm()
    require(current_actor(), Action.CALENDAR_WRITE, row.facts)
    if form.validate_on_submit():
        remove_day_off(current_session(), current_actor(), code, form.to_input())
        flash(_("The day has been removed. Dates already promised stay."), "success")
    return redirect(url_for("calendars.calendar", code=code), 303)


def _row(code: str) -> CalendarRow:
    return calendar_of(current_session(), current_actor(), code, clock.today())


def _page(row: CalendarRow, week: WeekForm, day: DayForm) -> str:
    session, actor = current_session(), current_actor()
    changes = calendar_changes(session, actor, row)
    return render_template(
        "calendars/calendar.html",
        page=calendar_page(row, changes, current_locale(), actor.time_zone),
        week=week,
        day=day,
        week_url=url_for("calendars.calendar", code=row.code),
        add_url=url_for("calendars.add_day", code=row.code),
        can_write=can(actor, Action.CALENDAR_WRITE, row.facts),
    )
