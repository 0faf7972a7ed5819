"""The page of an entity's launch gate."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError, NotFound
from app.entities.queries import EntityPlace, entity_place
from app.gate.errors import NobodyInPlace
from app.gate.forms import UntickForm
from app.gate.presenters import GateReader, gate_lines, gate_sentence, history_rows
from app.gate.queries import gates_of, tick_history
from app.gate.service import tick_item, untick_item
from app.gate.types import GateItem
from app.policy.check import can, require
from app.policy.rules import Action
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import sentence_of

bp = Blueprint("gate", __name__)


@bp.get("/entities/<code>/gate")
def gate(code: str) -> ResponseReturnValue:
    """Show what is in place, who ticked it and when, and what is not."""
    return _page(_place(code))


@bp.post("/entities/<code>/gate/<item_name>/tick")
def tick(code: str, item_name: str) -> ResponseReturnValue:
    """Note that an item is in place."""
    item = _item(item_name)
    try:
        tick_item(current_session(), current_actor(), code, item)
    except NobodyInPlace as error:
        flash(sentence_of(error), "error")
        return _page(_place(code)), error.status
    flash(_("Ticked, with your name and the date."), "success")
    return redirect(url_for("gate.gate", code=code, _anchor=item.value), 303)


@bp.post("/entities/<code>/gate/<item_name>/untick")
def untick(code: str, item_name: str) -> ResponseReturnValue:
    """Take a tick back, with a reason."""
    item, place = _item(item_name), _place(code)
    require(current_actor(), Action.GATE_TICK, place.facts)
    form = UntickForm(prefix=f"{item}-")
    if form.validate_on_submit():
        try:
            untick_item(current_session(), current_actor(), code, item, form.reason.data or "")
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("No longer ticked. The reason is kept."), "success")
            return redirect(url_for("gate.gate", code=code, _anchor=item.value), 303)
    return _page(place, item, form), form.http_status


def _item(name: str) -> GateItem:
    if name not in set(GateItem):
        raise NotFound
    return GateItem(name)


def _place(code: str) -> EntityPlace:
    return entity_place(current_session(), current_actor(), code, Action.GATE_VIEW)


def _page(place: EntityPlace, item: GateItem | None = None, refused: UntickForm | None = None) -> str:
    session, actor = current_session(), current_actor()
    found = gates_of(session, actor, [place.facts])[place.id]
    reader = GateReader(current_locale(), actor.time_zone, can(actor, Action.GATE_TICK, place.facts), actor, place.id)
    lines = gate_lines(found, reader)
    forms = {line.name: UntickForm(prefix=f"{line.name}-", formdata=None) for line in lines if line.can_untick}
    if item is not None and refused is not None:
        forms[item] = refused
    return render_template(
        "gate/gate.html",
        code=place.code,
        entity_name=place.name,
        sentence=gate_sentence(found),
        is_whole=found.is_whole,
        lines=lines,
        forms={
            line.name: refused
            if refused is not None and line.name == item
            else UntickForm(prefix=f"{line.name}-", formdata=None)
            for line in lines
            if line.can_untick
        },
        history=history_rows(tick_history(session, actor, place.id), reader),
    )
