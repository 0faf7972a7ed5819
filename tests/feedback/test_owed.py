"""What is owed: the lists of answers and decisions hold exactly what their reader may act on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.core import clock, idents
from app.core.errors import Forbidden
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.presenters.owed import answers_sentence
from app.feedback.queries import owed
from app.feedback.queries.owed import (
    OwedCounts,
    OwedFilters,
    OwedRow,
    Promise,
    count_owed_answers,
    count_owed_decisions,
    owed_answers,
    owed_decisions,
)
from app.feedback.queries.places import facts_of
from app.feedback.types import Handling, State
from app.policy.actor import Actor, Grant, Role
from app.policy.check import can
from app.policy.rules import Action
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.factories.feedback import make_feedback


@dataclass(frozen=True, slots=True)
class Group:
    """Two entities that take part in one campaign, the first in another too; each has one of every sort of row."""

    home: Entity
    abroad: Entity
    campaign: Campaign
    manager: Person
    sponsor: Person


@pytest.fixture
def group(session: Session) -> Group:
    home, abroad = make_entity(session, code="home", name="Home"), make_entity(session, code="abroad", name="Abroad")
    campaign = make_campaign(session)
    manager, sponsor = (make_person(session, entity=home, name=name) for name in ("Mara Silva", "Sofia Reis"))
    editions = [make_edition(session, campaign=campaign, entity=place) for place in (home, abroad)]
    editions.append(make_edition(session, campaign=make_campaign(session), entity=home))
    for edition in editions:
        make_rows(session, edition, make_person(session, entity=home), manager, sponsor)
    session.commit()
    return Group(home, abroad, campaign, manager, sponsor)


def make_rows(session: Session, edition: Edition, *authors: Person) -> None:
    """Save, for each author and for nobody, one of every sort: owed, answered, not public, not promised."""
    today = clock.today()
    for author in (*authors, None):
        for days in (-3, 0, 4):
            make_feedback(session, edition=edition, author=author).due_on = today + timedelta(days=days)
        make_feedback(session, edition=edition, author=author, handling=Handling.SELECTED)
        answered = make_feedback(session, edition=edition, author=author)
        answered.due_on, answered.answered_at = today, clock.now()
        make_feedback(session, edition=edition, author=author, state=State.WAITING).due_on = today
        hidden = make_feedback(session, edition=edition, author=author, state=State.HIDDEN, handling=Handling.SELECTED)
        hidden.due_on = today


def cast(group: Group) -> dict[str, Actor]:
    """Return everybody whose lists are compared with the rules."""
    code = frozenset({0})
    manager = actor_for(group.manager, Role.COMMUNITY_MANAGER, entity=group.home)
    return {
        "manager": manager,
        "manager with a code": replace(manager, references=code),
        "manager of the group": actor_for(group.manager, Role.COMMUNITY_MANAGER),
        "manager of a campaign": replace(
            manager, grants=frozenset({Grant(Role.COMMUNITY_MANAGER, group.home.id, group.campaign.id)})
        ),
        "central": actor_for(group.manager, Role.CENTRAL_TEAM),
        "sponsor": actor_for(group.sponsor, Role.SPONSOR, entity=group.home),
        "sponsor abroad": actor_for(group.sponsor, Role.SPONSOR, entity=group.abroad),
        "sponsor of the group": actor_for(group.sponsor, Role.SPONSOR),
    }


ANSWERING = ("manager", "manager with a code", "manager of the group", "manager of a campaign", "central")
DECIDING = ("sponsor", "sponsor abroad", "sponsor of the group")


def ids(rows: Sequence[OwedRow]) -> list[int]:
    return [row.id for row in rows]


@pytest.mark.parametrize("name", ANSWERING)
def test_answers_are_those_the_reader_may_give(
    session: Session, group: Group, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owed, "PAGE_SIZE", 1000)
    actor = cast(group)[name]
    if actor.references:
        nameless = select(Feedback.id).where(
            Feedback.author_id.is_(None), Feedback.due_on.is_not(None), Feedback.entity_id == group.home.id
        )
        actor = replace(actor, references=frozenset(session.scalars(nameless.limit(1))))
    listed = ids(owed_answers(session, actor, OwedFilters()).rows)
    allowed = {
        row.id
        for row in session.scalars(select(Feedback))
        if can(actor, Action.FEEDBACK_ANSWER, facts_of(session, row)) and row.due_on and row.answered_at is None
    }
    assert set(listed) == allowed
    days = [session.get_one(Feedback, each).due_on for each in listed]
    assert days == sorted(days, key=str)
    counts = count_owed_answers(session, actor)
    for promise, count in ((Promise.OVERDUE, counts.overdue), (Promise.IN_TIME, counts.in_time)):
        assert len(owed_answers(session, actor, OwedFilters(promise=promise)).rows) == count > 0
    assert counts.overdue + counts.in_time == len(allowed)


@pytest.mark.parametrize("name", DECIDING)
def test_decisions_are_those_the_reader_may_take(
    session: Session, group: Group, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owed, "PAGE_SIZE", 1000)
    actor = cast(group)[name]
    listed = ids(owed_decisions(session, actor).rows)
    allowed = {
        row.id
        for row in session.scalars(select(Feedback).where(Feedback.handling == Handling.SELECTED))
        if can(actor, Action.DECISION_RECORD, facts_of(session, row))
    }
    assert set(listed) == allowed
    assert count_owed_decisions(session, actor) == len(allowed) > 0


def test_what_hides_its_entity_is_in_the_list_of_every_sponsor_and_in_no_filter(session: Session, group: Group) -> None:
    everybody = cast(group)
    here, there = (owed_decisions(session, everybody[name]).rows for name in ("sponsor", "sponsor abroad"))
    common = {row.id for row in here if not row.entity_name and row.campaign_id == group.campaign.id}
    assert len(common) == 2
    assert common <= {row.id for row in there}
    narrowed = owed_decisions(session, everybody["sponsor"], "home").rows
    assert narrowed
    assert all(row.entity_name == "Home" for row in narrowed)
    assert count_owed_decisions(session, everybody["sponsor"], "home") == len(narrowed)


def test_only_who_moderates_there_finds_by_entity_what_hides_it(session: Session, group: Group) -> None:
    everybody = cast(group)
    names = {
        name: {row.entity_name for row in owed_answers(session, everybody[name], OwedFilters(entity="home")).rows}
        for name in ("manager", "central")
    }
    assert names == {"manager": {"Home", ""}, "central": {"Home"}}
    counts = count_owed_answers(session, everybody["central"], "home")
    assert counts == OwedCounts(overdue=4, in_time=8)


def test_nobody_else_reads_them(session: Session, group: Group) -> None:
    sponsor, manager = cast(group)["sponsor"], cast(group)["manager"]
    with pytest.raises(Forbidden):
        owed_answers(session, sponsor, OwedFilters())
    with pytest.raises(Forbidden):
        owed_decisions(session, manager)


def test_pages_follow_each_other_without_gap(session: Session, group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    central, sponsor = cast(group)["central"], cast(group)["sponsor of the group"]
    answers, decisions = (
        ids(owed_answers(session, central, OwedFilters()).rows), ids(owed_decisions(session, sponsor).rows),
    )  # fmt: skip
    monkeypatch.setattr(owed, "PAGE_SIZE", 2)
    key, seen = "", list[int]()
    for _ in range(len(answers) // 2 + 1):
        page = owed_answers(session, central, OwedFilters(), key)
        seen, key = [*seen, *ids(page.rows)], page.next_key or "over"
        if key == "over":
            break
    assert (len(seen), seen[: len(answers)]) == (count_owed_answers(session, central).overdue * 3, answers)
    key, seen = "", []
    for _ in decisions:
        page = owed_decisions(session, sponsor, after=key)
        seen, key = [*seen, *ids(page.rows)], page.next_key or "over"
        if key == "over":
            break
    assert seen == decisions


@pytest.mark.parametrize("number", [3, 6])
def test_the_lists_cost_the_same_whatever_they_hold(
    session: Session, browser: Browser, queries: CountQueries, number: int
) -> None:
    entity = make_entity(session)
    person = make_person(session, entity=entity)
    for role in (Role.COMMUNITY_MANAGER, Role.SPONSOR):
        make_mandate(session, person=person, role=role, entity=entity)
    edition = make_edition(session, campaign=make_campaign(session), entity=entity)
    for _ in range(number):
        make_rows(session, edition, make_person(session, entity=entity))
    client = browser.as_(person)
    for path in ("/answers", "/decisions/waiting"):
        with queries() as seen:
            assert client.get(path).status_code == 200
        assert len(seen) == 6, "\n".join(seen.seen)


# --- pages -----------------------------------------------------------------------------------------


def test_a_manager_reads_from_home_what_is_overdue_and_each_figure_opens_what_it_counts(
    browser: Browser, session: Session, group: Group
) -> None:
    make_mandate(session, person=group.manager, role=Role.COMMUNITY_MANAGER, entity=group.home)
    counts = count_owed_answers(session, actor_for(group.manager, Role.COMMUNITY_MANAGER, entity=group.home))
    client = browser.as_(group.manager)
    home = client.get("/").text
    assert f"{counts.overdue}\N{NO-BREAK SPACE}answers are late" in home
    assert f"{counts.in_time}\N{NO-BREAK SPACE}answers are due" in home
    for promise, count in (("overdue", counts.overdue), ("in-time", counts.in_time)):
        assert f'href="/answers?promise={promise}"' in home
        assert client.get(f"/answers?promise={promise}").text.count('class="title"') == count
    whole = client.get("/answers").text
    assert (
        f"{counts.overdue}\N{NO-BREAK SPACE}answers are late · {counts.in_time}\N{NO-BREAK SPACE}answers are due"
        in whole
    )
    assert re.search(r'class="chip late">Late: due by', whole)
    assert 'id="filter-entity"' not in whole  # one entity is no choice


def test_two_hundred_answers_are_four_pages_of_rows_the_late_ones_first(browser: Browser, session: Session) -> None:
    entity = make_entity(session)
    edition = make_edition(session, campaign=make_campaign(session), entity=entity)
    for number in range(200):
        make_feedback(session, edition=edition, author=None).due_on = clock.today() + timedelta(days=150 - number)
    manager = make_person(session, entity=entity)
    make_mandate(session, person=manager, role=Role.COMMUNITY_MANAGER, entity=entity)
    client = browser.as_(manager)
    path, pages = "/answers", list[str]()
    while path:
        pages.append(client.get(path).text)
        following = re.search(r'rel="next" href="([^"]+)"', pages[-1])
        path = unescape(following.group(1)) if following else ""
    tones = [re.findall(r'class="chip (late|plain)"', page) for page in pages]
    assert tones == [["late"] * 49 + ["plain"], *[["plain"] * 50] * 3]
    assert pages[0].count("<li data-kind=") == 50


@pytest.mark.parametrize(
    ("overdue", "in_time", "sentence"),
    [
        (0, 0, ""),
        (2, 0, "2\N{NO-BREAK SPACE}answers are late"),
        (0, 1, "1\N{NO-BREAK SPACE}answer is due"),
        (2, 1, "2\N{NO-BREAK SPACE}answers are late · 1\N{NO-BREAK SPACE}answer is due"),
    ],
)
def test_what_is_none_is_not_said(app: Flask, overdue: int, in_time: int, sentence: str) -> None:
    with app.test_request_context():
        assert answers_sentence(OwedCounts(overdue, in_time), "en") == sentence


def test_a_sponsor_reads_from_home_what_awaits_a_decision(browser: Browser, session: Session, group: Group) -> None:
    make_mandate(session, person=group.sponsor, role=Role.SPONSOR, entity=group.home)
    count = count_owed_decisions(session, actor_for(group.sponsor, Role.SPONSOR, entity=group.home))
    client = browser.as_(group.sponsor)
    home = client.get("/").text
    assert f"{count}\N{NO-BREAK SPACE}contributions are waiting for a decision" in home
    page = client.get("/decisions/waiting").text
    assert page.count('class="title"') == count
    assert "Answer by" not in page  # a decision has no promised day
    decide = re.findall(r'href="(/feedback/\w+/decision)"', page)
    assert client.get(decide[0]).status_code == 200


def test_with_nothing_owed_the_lists_say_so(browser: Browser, session: Session) -> None:
    person = make_person(session)
    for role in (Role.COMMUNITY_MANAGER, Role.SPONSOR):
        make_mandate(session, person=person, role=role)
    client = browser.as_(person)
    assert "Every promise is kept" in client.get("/answers").text
    assert "Nothing waiting here" in client.get("/answers?promise=overdue").text
    assert "Nothing is waiting for your decision" in client.get("/decisions/waiting").text
    home = client.get("/").text
    assert "Every promise is kept" in home
    assert "Nothing is waiting for your decision" in home


def test_a_tester_opens_neither(browser: Browser, session: Session) -> None:
    client = browser.as_(make_person(session))
    assert [client.get(path).status_code for path in ("/answers", "/decisions/waiting")] == [403, 403]
    assert 'href="/answers"' not in client.get("/").text


def test_an_address_made_by_hand_shows_everything(browser: Browser, session: Session, group: Group) -> None:
    make_mandate(session, person=group.manager, role=Role.COMMUNITY_MANAGER)
    client = browser.as_(group.manager)
    assert client.get("/answers?after=x~y&entity=nowhere&promise=never").text.count('class="title"') == 27


def test_what_is_answered_leaves_the_list(browser: Browser, session: Session, group: Group) -> None:
    make_mandate(session, person=group.manager, role=Role.COMMUNITY_MANAGER, entity=group.home)
    actor = actor_for(group.manager, Role.COMMUNITY_MANAGER, entity=group.home)
    first = owed_answers(session, actor, OwedFilters()).rows[0].id
    client = browser.as_(group.manager)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get(f"/feedback/{idents.encode(first)}").text)[0]
    data = {"csrf_token": token, "body": "We look into it this week.", "version": "0"}
    assert client.post(f"/feedback/{idents.encode(first)}/answer", data=data).status_code == 302
    assert first not in ids(owed_answers(session, actor, OwedFilters()).rows)
