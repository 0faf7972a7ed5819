"""A copy has everything but people and what they said: compared field by field, table by table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Column, ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from app.campaigns.errors import SlugTaken
from app.campaigns.models import Campaign
from app.campaigns.types import CampaignPurpose, EditionStatus
from app.core import clock
from app.core.errors import Forbidden, FormUsed, NotFound
from app.db.base import Base
from app.policy.actor import SYSTEM, Role
from app.studio.errors import NotWrittenIn
from app.studio.service import CopyInput, copy_campaign
from app.studio.service.copy import FRESH, PARTS
from app.texts.models import AuthoredText, Translation
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_person
from tests.refusals import refused
from tests.studio.world import Whole, make_whole

TABLES = Base.metadata.tables
COPIED = {part.table for part in PARTS} | {"campaigns"}
# Tables with rows of a campaign that no copy has, and why.
LEFT = {
    "aim_campaigns": "an entity says of each campaign which aim it serves",
    "promise_changes": "what people who joined were told",
    "edition_approvals": "what a sponsor agreed to; a copy is asked for anew",
    "preview_links": "shown to reviewers of the former draft",
    "phase_marks": "what was told of the former dates",
    "panels": "set up for one run: its seed decides who gets which variant",
    "panel_variants": "set up for one run",
    "panel_places": "people",
    "invited_weeks": "counts of people",
    "enrolments": "people",
    "invitations": "people",
    "campaign_links": "each says who came by it",
    "member_messages": "written to people",
    "announcements": "told to people, on its days",
    "chat_posts": "told to people",
    "mandates": "people",
    "author_trusts": "people",
    "mission_progress": "people",
    "missions_done": "people",
    "responses": "what people said",
    "responses_sent": "what people said",
    "answer_cells": "what people said",
    "response_images": "what people said",
    "former_wordings": "what people had answered to",
    "charter_acceptances": "people",
    "drafts": "what people said",
    "contributions_on_behalf": "what people said",
    "feedback_revisions": "what people said",
    "known_issue_supports": "what people said",
    "private_threads": "what people said",
    "results_pages": "made of what people said",
    "results_words": "made of what people said",
    "results_versions": "made of what people said",
    "review_campaigns": "made of what people said",
    "themes_given": "made of what people said",
    "themes_refused": "made of what people said",
    "feedback": "what people said",
    "theme_group_runs": "made of what people said",
    "figure_counts": "counts of people and of what they said",
    "reports": "made of what people said",
    "report_schedules": "asked for by somebody, of what people said",
    "saved_views": "kept by somebody for themselves",
}
# Columns that begin anew in a copy, beside those the part names, and why.
NEW = {
    "campaigns.slug": "an address of its own",
    "campaigns.submission_key": "of another form",
    "campaigns.created_by_id": "who made the copy",
    "campaigns.created_at": "when it was made",
    "campaigns.title_text_id": "a title of its own",
}
MOVED = {"campaigns.decide_by", "phases.starts_at", "phases.ends_at"} | {
    f"{part.table}.{name}" for part in PARTS for name in part.days
}
EMPTY = {
    "questions.retired_on",  # what is asked no more stays behind
    "word_lists.entity_id",  # of an entity, or of a campaign
}
RENAMED = {"questions.show_if"}  # names questions by their numbers


@pytest.fixture
def whole(session: Session) -> Whole:
    return make_whole(session)


def copy_of(session: Session, whole: Whole, **given: Any) -> Campaign:
    actor = actor_for(make_person(session), Role.CENTRAL_TEAM)
    return copy_campaign(session, actor, whole.campaign.id, CopyInput("Once more", **given))


def test_every_table_of_a_campaign_is_copied_or_left_for_a_reason() -> None:
    reached = {"campaigns"}
    while True:
        more = {
            name
            for name, table in TABLES.items()
            if name not in reached and any(target(column) in reached & COPIED for column in table.c)
        }
        if not more:
            break
        reached |= more
    assert reached - COPIED - set(LEFT) == set()
    assert {name for name in LEFT if name in COPIED or name not in TABLES} == set()


def test_a_copy_is_the_original_field_by_field(session: Session, whole: Whole) -> None:
    copy = copy_of(session, whole)
    originals, copies = rows_of(session, whole.campaign.id), rows_of(session, copy.id)
    unseen = []
    for name in sorted(COPIED):
        table = TABLES[name]
        assert originals[name], f"nothing in {name} to compare"
        compared = [column for column in table.c if is_compared(column)]
        unseen += [str(column) for column in compared if all(row[column.name] is None for row in originals[name])]
        for before, after in zip(originals[name], copies[name], strict=True):
            for column in compared:
                told = said(session, column, before), said(session, column, after)
                assert told[0] == told[1], str(column)
    assert set(unseen) == EMPTY, "give it a value in make_whole: nobody sees whether it is copied"


def test_what_points_to_something_copied_points_to_the_copy(session: Session, whole: Whole) -> None:
    copy = copy_of(session, whole)
    originals, copies = rows_of(session, whole.campaign.id), rows_of(session, copy.id)
    ids = {name: [row.get("id") for row in rows] for name, rows in copies.items()}
    for name in COPIED - {"campaigns"}:
        for column in TABLES[name].c:
            if target(column) in COPIED - {"campaigns", "recruitments"}:
                there = ids[target(column)]
                assert {row[column.name] for row in copies[name]} - {None} <= set(there), str(column)
                again = [row[column.name] is None for row in originals[name]]
                assert [row[column.name] is None for row in copies[name]] == again or column.name == "replaced_by_id"
    (show_if,) = [row["show_if"] for row in copies["questions"] if row["show_if"]]
    assert show_if["conditions"][0]["question"] in ids["questions"]
    assert show_if["conditions"][0]["part"] in ids["question_parts"]


def test_no_column_that_is_copied_names_a_person() -> None:
    named = {
        f"{part.table}.{column.name}"
        for part in PARTS
        for column in part.stored.c
        if target(column) == "people" and column.name not in part.fresh
    }
    assert named == set()


@pytest.mark.usefixtures("stopped_clock")  # else a midnight between the two makes one day more
def test_a_copy_is_in_preparation_and_its_dates_move_by_whole_weeks(session: Session, whole: Whole) -> None:
    copy = copy_of(session, whole)
    before, after = rows_of(session, whole.campaign.id), rows_of(session, copy.id)
    assert [row["status"] for row in after["editions"]] == [EditionStatus.DRAFT]
    assert [(row["opened_at"], row["closed_at"]) for row in after["editions"]] == [(None, None)]
    assert copy.frozen_at is None
    moves = {
        as_day(new[name]) - as_day(old[name])
        for table, name in (place.split(".") for place in MOVED)
        for old, new in zip(before[table], after[table], strict=True)
        if old[name] is not None
    }
    (move,) = moves
    assert move.days % 7 == 0
    assert min(as_day(row["starts_at"]) for row in after["phases"]) >= clock.today() + timedelta(days=7)


def test_a_copy_keeps_what_it_was_written_in(session: Session, whole: Whole) -> None:
    copy = copy_of(session, whole, pitch="Where now?")
    words = dict(session.execute(select(Translation.locale, Translation.value).where(of(copy.pitch_text_id))).all())
    assert words == {"en": "Where now?"}
    assert copy.more_locales == ["ar"]


def test_a_template_made_of_a_campaign_has_no_editions(session: Session, whole: Whole) -> None:
    made = copy_of(session, whole, purpose=CampaignPurpose.TEMPLATE)
    found = rows_of(session, made.id)
    assert {name for name, rows in found.items() if not rows} == {
        "editions", "edition_entities", "edition_locals", "phases", "recruitments", "quotas",
    }  # fmt: skip
    assert [row["edition_id"] for row in found["questionnaire_waves"]] == [None, None]
    assert len(found["charters"]) == 1
    assert made.purpose is CampaignPurpose.TEMPLATE


def test_the_same_form_makes_one_copy(session: Session, whole: Whole) -> None:
    first, again = (copy_of(session, whole, submission_key="z" * 64) for _time in range(2))
    assert first.id == again.id
    with refused(session, FormUsed):
        copy_campaign(session, SYSTEM, whole.campaign.id, CopyInput("Other words", submission_key="z" * 64))


def test_a_copy_is_refused(session: Session, whole: Whole) -> None:
    manager = actor_for(make_person(session), Role.COMMUNITY_MANAGER)
    with refused(session, SlugTaken):
        copy_campaign(session, SYSTEM, whole.campaign.id, CopyInput("Mine", "loan-app"))
    with refused(session, NotWrittenIn):
        copy_campaign(session, SYSTEM, whole.campaign.id, CopyInput("Mine", source_locale="pt-PT"))
    with refused(session, Forbidden):
        copy_campaign(session, manager, whole.campaign.id, CopyInput("Mine"))
    with refused(session, NotFound):
        copy_campaign(session, SYSTEM, 999_999, CopyInput("Nothing"))


def test_statements_do_not_grow_with_what_is_copied(session: Session, whole: Whole, queries: CountQueries) -> None:
    actor = actor_for(make_person(session), Role.CENTRAL_TEAM)
    with queries() as once:
        first = copy_campaign(session, actor, whole.campaign.id, CopyInput("Once"))
    for table in ("known_issues", "themes"):
        rows = [dict(row) for row in session.execute(select(TABLES[table]).where(at(table, first.id))).mappings()]
        for row in rows:
            again = row | {"id": row["id"] + 1000, "submission_key": None}
            session.execute(TABLES[table].insert(), again)
    session.commit()
    with queries() as twice:
        copy_campaign(session, actor, first.id, CopyInput("Twice"))
    assert len(twice) <= len(once)


# --- how rows are found and compared ------------------------------------------------------------------


def target(column: Column[Any]) -> str:
    return next((key.column.table.name for key in column.foreign_keys), "")


def at(table: str, campaign_id: int) -> ColumnElement[bool]:
    return TABLES[table].c.campaign_id == campaign_id


def of(text_id: int) -> ColumnElement[bool]:
    return Translation.text_id == text_id


def rows_of(session: Session, campaign_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a campaign by table, in an order that is the same in its copy."""
    found: dict[str, list[dict[str, Any]]] = {
        "campaigns": list(asked(session, TABLES["campaigns"], "id", [campaign_id]))
    }
    for part in PARTS:
        owner = part.stored.c[part.owner]
        keys = [row["edition_id" if target(owner) == "recruitments" else "id"] for row in found[target(owner)]]
        rows = [row for row in asked(session, part.stored, part.owner, keys) if part.only(row)]
        found[part.table] = sorted(rows, key=partial(order_of, session, part.stored))
    return found


