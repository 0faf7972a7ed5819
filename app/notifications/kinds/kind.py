"""What every kind of notice says of itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from app.core.event import Event
from app.notifications.types import NoticeRow, SeenSubject, SubjectType, Topic, WrittenWords
from app.policy.actor import Actor

E = TypeVar("E", bound=Event)
S = TypeVar("S", bound=SeenSubject)


@dataclass(frozen=True, slots=True)
class Link:
    """The page a notice leads to: an endpoint, its values, and the words of the button."""

    endpoint: str
    values: Mapping[str, Any]
    label: str


@dataclass(frozen=True, slots=True)
class Subject(Generic[S]):
    """What notices of several kinds are about."""

    type: SubjectType
    # What the actor may read today of the subjects with these numbers; those missing are gone or not for them.
    # A fixed number of statements.
    seen: Callable[[Session, Actor, Collection[int]], Mapping[int, S]]
    # The sentence that replaces a notice whose subject is gone, or no longer for its reader.
    gone: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKind(Generic[E, S]):
    """One kind of notice: what it follows from, who gets it, and its words in the language of the work at hand."""

    name: str  # as stored: the name of its module
    topic: Topic  # how its reader wants to be mailed
    events: tuple[type[E], ...]  # their lines in app/registry/handlers.py name the kind too
    subject: Subject[S]
    subject_id: Callable[[E], int]
    recipients: Callable[[Session, E], frozenset[int]]
    sentence: Callable[[NoticeRow, S], str]
    mail_subject: Callable[[], str]  # shows on a locked telephone: no title, no name
    link: Callable[[NoticeRow, S], Link]
    mail_sentence: Callable[[], str] | None = None  # all that the mail says, beside its link; the notice says the rest
    quote: Callable[[S], WrittenWords | None] = lambda _seen: None  # words addressed to the reader
    keeps: tuple[str, ...] = ()  # values of the event that the sentence needs
    is_over: Callable[[S], bool] = lambda _seen: False  # dealt with meanwhile: no longer mailed
    is_news: bool = True  # shown on the home page
    by_day: bool = False  # dated by the day: nothing finer may be told of what nobody can trace
    once: Callable[[E], str] = lambda _event: ""  # a cause told once, however often its event comes; "": each time
