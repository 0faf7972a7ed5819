"""What happens to accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class SignInLinkAsked(Event):
    """Somebody with an account asked for a mail link. The token is not here: it is derived when the mail is made."""

    NAME: ClassVar[str] = "accounts.sign_in_link_asked"
    link_id: int


@dataclass(frozen=True, slots=True)
class AccountMade(Event):
    """Somebody made an account for a person. The console acts as nobody: ``by_id`` is 0."""

    NAME: ClassVar[str] = "accounts.account_made"
    person_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class LockedOut(Event):
    """Too many wrong passwords were given for an account: its owner is told."""

    NAME: ClassVar[str] = "accounts.locked_out"
    person_id: int


@dataclass(frozen=True, slots=True)
class MandateGiven(Event):
    """A person received a role."""

    NAME: ClassVar[str] = "accounts.mandate_given"
    mandate_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class MandateProposed(Event):
    """A person would receive a role beside one that excludes it: a second colleague must agree."""

    NAME: ClassVar[str] = "accounts.mandate_proposed"
    mandate_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class MandateNotGiven(Event):
    """A second colleague did not agree to a proposed role, or it was taken back before anybody agreed."""

    NAME: ClassVar[str] = "accounts.mandate_not_given"
    mandate_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class MandateEnded(Event):
    """A person's role was ended before its last day."""

    NAME: ClassVar[str] = "accounts.mandate_ended"
    mandate_id: int
    person_id: int
