"""What somebody replies to a question: one function for each kind that the story asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from app.questions.types import PartRole, Question, Relation, field_name

SCALE_MOST, SEQ_MOST = 5, 7
EACH_SECOND_MOOD = 8  # the better the mood, the rarer the last option: "none of these"

Fields = dict[str, list[str]]
Say = Callable[[], str]  # a sentence that nobody has said yet, or none


@dataclass(frozen=True, slots=True)
class Mood:
    """How somebody feels about the product, and what they could write about a question."""

    points: int  # 0 to 10
    rng: Random
    say: Say


def reply_to(question: Question, mood: Mood) -> Fields:
    """Return the fields that somebody sends for a question; none when they leave it, or are not asked.

    :raises KeyError: the story asks a kind that nobody in it can answer
    """
    return REPLIES[question.kind](question, mood) if _is_asked(question, mood) else {}


def _is_asked(question: Question, mood: Mood) -> bool:
    """Tell whether a question is for who gave so many points: the story has no other conditions."""
    conditions = question.show_if.conditions if question.show_if else ()
    return all(each.relation is Relation.AT_MOST and mood.points <= (each.number or 0) for each in conditions)


def _nps(question: Question, mood: Mood) -> Fields:
    return {field_name(question.id): [str(mood.points)]}


def _on_scale(most: int) -> Callable[[Question, Mood], Fields]:
    def reply(question: Question, mood: Mood) -> Fields:
        near = round(mood.points / 10 * most + mood.rng.uniform(-0.8, 0.8))
        return {field_name(question.id): [str(min(most, max(1, near)))]}

    return reply


def _multiple(question: Question, mood: Mood) -> Fields:
    options = question.of(PartRole.OPTION)
    some = mood.rng.random() < mood.points / EACH_SECOND_MOOD
    chosen = mood.rng.sample(options[:-1], mood.rng.randint(1, 2)) if some else options[-1:]
    return {field_name(question.id): [str(option.id) for option in chosen]}


def _single(question: Question, mood: Mood) -> Fields:
    options = question.of(PartRole.OPTION)
    chosen = mood.rng.choices(options, [2, 4, 5, 1])[0]
    written = mood.say() if chosen.takes_words else ""
    fields = {field_name(question.id): [str(chosen.id)]}
    return fields | ({f"{field_name(question.id, chosen.id)}_words": [written]} if written else {})


def _words(question: Question, mood: Mood) -> Fields:
    written = mood.say()
    return {field_name(question.id): [written]} if written else {}


REPLIES: Mapping[str, Callable[[Question, Mood], Fields]] = {
    "long_text": _words,
    "multiple": _multiple,
    "nps": _nps,
    "scale": _on_scale(SCALE_MOST),
    "seq": _on_scale(SEQ_MOST),
    "single": _single,
}
