"""The queue: who sees what, in which order, page after page, and at which cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.core.pages import Page
from app.feedback.lifecycle import LifeStage
from app.feedback.models import Feedback, FeedbackImage
from app.feedback.service.handle import AnswerInput, answer_feedback
from app.feedback.service.revise import ReplyInput, reply_to_question
from app.feedback.types import State
from app.files.models import StoredFile
from app.moderation.queries import QueueFilters, QueueRow, case_by_id, queue_counts, queue_options, queue_page
from app.moderation.service import publish_case, send_back_case
from app.moderation.types import QueueReason, QueueView
from app.policy.actor import Actor, Grant, Role
from app.policy.check import can
from app.policy.rules import Action
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_edition, make_mission
from tests.factories.feedback import make_feedback
from tests.moderation.world import World, make_world

EVERYTHING = QueueFilters()
STATEMENTS = 6


def waiting(session: Session, world: World, count: int, *, language: str = "en") -> list[Feedback]:
    """Let so many contributions wait, an hour apart, the oldest first."""
    start = clock.now() - timedelta(days=10)
    return [
        make_feedback(
            session,
            edition=world.edition,
            author=world.author,
            state=State.WAITING,
            language=language,
            mission=world.mission,
            created_at=start + timedelta(hours=number),
        )
        for number in range(count)
    ]


def ids(page: Page[QueueRow]) -> list[int]:
    return [row.id for row in page.rows]


def test_pages_follow_each_other_oldest_first_without_a_gap(session: Session) -> None:
    world = make_world(session)
    cases = waiting(session, world, 45)
    same = datetime(2026, 1, 5, tzinfo=UTC)
    cases[:0] = sorted(  # untraceable ones have the same instant: midnight
        (
            make_feedback(session, edition=world.edition, author=None, state=State.WAITING, created_at=same)
            for _ in range(25)
        ),
        key=lambda case: case.id,
    )
    actor = world.actor(world.manager)
    seen: list[int] = []
    key = ""
    for size in (20, 20, 20, 10):
        page = queue_page(session, actor, EVERYTHING, key)
        assert len(page.rows) == size
        seen += ids(page)
        key = page.next_key
    assert key == ""
    assert seen == [case.id for case in cases]


@pytest.mark.parametrize("key", ["x", "~", "2026-01-05~1", "not a date~1", "2026-01-05T00:00:00+00:00~-4"])
def test_a_hand_made_key_starts_at_the_beginning(session: Session, key: str) -> None:
    world = make_world(session)
    cases = waiting(session, world, 2)
    assert ids(queue_page(session, world.actor(world.manager), EVERYTHING, key)) == [case.id for case in cases]


def test_only_what_waits_is_there(session: Session) -> None:
    world = make_world(session)
    for state in State:
        make_feedback(session, edition=world.edition, author=world.author, state=state)
    page = queue_page(session, world.actor(world.manager), EVERYTHING)
    assert [session.get_one(Feedback, row.id).state for row in page.rows] == [State.WAITING]


def cast(world: World, elsewhere: int) -> dict[str, Actor]:
    """Return one actor for each way of seeing the queue."""
    here, campaign, person = world.entity.id, world.campaign.id, 7
    grants = {
        "manager": [Grant(Role.COMMUNITY_MANAGER, here)],
        "manager of both": [Grant(Role.COMMUNITY_MANAGER, here), Grant(Role.COMMUNITY_MANAGER, elsewhere)],
        "manager for the group": [Grant(Role.COMMUNITY_MANAGER)],
        "manager of the campaign": [Grant(Role.COMMUNITY_MANAGER, None, campaign)],
        "manager of another campaign": [Grant(Role.COMMUNITY_MANAGER, here, campaign + 1)],
        "ambassador": [Grant(Role.AMBASSADOR, here, None, frozenset({"pt", "de"}))],
        "ambassador who reads nothing": [Grant(Role.AMBASSADOR, here)],
        "ambassador here, manager there": [
            Grant(Role.AMBASSADOR, here, None, frozenset({"de"})),
            Grant(Role.COMMUNITY_MANAGER, elsewhere),
        ],
    }
    return {name: Actor(person_id=person, grants=frozenset(held)) for name, held in grants.items()}


def test_the_list_agrees_with_the_table(session: Session) -> None:
    world = make_world(session)
    there = make_edition(session, campaign=world.campaign, entity=make_entity(session))
    for edition in (world.edition, there):
        for language in ("pt", "de", "en", "und"):
            for author in (world.author, None):
                make_feedback(session, edition=edition, author=author, state=State.WAITING, language=language)
    every = session.scalars(select(Feedback)).all()
    sizes = set()
    for name, actor in cast(world, there.entity_id).items():
        allowed = {case.id for case in every if can(actor, Action.FEEDBACK_MODERATE, case.facts)}
        assert set(ids(queue_page(session, actor, EVERYTHING))) == allowed, name
        assert queue_counts(session, actor).waiting == len(allowed), name
        sizes.add(len(allowed))
    assert sizes == {16, 8, 6, 2, 12, 0}


@pytest.mark.parametrize("role", [None, Role.SPONSOR, Role.CENTRAL_TEAM, Role.PRODUCT_TEAM, Role.ADMINISTRATOR])
def test_who_moderates_nothing_has_no_queue(session: Session, role: Role | None) -> None:
    world = make_world(session)
    case = waiting(session, world, 1)[0]
    actor = actor_for(world.colleague, *([role] if role else []))
    for read in (
        lambda: queue_page(session, actor, EVERYTHING),
        lambda: queue_counts(session, actor),
        lambda: queue_options(session, actor),
        lambda: case_by_id(session, actor, case.id),
    ):
        with pytest.raises(Forbidden):
            read()


def test_filters_narrow_by_entity_language_and_age(session: Session) -> None:
    world = make_world(session)
    there = make_edition(session, campaign=world.campaign, entity=make_entity(session))
    old = clock.now() - timedelta(days=8)
    mine = make_feedback(session, edition=world.edition, author=world.author, state=State.WAITING, language="de")
    other = make_feedback(session, edition=there, author=None, state=State.WAITING, language="pt", created_at=old)
    actor = actor_for(world.manager, Role.COMMUNITY_MANAGER)
    for filters, expected in (
        (QueueFilters(), [other.id, mine.id]),
        (QueueFilters(entity=world.entity.code), [mine.id]),
        (QueueFilters(entity="nowhere"), []),
        (QueueFilters(language="pt"), [other.id]),
        (QueueFilters(older_than_days=7), [other.id]),
        (QueueFilters(older_than_days=14), []),
        (QueueFilters(entity=world.entity.code, language="pt"), []),
    ):
        assert ids(queue_page(session, actor, filters)) == expected, filters


def test_options_are_what_the_actor_moderates(session: Session) -> None:
    world = make_world(session)
    other = make_entity(session, name="Ähnlich")
    assert queue_options(session, world.actor(world.ambassador)).languages == frozenset({"pt", "und"})
    mine = queue_options(session, world.actor(world.manager))
    assert (mine.languages, [entity.code for entity in mine.entities]) == (None, [world.entity.code])
    group = queue_options(session, actor_for(world.manager, Role.COMMUNITY_MANAGER))
    assert {entity.code for entity in group.entities} >= {world.entity.code, other.code}


def test_a_row_shows_all_it_takes_to_decide(session: Session) -> None:
    world = make_world(session)
    case = world.send(session, identity="confidential")
    case.image_count = 1
    stored = StoredFile(key="k", media_type="image/webp", size_bytes=1, width=1, height=1)
    session.add(stored)
    session.flush()
    session.add(FeedbackImage(feedback_id=case.id, number=1, file_id=stored.id, alt_text="A grey bar"))
    session.commit()
    send_back_case(session, world.actor(world.manager), case.id, case.version, "Which phone?")
    reply_to_question(session, world.actor(world.author), case.id, ReplyInput("A small one.", "k" * 64))
    row = case_by_id(session, world.actor(world.manager), case.id)
    assert (row.author_name, row.version, row.is_first, row.may_decide) == (None, case.version, True, True)
    assert [(comment.role, comment.body) for comment in row.comments] == [
        ("question", "Which phone?"),
        ("reply_to_question", "A small one."),
    ]
    assert [(image.number, image.alt_text) for image in row.images] == [(1, "A grey bar")]
    assert row.mission is not None
    assert row.mission.value == "Mission 1"
    assert row.due_on == case.due_on


def test_nothing_is_known_of_an_untraceable_author(session: Session) -> None:
    world = make_world(session)
    case = world.send(session, identity="untraceable")
    row = case_by_id(session, world.actor(world.manager), case.id)
    assert (row.author_id, row.author_name) == (None, None)
    assert row.since.time() == time.min


def test_the_first_contribution_is_marked_until_one_was_published(session: Session) -> None:
    world = make_world(session)
    actor = world.actor(world.manager)
    first, second = world.send(session), world.send(session, title="Another")
    assert [row.is_first for row in queue_page(session, actor, EVERYTHING).rows] == [True, True]
    publish_case(session, actor, first.id, first.version)
    assert case_by_id(session, actor, second.id).is_first is False


def test_one_s_own_is_in_the_queue_of_others_only(session: Session) -> None:
    world = make_world(session)
    own = make_feedback(
        session, edition=world.edition, author=world.manager, state=State.WAITING, identity=IdentityLevel.CONFIDENTIAL
    )
    with pytest.raises(NotFound):
        case_by_id(session, world.actor(world.manager), own.id)
    assert case_by_id(session, world.actor(world.deputy), own.id).may_decide is True


def test_a_case_out_of_sight_is_not_found(session: Session) -> None:
    world = make_world(session)
    english = waiting(session, world, 1)[0]
    published = make_feedback(session, edition=world.edition, author=world.author, language="pt")
    for case in (english, published):
        with pytest.raises(NotFound):
            case_by_id(session, world.actor(world.ambassador), case.id)


def test_late_ones_are_counted(session: Session) -> None:
    world = make_world(session)
    for day in (date(2026, 1, 5), clock.today() + timedelta(days=3), None):
        make_feedback(session, edition=world.edition, author=world.author, state=State.WAITING).due_on = day
    session.commit()
    counts = queue_counts(session, world.actor(world.manager))
    assert (counts.waiting, counts.late, counts.is_more) == (3, 1, False)


def test_counting_stops_somewhere(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.moderation.queries.queue.COUNT_MAX", 3)
    world = make_world(session)
    waiting(session, world, 7)
    counts = queue_counts(session, world.actor(world.manager))
    assert (counts.waiting, counts.is_more) == (4, True)


@pytest.mark.parametrize("count", [3, 6])
def test_the_number_of_statements_does_not_grow(session: Session, queries: CountQueries, count: int) -> None:
    world = make_world(session)
    for number in range(count):
        person = make_person(session, entity=world.entity)
        case = make_feedback(session, edition=world.edition, author=person, state=State.WAITING, mission=world.mission)
        case.image_count = number % 2
    session.commit()
    session.expunge_all()
    actor = world.actor(world.manager)
    with queries() as statements:
        page = queue_page(session, actor, EVERYTHING)
    assert len(page.rows) == count
    assert len(statements) <= STATEMENTS, statements.seen


def test_the_condition_is_written_as_in_the_partial_index(session: Session, queries: CountQueries) -> None:
    world = make_world(session)
    actor = world.actor(world.manager)
    with queries() as statements:
        queue_page(session, actor, EVERYTHING)
    assert any(
        "feedback.waiting_since IS NOT NULL" in seen for seen in statements.seen
    )  # a parameter would not match it


def test_views_campaigns_and_missions_narrow_the_queue(session: Session) -> None:
    world = make_world(session)
    actor = world.actor(world.manager)
    today = clock.today()
    plain, late = waiting(session, world, 2)
    late.due_on = today - timedelta(days=1)
    other = make_mission(session, campaign=world.campaign, number=2)
    plain.mission_id = other.id
    back = make_feedback(session, edition=world.edition, author=world.author, state=State.SENT_BACK)
    session.flush()
    for filters, expected in (
        (QueueFilters(view=QueueView.LATE), [late.id]),
        (QueueFilters(view=QueueView.SENT_BACK), [back.id]),
        (QueueFilters(view=QueueView.REPORTED), []),
        (QueueFilters(campaign=world.campaign.slug), [plain.id, late.id]),
        (QueueFilters(campaign="elsewhere"), []),
        (QueueFilters(campaign=world.campaign.slug, mission=other.number), [plain.id]),
    ):
        assert ids(queue_page(session, actor, filters)) == expected, filters
    options = queue_options(session, actor, world.campaign.slug)
    assert [option.slug for option in options.campaigns] == [world.campaign.slug]
    assert [option.number for option in options.missions] == [world.mission.number, other.number]
    assert case_by_id(session, actor, back.id).stage is LifeStage.SENT_BACK


def unanswered(session: Session, world: World, count: int) -> list[Feedback]:
    """Publish so many contributions that nobody has answered, each promised a day later than the one before."""
    return [promised(session, world, world.author, number) for number in range(count)]


def promised(session: Session, world: World, author: Person, days: int) -> Feedback:
    """Publish one whose answer is promised in so many days."""
    case = make_feedback(session, edition=world.edition, author=author, mission=world.mission)
    case.due_on = clock.today() + timedelta(days=days)
    return case


def test_what_has_no_answer_yet_is_a_part_of_the_queue_of_those_who_answer(session: Session) -> None:
    world = make_world(session)
    cases = unanswered(session, world, 25)
    waiting(session, world, 2)
    own = promised(session, world, world.manager, 0)
    manager, view = world.actor(world.manager), QueueFilters(view=QueueView.UNANSWERED)
    first = queue_page(session, manager, view)
    rest = queue_page(session, manager, view, first.next_key)
    assert [*ids(first), *ids(rest)] == [case.id for case in cases], "the first promised day comes first"
    assert (first.rows[0].reason, first.rows[0].may_answer) == (QueueReason.UNANSWERED, True)
    assert own.id in ids(queue_page(session, world.actor(world.deputy), view))
    assert queue_page(session, world.actor(world.ambassador), view).rows == ()
    answer_feedback(session, manager, cases[0].id, AnswerInput("Thank you."))
    assert ids(queue_page(session, manager, view))[0] == cases[1].id
    with pytest.raises(NotFound):
        case_by_id(session, manager, cases[0].id, QueueView.UNANSWERED)
    assert case_by_id(session, manager, cases[1].id, QueueView.UNANSWERED).id == cases[1].id
    with pytest.raises(NotFound):
        case_by_id(session, world.actor(world.ambassador), cases[1].id, QueueView.UNANSWERED)


@pytest.mark.parametrize("count", [5, 10])
def test_the_statements_of_what_has_no_answer_do_not_grow(session: Session, queries: CountQueries, count: int) -> None:
    world = make_world(session)
    unanswered(session, world, count)
    session.commit()
    with queries() as statements:
        queue_page(session, world.actor(world.manager), QueueFilters(view=QueueView.UNANSWERED))
    assert len(statements) <= STATEMENTS, statements.seen
