"""A machine proposes groups, always the same; people make themes of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import Forbidden, NotFound
from app.feedback.models import Feedback
from app.feedback.types import State
from app.jobs.run import run_due
from app.language.groups import LEAST_TEXTS, group_texts
from app.language.stems import stem_words
from app.policy.actor import SYSTEM
from app.registry import JOBS
from app.themes.errors import AlreadyGrouping, GroupSettled, NothingToGroup, ThemeNameMissing
from app.themes.models import GroupRun, ProposedGroup, ThemeGiven
from app.themes.queries.groups import GroupRow, groups_of
from app.themes.service.groups import (
    accept_group,
    group_language,
    merge_groups,
    propose_groups,
    refuse_group,
    stop_grouping,
)
from app.themes.service.write import ThemeInput
from app.themes.types import RunState
from tests.conftest import Browser, CountQueries
from tests.factories.feedback import make_feedback
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused

ENGLISH = (
    "Photo upload stops with grey picture {}.",
    "Monthly rate jumps when sliding loan {}.",
    "Telephone helpline answered late yesterday {}.",
    "Colours please everybody, beautiful design {}.",
    "Password forgotten, signing again impossible {}.",
)
GERMAN = (
    "Hochladen bricht Fotos grau {}.",
    "Monatsrate springt beim Verschieben Kredit {}.",
    "Hotline antwortete gestern sehr spät {}.",
    "Farben gefallen allen, schöne Gestaltung {}.",
    "Passwort vergessen, Anmelden unmöglich {}.",
)


@pytest.fixture(autouse=True)
def without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Group by words, as everywhere the optional package is not installed (the other way: test_meanings.py)."""
    monkeypatch.setattr("app.language.vectors.can_embed", lambda: False)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def say(session: Session, world: World, sentences: Sequence[str], count: int = 8, language: str = "en") -> None:
    for number in range(count):
        for sentence in sentences:
            make_feedback(
                session,
                edition=world.edition,
                author=world.author,
                title=f"Number {number}",
                body=sentence.format(number),
                language=language,
            )
    session.commit()


def proposed(session: Session, world: World) -> tuple[GroupRow, ...]:
    return groups_of(session, world.actor(world.manager), world.campaign.id).groups


def look(session: Session, world: World) -> tuple[GroupRow, ...]:
    propose_groups(session, world.actor(world.manager), world.campaign.id)
    while run_due(lambda: Session(session.connection(), join_transaction_mode="create_savepoint"), JOBS):
        pass
    session.expire_all()
    return proposed(session, world)


def test_the_same_texts_give_the_same_groups() -> None:
    texts = [sentence.format(number) for number in range(8) for sentence in ENGLISH]
    groups = group_texts(texts, "en")
    assert groups == group_texts(texts, "en")
    places = [{at % len(ENGLISH) for at in group.members} for group in groups]
    assert sum(len(each) == 1 for each in places) >= 3, "most groups speak of one thing"
    for group in groups:
        words = {stem for word in group.words for stem, _word in stem_words(word, "en")}
        for at in group.members:
            assert words & {stem for stem, _word in stem_words(texts[at], "en")}, "each is there for a word"


@pytest.mark.parametrize(
    "texts", [[], ["one"] * (LEAST_TEXTS - 1), [""] * 20, ["same words here"] * 20, ["1 2 3"] * 20]
)
def test_texts_that_make_no_groups(texts: list[str]) -> None:
    assert group_texts(texts, "en") == []


def test_groups_are_proposed_language_by_language(session: Session, world: World) -> None:
    say(session, world, ENGLISH)
    say(session, world, GERMAN, language="de")
    say(session, world, GERMAN[:1], count=3, language="und")
    groups = look(session, world)
    page = groups_of(session, world.actor(world.manager), world.campaign.id)
    assert (page.state, page.done, page.total) == (RunState.DONE, 2, 2)
    assert {code for group in groups for code, _count in group.by_language} == {"en", "de"}
    assert all(1 <= len(group.typical) <= 3 for group in groups)
    assert all(len(group.by_language) == 1 for group in groups)


def test_what_the_reader_cannot_open_is_neither_counted_nor_shown(session: Session, world: World) -> None:
    say(session, world, ENGLISH)
    before = look(session, world)[0]
    hidden = session.get_one(Feedback, before.typical[0].id)
    hidden.state = State.HIDDEN
    session.commit()
    after = next(group for group in proposed(session, world) if group.id == before.id)
    assert after.cards == before.cards - 1
    assert hidden.id not in {row.id for row in after.typical}
    theme_id = accept_group(session, world.actor(world.manager), before.id, ThemeInput({"en": "Photos"}))
    given = set(session.scalars(select(ThemeGiven.feedback_id).where(ThemeGiven.theme_id == theme_id)))
    assert (len(given), hidden.id in given) == (after.cards, False)


def test_each_contribution_says_which_words_it_shares_with_its_group(
    session: Session, world: World, browser: Browser
) -> None:
    say(session, world, (*ENGLISH, *GERMAN), count=12)
    one, other = look(session, world)[:2]
    path, client = f"/campaigns/{world.campaign.slug}/themes/groups", browser.as_(world.manager)
    for group in (one, other):
        assert len(group.members) == min(group.cards, 10)
        for row in group.members:
            stemmed = {stem for stem, _word in stem_words(f"{row.title} {row.body}", "en")}
            alike = [word for word in group.words if {stem for stem, _word in stem_words(word, "en")} & stemmed]
            assert row.shared == tuple(alike)
            assert row.shared, "each is there for a word"
    page = client.get(path).text
    assert page.count("Words it shares with the group:") == sum(len(row.members) for row in proposed(session, world))
    assert f"The others of the group: 7\u00a0of\u00a0{one.cards - 3}" in page
    merged = "It is here without sharing words with the group: it was changed since, or came with a merged group."
    assert merged not in page
    changed = session.get_one(Feedback, one.members[0].id)
    changed.title, changed.body = "Number", "Something else altogether."
    session.commit()
    page = client.get(path).text
    assert page.count(merged) == 1


