"""Which themes may suit a contribution, and why: the words it shares with those that have them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, literal_column, select
from sqlalchemy.orm import Session

from app.feedback.models import Feedback
from app.feedback.types import State
from app.language.stems import as_written, telling_words
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.themes.models import Theme, ThemeGiven, ThemeRefused
from app.themes.queries.lists import ThemedFeedback, campaign_theme_facts

SHOWN = 3
WORDS = 40  # of the contribution, the longest
WORDS_SHOWN = 4
LEAST_SHARED = 2  # words, with one contribution: a single one says nothing
SAMPLE = 400  # contributions that tell which words are everywhere
MEMBERS = 2000
EVERYWHERE = 0.15  # of the sample: a word found more often tells nothing
RARE_ENOUGH = 2  # contributions: whatever the sample


class Suggestion(NamedTuple):
    """A theme that may suit, with the words that say so and how many contributions of the theme share them."""

    theme_id: int
    words: tuple[str, ...]  # as they are written
    sharing: int


def suggested_themes(session: Session, actor: Actor, subject: ThemedFeedback) -> list[Suggestion]:
    """Return what suits best first; neither what it has nor what was refused. Three statements, always the same answer.

    :raises Forbidden: the actor gives no themes in that campaign
    """
    facts: Facts = campaign_theme_facts(session, subject.campaign_id)
    require(actor, Action.THEME_WRITE, facts)
    text = f"{subject.title} {subject.body}"
    words = telling_words(text, subject.language, WORDS)
    sample = [set(held.split()) for held in session.scalars(_sample(subject))]
    rare = [(index, forms, found) for index, forms in enumerate(words) if (found := _rarity(forms, sample)) > 0]
    shared: dict[int, list[list[int]]] = {}
    for theme_id, held in session.execute(_members(subject)):
        own = set(held.split())
        common = [index for index, forms, _rare in rare if not own.isdisjoint(forms)]
        if len(common) >= LEAST_SHARED:
            shared.setdefault(theme_id, []).append(common)
    shared = {theme_id: rows for theme_id, rows in shared.items() if _is_telling(rows)}
    weights = {index: weight for index, _forms, weight in rare}
    ranked = sorted(shared.items(), key=lambda each: (-_score(each[1], weights), -len(each[1]), each[0]))
    written = as_written(text, subject.language)
    return [
        Suggestion(theme_id, tuple(_shown(words[index], written) for index in _best(rows, weights)), len(rows))
        for theme_id, rows in ranked[:SHOWN]
    ]


def _is_telling(rows: list[list[int]]) -> bool:
    """Tell whether it is more than chance: several contributions share words, or one shares several."""
    return len(rows) > 1 or len(rows[0]) > LEAST_SHARED


def _rarity(forms: list[str], sample: list[set[str]]) -> float:
    """Return how much a word tells: nothing when it is everywhere."""
    found = sum(not held.isdisjoint(forms) for held in sample)
    if found > max(RARE_ENOUGH, EVERYWHERE * len(sample)):
        return 0.0
    return math.log((len(sample) + 1) / (found + 1)) + 1


def _score(rows: Iterable[list[int]], weights: dict[int, float]) -> float:
    """Return how alike a theme is: each word once for what it tells, and a little more for each that shares it."""
    counts = Counter(index for row in rows for index in row)
    return round(sum(weights[index] * (1 + math.log(count)) for index, count in counts.items()), 6)


def _best(rows: Iterable[list[int]], weights: dict[int, float]) -> list[int]:
    """Return the words that say most: shared by most, then the rarest."""
    counts = Counter(index for row in rows for index in row)
    return sorted(counts, key=lambda index: (-counts[index], -weights[index], index))[:WORDS_SHOWN]


def _shown(forms: list[str], written: dict[str, str]) -> str:
    return next((written[form] for form in sorted(forms, key=len, reverse=True) if form in written), forms[0])


def _is_public() -> ColumnElement[bool]:
    return Feedback.state == literal_column(f"'{State.PUBLISHED}'")


def _sample(subject: ThemedFeedback) -> Select[str]:
    return (
        select(Feedback.stems)
        .where(Feedback.campaign_id == subject.campaign_id, _is_public(), Feedback.language == subject.language)
        .order_by(Feedback.created_at.desc(), Feedback.id.desc())
        .limit(SAMPLE)
    )


def _members(subject: ThemedFeedback) -> Select[int, str]:
    refused = exists().where(ThemeRefused.theme_id == Theme.id, ThemeRefused.feedback_id == subject.id)
    return (
        select(Theme.id, Feedback.stems)
        .join(ThemeGiven, ThemeGiven.theme_id == Theme.id)
        .join(Feedback, Feedback.id == ThemeGiven.feedback_id)
        .where(
            Theme.campaign_id == subject.campaign_id,
            Theme.id.not_in(sorted(subject.given)),
            ~refused,
            Feedback.id != subject.id,
            _is_public(),
        )
        .order_by(Feedback.created_at.desc(), Feedback.id.desc())
        .limit(MEMBERS)
    )
