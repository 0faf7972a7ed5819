"""What follows from all that was printed about people and answers, solved exactly: nothing of a few."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

import pytest

from app.figures.weeks import last_sunday
from app.policy.masking import part_shown, people_shown
from tests.security.little_worlds import LEAST, START, LittleWorld
from tests.security.looking import BY_ITSELF, REPORT, Look, entity_of_report, figures_in
from tests.security.reading import STAGES, STEPS, Settled, answers_in, more_figures_in, settled_in
from tests.security.solver import Contradiction, Knowledge

MOST = 40  # people of an entity, more than any has
MISSIONS = (1, 2, 3)
BEFORE = last_sunday(START.date())  # nothing had happened yet
NAMES = {
    "Enrolments": "joined", "Participants": "joined", "Active testers": "active", "Contributors": "contributed",
    "Invited by e-mail": "invited", "Finished all missions": "completed",
    **{f"Began Mission {n}": f"began {n}" for n in MISSIONS},
    **{f"Finished Mission {n}": f"finished {n}" for n in MISSIONS},
    **{f"Could not go on Mission {n}": f"stopped {n}" for n in MISSIONS},
}  # fmt: skip
WHOLES = {
    "joined": (), "invited": (), "active": ("joined",), "contributed": ("active",), "completed": ("joined",),
    **{f"began {n}": ("joined",) for n in MISSIONS},
    **{f"finished {n}": (f"began {n}",) for n in MISSIONS},
    **{f"stopped {n}": (f"began {n}", f"finished {n}") for n in MISSIONS},
}  # fmt: skip
PARTS = (  # who is among whom
    ("active", "joined"), ("contributed", "active"), ("contributed", "joined"), ("completed", "joined"),
    ("completed", "finished 1"),
    *((f"began {n}", "joined") for n in MISSIONS), *((f"finished {n}", f"began {n}") for n in MISSIONS),
    *((f"stopped {n}", f"began {n}") for n in MISSIONS),
)  # fmt: skip

Shown = dict[tuple[str, str, date], int | None]  # name, entity ("": all), Sunday
Seen = Mapping[Look, str]


def figures_isolate_nobody(world: LittleWorld, seen: Seen) -> set[str]:
    """Solve what all pages printed about people, in all weeks together; return which figures said something."""
    shown, entities = people_told(world, seen), world.story.entities
    days = sorted({day for _name, _entity, day in shown})
    known = Knowledge()
    for entity in entities:
        for day in days:
            for part, whole in PARTS:
                known.at_least({f"{whole} {entity} {day}": 1, f"{part} {entity} {day}": -1}, 0)
    lows = {place: learn(known, shown, place) for place in shown if place[1]}
    for (name, entity, day), number in shown.items():
        if entity or not number:
            continue
        together = [(name, each, day) for each in entities]
        if sum(lows.get(place, 0) for place in together) < number:  # else it says nothing more
            known.at_least({f"{name} {each} {day}": 1 for each in entities}, number)
    for group, terms in people_groups(entities, days):
        value = known.value_of(terms)
        assert value is None or abs(value) not in range(1, LEAST), f"{group}: {value} people"
    return {name for (name, _entity, _day), number in shown.items() if number}


def people_told(world: LittleWorld, seen: Seen) -> Shown:
    """Return each figure about people; whoever reads it, wherever and on whichever day of a week, reads the same."""
    shown: Shown = {}
    for look, html in seen.items():
        day = last_sunday(look.moment.date())
        sight = sight_of(world, look)
        printed = figures_in(look.page, html, look.who, world)
        for figure in (*printed, *more_figures_in(look.page, html, sight[0] if len(sight) == 1 else "")):
            if figure.label not in NAMES:
                continue
            found = re.search(r"\d+", figure.words)
            place, number = (NAMES[figure.label], figure.entity, day), int(found[0]) if found else None
            assert shown.setdefault(place, number) == number, f"{look}: {figure} differs from {shown[place]}"
            assert not number or day > BEFORE, f"{look}: {figure} in the week itself"
            assert (number or 0) % LEAST == 0, f"{look}: {figure} is no whole step"
    return shown


def learn(known: Knowledge, shown: Shown, place: tuple[str, str, date]) -> int:
    """Learn that a number is one of those that the rule, which everybody may read, prints so; return the lowest."""
    name, entity, day = place
    terms, printed = {f"{name} {entity} {day}": 1}, shown[place]
    wholes = [shown.get((whole, entity, day), -1) for whole in WHOLES[name]]
    if -1 in wholes:  # nobody saw of what it is a part
        fitting = list(range(printed or 0, MOST))
    elif not wholes:
        fitting = [people for people in range(MOST) if people_shown(people, LEAST) == printed]
    else:
        whole, *taken = (number or 0 for number in wholes)
        fitting = [people for people in range(MOST) if part_shown(people, whole - sum(taken), LEAST) == printed]
    if not fitting:
        told = ", ".join(f"{whole} {shown.get((whole, entity, day))}" for whole in WHOLES[name])
        pytest.fail(f"{name} of {entity} on {day}: no number of people is printed as {printed} (its wholes: {told})")
    known.at_least(terms, fitting[0])
    known.at_most(terms, fitting[-1])
    return fitting[0]


def people_groups(entities: Iterable[str], days: list[date]) -> Iterable[tuple[str, dict[str, int]]]:
    """Name the groups of people somebody might wish to know of, and who came or went between two weeks."""
    for entity in entities:
        for before, day in zip([None, *days], days, strict=False):
            for name in WHOLES:
                here = f"{name} {entity} {day}"
                yield here, {here: 1}
                if before:
                    yield f"more {here}", {here: 1, f"{name} {entity} {before}": -1}
            for part, whole in PARTS:
                yield f"{whole} not {part} {entity} {day}", {f"{whole} {entity} {day}": 1, f"{part} {entity} {day}": -1}
            for n in MISSIONS:
                ended = {f"finished {n} {entity} {day}": -1, f"stopped {n} {entity} {day}": -1}
                yield f"on their way in {n} {entity} {day}", {f"began {n} {entity} {day}": 1, **ended}


SURFACES = {
    "summary": "/summary", "grid": "/grid(?!.*as=csv)", "file of a chart": "as=csv", "panel": "/panels/",
    "moments": "/dashboard/answers", "report": f"{REPORT}.*(?<!{BY_ITSELF})$", "scheduled report": BY_ITSELF,
}  # fmt: skip


def answers_isolate_nobody(world: LittleWorld, seen: Seen) -> set[str]:
    """Solve how many answers are told, of each entity, question and week; return the surfaces that told some.

    What is told of several entities is of their blocks: taking one away, or an earlier week, leaves whole blocks.
    """
    known, asked, surfaces = Knowledge(), set(), set()
    days = sorted({last_sunday(look.moment.date()) for look in seen})
    for look, html in seen.items():
        day = last_sunday(look.moment.date())
        for one in answers_in(look.page, html, world):
            assert one.n >= LEAST, f"{look}: {one}"
            assert day > BEFORE, f"{look}: {one} in the week itself"
            of = (one.entity,) if one.entity else sight_of(world, look)
            known.is_exactly({f"{one.wave_id} {one.question_id} {each} {day}": 1 for each in of}, one.n)
            asked.add((one.wave_id, one.question_id))
            surfaces |= {name for name, address in SURFACES.items() if re.search(address, look.page)}
    try:
        for wave_id, question_id in asked:
            for entity in world.story.entities:
                for before, day in zip([None, *days], days, strict=False):
                    here = {f"{wave_id} {question_id} {entity} {day}": 1}
                    value = known.value_of(here)
                    assert value is None or value not in range(1, LEAST), f"{here}: {value} answers"
                    if before:
                        more = known.value_of({**here, f"{wave_id} {question_id} {entity} {before}": -1})
                        assert more is None or abs(more) not in range(1, LEAST), f"more {here}: {more} answers"
    except Contradiction:
        pytest.fail("how many answered differs from page to page, or moved within a week")
    return surfaces


def weeks_hold_still(world: LittleWorld, seen: Seen) -> set[str]:
    """Compare times, minutes and questionnaires sent: in a week everybody reads the same, of no few people.

    Return what was told. Nothing is in the first week: it tells of the one before. The contributions behind the times
    of an entity, and those left when they are taken away from all, are of nobody or of enough people.
    """
    told: dict[tuple[str, str, tuple[str, ...], date], Settled] = {}
    for look, html in seen.items():
        day = last_sunday(look.moment.date())
        for one in settled_in(look.page, html):
            whose = world.story.entities if one.label == "Questionnaires sent" else sight_of(world, look)
            place = (one.label, one.about, whose, day)
            assert told.setdefault(place, one) == one, f"{look}: {one} differs from {told[place]}"
            assert one.number is None or day > BEFORE, f"{look}: {one} in the week itself"
            assert one.number is None or one.number >= LEAST, f"{look}: {one}"
            assert (one.number or 0) % STEPS.get(one.label, 1) == 0, f"{look}: {one} is no whole step"
    for (label, about, whose, day), one in told.items():
        every = told.get((label, about, world.story.entities, day))
        if label in STAGES and every and len(whose) == 1:
            others = (every.number or 0) - (one.number or 0)
            assert others == 0 or others >= LEAST, f"{label} on {day}: {others} contributions outside {whose}"
    return {label for (label, *_place), one in told.items() if one.number}


def sight_of(world: LittleWorld, look: Look) -> tuple[str, ...]:
    """Return the entities of which an address tells: the one it asks for, else all that the reader sees together."""
    own = look.who.rsplit(" ", 1)[-1]
    found = re.search(r"[?&]entity=(\w+)", look.page)
    asked = entity_of_report(look.page) if look.page.startswith(REPORT) else found and found[1]
    if asked:
        return (asked,)
    is_of_reader = re.search("/dashboard/answers|/grid|/summary|/panels", look.page)
    return (own,) if is_of_reader and own in world.story.entities else world.story.entities
