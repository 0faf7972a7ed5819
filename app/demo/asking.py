"""The questionnaires of the story: written by the central team before anybody joins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.demo.world import World
from app.policy.actor import Actor, Role
from app.questionnaires.service import (
    PartInput,
    QuestionInput,
    QuestionnaireInput,
    ShowIfInput,
    WaveInput,
    add_question,
    add_wave,
    create_questionnaire,
    set_show_if,
)
from app.questionnaires.types import Moment
from app.questions.types import Condition, Mode, PartRole, Relation

FLAGS = frozenset({"is_exclusive", "takes_words"})


def make_questionnaires(world: World, entries: list[dict[str, Any]]) -> None:
    """Write the questionnaires, and choose when they are asked."""
    writer = world.actor(world.holders(Role.CENTRAL_TEAM)[1])
    for entry in entries:
        data = QuestionnaireInput(entry["title"], entry["intro"])
        made = create_questionnaire(world.session, writer, world.campaigns[entry["campaign"]].id, data)
        ask_questions(world, writer, made.id, entry["questions"])
        for when in _moments(world, entry):
            wave = add_wave(world.session, writer, made.id, when)
            world.asked[entry["campaign"], when.moment] = (wave.id, when.opens_on, made.id)


def _moments(world: World, entry: Mapping[str, Any]) -> Iterator[WaveInput]:
    """Return when a questionnaire is asked; ``weeks``: the first and the last one of some in the middle of the test."""
    is_untraceable = entry.get("is_untraceable", False)
    for moment in entry.get("waves", ()):
        yield WaveInput(Moment(moment), is_untraceable=is_untraceable)
    if "screens" in entry:
        yield WaveInput(Moment.SCREENING, edition_id=world.editions[entry["campaign"], entry["screens"]].id)
    number = entry.get("mission")
    if number is not None:
        yield WaveInput(Moment.MISSION, mission_id=world.missions[entry["campaign"], number].id)
    if "weeks" in entry:
        first, last = entry["weeks"]
        days = (world.timeline.day(first - 1), world.timeline.day(last - 1, 6))
        yield WaveInput(Moment.DATED, opens_on=days[0], closes_on=days[1])


def ask_questions(world: World, writer: Actor, questionnaire_id: int, entries: list[dict[str, Any]]) -> None:
    """Add the questions of a questionnaire, each shown where what came before allows it."""
    ids: list[int] = []
    for entry in entries:
        parts = [_part(PartRole.OPTION, words) for words in entry.get("options", ())]
        parts += [_part(PartRole.END, words) for words in entry.get("ends", ())]
        data = QuestionInput(
            entry["prompt"], entry["kind"], is_required=entry.get("is_required", False), parts=tuple(parts)
        )
        question = add_question(world.session, writer, questionnaire_id, data)
        ids.append(question.id)
        world.subjects[question.id] = entry.get("words", "")
        if "if" in entry:
            looked_at = ids[entry["if"]["question"] - 1]
            condition = Condition(looked_at, Relation.AT_MOST, number=float(entry["if"]["at_most"]))
            set_show_if(world.session, writer, question.id, ShowIfInput(Mode.ALL, (condition,)))


def _part(role: PartRole, entry: Mapping[str, Any]) -> PartInput:
    words = {locale: str(said) for locale, said in entry.items() if locale not in FLAGS}
    return PartInput(role, words, **{flag: bool(entry.get(flag)) for flag in FLAGS})
