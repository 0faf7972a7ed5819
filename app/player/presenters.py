"""The player's pages, ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.i18n import formats
from app.missions.queries import MissionAddress, MissionRow
from app.player.queries import OwnProgress
from app.player.types import PlayState
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, read_passage


class StepAsked(NamedTuple):
    """Which step is asked for, of which mission, and in which language the page is."""

    place: MissionAddress
    number: int  # 0: the one the reader has got to
    locale: str


@dataclass(frozen=True, slots=True)
class PlayPage:
    """One step of a mission."""

    number: int  # of the step
    count: int
    title: Passage  # of the step
    mission_title: Passage
    body: Passage
    position: str  # in words
    is_last: bool
    is_blocked_here: bool
    blocked_why: str
    here_url: str
    previous_url: str  # "" at the first
    next_url: str  # of what follows; "" at the last
    say_url: str
    mission_url: str
    end_url: str

    @classmethod
    def of(cls, row: MissionRow, texts: Mapping[int, ReadText], progress: OwnProgress, asked: StepAsked) -> PlayPage:
        """Return the step asked for, or the one the reader has got to."""
        count = max(len(row.steps), 1)
        place = asked.place
        number = min(max(asked.number or next_step(row, progress), 1), count)
        title_id = row.steps[number - 1].title_text_id if row.steps else row.title_text_id
        return cls(
            number=number,
            count=count,
            title=read_passage(texts.get(title_id, EMPTY)),
            mission_title=read_passage(texts.get(row.title_text_id, EMPTY)),
            body=read_passage(texts.get(row.body_text_id, EMPTY)),
            position=_position(asked.locale, number, count, row.minutes),
            is_last=number == count,
            is_blocked_here=progress.blocked_step == number,
            blocked_why=progress.blocked_why,
            here_url=step_url(place, number),
            previous_url=step_url(place, number - 1) if number > 1 else "",
            next_url=step_url(place, number + 1) if number < count else "",
            say_url=say_url(place, row, number),
            mission_url=url_for("missions.mission", slug=place.slug, number=place.number),
            end_url=url_for("player.end", slug=place.slug, number=place.number),
        )


@dataclass(frozen=True, slots=True)
class PlayEnd:
    """How a mission ended, or where it stands."""

    state: PlayState
    sentence: str
    go_on_url: str  # "" when all is done
    say_url: str  # about the step that stopped the reader, else about the mission
    blocked_why: str

    @classmethod
    def of(cls, row: MissionRow, progress: OwnProgress, place: MissionAddress) -> PlayEnd:
        """Return the end of a mission for the reader."""
        state = state_of(row, progress)
        sentences = {
            PlayState.NOT_STARTED: _("You have not started this mission yet."),
            PlayState.STARTED: _("You are in the middle of this mission. You can go on at any time, on any device."),
            PlayState.BLOCKED: _(
                "You stopped at step %(step)s of %(steps)s. That counts too: the mission is partly done.",
                step=progress.blocked_step, steps=max(len(row.steps), 1),
            ),
            PlayState.DONE: _("You have done this mission. Thank you!"),
        }  # fmt: skip
        at = progress.blocked_step if state is PlayState.BLOCKED else None
        return cls(
            state=state,
            sentence=str(sentences[state]),
            go_on_url="" if state is PlayState.DONE else step_url(place, at or next_step(row, progress)),
            say_url=say_url(place, row, at),
            blocked_why=progress.blocked_why if at else "",
        )


def state_of(row: MissionRow, progress: OwnProgress) -> PlayState:
    """Return where the reader stands in a mission."""
    if row.is_done:
        return PlayState.DONE
    if progress.blocked_step is not None:
        return PlayState.BLOCKED
    return PlayState.STARTED if progress.steps_done else PlayState.NOT_STARTED


def next_step(row: MissionRow, progress: OwnProgress) -> int:
    """Return the number of the step the reader has got to; a mission that is done begins again."""
    if row.is_done:
        return 1
    return min(progress.blocked_step or progress.steps_done + 1, max(len(row.steps), 1))


def step_url(place: MissionAddress, number: int) -> str:
    """Return the address of a step."""
    return url_for("player.play", slug=place.slug, number=place.number, step=number)


def say_url(place: MissionAddress, row: MissionRow, step: int | None) -> str:
    """Return where to say something about a step; it leads back there."""
    step = step if row.steps else None
    return url_for("feedback.submit", slug=place.slug, number=place.number, step=step)


def _position(locale: str, number: int, count: int, minutes: int) -> str:
    """Return which step it is, and about how many minutes are left: each step takes its part of the whole."""
    left = max(-(-minutes * (count - number + 1) // count), 1)
    return str(
        ngettext(
            "Step %(step)s of %(steps)s, about %(count)s\u00a0minute left",
            "Step %(step)s of %(steps)s, about %(count)s\u00a0minutes left",
            left,
            step=formats.number(locale, number),
            steps=formats.number(locale, count),
            count=formats.number(locale, left),
        )
    )
