"""The demonstration is what its files say, and it keeps every rule of the application."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload, selectinload

from app.accounts.models import AuthorTrust, Mandate, Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.private_data import MASK, PrivateKind, find_private_data
from app.core.working_time import add_working_days
from app.dashboards.queries.recount import figure_differences
from app.db.base import Base
from app.decisions.models import Decision
from app.decisions.types import HANDLING_OF
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.feedback.models import Comment, Feedback, FeedbackImage, MeToo, OfficialAnswer
from app.feedback.types import CommentRole, Handling, State
from app.figures.types import FigureName
from app.journal.seal import check_chain, seal_waiting
from app.missions.models import Mission, MissionDone
from app.moderation.models import ModerationDecision
from app.moderation.types import Outcome
from app.notifications.kinds import feedback_published, feedback_waiting
from app.notifications.models import Notice
from app.panels.models import Panel, PanelPlace
from app.panels.queries import panel_results
from app.policy.actor import SYSTEM, Actor, Grant, Role
from app.questionnaires.models import Questionnaire, Wave
from app.questionnaires.queries.grid import product_grid
from app.questionnaires.queries.summary import wave_summary
from app.questionnaires.types import Moment
from app.readiness.queries import readiness_of
from app.readiness.types import Colour
from tests.demo.conftest import Loaded, fresh_world, is_merged, state_of, written, written_people
from tests.figures.counted import counted

COUNTED = {"waiting", "published", "sent_back"}
TOTAL_CONTRIBUTIONS, TOTAL_PEOPLE, TOTAL_DUPLICATES, TOTAL_IBANS, TOTAL_UNTRACEABLE, TOTAL_DECISIONS = (
    280, 110, 20, 5, 12, 17,
)  # fmt: skip
TOTAL_MASKED = 2  # phone numbers
IBAN = re.compile(r"\b[A-Z]{2}\d{2} ?(?:\d{4} ?){3,}")


def rows_by_title(session: Session) -> dict[str, Feedback]:
    return {row.title: row for row in session.scalars(select(Feedback))}


def pairs(session: Session, statement: Select[Any, Any]) -> dict[Any, Any]:
    return {row[0]: row[1] for row in session.execute(statement)}


def latest(session: Session, column: InstrumentedAttribute[Any]) -> datetime:
    found = session.scalar(select(func.max(column)))
    assert isinstance(found, datetime)
    return found


def count(session: Session, *columns: Any) -> Counter[Any]:
    rows = session.execute(select(*columns)).all()
    return Counter(tuple(str(value) for value in row) for row in rows)


def test_the_scenario_has_its_numbers(world: Session) -> None:
    entries = written()
    assert len(entries) == world.scalar(select(func.count()).select_from(Feedback)) == TOTAL_CONTRIBUTIONS
    assert len(written_people()) == world.scalar(select(func.count()).select_from(Person)) == TOTAL_PEOPLE
    assert sum(entry["duplicate_of"] is not None for entry in entries) == TOTAL_DUPLICATES
    assert world.scalar(select(func.count()).where(Feedback.author_id.is_(None))) == TOTAL_UNTRACEABLE
    assert world.scalar(select(func.count()).select_from(Decision)) == TOTAL_DECISIONS
    assert sum(bool(IBAN.search(body)) for body in world.scalars(select(Feedback.body))) == TOTAL_IBANS
    assert sum(MASK in body for body in world.scalars(select(Feedback.body))) == TOTAL_MASKED
    assert len(set(world.scalars(select(Feedback.title)))) == TOTAL_CONTRIBUTIONS


def test_what_looks_like_an_account_was_kept_and_is_found(world: Session) -> None:
    bodies = world.scalars(select(Feedback.body)).all()
    found = [data.kind for body in bodies for data in find_private_data(body)]
    assert found == [PrivateKind.IBAN] * TOTAL_IBANS, "the form would have asked about these, and no others"


@pytest.mark.parametrize(
    ("column", "name"),
    [
        (Feedback.language, "lang"),
        (Feedback.kind, "kind"),
        (Feedback.state, "state"),
        (Feedback.handling, "handling"),
        (Feedback.identity, "identity"),
        (Feedback.rating, "rating"),
    ],
)
def test_contributions_are_as_written(world: Session, column: InstrumentedAttribute[Any], name: str) -> None:
    wanted = [state_of(entry) if name == "state" else str(entry[name]) for entry in written()]
    assert count(world, column) == Counter((each,) for each in wanted)


def test_contributions_are_in_their_editions(world: Session) -> None:
    rows = world.execute(
        select(Campaign.slug, Entity.code)
        .select_from(Feedback)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .join(Entity, Entity.id == Feedback.entity_id)
    )
    assert Counter(tuple(row) for row in rows) == Counter((e["campaign"], e["entity"]) for e in written())


def test_mandates_are_as_written_and_given_by_the_administrator(world: Session) -> None:
    wanted = Counter((role["role"],) for person in written_people() for role in person["roles"])
    held = select(Mandate).where(Mandate.cover_of_id.is_(None), Mandate.ends_on.is_(None))  # one was ended
    assert Counter((mandate.role.value,) for mandate in world.scalars(held)) == wanted
    administrator = world.scalars(select(Mandate.person_id).where(Mandate.role == Role.ADMINISTRATOR)).one()
    given = select(Mandate).where(Mandate.cover_of_id.is_(None), Mandate.role != Role.ADMINISTRATOR)
    givers = {mandate.given_by_id for mandate in world.scalars(given)}
    assert givers == {administrator}


def test_conversation_is_as_written(world: Session) -> None:
    entries = written()
    roles = count(world, Comment.role)
    assert roles["comment",] == sum(len(entry["comments"]) for entry in entries)
    assert roles["question",] == sum(entry["state"] == "sent_back" for entry in entries)
    replies = world.scalar(select(func.count()).where(Comment.parent_id.is_not(None)))
    assert replies == sum(c["reply_to"] is not None for e in entries for c in e["comments"])
    me_toos = sum(entry["me_too"] for entry in entries)
    assert world.scalar(select(func.count()).where(MeToo.via_id.is_(None))) == me_toos


def test_figures_say_what_the_files_say(world: Session) -> None:
    entries = [entry for entry in written() if state_of(entry) == State.PUBLISHED]
    answers = [entry["answer"]["days"] for entry in entries if entry["answer"]]
    assert counted(world, FigureName.CONTRIBUTIONS) == len(entries)
    assert counted(world, FigureName.IN_TIME) == sum(days <= 5 for days in answers)
    assert counted(world, FigureName.DONE) == sum(entry["handling"] == "done" for entry in entries)
    members = world.scalars(select(Enrolment).where(Enrolment.status == EnrolmentStatus.ACCEPTED)).all()
    assert counted(world, FigureName.JOINED) == len(members)
    assert counted(world, FigureName.ACTIVE) == sum(bool(m.active_since) for m in members)
    assert figure_differences(world, SYSTEM) == []


def test_all_duplicates_but_one_are_read_where_they_were_said_first(world: Session) -> None:
    first = {entry["key"]: entry["title"] for entry in written()}
    wanted = {(entry["title"], first[entry["duplicate_of"]]) for entry in written() if is_merged(entry)}
    into = aliased(Feedback)
    merged = world.execute(select(Feedback.title, into.title).join(into, into.id == Feedback.shown_in_id))
    assert {tuple(row) for row in merged} == wanted
    assert len(wanted) == TOTAL_DUPLICATES - 1


def test_one_tester_has_left(world: Session) -> None:
    assert count(world, Enrolment.status)["left",] == 1


def test_the_journal_is_whole_and_sealed(world: Session) -> None:
    result = check_chain(world)
    assert result.broken_at is None
    assert seal_waiting(world) == 0, "nothing was left"
    assert result.checked > TOTAL_CONTRIBUTIONS


def test_editions_are_open_ready_and_in_their_test_phase(world: Session) -> None:
    going_on = select(Edition).join(Campaign).where(Campaign.slug.in_(("own-app", "look-around")))
    editions = world.scalars(going_on.options(selectinload(Edition.phases))).all()
    assert len(editions) == 4
    for edition in editions:
        assert edition.status is EditionStatus.OPEN
        assert edition.facts_at(clock.now()).accepts_feedback
        missing = {one.check for one in readiness_of(world, SYSTEM, edition.id).of(Colour.RED)}
        assert missing <= {"late_answers"}, "a promise was broken since: only a new edition would have to wait"
    opened = select(Campaign.frozen_at).where(Campaign.id.in_({edition.campaign_id for edition in editions}))
    assert all(frozen is not None for frozen in world.scalars(opened))


def test_untraceable_contributions_leave_no_trace(world: Session) -> None:
    """Nothing of theirs is finer than the day, and nothing that is written about them names an author."""
    rows = world.scalars(select(Feedback).where(Feedback.author_id.is_(None))).all()
    for row in rows:
        assert row.created_at.time() == time()
        assert row.published_at in {None, row.created_at}
        assert row.waiting_since in {None, row.created_at}
        assert row.reference_hash
    told = world.scalars(select(Notice).where(Notice.subject_id.in_([row.id for row in rows]))).all()
    assert feedback_published.KIND.name not in {notice.kind for notice in told}
    waiting = [notice for notice in told if notice.kind == feedback_waiting.KIND.name]
    assert {notice.created_at.time() for notice in waiting} == {time()}


def test_authors_take_part_and_may_have_written(world: Session) -> None:
    enrolled = {(row.edition_id, row.person_id): row for row in world.scalars(select(Enrolment))}
    since = select(AuthorTrust.person_id, AuthorTrust.entity_id, AuthorTrust.campaign_id, func.min(AuthorTrust.at))
    trusted = {
        tuple(place): at
        for *place, at in world.execute(
            since.group_by(AuthorTrust.person_id, AuthorTrust.entity_id, AuthorTrust.campaign_id)
        )
    }
    decided = set(world.scalars(select(ModerationDecision.feedback_id)))
    for row in world.scalars(select(Feedback).where(Feedback.author_id.is_not(None))):
        assert row.author_id is not None
        enrolment = enrolled[row.edition_id, row.author_id]
        assert enrolment.status is EnrolmentStatus.ACCEPTED
        assert enrolment.active_since is not None
        assert enrolment.enrolled_on <= enrolment.active_since <= row.created_at.date()
        trusted_at = trusted.get((row.author_id, row.entity_id, row.campaign_id))
        if row.state is State.PUBLISHED and row.id not in decided:
            assert trusted_at is not None
            assert trusted_at <= row.created_at
        if row.state is State.WAITING:
            assert trusted_at is None


def test_duplicates_come_from_somebody_else(world: Session) -> None:
    rows, titles = rows_by_title(world), {entry["key"]: entry["title"] for entry in written()}
    for entry in written():
        if entry["duplicate_of"]:
            author = rows[entry["title"]].author_id
            assert author is None or author != rows[titles[entry["duplicate_of"]]].author_id


def test_people_say_me_too_once_and_not_to_themselves(world: Session) -> None:
    authors = pairs(world, select(Feedback.id, Feedback.author_id))
    campaigns = pairs(world, select(Feedback.id, Feedback.campaign_id))
    members = {
        tuple(row)
        for row in world.execute(
            select(Edition.campaign_id, Enrolment.person_id)
            .join(Enrolment, Enrolment.edition_id == Edition.id)
            .where(Enrolment.status == EnrolmentStatus.ACCEPTED)
        )
    }
    for row in world.scalars(select(MeToo)):
        assert authors[row.feedback_id] != row.person_id
        assert (campaigns[row.feedback_id], row.person_id) in members
        assert row.said_on <= clock.today()


def test_moderators_read_what_they_decide_on(world: Session) -> None:
    mandates = {row.person_id: row for row in world.scalars(select(Mandate))}
    feedback = {row.id: row for row in world.scalars(select(Feedback))}
    reasons = {entry["title"]: entry["question"] or entry["hidden_reason"] or "" for entry in written()}
    decisions = world.scalars(select(ModerationDecision)).all()
    for decision in decisions:
        about, mandate = feedback[decision.feedback_id], mandates[decision.by_id or 0]
        assert mandate.entity_id == about.entity_id
        assert mandate.role is Role.COMMUNITY_MANAGER or about.language in mandate.languages
        assert decision.reason == reasons[about.title]
    outcomes = Counter(decision.outcome for decision in decisions)
    states = Counter(entry["state"] for entry in written())
    assert outcomes[Outcome.SENT_BACK] == states["sent_back"]
    assert outcomes[Outcome.HIDDEN] == states["hidden"]
    trusted = world.scalar(select(func.count(AuthorTrust.id)))
    assert outcomes[Outcome.PUBLISHED_AND_TRUSTED] == trusted


def test_sponsors_decide_for_their_entity(world: Session) -> None:
    feedback = {row.id: row for row in world.scalars(select(Feedback))}
    sponsors = {
        row.person_id: row.entity_id for row in world.scalars(select(Mandate).where(Mandate.role == Role.SPONSOR))
    }
    wanted = {entry["title"]: entry["decision"] for entry in written() if entry["decision"]}
    for decision in world.scalars(select(Decision)):
        about = feedback[decision.feedback_id]
        assert sponsors[decision.by_id] == about.entity_id
        assert {"verdict": decision.verdict.value, "reason": decision.reason} == wanted[about.title]
        assert about.handling in {HANDLING_OF[decision.verdict], Handling.DONE}
        assert about.answered_at is not None
        assert about.answered_at < decision.at
    not_kept = world.scalars(select(Feedback.handling_reason).where(Feedback.handling == Handling.NOT_KEPT)).all()
    assert all(not_kept)


def test_answers_come_on_their_day(world: Session) -> None:
    days = {entry["title"]: entry["answer"]["days"] for entry in written() if entry["answer"]}
    calendars = {row.id: row for row in world.scalars(select(Entity))}
    feedback = {row.id: row for row in world.scalars(select(Feedback))}
    for answer in world.scalars(select(OfficialAnswer)):
        about = feedback[answer.feedback_id]
        entity = calendars[about.entity_id]
        due = add_working_days(about.created_at.date(), days[about.title], entity.working_days, entity.holidays)
        assert answer.created_at.date() == due
        assert about.is_answered_in_time is (days[about.title] <= 5)


def test_nothing_happens_after_now_or_outside_working_time(world: Session) -> None:
    now = clock.now()
    zones = {row.id: ZoneInfo(row.time_zone) for row in world.scalars(select(Entity))}
    for row in world.scalars(select(Feedback).where(Feedback.author_id.is_not(None))):
        local = row.created_at.astimezone(zones[row.entity_id])
        assert local.isoweekday() <= 5
        assert 8 <= local.hour < 18
    moments = (
        Feedback.created_at,
        Comment.created_at,
        OfficialAnswer.created_at,
        Decision.at,
        ModerationDecision.at,
        Notice.created_at,
        Notice.read_at,
    )
    assert all(latest(world, column) <= now for column in moments)
    assert max(world.scalars(select(MissionDone.done_on))) <= clock.today()
    first = min(world.scalars(select(Feedback.created_at)))
    assert timedelta(weeks=7) < now - first < timedelta(weeks=9)


def test_comments_follow_what_they_answer(world: Session) -> None:
    comments = {row.id: row for row in world.scalars(select(Comment).where(Comment.role == CommentRole.COMMENT))}
    published = pairs(world, select(Feedback.id, Feedback.published_at))
    for comment in comments.values():
        assert comment.created_at >= (published[comment.feedback_id] or clock.now())
        if comment.parent_id is not None:
            assert comments[comment.parent_id].created_at <= comment.created_at


def test_pictures_have_words_and_bytes(world: Session) -> None:
    images = world.scalars(select(FeedbackImage)).all()
    assert len(images) == 4
    assert all(image.alt_text for image in images)
    with_images = world.scalars(select(Feedback).where(Feedback.image_count > 0)).all()
    assert sum(row.image_count for row in with_images) == len(images)


@pytest.mark.parametrize("moment", [Moment.START, Moment.DATED, Moment.MISSION])
def test_every_entity_has_a_summary_of_its_answers(world: Session, loaded: Loaded, moment: Moment) -> None:
    """At least five people answered each question by themselves in each entity; of many, their words are there too."""
    of_campaign = select(Wave.id).join(Questionnaire).join(Campaign).where(Campaign.slug == "own-app")
    wave_id = world.scalars(of_campaign.where(Wave.moment == moment).order_by(Wave.id)).first()
    central = Actor(0, None, frozenset({Grant(Role.CENTRAL_TEAM)}))
    with clock.set_to(loaded.at):
        found = [wave_summary(world, central, "own-app", wave_id or 0, code) for code in ("lusocredito", "kreditwerk")]
    assert all((summary.people or 0) >= summary.wave.threshold for summary in found)
    asked = [each for summary in found for each in summary.questions if each.row.question.kind != "long_text"]
    assert all(each.summary is not None for each in asked)
    assert moment is not Moment.START or any(each.words for summary in found for each in summary.questions)


def test_products_and_variants_are_compared(world: Session, loaded: Loaded) -> None:
    """Three apps have figures in each entity; each person was given one of two variants, and enough answered each."""
    central = Actor(0, None, frozenset({Grant(Role.CENTRAL_TEAM)}))
    panel = world.scalars(select(Panel)).one()
    with clock.set_to(loaded.at):
        grids = [product_grid(world, central, "look-around", code) for code in ("lusocredito", "kreditwerk", "")]
        results = panel_results(world, central, "own-app", panel.id)
    for grid in grids:
        assert {column.product_name for column in grid.columns} == {"Horizon Go", "Credímetro", "FlinkKredit"}
        assert all(cell is not None and cell.n >= grid.threshold for row in grid.rows for cell in row.cells)
    assert results.is_over
    assert [variant.answers >= panel.least_answers for variant in results.variants] == [True, True]
    given = Counter(world.scalars(select(PanelPlace.mission_id)))
    assert len(given) == 2
    assert abs(min(given.values()) - max(given.values())) <= 2


def test_the_dashboard_narrowed_to_a_product_counts_contributions(world: Session) -> None:
    contributions = select(func.count()).select_from(Feedback).join(Mission, Mission.id == Feedback.mission_id)
    assert (world.scalar(contributions.where(Mission.product_id.is_not(None))) or 0) >= 20, (
        "a filter that finds nothing shows nothing"
    )


def test_somebody_has_something_to_read(world: Session) -> None:
    unread = select(Notice.person_id).where(Notice.read_at.is_(None))
    readers = set(world.scalars(select(Mandate.role).where(Mandate.person_id.in_(unread))))
    assert {Role.AMBASSADOR, Role.COMMUNITY_MANAGER} <= readers
    testers = select(func.count()).where(Person.id.in_(unread), Person.id.not_in(select(Mandate.person_id)))
    assert (world.scalar(testers) or 0) > 20


DRAWN = {  # columns that name rows by the numbers drawn for them
    "campaign_links.code", "figure_counts.value", "results_pages.draft", "results_versions.content",
}  # fmt: skip


def told(session: Session) -> dict[str, Counter[tuple[str, ...]]]:
    """Return every row of every table, but for what is drawn anew each time: numbers, keys and hashes."""
    found: dict[str, Counter[tuple[str, ...]]] = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.c if not _is_drawn(column.name) and str(column) not in DRAWN]
        if columns:
            found[table.name] = Counter(tuple(map(str, row)) for row in session.execute(select(*columns)))
    return found


def _is_drawn(column: str) -> bool:
    return column in {"id", "key", "params", "details", "position", "show_if", "seed"} or column.endswith(
        ("_id", "_key", "hash")
    )


@pytest.mark.slow
def test_two_loads_are_alike(loaded: Loaded, world: Session) -> None:
    """Loaded again, at another minute of the same hour, the demonstration is the same."""
    with fresh_world(loaded.at.replace(minute=(loaded.at.minute + 5) % 60)) as again:
        left, right = told(world), told(again)
        assert [name for name in left if left[name] != right[name]] == []


@pytest.mark.slow
@pytest.mark.parametrize("day", [date(2026, 1, 5), date(2027, 3, 28)])
def test_any_day_will_do(day: date) -> None:
    """A Monday after holidays, the night clocks change: the rules hold on each."""
    now = datetime.combine(day, time(6, 0), tzinfo=UTC)
    with fresh_world(now) as session:
        assert figure_differences(session, SYSTEM) == []
        assert latest(session, Feedback.created_at) <= now
        assert latest(session, Comment.created_at) <= now
        edition = session.scalars(
            select(Edition)
            .where(Edition.status == EditionStatus.OPEN)
            .options(selectinload(Edition.phases), joinedload(Edition.entity))
            .limit(1)
        ).one()
        assert edition.facts_at(now).accepts_feedback
