"""Lists of what is owed: answers, and decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.feedback.forms.filters import OwedFilterForm
from app.feedback.presenters.owed import (
    OwedReader,
    answer_choices,
    answers_sentence,
    decisions_label,
    entity_choices,
    lines_of_answers,
    lines_of_decisions,
)
from app.feedback.queries.owed import (
    OwedFilters,
    OwedRow,
    answering_entities,
    count_owed_answers,
    count_owed_decisions,
    deciding_entities,
    owed_answers,
    owed_decisions,
)
from app.feedback.queries.worklist import WorkEntity
from app.feedback.routes.blueprint import bp
from app.policy.actor import Role
from app.texts.queries import ReadText, texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import filters_label


@bp.get("/answers")
def answers() -> ResponseReturnValue:
    """Show what is published and not answered yet, the first promised day first. Six statements, whatever the rows."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    entities = answering_entities(session, actor)
    filters = OwedFilterForm(request.args).to_filters([entity.code for entity in entities])
    page = owed_answers(session, actor, filters, request.args.get("after", ""))
    choices = answer_choices(entities, filters)
    counts = count_owed_answers(session, actor, filters.entity)
    return render_template(
        "feedback/answers.html",
        lines=lines_of_answers(page.rows, _missions(page.rows), _reader(entities)),
        summary=answers_sentence(counts, locale),
        choices=choices,
        open_label=filters_label(choices, locale),
        is_narrowed=filters != OwedFilters(),
        ready_urls=[
            (entity.name, url_for("ready_answers.ready_answers", code=entity.code))
            for entity in entities
            if actor.has(Role.COMMUNITY_MANAGER, entity.id) or actor.has(Role.CENTRAL_TEAM)
        ],
        first_url=_url("feedback.answers", "") if request.args.get("after") else "",
        next_url=_url("feedback.answers", page.next_key) if page.next_key else "",
    )


@bp.get("/decisions/waiting")
def decisions() -> ResponseReturnValue:
    """Show what was selected and awaits the sponsor's decision, oldest first. Six statements, whatever the rows."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    entities = deciding_entities(session, actor)
    chosen = OwedFilterForm(request.args).to_filters([entity.code for entity in entities]).entity
    page = owed_decisions(session, actor, chosen, request.args.get("after", ""))
    choices = entity_choices(entities, chosen)
    count = count_owed_decisions(session, actor, chosen)
    return render_template(
        "feedback/decisions.html",
        lines=lines_of_decisions(page.rows, _missions(page.rows), _reader(entities)),
        summary=decisions_label(count, locale) if count else "",
        choices=choices,
        open_label=filters_label(choices, locale),
        is_narrowed=bool(chosen),
        first_url=_url("feedback.decisions", "") if request.args.get("after") else "",
        next_url=_url("feedback.decisions", page.next_key) if page.next_key else "",
    )


def _reader(entities: Sequence[WorkEntity]) -> OwedReader:
    return OwedReader(current_locale(), current_actor().time_zone, clock.now(), len(entities) > 1)


def _missions(rows: Sequence[OwedRow]) -> Mapping[int, ReadText]:
    return texts_of(current_session(), current_actor(), [row.mission_text_id for row in rows])


def _url(endpoint: str, after: str) -> str:
    """Return this list's address with its filters, at another place."""
    kept: dict[str, Any] = {name: request.args[name] for name in ("entity", "promise") if request.args.get(name)}
    return url_for(endpoint, **kept, after=after or None)