def test_a_group_is_accepted_refused_or_merged_once(session: Session, world: World) -> None:
    say(session, world, ENGLISH)
    one, other = look(session, world)[:2]
    actor = world.actor(world.manager)
    with refused(session, ThemeNameMissing):
        accept_group(session, actor, one.id, ThemeInput({"en": ""}))
    merge_groups(session, actor, one.id, other.id)
    [row] = [group for group in proposed(session, world) if group.id == other.id]
    assert row.cards == one.cards + other.cards
    with refused(session, GroupSettled):
        refuse_group(session, actor, one.id)
    refuse_group(session, actor, other.id)
    with refused(session, GroupSettled):
        accept_group(session, actor, other.id, ThemeInput({"en": "Late"}))
    assert {one.id, other.id} & {group.id for group in proposed(session, world)} == set()


def test_others_do_not_group(session: Session, world: World) -> None:
    say(session, world, ENGLISH)
    group = look(session, world)[0]
    for person in (world.author, world.ambassador, world.sponsor):
        actor = world.actor(person)
        with refused(session, Forbidden):
            propose_groups(session, actor, world.campaign.id)
        with refused(session, Forbidden):
            stop_grouping(session, actor, world.campaign.id)
        with refused(session, NotFound):
            accept_group(session, actor, group.id, ThemeInput({"en": "Mine"}))
        with refused(session, NotFound):
            refuse_group(session, actor, group.id)
        with pytest.raises(Forbidden):
            groups_of(session, actor, world.campaign.id)


def test_too_few_make_no_groups(session: Session, world: World) -> None:
    say(session, world, ENGLISH[:1], count=LEAST_TEXTS - 1)
    with refused(session, NothingToGroup):
        propose_groups(session, world.actor(world.manager), world.campaign.id)


def test_it_is_stopped_and_a_step_done_twice_is_done_once(session: Session, world: World) -> None:
    say(session, world, ENGLISH)
    say(session, world, GERMAN, count=7, language="de")
    actor = world.actor(world.manager)
    propose_groups(session, actor, world.campaign.id)
    with refused(session, AlreadyGrouping):
        propose_groups(session, actor, world.campaign.id)
    run_id = session.scalars(select(GroupRun.id)).one()
    for _ in range(2):
        group_language(session, SYSTEM, run_id, 0)
    found = len(session.scalars(select(ProposedGroup)).all())
    assert (session.get_one(GroupRun, run_id).done, len(proposed(session, world))) == (1, found)
    stop_grouping(session, actor, world.campaign.id)
    group_language(session, SYSTEM, run_id, 1)
    page = groups_of(session, actor, world.campaign.id)
    assert (page.state, page.done, len(page.groups)) == (RunState.STOPPED, 1, found)
    propose_groups(session, actor, world.campaign.id)  # from the beginning
    assert proposed(session, world) == ()


def test_the_page(session: Session, world: World, browser: Browser, queries: CountQueries) -> None:
    say(session, world, ENGLISH)
    manager, path = browser.as_(world.manager), f"/campaigns/{world.campaign.slug}/themes/groups"
    assert "Look for groups" in manager.get(path).text
    assert manager.post(path).status_code == 303
    page = manager.get(path)
    assert ("Languages read: 0/1" in page.text, "Stop looking" in page.text) == (True, True)
    assert manager.post(path).status_code == 409
    while run_due(lambda: Session(session.connection(), join_transaction_mode="create_savepoint"), JOBS):
        pass
    session.expire_all()
    with queries() as few:
        page = manager.get(path)
    assert "Most typical of the group" in page.text
    assert "These groups were made language by language, by words." in page.text
    one, other, *rest = proposed(session, world)
    public = idents.encode(one.id)
    page = manager.post(f"{path}/{public}/accept", data={"name": " "})
    assert (page.status_code, "Please name the theme" in page.text) == (422, True)
    manager.post(f"{path}/{public}/merge", data={"into": idents.encode(other.id)})
    assert manager.post(f"{path}/{public}/refuse").status_code == 409
    assert manager.post(f"{path}/{idents.encode(other.id)}/accept", data={"name": "<i>Both"}).status_code == 303
    assert "&lt;i&gt;Both" in manager.get(f"/themes?campaign={world.campaign.slug}").text
    for each in rest:
        manager.post(f"{path}/{idents.encode(each.id)}/refuse")
    assert "No group is left" in manager.get(path).text
    say(session, world, ENGLISH, count=20)
    look(session, world)
    with queries() as many:
        manager.get(path)
    assert len(many) <= len(few) + 1
    assert browser.as_(world.colleague).get(path).status_code == 403


@pytest.mark.slow
def test_two_at_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        say(session, world, ENGLISH)
    begin = partial(lambda session: propose_groups(session, world.actor(world.manager), world.campaign.id))
    assert together(shared, [begin, begin]) == ["", "themes.already_grouping"]
    with Session(shared) as session:
        group_language(session, SYSTEM, session.scalars(select(GroupRun.id)).one(), 0)
        group_id = session.scalars(select(ProposedGroup.id)).first() or 0
    accepts = partial(
        lambda session: accept_group(session, world.actor(world.manager), group_id, ThemeInput({"en": "One"}))
    )
    refuses = partial(lambda session: refuse_group(session, world.actor(world.deputy), group_id))
    assert together(shared, [accepts, refuses]) == ["", "themes.group_settled"]
