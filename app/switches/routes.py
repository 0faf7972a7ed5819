"""Pages of switches: what could watch people in an entity, its history, and the switch itself."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.errors import DomainError, NotFound
from app.entities.queries import EntityPlace, entity_place
from app.policy.check import can, require
from app.policy.rules import Action
from app.switches.forms import SwitchForm
from app.switches.presenters import (
    change_rows,
    never_lines,
    off_label,
    on_label,
    place_links,
    switch_page,
    switch_rows,
)
from app.switches.queries import changes_of, switch_places, switches_of
from app.switches.service import set_switch
from app.switches.types import Switch
from app.web.context import current_actor, current_locale, current_session

bp = Blueprint("switches", __name__)


@bp.get("/switches")
def switches() -> ResponseReturnValue:
    """List the functions of the entity where one works, or of the first one may read."""
    places = switch_places(current_session(), current_actor())
    own = next((place for place in places if place.id == current_actor().entity_id), None)
    if not places:
        raise NotFound
    return _list(own or places[0], places)


@bp.get("/switches/<code>")
def of_entity(code: str) -> ResponseReturnValue:
    """List the functions of an entity."""
    session, actor = current_session(), current_actor()
    return _list(entity_place(session, actor, code, Action.SWITCH_VIEW), switch_places(session, actor))


def _list(place: EntityPlace, places: list[EntityPlace]) -> str:
    rows = switches_of(current_session(), current_actor(), place)
    return render_template(
        "switches/switches.html",
        entity_name=place.name,
        rows=switch_rows(rows, place, current_locale(), clock.now()),
        never=never_lines(),
        places=place_links(places, place) if len(places) > 1 else [],
        moderation_url=url_for("house_rules.of_entity", code=place.code)
        if can(current_actor(), Action.HOUSE_RULES_VIEW, place.facts)
        else "",
    )


@bp.route("/switches/<code>/<switch_name>", methods=["GET", "POST"])
def switch(code: str, switch_name: str) -> ResponseReturnValue:
    """Show one function with its history; the sponsor or an administrator switches it."""
    session, actor = current_session(), current_actor()
    place = entity_place(session, actor, code, Action.SWITCH_VIEW)
    which = next((one for one in Switch if one.value == switch_name), None)
    if which is None:
        raise NotFound
    if request.method == "POST":
        require(actor, Action.SWITCH_SET, place.facts)
    is_on = next(row.is_on for row in switches_of(session, actor, place) if row.switch is which)
    form = SwitchForm(is_on=is_on, on_label=on_label(), off_label=off_label())
    if form.validate_on_submit():
        try:
            has_changed = set_switch(session, actor, code, which, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            if has_changed:
                flash(_("Saved. Everybody in the entity can read it, with your reason."), "success")
            else:
                flash(_("Nothing has changed: the feature was already set this way."), "info")
            return redirect(url_for("switches.switch", code=code, switch_name=switch_name), 303)
    return render_template(
        "switches/switch.html",
        page=switch_page(which, is_on=is_on),
        history=change_rows(changes_of(session, actor, place, which), current_locale(), actor.time_zone),
        form=form if can(actor, Action.SWITCH_SET, place.facts) else None,
        entity_name=place.name,
        back_url=url_for("switches.of_entity", code=code),
    ), form.http_status
