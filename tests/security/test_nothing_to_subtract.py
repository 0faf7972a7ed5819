"""Everybody looks at everything, over weeks; what follows is solved exactly, and tells of no few people and no secret.

Two proofs on each of some small worlds. **Figures**: from all that any page printed for any role, the exact solution
of the inequalities pins no group under the minimum. **Twins**: two worlds that differ in a secret alone (from which
entity an untraceable or rare card comes, at which hour and between which others it was sent, on which day of a week
somebody joined, left or began) print the same pages, to the letter, for all who do not moderate there.

``PEPITE_WORLDS`` is how many worlds are tried, ``PEPITE_PAGES`` which share of the lists and single pages is looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff

import pytest
from flask import Flask
from sqlalchemy import Connection, String, column, select, table
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core import clock
from app.feedback.queries.feed import PAGE_SIZE
from app.feedback.service.submit import submit_feedback
from app.figures.weeks import last_sunday
from app.files.storage import memory_storage
from app.policy.masking import part_shown, people_shown
from tests.conftest import Browser
from tests.feedback.scene import make_input, make_scene
from tests.security.little_worlds import (
    LEAST,
    MOMENTS,
    SLUG,
    START,
    LittleWorld,
    Story,
    dice_of,
    other_hours,
    other_secrets,
    tell_story,
)
from tests.security.looking import (
    CHANGING,
    Look,
    Printed,
    Share,
    cards_in,
    everybody,
    figures_in,
    look_around,
    moderators,
    places_in,
    text,
    total_in,
)
from tests.security.solver import Contradiction, Knowledge

WORLDS = int(os.environ.get("PEPITE_WORLDS", "2"))
PART = float(os.environ.get("PEPITE_PAGES", "0.007"))
MOST = 40  # people of an entity, more than any has
JOINED, ACTIVE, CONTRIBUTED = {"Enrolments", "Participants"}, {"Active testers"}, {"Contributors"}


@dataclass(frozen=True, slots=True)
class Played:
    """A world that was played to its end, and all that was seen meanwhile."""

    world: LittleWorld
    seen: dict[Look, str]
    hidden: frozenset[str]  # confidential contributions that do not show their entity


Play = Callable[[Story, int], Played]


@pytest.fixture
def play(connection: Connection, app: Flask, make_test_session: Callable[[], Session]) -> Play:
    def played(story: Story, seed: int) -> Played:
        _count_from_one(connection)
        place = connection.begin_nested()
        with make_test_session() as session:
            world = LittleWorld(session, story)
            seen: dict[Look, str] = {}
            with clock.set_to(START), dice_of("beginning"):
                world.begin()
            acts = sorted(story.acts, key=lambda act: act.at)
            for moment in MOMENTS:
                while acts and acts[0].at <= moment:
                    world.play(acts.pop(0))
                seen |= look_around(world, Browser(app, session), moment, Share.of(seed, PART))
            hidden = frozenset(world.hidden())
        place.rollback()
        return Played(world, seen, hidden)

    return played


def _count_from_one(connection: Connection) -> None:
    """Give the rows of each world the same numbers: PostgreSQL does not take a number back with what is undone."""
    if connection.dialect.name == "postgresql":
        counters = select(column("sequencename", String)).select_from(table("pg_sequences"))
        for name in connection.scalars(counters).all():
            connection.execute(sql(f'ALTER SEQUENCE "{name}" RESTART'))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, WORLDS + 1))
def test_nothing_isolates_a_few_people_or_tells_a_secret(play: Play, seed: int) -> None:
    story = tell_story(seed)
    one = play(story, seed)
    everything_is_tried(one)
    figures_isolate_nobody(one)
    figures_count_cards_in_sight(one)
    few = moderators(one.world)
    twin = play(other_secrets(story, seed, one.hidden), seed)
    same_pages(one, twin, lambda look: look.who not in few)
    later = play(other_hours(story), seed)
    same_pages(one, later, lambda look: look.moment.hour > 20 or look.who not in few)


def same_pages(one: Played, other: Played, among: Callable[[Look], bool]) -> None:
    """Compare what was seen; say of a difference who saw it, where and when."""
    looks = [look for look in one.seen if among(look)]
    assert looks
    assert set(looks) == {look for look in other.seen if among(look)}
    for look in looks:
        here, there = one.seen[look], other.seen[look]
        difference = "\n".join(unified_diff(here.splitlines(), there.splitlines(), lineterm="", n=0))
        assert here == there, f"{look.who} sees at {look.moment} on {look.page}:\n{difference}"


# --- figures ---------------------------------------------------------------------------------------


def figures_isolate_nobody(played: Played) -> None:
    """Solve what all pages printed about people, in all weeks together."""
    known, sundays = Knowledge(), sorted({last_sunday(look.moment.date()) for look in played.seen})
    entities = played.world.story.entities
    for entity in entities:
        for day in sundays:
            known.at_least({f"joined {entity} {day}": 1, f"active {entity} {day}": -1}, 0)
            known.at_least({f"active {entity} {day}": 1, f"contributed {entity} {day}": -1}, 0)
    read = 0
    for seen, html in played.seen.items():
        printed = figures_in(seen.page, html, seen.who, played.world)
        for figure in printed:
            read += learn(known, figure, printed, last_sunday(seen.moment.date()), entities)
    assert read > 40, "the pages print figures about people, and they are found"
    try:
        for name, group in groups(entities, sundays):
            value = known.value_of(group)
            assert value is None or abs(value) not in range(1, LEAST), f"{name}: {value} people"
    except Contradiction:
        pytest.fail("a figure about people moved within a week, or differs from page to page")


def learn(known: Knowledge, figure: Printed, printed: list[Printed], day: date, entities: Iterable[str]) -> bool:
    """Add what a figure says; tell whether it is about people."""
    if figure.label not in JOINED | ACTIVE | CONTRIBUTED:
        return False
    names = (("joined", JOINED), ("active", ACTIVE), ("contributed", CONTRIBUTED))
    name = next(name for name, labels in names if figure.label in labels)
    terms = {f"{name} {entity} {day}": 1 for entity in ([figure.entity] if figure.entity else entities)}
    number = re.search(r"\d+", figure.words)
    printed_number = int(number[0]) if number else None
    if number and "more" not in figure.words:
        known.is_exactly(terms, int(number[0]))
    elif not figure.entity:
        known.at_least(terms, printed_number or 0)
    elif name == "joined":
        _between(known, terms, [people for people in range(MOST) if people_shown(people, LEAST) == printed_number])
    elif name == "contributed":
        active = next((one.words for one in printed if one.label in ACTIVE and one.entity == figure.entity), "")
        least = re.search(r"\d+", active)
        whole_shown = int(least[0]) if least else 0
        _between(known, terms, [n for n in range(MOST) if part_shown(n, whole_shown, LEAST) == printed_number])
    else:
        joined = next((one.words for one in printed if one.label in JOINED and one.entity == figure.entity), "")
        whole = re.search(r"\d+", joined)
        wholes = range(int(whole[0]), int(whole[0]) + LEAST) if whole else range(LEAST)
        fitting = {
            n for n in range(MOST) for all_ in wholes if n <= all_ and part_shown(n, all_, LEAST) == printed_number
        }
        _between(known, terms, fitting)
    return True


def _between(known: Knowledge, terms: dict[str, int], fitting: Iterable[int]) -> None:
    """Learn that a number is one of those that the rule, which everybody may read, prints in these words."""
    numbers = sorted(fitting)
    known.at_least(terms, numbers[0])
    known.at_most(terms, numbers[-1])


def groups(entities: Iterable[str], days: list[date]) -> Iterable[tuple[str, dict[str, int]]]:
    """Name the groups of people somebody might wish to know of, and who came or went between two weeks."""
    for entity in entities:
        for before, day in zip([None, *days], days, strict=False):
            joined, active, gave = (f"{name} {entity} {day}" for name in ("joined", "active", "contributed"))
            yield joined, {joined: 1}
            yield active, {active: 1}
            yield gave, {gave: 1}
            yield f"not begun {entity} {day}", {joined: 1, active: -1}
            yield f"begun without contributing {entity} {day}", {active: 1, gave: -1}
            yield f"joined without contributing {entity} {day}", {joined: 1, gave: -1}
            if before:
                yield f"more {joined}", {joined: 1, f"joined {entity} {before}": -1}
                yield f"more {active}", {active: 1, f"active {entity} {before}": -1}
                yield f"more {gave}", {gave: 1, f"contributed {entity} {before}": -1}


def figures_count_cards_in_sight(played: Played) -> None:
    """Each figure of contributions is the number of cards its reader can open: a difference would tell of others."""
    feeds = {one.moment: html for one, html in played.seen.items() if one.page == f"/campaigns/{SLUG}/feedback"}
    read = 0
    for seen, html in played.seen.items():
        total, listed = total_in(html), len(cards_in(html, played.world))
        assert total is None or listed == min(total, PAGE_SIZE), f"{seen.who} on {seen.page} at {seen.moment}"
        cards = cards_in(feeds.get(seen.moment, ""), played.world)
        for figure in figures_in(seen.page, html, seen.who, played.world):
            if figure.label != "Contributions" or not cards or is_narrowed(seen.page):
                continue
            name = played.world.entities[figure.entity].name if figure.entity else ""
            in_sight = [card for card in cards if card.entity == name or not name]
            assert int(figure.words) == len(in_sight), f"{seen.who} on {seen.page} at {seen.moment}"
            read += 1
    assert read > 20, "the pages print figures of contributions, and they are found"
    assert any(total_in(html) for html in played.seen.values()), "lists say how many there are"


def is_narrowed(page: str) -> bool:
    """Tell whether a dashboard counts fewer cards than those of an entity: another proof compares it with the list."""
    return "/dashboard?" in page and not re.fullmatch(r"[^?]*\?(campaign=[^&]*|entity=\w+(&beside=\w+)?)", page)


def everything_is_tried(played: Played) -> None:
    """The worlds hold what the proof speaks of, else it would prove nothing."""
    world = played.world
    assert {"rare-0", "rare-1"} <= played.hidden
    written = [act for act in world.story.acts if act.kind == "write"]
    assert {act.identity for act in written} == set(IdentityLevel)
    feeds = [html for seen, html in played.seen.items() if seen.page.endswith("/feedback")]
    shown = {card.entity for html in feeds for card in cards_in(html, world)}
    assert shown == {"", *(entity.name for entity in world.entities.values())}
    places = [figure for seen, html in played.seen.items() for figure in places_in(html)]
    assert len(places) > 3, "the pages print how many places are taken, and they are found"
    summaries = [html for seen, html in played.seen.items() if "/summary" in seen.page]
    assert any("6 answers" in text(html) for html in summaries)
    assert any("The median lies between" in text(html) for html in summaries)
    assert any("are clear to me" in html for html in summaries)
    assert len(set(everybody(world))) == len(world.entities) * 4 + 5


def test_the_contract_does_not_say_whether_somebody_wrote(session: Session, browser: Browser) -> None:
    """The first contribution fixes it; who wrote that one may be nobody's to know, and its hour with it."""
    scene = make_scene(session)
    page, client = f"/campaigns/{scene.campaign.slug}", browser.as_(scene.person)
    before = client.get(page).text
    data = make_input(identity="untraceable", code="abcd-efgh-jkmn-pqrs")
    submit_feedback(session, scene.actor, scene.address, data, memory_storage())
    session.commit()
    assert "cannot be changed after the first contribution" in before
    assert CHANGING.sub("", client.get(page).text) == CHANGING.sub("", before)
