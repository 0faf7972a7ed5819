"""The page of an entity, and the page of all of them."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.errors import DomainError
from app.entities.queries import EntityPlace
from app.entities.types import Stage
from app.gate.forms import StageForm, stage_labels
from app.gate.presenters import gate_sentence
from app.gate.service import set_stage
from app.governance import presenters
from app.governance.queries import EntityStanding, entity_standing, planned_phases, standings
from app.legal.presenters import legal_lines
from app.legal.queries import legal_rows
from app.policy.check import can, require
from app.policy.rules import Action
from app.switches.queries import switches_of
from app.team.presenters import TeamReader, coverage_of, coverage_sentence, member_items
from app.team.queries import team_members
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session

bp = Blueprint("governance", __name__)


@bp.get("/entities")
def entities() -> ResponseReturnValue:
    """Show the entities the reader steers: what needs help first, never a rank."""
    actor = current_actor()
    found = standings(current_session(), actor)
    return render_template(
        "governance/entities.html",
        helped=presenters.entity_rows(actor, (each for each in found if each.needs_help)),
        calm=presenters.entity_rows(actor, (each for each in found if not each.needs_help)),
    )


@bp.get("/phases")
def phases() -> ResponseReturnValue:
    """Show the phases of every entity, under way and to come."""
    session, actor = current_session(), current_actor()
    found = planned_phases(session, actor)
    texts = texts_of(session, actor, [each.title_text_id for each in found])
    return render_template(
        "governance/phases.html", rows=presenters.phase_rows(actor, found, texts, current_locale(), clock.now())
    )


@bp.get("/phases.ics")
def phases_file() -> ResponseReturnValue:
    """Return the same phases for the reader's own calendar."""
    session, actor = current_session(), current_actor()
    found = planned_phases(session, actor)
    texts = texts_of(session, actor, [each.title_text_id for each in found])
    host = urlsplit(request.host_url).netloc
    answer = make_response(presenters.phases_calendar(found, texts, current_locale(), clock.now(), host))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="phases.ics"'
    return answer


@bp.get("/entities/<code>")
def entity(code: str) -> ResponseReturnValue:
    """Show how an entity stands: stage and next action, team, gate, promises, switches."""
    standing = entity_standing(current_session(), current_actor(), code)
    return _page(standing, StageForm(standing.entity.stage))


@bp.post("/entities/<code>/stage")
def change_stage(code: str) -> ResponseReturnValue:
    """Say where the entity stands in the roll-out."""
    session, actor = current_session(), current_actor()
    standing = entity_standing(session, actor, code)
    require(actor, Action.STAGE_SET, standing.entity.facts)
    form = StageForm(standing.entity.stage)
    if form.validate_on_submit():
        try:
            set_stage(session, actor, code, Stage(form.stage.data))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The stage has been saved."), "success")
            return redirect(url_for("governance.entity", code=code), 303)
    return _page(standing, form), form.http_status


def _page(standing: EntityStanding, form: StageForm) -> str:
    session, actor, locale = current_session(), current_actor(), current_locale()
    row = standing.entity
    place, today = EntityPlace(row.id, row.code, row.name), clock.today(actor.time_zone)
    members = team_members(session, actor, place, today)
    ids = [each.title_text_id for each in standing.editions]
    texts = texts_of(session, actor, [*ids, *(each.campaign_text_id for each in members)], row.default_locale)
    return render_template(
        "governance/entity.html",
        entity=row,
        stage_label=stage_labels()[row.stage],
        is_preparing=row.stage is Stage.PREPARING,
        next=presenters.next_action(actor, standing),
        pages=presenters.page_rows(actor, standing),
        gate_sentence=gate_sentence(standing.gate),
        coverage=coverage_sentence(coverage_of(members, today), locale),
        members=[item.row for item in member_items(members, texts, TeamReader(actor, place, today, locale))],
        promises=presenters.promise_sentence(standing, locale)
        if can(actor, Action.DASHBOARD_ENTITY, row.facts)
        else "",
        editions=presenters.editions_of_entity(actor, standing.editions, texts, row.code),
        legal_texts=legal_lines(legal_rows(session, actor, row.id), row.code, locale, with_absent=True),
        switches=presenters.rows_of_switches(switches_of(session, actor, place), row.code),
        form=form if can(actor, Action.STAGE_SET, row.facts) else None,
    )
