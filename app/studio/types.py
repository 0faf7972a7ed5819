"""The pages of the assistant in their order, and a template as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Words = Mapping[str, str]  # locale → words


class StudioPage(StrEnum):
    """One page of the assistant; what is left to do decides on which one goes on."""

    QUESTION = "question"
    PRODUCTS = "products"
    MISSIONS = "missions"
    PEOPLE = "people"
    DATES = "dates"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question of a template; ``options`` and ``ends`` are those its kind takes."""

    kind: str
    prompt: Words
    options: tuple[Words, ...] = ()
    ends: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenQuestionnaire:
    """A questionnaire of a template, and the moments at which it is asked."""

    title: Words
    questions: tuple[WrittenQuestion, ...]
    moments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenMission:
    """A mission of a template."""

    title: Words
    body: Words
    minutes: int
    steps: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class WrittenTemplate:
    """A template as it comes with the application; every text has words in its default language."""

    code: str  # its address; written twice, it is one template
    default_locale: str
    title: Words
    pitch: Words
    description: Words
    themes: tuple[Words, ...]
    missions: tuple[WrittenMission, ...]
    questionnaires: tuple[WrittenQuestionnaire, ...]
    answer_within_days: int = 5
    min_group: int = 5
    min_group_verbatim: int = 10
    identity_levels: tuple[str, ...] = ()  # none: all of them