def asked(session: Session, table: Table, owner: str, keys: Iterable[Any]) -> Iterable[dict[str, Any]]:
    for row in session.execute(select(table).where(table.c[owner].in_(list(keys)))).mappings():
        yield dict(row)


def order_of(session: Session, table: Table, row: dict[str, Any]) -> str:
    return repr([said(session, column, row) for column in table.c if is_compared(column)])


def is_compared(column: Column[Any]) -> bool:
    name = str(column)
    fresh = next((part.fresh for part in PARTS if part.table == column.table.name), FRESH)
    if name in NEW or name in MOVED or name in RENAMED or column.name in fresh:
        return False
    return not (column.primary_key and not column.foreign_keys) and target(column) not in COPIED


def said(session: Session, column: Column[Any], row: dict[str, Any]) -> object:
    """Return what a field says: of a text its words in every language, and which it is written in first."""
    value = row[column.name]
    if target(column) != "texts" or value is None:
        return value
    words = session.execute(
        select(Translation.locale, Translation.value, Translation.state).where(of(value)).order_by(Translation.locale)
    ).all()
    first = session.scalar(select(AuthoredText.source_locale).where(AuthoredText.id == value))
    return first, [tuple(each) for each in words]


def as_day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def test_the_number_of_campaigns_is_that_of_copies(session: Session, whole: Whole) -> None:
    copy_of(session, whole)
    assert session.scalar(select(func.count()).select_from(Campaign)) == 2
