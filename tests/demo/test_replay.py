"""The pilot replay, counted in SQL from the loaded world: what it holds, and how well its teams keep their promise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core import clock
from app.dashboards.queries.summaries import entity_summary
from app.figures.types import FigureName
from app.language.detect import detect
from app.policy.actor import Actor, Grant, Role
from tests.demo.conftest import written

ENTITIES = ("kreditwerk", "lusocredito")
WORKED = (1, 2, 3, 4, 5)
IBAN = "*[A-Z][A-Z][0-9][0-9] [0-9][0-9][0-9][0-9] [0-9][0-9][0-9][0-9] [0-9][0-9][0-9][0-9]*"


def rows(session: Session, statement: str, **values: object) -> Sequence[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(text(statement), values)]


def number(session: Session, statement: str, **values: object) -> int:
    ((found,),) = rows(session, statement, **values)
    return int(found)


@pytest.mark.parametrize(
    ("wanted", "statement"),
    [
        (110, "SELECT count(*) FROM people"),
        (280, "SELECT count(*) FROM feedback"),
        (12, "SELECT count(*) FROM feedback WHERE author_id IS NULL"),
        (12, "SELECT count(*) FROM feedback WHERE identity = 'untraceable' AND reference_hash IS NOT NULL"),
        (17, "SELECT count(*) FROM decisions WHERE length(trim(reason)) > 40"),
        (17, "SELECT count(DISTINCT feedback_id) FROM decisions"),
        (1, "SELECT count(*) FROM enrolments WHERE status = 'left'"),
        (4, "SELECT count(*) FROM enrolments WHERE status = 'waiting_list'"),
        (1, "SELECT count(*) FROM enrolments WHERE status = 'declined'"),
        (2, "SELECT count(*) FROM quotas WHERE part_id IS NOT NULL"),
        (64, "SELECT count(DISTINCT person_id) FROM charter_acceptances"),  # 59 who take part, and 5 who asked
        (1, "SELECT count(*) FROM feedback WHERE state = 'withdrawn'"),
        (0, "SELECT count(*) FROM feedback WHERE handling = 'not_kept' AND handling_reason = ''"),
        (0, "SELECT count(*) - count(DISTINCT body) FROM official_answers"),
        (19, "SELECT count(*) FROM feedback WHERE shown_in_id IS NOT NULL"),  # 20 were merged, one of them was undone
        (3, "SELECT count(*) FROM announcements"),
        (2, "SELECT count(*) FROM member_messages WHERE state = 'released'"),
        (3, "SELECT count(*) FROM private_threads"),
        (2, "SELECT count(*) FROM content_reports"),
        (1, "SELECT count(*) FROM second_looks"),
        (5, "SELECT count(*) FROM invitations"),
        (1, "SELECT count(*) FROM entity_switches WHERE is_on"),
    ],
)
def test_the_replay_has_its_numbers(world: Session, wanted: int, statement: str) -> None:
    assert number(world, statement) == wanted


def test_five_hold_what_looks_like_an_account_number(world: Session) -> None:
    assert number(world, "SELECT count(*) FROM feedback WHERE body GLOB :iban", iban=IBAN) == 5


def test_twenty_duplicates_are_handled_as_known(world: Session) -> None:
    titles = {entry["title"] for entry in written() if entry["duplicate_of"]}
    known = {title for (title,) in rows(world, "SELECT title FROM feedback WHERE handling = 'known'")}
    assert len(titles & known) == len(titles) == 20


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("SELECT DISTINCT language FROM feedback", {"pt", "de", "fr", "en"}),
        ("SELECT DISTINCT state FROM feedback", {"waiting", "published", "sent_back", "hidden", "withdrawn"}),
        (
            "SELECT DISTINCT handling FROM feedback",
            {"new", "to_investigate", "known", "selected", "decided", "done", "not_kept"},
        ),
        ("SELECT DISTINCT verdict FROM decisions", {"go", "no_go", "later", "not_ours"}),
    ],
)
def test_every_language_state_and_verdict_is_there(world: Session, statement: str, wanted: set[str]) -> None:
    assert {value for (value,) in rows(world, statement)} == wanted


def test_what_is_hidden_or_sent_back_says_why(world: Session) -> None:
    told = rows(
        world,
        "SELECT state, count(*), min(length(reason)) FROM feedback"
        " JOIN moderation_decisions ON feedback_id = feedback.id AND outcome = state"
        " WHERE state IN ('hidden', 'sent_back') AND shown_in_id IS NULL GROUP BY state ORDER BY state",
    )
    assert [(state, count) for state, count, _ in told] == [
        ("hidden", 4),
        ("sent_back", 8),
    ]  # one more is looked at again
    assert all(shortest > 40 for *_, shortest in told)


@pytest.mark.parametrize("entity", ENTITIES)
def test_most_are_answered_within_the_promise(world: Session, entity: str) -> None:
    """Of what was due, four in five at least; some answers came late, some are overdue, some are not due yet."""
    ((due, in_time, late, overdue),) = rows(
        world,
        "SELECT count(*), sum(is_answered_in_time), sum(answered_at IS NOT NULL AND NOT is_answered_in_time),"
        " sum(answered_at IS NULL AND state = 'published') FROM feedback"
        " JOIN entities ON entities.id = feedback.entity_id"
        " WHERE code = :entity AND due_on < :today AND state IN ('waiting', 'published', 'sent_back')",
        entity=entity,
        today=clock.today().isoformat(),
    )
    assert 0.8 <= in_time / due <= 0.88
    assert 3 <= late <= 10
    assert 3 <= overdue <= 10
    recent = number(
        world,
        "SELECT count(*) FROM feedback JOIN entities ON entities.id = feedback.entity_id"
        " WHERE code = :entity AND answered_at IS NULL AND due_on >= :today"
        " AND state IN ('waiting', 'published', 'sent_back')",
        entity=entity,
        today=clock.today().isoformat(),
    )
    assert recent >= 1


def test_answers_are_written_by_hand_in_the_language_of_the_question(world: Session) -> None:
    answers = rows(
        world,
        "SELECT feedback.language, official_answers.language, official_answers.body"
        " FROM official_answers JOIN feedback ON feedback.id = feedback_id",
    )
    assert len(answers) >= 200
    assert {(asked, detect(body)) for asked, _, body in answers} == {(each, each) for each in ("pt", "de", "fr", "en")}
    assert all(asked == answered for asked, answered, _ in answers)
    words = [re.sub(r"\d+", "", body) for *_, body in answers]
    for part in (slice(20), slice(-20, None)):  # no template: neither how they begin nor how they end, numbers apart
        assert len({body[part] for body in words}) >= 0.97 * len(words)


def test_closure_is_spread_over_the_weeks(world: Session) -> None:
    decided = rows(world, "SELECT DISTINCT strftime('%Y-%W', at) FROM decisions")
    done = rows(
        world,
        "SELECT strftime('%Y-%W', at), count(*) FROM journal_entries WHERE action = 'feedback.handled'"
        " AND json_extract(details, '$.handling') = 'done' GROUP BY 1",
    )
    assert len(decided) >= 4
    assert len(done) >= 6
    total = number(world, "SELECT count(*) FROM feedback WHERE handling = 'done'")
    assert sum(count for _, count in done) == total
    assert max(count for _, count in done) < total / 2
    by_week = rows(
        world,
        "SELECT strftime('%Y-%W', created_at), sum(handling IN ('decided', 'done', 'not_kept'))"
        " FROM feedback WHERE state IN ('waiting', 'published', 'sent_back') GROUP BY 1 ORDER BY 1",
    )
    assert all(count > 0 for _, count in by_week[:6])


@pytest.mark.parametrize("entity", ENTITIES)
def test_the_sponsor_reads_what_the_rows_say(world: Session, entity: str) -> None:
    """Each line of the dashboard is what the cards of the entity add up to."""
    ((sponsor, place),) = rows(
        world,
        "SELECT person_id, entity_id FROM mandates JOIN entities ON entities.id = entity_id"
        " WHERE role = 'sponsor' AND code = :entity",
        entity=entity,
    )
    actor = Actor(person_id=sponsor, entity_id=place, grants=frozenset({Grant(Role.SPONSOR, place)}))
    summary = entity_summary(world, actor, entity)
    names = (FigureName.CONTRIBUTIONS, FigureName.IN_TIME, FigureName.DONE)
    for line in summary.campaigns:
        shown = tuple(line.figures.of_cards(name) for name in names)
        assert shown == _cards(world, entity, line.slug)
    assert 0.8 <= summary.figures.of_cards(FigureName.IN_TIME) / summary.figures.promised <= 0.95


def _cards(session: Session, entity: str, slug: str) -> tuple[int, ...]:
    """Count the cards that show an entity: all, answered in time, done."""
    (found,) = rows(
        session,
        "SELECT count(*), coalesce(sum(is_answered_in_time), 0), coalesce(sum(handling = 'done'), 0)"
        " FROM feedback JOIN entities ON entities.id = feedback.shown_entity_id"
        " JOIN campaigns ON campaigns.id = feedback.campaign_id"
        " WHERE code = :entity AND slug = :slug AND state = 'published'",
        entity=entity,
        slug=slug,
    )
    return found
