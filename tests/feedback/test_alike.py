"""What may say the same in another language: what is kept of the words, who sees it, and what goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import idents
from app.db.session import transaction
from app.feedback.models import Feedback, FeedbackMeaning
from app.feedback.queries.alike import alike_elsewhere
from app.feedback.service import meanings
from app.feedback.service.handle import hide_feedback
from app.feedback.service.meanings import READ_JOB, plan_meaning, plan_meanings, read_meanings
from app.feedback.service.revise import RevisionInput, revise_feedback, withdraw_feedback
from app.feedback.service.search import rebuild_search
from app.feedback.service.versions import Versions
from app.feedback.types import State
from app.files.storage import memory_storage
from app.jobs.models import Job
from app.merging.queries import merge_subject, possible_duplicates
from app.merging.service import merge_feedback, undo_merge
from app.outbox.deliver import deliver_waiting
from app.policy.actor import SYSTEM, Actor
from app.registry import HANDLERS, JOBS
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_person
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback
from tests.merging.scene import central
from tests.moderation.world import World, make_world
from tests.stand_in_model import StandIn

SUBJECTS = (
    "photo", "rate", "helpline", "colours", "password", "signature", "tongue", "price", "branch", "card", "letter",
    "size",
)  # fmt: skip
HEADING = "May be the same, in another language"


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    return StandIn.installed(monkeypatch, [(subject,) for subject in SUBJECTS])


@pytest.fixture
def world(session: Session) -> World:
    """Give a world where each subject was written about in English and, but for the first, in German."""
    world = make_world(session)
    for subject in SUBJECTS:
        make_feedback(session, edition=world.edition, author=world.author, title=f"An English {subject}")
    for subject in SUBJECTS[1:]:
        make_feedback(
            session, edition=world.edition, author=world.colleague, title=f"Deutsch: {subject}", language="de"
        )
    session.commit()
    return world


def english(session: Session, subject: str = "photo") -> Feedback:
    return session.scalars(select(Feedback).where(Feedback.title == f"An English {subject}")).one()


def german(session: Session, world: World, subject: str = "photo", **how: Any) -> Feedback:
    """Save and return one more that says the same as the English one."""
    values: dict[str, Any] = {
        "edition": world.edition,
        "author": world.colleague,
        "title": f"Noch einmal: {subject}",
        "language": "de",
    }
    row = make_feedback(session, **(values | how))
    session.commit()
    return row


def read_all(session: Session) -> None:
    read_meanings(session, SYSTEM)
    session.expire_all()


def kept(session: Session) -> set[int]:
    return set(session.scalars(select(FeedbackMeaning.feedback_id)))


def shown(session: Session, actor: Actor, feedback: Feedback) -> list[int]:
    return [row.id for row in alike_elsewhere(session, actor, feedback.facts)]


def at(feedback: Feedback, rest: str = "") -> str:
    return f"/feedback/{idents.encode(feedback.id)}{rest}"


def test_the_same_in_another_language_is_found_both_ways(session: Session, world: World) -> None:
    there = german(session, world)
    same_language = make_feedback(session, edition=world.edition, author=world.author, title="The photo again")
    session.commit()
    read_all(session)
    manager = world.actor(world.manager)
    assert shown(session, manager, english(session)) == [there.id]
    assert set(shown(session, manager, there)) == {english(session).id, same_language.id}
    [row] = alike_elsewhere(session, manager, english(session).facts)
    assert (row.title, row.language, row.is_mergeable) == (there.title, "de", True)


def test_who_neither_moderates_nor_merges_is_shown_nothing(session: Session, world: World) -> None:
    there = german(session, world)
    case = make_feedback(
        session, edition=world.edition, author=world.author, title="A foto: photo", language="pt", state=State.WAITING
    )
    session.commit()
    read_all(session)
    for person in (world.sponsor, world.colleague, world.author):
        assert shown(session, world.actor(person), there) == []
    assert shown(session, world.actor(world.ambassador), there) == [], "not of a language they moderate"
    found = alike_elsewhere(session, world.actor(world.ambassador), case.facts)
    assert {row.id for row in found} == {english(session).id, there.id}
    assert not any(row.is_mergeable for row in found), "it is not published, and an ambassador merges nothing"
    assert set(shown(session, central(session, world), there)) == {english(session).id}


@pytest.mark.parametrize("state", [State.WAITING, State.SENT_BACK, State.HIDDEN, State.WITHDRAWN])
def test_what_readers_cannot_open_is_never_shown(session: Session, world: World, state: State) -> None:
    there = german(session, world)
    read_all(session)
    there.state = state
    session.commit()
    assert shown(session, world.actor(world.manager), english(session)) == []


def test_another_campaign_is_not_looked_at_and_another_entity_is_read_but_not_merged(
    session: Session, world: World
) -> None:
    entity = make_entity(session, name="Kreditwerk")
    edition = make_edition(session, campaign=world.campaign, entity=entity)
    there = german(session, world, edition=edition, author=make_person(session, entity=entity))
    away = make_world(session)
    german(session, away)
    read_all(session)
    [row] = alike_elsewhere(session, world.actor(world.manager), english(session).facts)
    assert (row.id, row.is_mergeable) == (there.id, False)
    subject = merge_subject(session, world.actor(world.manager), english(session).id)
    assert possible_duplicates(session, world.actor(world.manager), subject) == []
    [duplicate] = possible_duplicates(session, central(session, world), subject)
    assert (duplicate.id, duplicate.shared) == (there.id, ())


def test_a_language_nobody_could_tell_is_no_other_language(session: Session, world: World) -> None:
    there = german(session, world, language="und")
    read_all(session)
    assert there.id in kept(session)
    assert shown(session, world.actor(world.manager), english(session)) == []
    assert shown(session, world.actor(world.manager), there) == []


def test_without_a_model_nothing_is_shown_and_what_was_kept_is_forgotten(
    session: Session, world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    german(session, world)
    read_all(session)
    client, path = browser.as_(world.manager), at(english(session))
    assert HEADING in client.get(path).text
    monkeypatch.setattr("app.language.vectors.can_embed", lambda: False)
    assert HEADING not in client.get(path).text
    assert "Noch einmal: photo" not in client.get(f"{path}/merge").text
    assert kept(session)
    plan_meanings(session, SYSTEM)
    assert not kept(session)
    read_meanings(session, SYSTEM)
    assert not kept(session)
    assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_what_is_kept_goes_with_the_words(session: Session, world: World) -> None:
    manager = world.actor(world.manager)
    changed, hidden, withdrawn, gone = (english(session, subject) for subject in SUBJECTS[:4])
    read_all(session)
    assert {changed.id, hidden.id, withdrawn.id, gone.id} <= kept(session)
    author = world.actor(world.author)
    revise_feedback(session, author, changed.id, RevisionInput("New", "Words.", changed.version), memory_storage())
    session.refresh(changed)
    assert changed.pending_version is not None
    assert changed.id in kept(session), "readers still see the former words"
    with transaction(session):
        Versions(session, changed).accept_proposal()
    hide_feedback(session, manager, hidden.id, hidden.version)
    withdraw_feedback(session, author, withdrawn.id)
    with transaction(session):
        session.delete(gone)
    assert not {changed.id, hidden.id, withdrawn.id, gone.id} & kept(session)
    read_all(session)
    assert {changed.id, hidden.id, withdrawn.id, gone.id} & kept(session) == {changed.id}
    rebuild_search(session, SYSTEM)
    assert not kept(session)


def test_what_changes_while_it_is_read_is_read_again(session: Session, world: World, model: StandIn) -> None:
    there = german(session, world)
    embed = model.embed

    def meanwhile(texts: Iterable[str]) -> Iterator[bytes]:
        for vector in embed(texts):
            if there.title != "Ganz anders":
                there.title = "Ganz anders"
                session.commit()
            yield vector

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.language.vectors.embed", meanwhile)
        read_all(session)
    assert there.id not in kept(session)
    read_all(session)
    assert there.id in kept(session)


@pytest.mark.usefixtures("world")
def test_steps_are_short_and_go_on(session: Session, model: StandIn) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meanings, "STEP_SECONDS", -1)
        plan_meanings(session, SYSTEM)
        plan_meanings(session, SYSTEM)
        assert session.scalars(select(Job.name)).all() == [READ_JOB], "one after the other"
        read_meanings(session, SYSTEM)
        assert (model.read, len(kept(session))) == (1, 1)


def test_each_is_read_soon_and_what_nobody_can_trace_by_the_hour(session: Session, world: World) -> None:
    known, nameless = world.send(session), world.send(session, identity="untraceable")
    deliver_waiting(session, HANDLERS)
    payloads = session.scalars(select(Job.payload).where(Job.name == READ_JOB)).all()
    assert payloads == [{"feedback_id": known.id}], "a job has an instant"
    plan_meaning(session, SYSTEM, nameless.id)
    assert len(session.scalars(select(Job.id).where(Job.name == READ_JOB)).all()) == 1
    read_meanings(session, SYSTEM, known.id)
    assert kept(session) == {known.id}
    plan_meanings(session, SYSTEM)
    assert {} in session.scalars(select(Job.payload).where(Job.name == READ_JOB)).all()
    assert READ_JOB in JOBS
    read_all(session)
    assert nameless.id in kept(session)


def test_merged_from_the_page(session: Session, world: World, browser: Browser) -> None:
    there = german(session, world)
    read_all(session)
    here = english(session)
    client = browser.as_(world.manager)
    page = client.get(at(here)).text
    section = page.split(HEADING, 1)[1].split("</section>", 1)[0]
    assert at(there) in section
    link = at(here, f"/merge?other={idents.encode(there.id)}")
    assert link in section
    merge = client.get(link).text
    assert f'value="{idents.encode(there.id)}" checked' in merge
    assert "In another language (German), and close in meaning." in merge
    assert "Dans une autre langue (allemand), et proche par le sens." in browser.as_(world.manager, "fr").get(link).text
    client.post(at(here, "/merge"), data={"other": idents.encode(there.id), "keep": "this"})
    session.expire_all()
    assert there.merged_into_id == here.id
    assert shown(session, world.actor(world.manager), here) == []
    assert HEADING not in client.get(at(there, "?stay=1")).text
    undo_merge(session, world.actor(world.manager), there.id)
    session.expire_all()
    assert shown(session, world.actor(world.manager), here) == [there.id]
    merge_feedback(session, world.actor(world.manager), here.id, there.id)


def test_it_stands_beside_the_open_case(session: Session, world: World, browser: Browser) -> None:
    case = make_feedback(
        session, edition=world.edition, author=world.author, title="A photo", language="pt", state=State.WAITING
    )
    session.commit()
    read_all(session)
    path = f"/moderation?case={idents.encode(case.id)}"
    for person in (world.manager, world.ambassador):
        section = browser.as_(person).get(path).text.split(HEADING, 1)[1].split("</section>", 1)[0]
        assert at(english(session)) in section
        assert "/merge" not in section, "what waits is published first"
    assert HEADING not in browser.as_(world.author).get(at(case)).text


def test_the_pages_cost_the_same_whatever_is_there(
    session: Session, world: World, browser: Browser, queries: CountQueries
) -> None:
    client, counts = browser.as_(world.manager), []
    for _round in range(2):
        for _each in range(2):
            german(session, world)
        read_all(session)
        for path in (at(english(session)), at(english(session), "/merge")):
            client.get(path)
            with queries() as seen:
                assert "Noch einmal: photo" in client.get(path).text
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
