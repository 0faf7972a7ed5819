"""Nothing is shown of a contribution before its author agrees, whoever that is; what is shown ends when they say so."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import Forbidden, FormUsed, NotFound
from app.enrolment.models import Enrolment
from app.feedback.models import Feedback
from app.feedback.queries.feed import FeedFilters, feed_page
from app.feedback.service.handle import hide_feedback
from app.feedback.service.revise import withdraw_feedback
from app.feedback.types import Agreement, ShowingKind
from app.highlights.errors import (
    AdoptionReasonMissing,
    AlreadyAsked,
    AuthorCannotBeAsked,
    NoLongerAsked,
    OwnNugget,
    ThanksMissing,
)
from app.highlights.models import Adoption, AskedShowing
from app.highlights.queries import NuggetFilters, NuggetRow, adoptions_of, nuggets_page
from app.highlights.service import (
    AdoptionInput,
    ShowingInput,
    answer_showing,
    ask_showing,
    note_adoption,
    take_back_showing,
)
from app.highlights.types import Stance
from app.journal.models import JournalEntry
from app.leaving.service.leave import LeavingInput, leave_with_choice
from app.leaving.types import Fate
from app.merging.service import merge_feedback
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.outbox.models import OutboxMessage
from app.policy.actor import Actor, Role
from app.policy.facts import Facts
from app.registry import HANDLERS
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.feedback import make_feedback
from tests.merging.scene import published
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused

LEVELS = ["named", "confidential", "untraceable"]


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def asks(kind: ShowingKind = ShowingKind.NUGGET, words: str = "", key: str = "") -> ShowingInput:
    return ShowingInput(kind, words, hashlib.sha256((key or f"{kind} {words}").encode()).hexdigest())


def says(stance: Stance = Stance.ADOPTED, reason: str = "We need it too.", key: str = "k") -> AdoptionInput:
    return AdoptionInput(stance, reason, hashlib.sha256(f"{key} {reason}".encode()).hexdigest())


def author_of(world: World, feedback: Feedback) -> Actor:
    """Return its author: by account, or by the code given in this browser."""
    if feedback.author_id is None:
        return replace(world.actor(world.colleague), references=frozenset({feedback.id}))
    return world.actor(world.author)


def ask(session: Session, world: World, feedback: Feedback, kind: ShowingKind = ShowingKind.NUGGET) -> int:
    words = "Well seen." if kind is ShowingKind.THANKS else ""
    return ask_showing(session, world.actor(world.manager), feedback.id, asks(kind, words, f"{feedback.id} {kind}"))


def board(session: Session, **filters: Any) -> list[NuggetRow]:
    """Return what somebody of an entity that takes no part reads."""
    stranger = actor_for(make_person(session, entity=make_entity(session)))
    return list(nuggets_page(session, stranger, NuggetFilters(**filters)).rows)


def highlighted(session: Session, world: World) -> list[int]:
    facts, filters = Facts(campaign_id=world.campaign.id), FeedFilters(is_highlighted=True)
    return [row.id for row in feed_page(session, world.actor(world.colleague), facts, filters).rows]


@pytest.mark.parametrize("identity", LEVELS)
def test_nothing_is_shown_before_the_author_agrees(session: Session, world: World, identity: str) -> None:
    feedback = published(session, world, identity=identity)
    nugget, highlight = ask(session, world, feedback), ask(session, world, feedback, ShowingKind.HIGHLIGHT)
    assert (board(session), highlighted(session, world)) == ([], [])
    author = author_of(world, feedback)
    for showing in (nugget, highlight):
        answer_showing(session, author, showing, agrees=True)
    [row] = board(session)
    assert (row.feedback_id, row.may_open, highlighted(session, world)) == (feedback.id, False, [feedback.id])
    assert row.author_name == (world.author.name if identity == "named" else None)
    for showing in (nugget, highlight):
        answer_showing(session, author, showing, agrees=False)
    assert (board(session), highlighted(session, world)) == ([], [])
    assert session.get_one(AskedShowing, nugget).consent is Agreement.WITHDRAWN


@pytest.mark.parametrize("identity", LEVELS)
def test_the_answer_leaves_no_trace_of_who_and_when(session: Session, world: World, identity: str) -> None:
    feedback = published(session, world, identity=identity)
    showing = ask(session, world, feedback)
    before = [session.scalar(select(func.count()).select_from(each)) for each in (JournalEntry, OutboxMessage)]
    row = {
        column.name: getattr(session.get_one(AskedShowing, showing), column.name) for column in AskedShowing.__table__.c
    }
    answer_showing(session, author_of(world, feedback), showing, agrees=True)
    assert [session.scalar(select(func.count()).select_from(each)) for each in (JournalEntry, OutboxMessage)] == before
    session.expire_all()
    now = {
        column.name: getattr(session.get_one(AskedShowing, showing), column.name) for column in AskedShowing.__table__.c
    }
    assert {name for name in row if row[name] != now[name]} == {"consent"}


def test_the_author_is_told_where_somebody_knows_them(session: Session, world: World) -> None:
    for identity, told in (("confidential", [world.author.id]), ("untraceable", [])):
        deliver_waiting(session, HANDLERS)
        session.execute(Notice.__table__.delete())
        ask(session, world, published(session, world, identity=identity, title=f"About {identity}"))
        deliver_waiting(session, HANDLERS)
        kinds = select(Notice.person_id).where(Notice.kind == "highlight_asked")
        assert list(session.scalars(kinds)) == told


def test_only_the_author_answers_and_only_the_team_asks(session: Session, world: World) -> None:
    feedback = published(session, world)
    showing = ask(session, world, feedback)
    for person in (world.manager, world.colleague, world.sponsor):
        for agrees in (True, False):
            with refused(session, NotFound):
                answer_showing(session, world.actor(person), showing, agrees=agrees)
    for person in (world.author, world.colleague, world.ambassador, world.sponsor):
        with refused(session, Forbidden):
            ask_showing(session, world.actor(person), feedback.id, asks(key="other"))
    with refused(session, Forbidden):
        take_back_showing(session, world.actor(world.colleague), showing)


def test_who_cannot_agree_is_not_asked(session: Session, world: World) -> None:
    imported = make_feedback(session, edition=world.edition, author=None)
    session.commit()
    with refused(session, AuthorCannotBeAsked):
        ask(session, world, imported)


def test_an_author_who_goes_takes_the_agreement_along(session: Session, world: World) -> None:
    feedback = published(session, world, identity="confidential")
    showing = ask(session, world, feedback)
    answer_showing(session, author_of(world, feedback), showing, agrees=True)
    assert board(session)
    enrolment = session.scalars(select(Enrolment.id).where(Enrolment.person_id == world.author.id)).one()
    leave_with_choice(session, author_of(world, feedback), enrolment, LeavingInput({}, Fate.WITHOUT_ME))
    assert board(session) == []


def test_the_same_is_asked_once(session: Session, world: World) -> None:
    feedback, manager = published(session, world), world.actor(world.manager)
    showing = ask_showing(session, manager, feedback.id, asks())
    assert ask_showing(session, manager, feedback.id, asks()) == showing
    with refused(session, FormUsed):
        ask_showing(session, manager, feedback.id, replace(asks(), words="Other"))
    answer_showing(session, author_of(world, feedback), showing, agrees=False)
    with refused(session, AlreadyAsked):
        ask_showing(session, world.actor(world.deputy), feedback.id, asks(key="again"))
    take_back_showing(session, manager, showing)
    with refused(session, NoLongerAsked):
        answer_showing(session, author_of(world, feedback), showing, agrees=True)
    assert ask_showing(session, manager, feedback.id, asks(key="again")) == showing
    assert session.get_one(AskedShowing, showing).consent is Agreement.ASKED


def test_thanks_are_read_by_the_author_first(session: Session, world: World, browser: Browser) -> None:
    feedback = published(session, world)
    with refused(session, ThanksMissing):
        ask_showing(session, world.actor(world.manager), feedback.id, asks(ShowingKind.THANKS, " "))
    showing = ask(session, world, feedback, ShowingKind.THANKS)
    path = f"/feedback/{idents.encode(feedback.id)}"
    author, reader = browser.as_(world.author), browser.as_(world.colleague)
    assert "Well seen." in author.get(path).text
    assert "Well seen." not in reader.get(path).text
    act = f"/showings/{idents.encode(showing)}"
    assert author.post(f"{act}/agree", data={"next": path}).location == path
    assert "Well seen." in reader.get(path).text
    author.post(f"{act}/refuse", data={"next": path})
    assert "Well seen." not in reader.get(path).text
    assert reader.post(f"{act}/agree").status_code == 404


def test_what_is_hidden_or_withdrawn_is_not_on_the_board(session: Session, world: World) -> None:
    one, other = published(session, world), published(session, world, title="A second one")
    for feedback in (one, other):
        answer_showing(session, author_of(world, feedback), ask(session, world, feedback), agrees=True)
    assert len(board(session)) == 2
    hide_feedback(session, world.actor(world.manager), one.id, one.version)
    withdraw_feedback(session, world.actor(world.author), other.id)
    assert board(session) == []


def test_a_merged_nugget_leads_to_where_it_is_read(session: Session, world: World) -> None:
    duplicate, kept = published(session, world), published(session, world, world.colleague, title="Kept")
    answer_showing(session, author_of(world, duplicate), ask(session, world, duplicate), agrees=True)
    merge_feedback(session, world.actor(world.manager), duplicate.id, kept.id)
    [row] = board(session)
    assert (row.feedback_id, row.title, row.author_name) == (kept.id, duplicate.title, world.author.name)
    withdraw_feedback(session, world.actor(world.colleague), kept.id)
    session.expire_all()
    assert [row.feedback_id for row in board(session)] == ([duplicate.id] if duplicate.shown_in_id is None else [])


def test_the_board_is_filtered(session: Session, world: World) -> None:
    feedback = published(session, world)
    answer_showing(session, author_of(world, feedback), ask(session, world, feedback), agrees=True)
    for wanted, found in (
        ({"entity_id": world.entity.id}, 1), ({"entity_id": 10**6}, 0), ({"language": feedback.language}, 1),
        ({"language": "ar"}, 0), ({"campaign_id": world.campaign.id}, 1), ({"campaign_id": 10**6}, 0),
    ):  # fmt: skip
        assert len(board(session, **wanted)) == found, wanted


def abroad(session: Session) -> Actor:
    entity = make_entity(session)
    person = make_person(session, entity=entity)
    make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    session.commit()
    return actor_for(person, Role.SPONSOR, entity=entity)


def test_a_sponsor_of_another_entity_says_what_becomes_of_it(session: Session, world: World) -> None:
    feedback = published(session, world)
    showing = ask(session, world, feedback)
    sponsor = abroad(session)
    entity_id = sponsor.entity_id or 0
    with refused(session, NotFound):
        note_adoption(session, sponsor, showing, entity_id, says())
    answer_showing(session, author_of(world, feedback), showing, agrees=True)
    with refused(session, AdoptionReasonMissing):
        note_adoption(session, sponsor, showing, entity_id, says(reason=" "))
    with refused(session, Forbidden):
        note_adoption(session, sponsor, showing, world.entity.id, says())
    with refused(session, OwnNugget):
        note_adoption(session, world.actor(world.sponsor), showing, world.entity.id, says())
    note = note_adoption(session, sponsor, showing, entity_id, says(Stance.LOOKING))
    assert note_adoption(session, sponsor, showing, entity_id, says(Stance.LOOKING)) == note
    with refused(session, FormUsed):
        note_adoption(session, sponsor, showing, entity_id, says(Stance.ADOPTED))
    note_adoption(session, sponsor, showing, entity_id, says(Stance.ADOPTED, key="later"))
    rows = adoptions_of(session, sponsor, [showing])[showing]
    assert [row.stance for row in rows] == [Stance.ADOPTED, Stance.LOOKING]


def test_a_hidden_entity_is_not_told_by_a_refusal(session: Session, world: World) -> None:
    feedback = published(session, world, identity="confidential")
    feedback.shown_entity_id = None
    session.commit()
    showing = ask(session, world, feedback)
    answer_showing(session, author_of(world, feedback), showing, agrees=True)
    note_adoption(session, world.actor(world.sponsor), showing, world.entity.id, says())
    [row] = board(session)
    assert (row.entity_id, row.entity_name, row.author_name) == (None, None, None)


def test_the_pages(session: Session, world: World, browser: Browser) -> None:
    feedback = published(session, world)
    path = f"/feedback/{idents.encode(feedback.id)}"
    manager, author = browser.as_(world.manager), browser.as_(world.author)
    assert manager.post(f"{path}/showings", data={"kind": "thanks", "words": ""}).status_code == 422
    sent = {"kind": "nugget", "words": "A <b>gem</b>", "key": "a"}
    assert manager.post(f"{path}/showings", data=sent).status_code == 303
    page = manager.post(f"{path}/showings", data={"kind": "nugget", "words": "Again", "key": "b"})
    assert (page.status_code, "has already been asked" in page.text, "Again</textarea>" in page.text) == (
        409, True, True,
    )  # fmt: skip
    assert "A &lt;b&gt;gem&lt;/b&gt;" in author.get(path).text
    assert "No nuggets yet" in author.get("/nuggets").text
    [showing] = session.scalars(select(AskedShowing.id))
    author.post(f"/showings/{idents.encode(showing)}/agree", data={"next": path})
    sponsor_person = session.get_one(type(world.author), abroad(session).person_id)
    sponsor, nugget = browser.as_(sponsor_person), f"/nuggets/{idents.encode(showing)}"
    seen = sponsor.get("/nuggets").text
    assert (feedback.title in seen, path in seen, "Adopt in my entity" in seen) == (True, False, True)
    assert path in author.get("/nuggets").text
    entity_id = sponsor_person.entity_id
    page = sponsor.post(nugget, data={"entity": entity_id, "stance": "adopted", "reason": ""})
    assert page.status_code == 422
    assert (
        sponsor.post(nugget, data={"entity": entity_id, "stance": "adopted", "reason": "Ours too."}).status_code == 303
    )
    assert "Ours too." in author.get("/nuggets").text
    manager.post(f"/showings/{idents.encode(showing)}/take-back", data={"next": path})
    assert author.get(nugget).status_code == 404


def test_a_highlight_stands_on_the_page_of_its_campaign(session: Session, world: World, browser: Browser) -> None:
    feedback = published(session, world)
    reader, path = browser.as_(world.colleague), f"/campaigns/{world.campaign.slug}"
    showing = ask(session, world, feedback, ShowingKind.HIGHLIGHT)
    for page in (path, "/"):
        assert "Highlights" not in reader.get(page).text
    answer_showing(session, author_of(world, feedback), showing, agrees=True)
    for page in (path, "/"):
        assert "Highlights" in reader.get(page).text
    home = reader.get("/").text
    assert feedback.title in home[home.index('id="highlights"') :]
    stranger = browser.as_(make_person(session)).get("/").text  # of another entity
    assert 'id="highlights"' not in stranger
    assert feedback.title in reader.get(f"{path}/feedback?highlighted=1").text
    assert ">Highlighted</span>" in reader.get(f"/feedback/{idents.encode(feedback.id)}").text


def test_statements_do_not_grow(session: Session, world: World, browser: Browser, queries: CountQueries) -> None:
    reader = browser.as_(world.colleague)

    def more(count: int) -> None:
        for _ in range(count):
            feedback = make_feedback(session, edition=world.edition, author=world.author)
            session.commit()
            showing = ask(session, world, feedback)
            answer_showing(session, author_of(world, feedback), showing, agrees=True)
            sponsor = abroad(session)
            note_adoption(session, sponsor, showing, sponsor.entity_id or 0, says(key=str(showing)))

    more(2)
    reader.get("/nuggets")
    with queries() as few:
        reader.get("/nuggets")
    more(3)
    with queries() as many:
        reader.get("/nuggets")
    assert len(many) == len(few)


@pytest.mark.slow
def test_two_at_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        feedback = published(session, world)
    both = [
        partial(
            lambda person, session: ask_showing(
                session, world.actor(person), feedback.id, asks(key=str(person.id))
            ),
            person,
        )
        for person in (world.manager, world.deputy)
    ]  # fmt: skip
    assert together(shared, both) == ["", "highlights.already_asked"]
    with Session(shared) as session:
        [showing] = session.scalars(select(AskedShowing.id))
    agrees = partial(lambda session: answer_showing(session, world.actor(world.author), showing, agrees=True))
    takes = partial(lambda session: take_back_showing(session, world.actor(world.manager), showing))
    assert together(shared, [agrees, takes]) in (["", ""], ["", "highlights.no_longer_asked"])
    with Session(shared) as session:
        assert session.get_one(AskedShowing, showing).consent is Agreement.TAKEN_BACK
        assert session.scalars(select(Adoption)).all() == []
