"""An ambassador writes for a colleague, who confirms it and is its only author; nothing is seen or counted before."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import IdentityLevel, PhaseKind
from app.core import clock, idents
from app.core.errors import FormUsed, NotFound
from app.enrolment.errors import NotEnrolled
from app.feedback.errors import FeedbackClosed, LevelNotOffered
from app.feedback.models import Feedback, FeedbackImage
from app.feedback.types import Kind, State
from app.figures.models import FigureCount
from app.files.storage import memory_storage
from app.missions.models import Mission, MissionStep
from app.notifications.models import Notice
from app.on_behalf.errors import MissionMissing, NoNamedLevel, TooManyWaiting, UnknownColleague
from app.on_behalf.models import OnBehalf
from app.on_behalf.queries import on_behalf_by_id, written_for_me, written_for_others
from app.on_behalf.service import (
    CONFIRM_WITHIN_DAYS,
    WAITING_FOR_PERSON_MAX,
    ConfirmInput,
    OnBehalfInput,
    confirm_on_behalf,
    forget_unconfirmed,
    refuse_on_behalf,
    write_on_behalf,
)
from app.outbox.deliver import deliver_waiting
from app.policy.actor import SYSTEM, Actor, Role
from app.registry import HANDLERS
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_mission
from tests.feedback.scene import Scene, make_manager, make_scene
from tests.feedback.sent import picture
from tests.refusals import refused

WORDS = OnBehalfInput("colleague@example.test", 1, Kind.IDEA, "Bigger letters", "The amount is hard to read.", "key-1")
MENDED = ConfirmInput(Kind.PROBLEM, "Small letters", "The amount is too small.", IdentityLevel.CONFIDENTIAL)


@dataclass
class Branch:
    """An open campaign, a tester of it, and an ambassador who does not take part."""

    scene: Scene
    writer: Person
    ambassador: Actor

    @property
    def page(self) -> str:
        """Where the ambassador writes."""
        return f"/recruiting/{self.scene.campaign.slug}/{self.scene.entity.code}/on-behalf"


def branch_of(session: Session, scene: Scene) -> Branch:
    """Return a scene with an ambassador."""
    scene.person.email = scene.person.email_key = "colleague@example.test"
    writer = make_person(session, entity=scene.entity, name="Wanda Scribe")
    make_mandate(session, person=writer, role=Role.AMBASSADOR, entity=scene.entity, languages=("en",))
    session.commit()
    return Branch(scene, writer, actor_for(writer, Role.AMBASSADOR, entity=scene.entity, languages=("en",)))


@pytest.fixture
def branch(session: Session) -> Branch:
    """Return a branch."""
    return branch_of(session, make_scene(session))


def written(session: Session, branch: Branch, data: OnBehalfInput = WORDS) -> int:
    """Write something down; return its number."""
    write_on_behalf(session, branch.ambassador, branch.scene.edition.id, data)
    return session.scalars(select(OnBehalf.id).where(OnBehalf.submission_key == data.submission_key)).one()


def test_nothing_is_seen_or_counted_before(session: Session, branch: Branch, browser: Browser, app: Flask) -> None:
    before = list(session.execute(select(FigureCount.name, FigureCount.value).order_by(FigureCount.name)))
    written(session, branch)
    assert session.scalar(select(func.count()).select_from(Feedback)) == 0
    assert list(session.execute(select(FigureCount.name, FigureCount.value).order_by(FigureCount.name))) == before
    manager, _ = make_manager(session, branch.scene)
    session.commit()
    for path in (f"/campaigns/{branch.scene.campaign.slug}/feedback", "/moderation", "/"):
        assert "Bigger letters" not in browser.as_(manager).get(path).text
    with app.app_context():
        deliver_waiting(session, HANDLERS)
    assert session.scalars(select(Notice.person_id)).all() == [branch.scene.person.id]


def test_the_colleague_corrects_it_and_is_the_author(session: Session, branch: Branch, browser: Browser) -> None:
    number = written(session, branch)
    sent = confirm_on_behalf(session, branch.scene.actor, number, MENDED, memory_storage())
    feedback = session.get_one(Feedback, sent)
    assert (feedback.author_id, feedback.title, feedback.kind) == (
        branch.scene.person.id, "Small letters", Kind.PROBLEM,
    )  # fmt: skip
    assert (feedback.identity, feedback.is_on_behalf) == (IdentityLevel.CONFIDENTIAL, True)
    assert session.scalars(select(OnBehalf.id)).all() == []
    with refused(session, NotFound):
        confirm_on_behalf(session, branch.scene.actor, number, MENDED, memory_storage())
    feedback.state, feedback.waiting_since, feedback.published_at = State.PUBLISHED, None, clock.now()
    session.commit()
    page, mark = f"/feedback/{idents.encode(sent)}", "A colleague wrote it down; its author confirmed it."
    assert mark in browser.as_(branch.scene.person).get(page).text
    assert mark in browser.as_(branch.writer).get(page).text  # an ambassador, who moderates it
    reader = make_person(session, entity=branch.scene.entity)
    session.commit()
    text = browser.as_(reader).get(page).text
    assert "Small letters" in text
    assert mark not in text
    assert "Wanda Scribe" not in text


def test_step_and_rating_are_written_down_and_confirmed(session: Session, branch: Branch, browser: Browser) -> None:
    mission = session.scalars(select(Mission).where(Mission.campaign_id == branch.scene.campaign.id)).one()
    another = make_mission(session, campaign=branch.scene.campaign, number=mission.number + 1)
    step, other = (
        session.scalars(select(MissionStep).where(MissionStep.mission_id == each.id)).first()
        for each in (mission, another)
    )
    assert step is not None
    assert other is not None
    session.commit()
    client, sent = browser.as_(branch.writer), {
        "kind": "idea", "title": "Bigger letters", "body": "Hard to read.", "email": branch.scene.person.email,
        "mission": str(mission.number), "rating": "4", "key": "k" * 20,
    }  # fmt: skip
    page = client.post(branch.page, data={**sent, "step": str(other.id)})
    assert page.status_code == 422
    assert "This step does not belong to the mission." in page.text
    assert f'value="{other.id}"' in page.text
    assert client.post(branch.page, data={**sent, "step": str(step.id)}).status_code == 303
    row = session.scalars(select(OnBehalf)).one()
    assert (row.step_id, row.rating) == (step.id, 4)
    page = browser.as_(branch.scene.person).get(f"/on-behalf/{idents.encode(row.id)}")
    assert re.search(rf'<option selected value="{step.id}"', page.text)
    assert re.search(r'name="rating" value="4" checked', page.text)


def test_it_is_refused_or_forgotten(session: Session, branch: Branch) -> None:
    refuse_on_behalf(session, branch.scene.actor, written(session, branch))
    assert session.scalars(select(OnBehalf.id)).all() == []
    number = written(session, branch, replace(WORDS, submission_key="key-2"))
    for later, there in ((CONFIRM_WITHIN_DAYS, 1), (CONFIRM_WITHIN_DAYS + 1, 0)):
        with time_machine.travel(clock.now() + timedelta(days=later)):
            if not there:
                with pytest.raises(NotFound):
                    on_behalf_by_id(session, branch.scene.actor, number)
            forget_unconfirmed(session, SYSTEM)
            assert len(session.scalars(select(OnBehalf.id)).all()) == there
    assert session.scalar(select(func.count()).select_from(Feedback)) == 0


def test_who_may_not_write(session: Session, branch: Branch) -> None:
    edition, sponsor = branch.scene.edition.id, make_person(session, entity=branch.scene.entity)
    abroad = actor_for(make_person(session), Role.AMBASSADOR, entity=make_entity(session), languages=("en",))
    for actor in (branch.scene.actor, actor_for(sponsor, Role.SPONSOR, entity=branch.scene.entity), abroad):
        with refused(session, NotFound):
            write_on_behalf(session, actor, edition, WORDS)
    make_person(session, email="far@example.test")
    for wrong, error in (
        (replace(WORDS, email="nobody@example.test"), UnknownColleague),
        (replace(WORDS, email="far@example.test"), UnknownColleague),  # of another entity
        (replace(WORDS, email=branch.writer.email), UnknownColleague),  # oneself
        (replace(WORDS, mission=99), MissionMissing),
    ):
        with refused(session, error):
            write_on_behalf(session, branch.ambassador, edition, wrong)
    written(session, branch)
    write_on_behalf(session, branch.ambassador, edition, WORDS)  # the same form again
    with refused(session, FormUsed):
        write_on_behalf(session, branch.ambassador, edition, replace(WORDS, title="Others"))
    for number in range(2, WAITING_FOR_PERSON_MAX + 1):
        written(session, branch, replace(WORDS, submission_key=f"key-{number}"))
    with refused(session, TooManyWaiting):
        write_on_behalf(session, branch.ambassador, edition, replace(WORDS, submission_key="key-99"))


def test_where_nothing_can_be_written(session: Session) -> None:
    before = branch_of(session, make_scene(session, phase=PhaseKind.RECRUIT))
    with refused(session, FeedbackClosed):
        written(session, before)


def test_where_nobody_may_know_who_wrote(session: Session) -> None:
    nameless = branch_of(session, make_scene(session, levels=(IdentityLevel.UNTRACEABLE,)))
    with refused(session, NoNamedLevel):
        written(session, nameless)


def test_who_may_not_confirm(session: Session, branch: Branch) -> None:
    number, storage = written(session, branch), memory_storage()
    for actor in (branch.ambassador, actor_for(make_person(session, entity=branch.scene.entity))):
        with refused(session, NotFound):
            confirm_on_behalf(session, actor, number, MENDED, storage)
        with refused(session, NotFound):
            refuse_on_behalf(session, actor, number)
    with refused(session, LevelNotOffered):
        untraceable = replace(MENDED, identity=IdentityLevel.UNTRACEABLE)
        confirm_on_behalf(session, branch.scene.actor, number, untraceable, storage)


def test_who_has_not_joined_joins_first(session: Session, browser: Browser) -> None:
    scene = make_scene(session, enrol=False)
    branch = branch_of(session, scene)
    number = written(session, branch)
    outside = replace(scene.actor, enrolled_in=frozenset())
    with refused(session, NotEnrolled):
        confirm_on_behalf(session, outside, number, MENDED, memory_storage())
    page = browser.as_(scene.person).get(f"/on-behalf/{idents.encode(number)}").text
    assert "Join the campaign first." in page


def test_the_pages(session: Session, branch: Branch, browser: Browser) -> None:
    client = browser.as_(branch.writer)
    sent = {"key": "k1", "email": "colleague@example.test", "mission": "1", "kind": "idea", "title": "Lines"}
    wrong = client.post(branch.page, data=sent)
    assert wrong.status_code == 422
    assert "Please fill in this field." in wrong.text
    assert "colleague@example.test" in wrong.text
    assert client.post(branch.page, data=sent | {"body": "Bigger, please."}).status_code == 303
    assert "Waiting for" in client.get(branch.page).text
    mine = browser.as_(branch.scene.person)
    assert "Written down by Wanda Scribe" in mine.get("/on-behalf").text
    number = session.scalars(select(OnBehalf.id)).one()
    page = f"/on-behalf/{idents.encode(number)}"
    assert "Bigger, please." in mine.get(page).text
    assert client.get(page).status_code == 404
    words = {"kind": "idea", "title": "Lines", "body": "Bigger, please."}
    assert mine.post(page, data=words).status_code == 422  # who may know is not chosen
    assert mine.post(page, data=words | {"identity": "untraceable"}).status_code == 422
    first = mine.post(page, data=words | {"identity": "named"})
    assert first.status_code == 303
    again = mine.post(page, data=words | {"identity": "named"})
    assert again.location == first.location
    assert mine.get(page).status_code == 404
    assert session.scalar(select(func.count()).select_from(Feedback)) == 1


def test_the_author_adds_step_rating_and_image(session: Session, branch: Branch, browser: Browser) -> None:
    page = f"/on-behalf/{idents.encode(written(session, branch))}"
    mine, step = browser.as_(branch.scene.person), branch.scene.mission.steps[0]
    assert f'value="{step.id}"' in mine.get(page).text
    data = {
        "kind": "idea", "title": "Lines", "body": "Bigger, please.", "step": str(step.id), "rating": "4",
        "alt_texts-0": "The small letters", "images": [(io.BytesIO(picture()), "photo.png")],
    }  # fmt: skip
    again = mine.post(page, data=data)  # who may know is not chosen: the image is kept
    assert again.status_code == 422
    kept = re.search(r'name="kept" value="([^"]+)"', again.text)
    assert kept is not None
    del data["images"]
    assert mine.post(page, data=data | {"step": "2147483646", "identity": "named"}).status_code == 422
    assert mine.post(page, data=data | {"kept": kept[1], "identity": "named"}).status_code == 303
    feedback = session.scalars(select(Feedback)).one()
    assert (feedback.step_id, feedback.rating) == (step.id, 4)
    assert session.scalars(select(FeedbackImage.alt_text)).all() == ["The small letters"]


def test_private_data_is_pointed_out(branch: Branch, browser: Browser, session: Session) -> None:
    client = browser.as_(branch.writer)
    sent = {"key": "k1", "email": "colleague@example.test", "mission": "1", "kind": "idea", "title": "Lines"}
    seen = client.post(branch.page, data=sent | {"body": "My card is 4111 1111 1111 1111."})
    assert seen.status_code == 422
    assert session.scalars(select(OnBehalf.id)).all() == []


def test_it_is_refused_on_the_page(session: Session, branch: Branch, browser: Browser) -> None:
    number = written(session, branch)
    assert browser.as_(branch.writer).post(f"/on-behalf/{idents.encode(number)}/refuse").status_code == 404
    assert browser.as_(branch.scene.person).post(f"/on-behalf/{idents.encode(number)}/refuse").status_code == 303
    assert "Nothing is waiting for you" in browser.as_(branch.scene.person).get("/on-behalf").text


def test_one_statement_whatever_the_number(session: Session, branch: Branch, queries: CountQueries) -> None:
    counts = []
    for first in (0, 2):
        for number in range(first, first + 2):
            written(session, branch, replace(WORDS, submission_key=f"key-{number}"))
        with queries() as seen:
            found = written_for_me(session, branch.scene.actor)
            written_for_others(session, branch.ambassador, branch.scene.edition.id)
        counts.append((len(seen), len(found)))
    assert counts == [(2, 2), (2, 4)]
