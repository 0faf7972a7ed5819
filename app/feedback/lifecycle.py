"""The life of a contribution: from where, who does what, and what follows. ``docs/moderation.md`` prints the table.

What is not in the table is refused. What waits, was sent back or was hidden comes out through a moderator only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.campaigns.types import ModerationTiming
from app.core.errors import NotPossibleNow
from app.feedback.types import State


class LifeStage(StrEnum):
    """Where a contribution stands: its state, and whether a moderator has to read it although readers do."""

    NOT_SENT = "not sent yet"
    WAITING = "waiting"
    PUBLISHED = "published"
    CHANGED = "published, to be looked at"
    CHANGE_WAITING = "published, a change waits"
    CHANGE_SENT_BACK = "published, a change sent back"
    SENT_BACK = "sent back"
    HIDDEN = "hidden"
    MERGED = "merged into another one"
    WITHDRAWN = "withdrawn"


class Who(StrEnum):
    """Who acts. A moderator never acts as one on their own contribution (``policy/rules.py``)."""

    AUTHOR = "author"
    TRUSTED_AUTHOR = "trusted author"
    READ_AFTERWARDS = "author read afterwards"  # in a campaign where everything appears at once
    NAMELESS_AUTHOR = "author with a code"
    MODERATOR = "moderator"
    READER = "reader"


class Act(StrEnum):
    """What is done."""

    SEND = "send"
    CHANGE = "change"
    REPLY = "reply to the moderator"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    PUBLISH_AND_TRUST = "publish and trust"
    SEND_BACK = "send back with a question"
    REFUSE_CHANGE = "keep the former version"
    HIDE = "hide"
    REPORT = "report"
    ASK_AGAIN = "ask for a second look"


class Shown(StrEnum):
    """What readers see afterwards."""

    NOTHING = "nothing"
    NEW = "the newest version"
    FORMER = "the former version"


class WhoIsTold(StrEnum):
    """Who is told of it."""

    NOBODY = "nobody"
    AUTHOR = "author"
    MODERATORS = "moderators"


@dataclass(frozen=True, slots=True)
class Step:
    """What follows from an act."""

    to: LifeStage
    shown: Shown
    told: WhoIsTold


STATES: Mapping[LifeStage, State] = {
    LifeStage.WAITING: State.WAITING,
    LifeStage.PUBLISHED: State.PUBLISHED,
    LifeStage.CHANGED: State.PUBLISHED,
    LifeStage.CHANGE_WAITING: State.PUBLISHED,
    LifeStage.CHANGE_SENT_BACK: State.PUBLISHED,
    LifeStage.SENT_BACK: State.SENT_BACK,
    LifeStage.HIDDEN: State.HIDDEN,
    LifeStage.MERGED: State.HIDDEN,  # its words are read where it was merged
    LifeStage.WITHDRAWN: State.WITHDRAWN,
}
IN_QUEUE = frozenset({LifeStage.WAITING, LifeStage.CHANGED, LifeStage.CHANGE_WAITING})  # a moderator reads it
WITH_CHANGE = frozenset({LifeStage.CHANGE_WAITING, LifeStage.CHANGE_SENT_BACK})  # two versions: readers see the former
KNOWN_AUTHORS = (Who.AUTHOR, Who.TRUSTED_AUTHOR)
AUTHORS = (*KNOWN_AUTHORS, Who.NAMELESS_AUTHOR)
MODERATOR = (Who.MODERATOR,)
READER = (Who.READER,)

WAITS = Step(LifeStage.WAITING, Shown.NOTHING, WhoIsTold.MODERATORS)
STILL_WAITS = Step(LifeStage.WAITING, Shown.NOTHING, WhoIsTold.NOBODY)
CHANGE_WAITS = Step(LifeStage.CHANGE_WAITING, Shown.FORMER, WhoIsTold.MODERATORS)
CHANGE_STILL_WAITS = Step(LifeStage.CHANGE_WAITING, Shown.FORMER, WhoIsTold.NOBODY)
IS_PUBLISHED = Step(LifeStage.PUBLISHED, Shown.NEW, WhoIsTold.AUTHOR)
IS_SENT_BACK = Step(LifeStage.SENT_BACK, Shown.NOTHING, WhoIsTold.AUTHOR)
IS_HIDDEN = Step(LifeStage.HIDDEN, Shown.NOTHING, WhoIsTold.AUTHOR)
IS_WITHDRAWN = Step(LifeStage.WITHDRAWN, Shown.NOTHING, WhoIsTold.NOBODY)

Row = tuple[tuple[LifeStage, ...], tuple[Who, ...], Act, Step]
ROWS: tuple[Row, ...] = (
    ((LifeStage.NOT_SENT,), (Who.AUTHOR, Who.NAMELESS_AUTHOR), Act.SEND, WAITS),
    ((LifeStage.NOT_SENT,), (Who.TRUSTED_AUTHOR,), Act.SEND, Step(LifeStage.PUBLISHED, Shown.NEW, WhoIsTold.NOBODY)),
    (
        (LifeStage.NOT_SENT,),
        (Who.READ_AFTERWARDS,),
        Act.SEND,
        Step(LifeStage.CHANGED, Shown.NEW, WhoIsTold.MODERATORS),
    ),
    # An author changes the contribution; with a code alone, nobody can.
    ((LifeStage.WAITING,), KNOWN_AUTHORS, Act.CHANGE, STILL_WAITS),
    ((LifeStage.SENT_BACK, LifeStage.HIDDEN), KNOWN_AUTHORS, Act.CHANGE, WAITS),
    ((LifeStage.PUBLISHED, LifeStage.CHANGED), (Who.AUTHOR,), Act.CHANGE, CHANGE_WAITS),
    (
        (LifeStage.PUBLISHED, LifeStage.CHANGED),
        (Who.TRUSTED_AUTHOR,),
        Act.CHANGE,
        Step(LifeStage.CHANGED, Shown.NEW, WhoIsTold.MODERATORS),
    ),
    ((LifeStage.CHANGE_WAITING,), KNOWN_AUTHORS, Act.CHANGE, CHANGE_STILL_WAITS),
    ((LifeStage.CHANGE_SENT_BACK,), KNOWN_AUTHORS, Act.CHANGE, CHANGE_WAITS),
    # An author replies to a question, or to the reason why it is hidden.
    ((LifeStage.SENT_BACK, LifeStage.HIDDEN), AUTHORS, Act.REPLY, WAITS),
    ((LifeStage.CHANGE_SENT_BACK,), KNOWN_AUTHORS, Act.REPLY, CHANGE_WAITS),
    # An author asks that another moderator look at it; a reader, that one looks at all.
    ((LifeStage.HIDDEN,), AUTHORS, Act.ASK_AGAIN, WAITS),
    (
        (LifeStage.PUBLISHED,),
        READER,
        Act.REPORT,
        Step(LifeStage.CHANGED, Shown.NEW, WhoIsTold.MODERATORS),
    ),
    ((LifeStage.CHANGE_SENT_BACK,), READER, Act.REPORT, CHANGE_WAITS),
    # An author takes it back.
    (
        (LifeStage.WAITING, LifeStage.PUBLISHED, LifeStage.SENT_BACK, LifeStage.HIDDEN, LifeStage.MERGED),
        AUTHORS,
        Act.WITHDRAW,
        IS_WITHDRAWN,
    ),
    (
        (LifeStage.CHANGED, LifeStage.CHANGE_WAITING, LifeStage.CHANGE_SENT_BACK),
        KNOWN_AUTHORS,
        Act.WITHDRAW,
        IS_WITHDRAWN,
    ),
    # A moderator decides.
    ((LifeStage.WAITING, LifeStage.SENT_BACK, LifeStage.HIDDEN), MODERATOR, Act.PUBLISH, IS_PUBLISHED),
    ((LifeStage.CHANGE_WAITING, LifeStage.CHANGE_SENT_BACK), MODERATOR, Act.PUBLISH, IS_PUBLISHED),
    ((LifeStage.CHANGED,), MODERATOR, Act.PUBLISH, Step(LifeStage.PUBLISHED, Shown.NEW, WhoIsTold.NOBODY)),
    ((LifeStage.WAITING, LifeStage.CHANGE_WAITING), MODERATOR, Act.PUBLISH_AND_TRUST, IS_PUBLISHED),
    ((LifeStage.WAITING, LifeStage.PUBLISHED, LifeStage.CHANGED), MODERATOR, Act.SEND_BACK, IS_SENT_BACK),
    (
        (LifeStage.CHANGE_WAITING,),
        MODERATOR,
        Act.SEND_BACK,
        Step(LifeStage.CHANGE_SENT_BACK, Shown.FORMER, WhoIsTold.AUTHOR),
    ),
    (
        (LifeStage.CHANGE_WAITING, LifeStage.CHANGE_SENT_BACK),
        MODERATOR,
        Act.REFUSE_CHANGE,
        Step(LifeStage.PUBLISHED, Shown.FORMER, WhoIsTold.AUTHOR),
    ),
    ((LifeStage.WAITING, LifeStage.PUBLISHED, LifeStage.SENT_BACK), MODERATOR, Act.HIDE, IS_HIDDEN),
    (
        (LifeStage.CHANGED, LifeStage.CHANGE_WAITING, LifeStage.CHANGE_SENT_BACK),
        MODERATOR,
        Act.HIDE,
        IS_HIDDEN,
    ),
)
LIFECYCLE: Mapping[tuple[LifeStage, Who, Act], Step] = {
    (stage, who, act): step for stages, people, act, step in ROWS for stage in stages for who in people
}
# What a moderator did leads back to where the contribution stood, for as long as it can be undone.
WAYS_BACK = frozenset((step.to, stage) for (stage, who, _act), step in LIFECYCLE.items() if who is Who.MODERATOR)


def stage_of(state: State, *, waits: bool, has_change: bool) -> LifeStage:
    """Return where a contribution stands, from what its row says."""
    if state is not State.PUBLISHED:
        return next(stage for stage, known in STATES.items() if known is state)
    if has_change:
        return LifeStage.CHANGE_WAITING if waits else LifeStage.CHANGE_SENT_BACK
    return LifeStage.CHANGED if waits else LifeStage.PUBLISHED


def author_as(
    *, is_trusted: bool, is_known: bool, timing: ModerationTiming = ModerationTiming.FIRST, held_word: str = ""
) -> Who:
    """Return as whom an author acts on what they sent; nobody can trust an author whom nobody knows.

    Where everything waits, and with a word that always waits, no author acts as a trusted one.
    """
    if not is_known:
        return Who.NAMELESS_AUTHOR
    waits = timing is ModerationTiming.BEFORE or bool(held_word)
    return Who.TRUSTED_AUTHOR if is_trusted and not waits else Who.AUTHOR


def sender_as(*, is_trusted: bool, is_known: bool, timing: ModerationTiming, held_word: str = "") -> Who:
    """Return as whom an author sends: where everything appears at once, it does, and a moderator reads it afterwards.

    What nobody can trace waits there too: the moment it appeared would tell when it was written.
    """
    if is_known and timing is ModerationTiming.AFTER and not held_word:
        return Who.READ_AFTERWARDS
    return author_as(is_trusted=is_trusted, is_known=is_known, timing=timing, held_word=held_word)


def is_possible(stage: LifeStage, who: Who, act: Act) -> bool:
    """Tell whether the table has such a step."""
    return (stage, who, act) in LIFECYCLE


def step_of(stage: LifeStage, who: Who, act: Act) -> Step:
    """Return what follows from the act.

    :raises NotPossibleNow: the table has no such step
    """
    try:
        return LIFECYCLE[stage, who, act]
    except KeyError as error:
        raise NotPossibleNow(stage=stage.value, act=act.value) from error


def require_way_back(stage: LifeStage, stood: LifeStage) -> None:
    """Let what a moderator did be undone.

    :raises NotPossibleNow: nothing that a moderator does leads from ``stood`` to ``stage``
    """
    if (stage, stood) not in WAYS_BACK:
        raise NotPossibleNow(stage=stage.value, act="undo")
