"""Colours of a check, and what it says: sentences and addresses that the page fills in, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from app.campaigns.types import PhaseKind


class Colour(StrEnum):
    """How much a finding matters."""

    RED = "red"  # nothing opens before it is mended
    ORANGE = "orange"  # worth a look
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A value of a sentence: the name of a language."""

    code: str


@dataclass(frozen=True, slots=True)
class InCountry:
    """A value of a sentence: the name of a country."""

    code: str


@dataclass(frozen=True, slots=True)
class OnDay:
    """A value of a sentence: a day."""

    day: date


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a sentence: words of the interface, as a msgid."""

    msgid: str


WordsValue = str | int | InLanguage | InCountry | OnDay | Term


@dataclass(frozen=True, slots=True)
class CheckWords:
    """A sentence to translate and fill in. ``many`` and ``num`` when it counts, as ``%(num)s``."""

    one: str  # msgid
    many: str = ""  # msgid
    num: int = 0
    values: Mapping[str, WordsValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MendLink:
    """Where a finding is mended: an endpoint with its values, a place on its page, and the words of the link."""

    endpoint: str
    label: str  # msgid
    values: Mapping[str, str | int] = field(default_factory=dict)
    anchor: str = ""
    is_for_all: bool = False  # who only reads the list may open it too; else only who prepares the edition


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """What one check says of one edition; ``link`` is ``None`` where there is nothing to open."""

    check: str  # its name
    colour: Colour
    words: CheckWords
    link: MendLink | None = None


@dataclass(frozen=True, slots=True)
class CheckedEdition:
    """The edition a check looks at: what nearly all of them need to know."""

    edition_id: int
    campaign_id: int
    entity_id: int
    slug: str
    source_locale: str
    entity_code: str
    country: str  # ISO 3166
    default_locale: str
    locales: tuple[str, ...]
    time_zone: str
    dated: frozenset[PhaseKind]  # phases that have dates
    stays_open: bool  # its test has no last day


@dataclass(frozen=True, slots=True)
class Readiness:
    """Everything the checks say of one edition, red first, in the order of the work."""

    edition_id: int
    findings: tuple[CheckFinding, ...]
    values: Mapping[str, Any] = field(default_factory=dict, compare=False)  # what each check was given, by its name

    def of(self, colour: Colour) -> tuple[CheckFinding, ...]:
        """Return what was found in one colour."""
        return tuple(each for each in self.findings if each.colour is colour)

    @property
    def is_ready(self) -> bool:
        """Whether nothing is red."""
        return not self.of(Colour.RED)
