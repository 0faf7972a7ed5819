"""Everybody looks at everything, over weeks; what follows is solved exactly, and tells of no few people and no secret.

Pages, files of charts and reports (their data, tables and sheets; asked for, and built by themselves on Mondays) are
looked at alike.

Three proofs on each of some small worlds. **Figures**: from all that any page printed for any role, the exact solution
of the inequalities pins no group under the minimum. **Weeks**: what is told as of the last Sunday is the same for all
who read it until the next one, in whole steps, and nothing before the first. **Twins**: two worlds that differ in a
secret alone (from which entity an untraceable or rare card comes, at which hour and between which others it was sent,
on which day of a week somebody was invited, joined, left, began, answered or went through a mission, and what the few
said whose answers and minutes wait for others) print the same pages, to the letter, for all who do not moderate there.

Each masking was broken on purpose, one after the other. Which proof sees it:

================================================================  ===============================  ==================
What is printed                                                   Exact, of few, without blocks    Of this week
================================================================  ===============================  ==================
People: dashboards of an entity, edition, product, of the group   figures                          figures
People: dashboard of the campaign, two entities beside each other figures                          figures
People: page of a campaign, home, counter that is read again      figures                          figures, twins
People: editions, places taken                                    figures                          figures, twins
People: who has started, for who writes to them                   figures                          figures
People in missions: began, could not go on, finished              figures                          figures, twins
People in reports, and in the file of the funnel                  figures                          figures, twins
Reports built by themselves                                       figures                          (on Mondays: none)
Times                                                             weeks                            weeks
Minutes declared                                                  weeks, twins                     weeks, twins
Questionnaires sent                                               weeks                            weeks, twins
Answers: summaries, grid, its file, panels, moments, reports      figures, twins                   figures, twins
================================================================  ===============================  ==================

A part that leaves no step of its whole is seen by *figures* where three numbers stand below each other (the funnel,
missions). How long one usually waits is told to nobody here, where too few wait: ``tests/feedback/test_delays.py``.

``PEPITE_WORLDS`` is how many worlds are tried, ``PEPITE_PAGES`` which share of the lists and single pages is looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
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
from app.files.storage import memory_storage
from tests.conftest import Browser
from tests.feedback.scene import make_input, make_scene
from tests.security.isolating import SURFACES, answers_isolate_nobody, figures_isolate_nobody, weeks_hold_still
from tests.security.little_worlds import (
    MOMENTS,
    SLUG,
    START,
    Act,
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
from tests.security.reading import STEPS

WORLDS = int(os.environ.get("PEPITE_WORLDS", "2"))
PART = float(os.environ.get("PEPITE_PAGES", "0.007"))


@dataclass(frozen=True, slots=True)
class Played:
    """A world that was played to its end, and all that was seen meanwhile."""

    world: LittleWorld
    seen: dict[Look, str]
    hidden: frozenset[str]  # confidential contributions that do not show their entity
    waiting: frozenset[Act]  # of few, who wait for others to be told


Among = Callable[[Look], bool]
Play = Callable[[Story, int, Among], Played]


@pytest.fixture
def play(connection: Connection, app: Flask, make_test_session: Callable[[], Session]) -> Play:
    def played(story: Story, seed: int, among: Among) -> Played:
        _count_from_one(connection)
        place = connection.begin_nested()
        with make_test_session() as session:
            world = LittleWorld(session, story, app)
            seen: dict[Look, str] = {}
            with clock.set_to(START), dice_of("beginning"):
                world.begin()
            acts = sorted(story.acts, key=lambda act: act.at)
            for moment in MOMENTS:
                while acts and acts[0].at <= moment:
                    world.play(acts.pop(0))
                seen |= look_around(world, Browser(app, session), moment, Share.of(seed, PART), among)
            hidden, waiting = frozenset(world.hidden()), world.waiting()
        place.rollback()
        return Played(world, seen, hidden, waiting)

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
    one = play(story, seed, lambda _look: True)
    everything_is_tried(one)
    told = figures_isolate_nobody(one.world, one.seen)
    assert {"invited", "joined", "active", "contributed", "completed", "began 1", "finished 1", "began 2"} <= told
    assert answers_isolate_nobody(one.world, one.seen) == set(SURFACES), "each says how many answered, and is read"
    assert {*STEPS, "Time to publish"} <= weeks_hold_still(one.world, one.seen)
    figures_count_cards_in_sight(one)
    few = moderators(one.world)

    def others(look: Look) -> bool:
        return look.who not in few

    def few_at_night(look: Look) -> bool:  # the first twin has shown the others that hours do not matter
        return look.moment.hour > 20 and not others(look)

    same_pages(one, play(other_secrets(story, seed, one.hidden, one.waiting), seed, others), others)
    if seed % 2:  # the number of entities, in which even worlds differ, says nothing of hours
        same_pages(one, play(other_hours(story), seed, few_at_night), few_at_night)


def same_pages(one: Played, other: Played, among: Among) -> None:
    """Compare what was seen; say of a difference who saw it, where and when."""
    looks = [look for look in one.seen if among(look)]
    assert looks
    assert set(looks) == set(other.seen)
    for look in looks:
        here, there = one.seen[look], other.seen[look]
        difference = "\n".join(unified_diff(here.splitlines(), there.splitlines(), lineterm="", n=0))
        assert here == there, f"{look.who} sees at {look.moment} on {look.page}:\n{difference}"


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
