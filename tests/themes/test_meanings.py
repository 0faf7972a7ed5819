"""Where a model is installed, contributions of several languages are grouped together, by what they mean."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.feedback.models import Feedback
from app.feedback.types import State
from app.jobs.models import Job
from app.jobs.run import run_due
from app.policy.actor import SYSTEM
from app.registry import JOBS
from app.themes.models import GroupMember, GroupRun, GroupVector, ProposedGroup
from app.themes.presenters.groups import BETWEEN_WORDS
from app.themes.queries.groups import GroupRow, GroupsPage, groups_of
from app.themes.service import meanings
from app.themes.service.groups import propose_groups, stop_grouping
from app.themes.service.meanings import begin_by_meaning, group_by_meaning
from app.themes.types import RunState
from tests.conftest import Browser
from tests.factories.feedback import make_feedback
from tests.moderation.world import World, make_world
from tests.stand_in_model import StandIn

SUBJECTS = (
    {"en": "Photo upload stops with grey picture", "de": "Hochladen bricht Fotos grau ab"},
    {"en": "Monthly rate jumps when sliding loan", "de": "Monatsrate springt beim Verschieben Kredit"},
    {"en": "Telephone helpline answered late yesterday", "de": "Hotline antwortete gestern sehr spät"},
    {"en": "Colours please everybody, beautiful design", "de": "Farben gefallen allen, schöne Gestaltung"},
)
NUMBERS = 4  # of each subject, in each language
TOTAL = NUMBERS * len(SUBJECTS) * 2


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    return StandIn.installed(monkeypatch, [subject.values() for subject in SUBJECTS])


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session)
    for number in range(NUMBERS):
        for subject in SUBJECTS:
            for language, words in subject.items():
                make_feedback(
                    session,
                    edition=world.edition,
                    author=world.author,
                    title=f"Number {number}",
                    body=f"{words} {number}.",
                    language=language,
                )
    make_feedback(session, edition=world.edition, author=world.author, title="ok", body="ok", language="und")
    session.commit()
    return world


def work(session: Session) -> None:
    while run_due(lambda: Session(session.connection(), join_transaction_mode="create_savepoint"), JOBS):
        pass
    session.expire_all()


def page_of(session: Session, world: World) -> GroupsPage:
    return groups_of(session, world.actor(world.manager), world.campaign.id)


def subject_of(row: GroupRow) -> set[int]:
    return {
        number for number, subject in enumerate(SUBJECTS) for each in row.typical if subject[each.language] in each.body
    }


def test_the_same_meaning_in_two_languages_is_one_group(session: Session, world: World, model: StandIn) -> None:
    propose_groups(session, world.actor(world.manager), world.campaign.id)
    work(session)
    page = page_of(session, world)
    assert (page.state, page.is_by_meaning, page.done, page.total) == (RunState.DONE, True, model.read, TOTAL)
    assert Counter(frozenset(subject_of(row)) for row in page.groups) == {frozenset({at}): 1 for at in range(4)}
    for row in page.groups:
        assert dict(row.by_language) == {"en": NUMBERS, "de": NUMBERS}
        [(other, words)] = row.other_words
        assert {row.language, other} == {"en", "de"}
        [at] = subject_of(row)
        assert set(words) <= set(SUBJECTS[at][other].replace(",", "").lower().split())
        assert words
        assert row.words
    assert session.scalar(select(func.count()).select_from(GroupVector)) == 0, "vectors go with the end of the run"


def test_each_contribution_says_to_which_typical_one_it_is_nearest(
    session: Session, world: World, model: StandIn, browser: Browser
) -> None:
    propose_groups(session, world.actor(world.manager), world.campaign.id)
    work(session)
    assert model.read == TOTAL
    row = page_of(session, world).groups[0]
    members = session.scalars(select(GroupMember).where(GroupMember.group_id == row.id).order_by(GroupMember.rank))
    typical = {one.id for one in row.typical}
    for member in members.all():
        assert member.nearest_id in typical - {member.feedback_id}
    assert all(one.nearest is not None and one.shared == () for one in row.members)
    client, path = browser.as_(world.manager), f"/campaigns/{world.campaign.slug}/themes/groups"
    shown = client.get(path).text.count("Nearest to it in meaning:")
    assert shown == sum(len(each.members) for each in page_of(session, world).groups)
    session.get_one(Feedback, row.typical[0].id).state = State.HIDDEN
    session.commit()
    again = next(each for each in page_of(session, world).groups if each.id == row.id)
    assert (row.typical[0].title, row.typical[0].language) not in {one.nearest for one in again.members}


def test_it_answers_the_same_again(session: Session, world: World, model: StandIn) -> None:
    found = []
    for _ in range(2):
        propose_groups(session, world.actor(world.manager), world.campaign.id)
        work(session)
        found.append([(row.words, row.other_words, row.typical) for row in page_of(session, world).groups])
    assert model.read == 2 * TOTAL
    assert found[0] == found[1]


def test_one_language_is_grouped_by_words(session: Session, world: World, model: StandIn) -> None:
    for row in session.scalars(select(Feedback).where(Feedback.language == "de")):
        row.state = State.HIDDEN
    session.commit()
    propose_groups(session, world.actor(world.manager), world.campaign.id)
    work(session)
    page = page_of(session, world)
    assert (page.state, page.is_by_meaning, page.total, model.read) == (RunState.DONE, False, 1, 0)


def test_steps_are_short_and_it_can_be_stopped(
    session: Session, world: World, model: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meanings, "STEP_SECONDS", -1)  # no time at all: one contribution a step
    actor = world.actor(world.manager)
    propose_groups(session, actor, world.campaign.id)
    run_id = session.scalars(select(GroupRun.id)).one()
    for _ in range(2):
        assert begin_by_meaning(session, SYSTEM, run_id)
    for step in (0, 0, 1, 1):
        group_by_meaning(session, SYSTEM, run_id, step)
    page = page_of(session, world)
    assert (page.state, page.done, page.total, model.read) == (RunState.RUNNING, 2, TOTAL, 2)
    stop_grouping(session, actor, world.campaign.id)
    assert session.scalar(select(func.count()).select_from(GroupVector)) == 0
    group_by_meaning(session, SYSTEM, run_id, 2)
    page = page_of(session, world)
    assert (page.state, page.done, page.groups, model.read) == (RunState.STOPPED, 2, (), 2)
    propose_groups(session, actor, world.campaign.id)  # from the beginning
    work(session)
    assert (page_of(session, world).done, len(page_of(session, world).groups)) == (TOTAL, 4)


def test_what_goes_meanwhile_is_in_no_group(session: Session, world: World, model: StandIn) -> None:
    propose_groups(session, world.actor(world.manager), world.campaign.id)
    run_id = session.scalars(select(GroupRun.id)).one()
    begin_by_meaning(session, SYSTEM, run_id)
    group_by_meaning(session, SYSTEM, run_id, 0)
    gone = session.scalars(select(Feedback).where(Feedback.language == "de").limit(1)).one()
    gone.state = State.HIDDEN
    session.commit()
    group_by_meaning(session, SYSTEM, run_id, TOTAL)
    group_by_meaning(session, SYSTEM, run_id, TOTAL)  # a second time nothing
    assert model.read == TOTAL
    assert sum(row.cards for row in page_of(session, world).groups) == TOTAL - 1
    assert len(session.scalars(select(ProposedGroup)).all()) == 4
    assert session.scalar(select(func.count()).select_from(Job)) == 3


@pytest.mark.usefixtures("model")
def test_the_page_says_how_it_was_made(session: Session, world: World, browser: Browser) -> None:
    manager, path = browser.as_(world.manager), f"/campaigns/{world.campaign.slug}/themes/groups"
    manager.post(path)
    begin_by_meaning(session, SYSTEM, session.scalars(select(GroupRun.id)).one())
    assert f"Contributions read: 0/{TOTAL}" in manager.get(path).text
    work(session)
    page = manager.get(path).text
    assert "These groups were made across languages, by meaning." in page
    assert all(
        BETWEEN_WORDS.join(words) in page for row in page_of(session, world).groups for _code, words in row.other_words
    )
