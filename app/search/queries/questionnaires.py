"""Which questionnaires and questions hold the words; their answers are looked through where they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from app.language.finding import Wanted, has_phrases, has_words
from app.language.stems import stems
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.questionnaires.queries.searched import SearchedQuestions, texts_asked
from app.questionnaires.queries.summary import SummedWave
from app.search.queries.find import Scope
from app.texts.queries import EMPTY, ReadText

QUESTIONS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question that holds the words, or a questionnaire whose title does: then it names no question."""

    wave: SummedWave
    question_id: int | None
    text: ReadText
    title: ReadText  # of the questionnaire
    help: ReadText


@dataclass(frozen=True, slots=True)
class FoundQuestions:
    """What holds the words, the latest questionnaire first; and those whose answers can be looked through."""

    questions: tuple[FoundQuestion, ...] = ()
    total: int = 0
    waves: tuple[tuple[SummedWave, ReadText], ...] = ()  # of the chosen campaign, each with its title


def questions_found(session: Session, actor: Actor, scope: Scope, wanted: Wanted) -> FoundQuestions:
    """Return the questions that hold every word, of questionnaires whose answers the actor may read together.

    Four statements at most. None beside filters that only contributions have, nor after the first page.
    """
    require(actor, Action.CAMPAIGN_LIST, NOTHING)
    filters = scope.filters
    if filters.is_narrow or filters.since or filters.until or filters.after or not wanted.words:
        return FoundQuestions()
    asked = texts_asked(session, actor, scope.campaign_ids)
    latest = {wave.questionnaire_id: wave for wave in reversed(asked.waves)}  # asked several times, found once
    found = [
        each for wave in asked.waves if latest[wave.questionnaire_id] is wave for each in _of_wave(wave, asked, wanted)
    ]
    titles = ((wave, asked.texts.get(wave.title_text_id, EMPTY)) for wave in asked.waves)
    return FoundQuestions(
        tuple(found[:QUESTIONS_SHOWN]), len(found), tuple(titles) if filters.campaign_id is not None else ()
    )


def _of_wave(wave: SummedWave, asked: SearchedQuestions, wanted: Wanted) -> list[FoundQuestion]:
    title = asked.texts.get(wave.title_text_id, EMPTY)
    found = [FoundQuestion(wave, None, title, title, EMPTY)] if _holds((title,), wanted) else []
    for question in asked.questions.get(wave.questionnaire_id, ()):
        prompt = asked.texts.get(question.prompt_text_id, EMPTY)
        help_text = asked.texts.get(question.help_text_id or 0, EMPTY)
        if _holds((prompt, help_text), wanted):
            found.append(FoundQuestion(wave, question.id, prompt, title, help_text))
    return found


def _holds(texts: Sequence[ReadText], wanted: Wanted) -> bool:
    line = " ".join(_line(text.value, text.locale) for text in texts)
    return has_words(line, wanted) and has_phrases([text.value for text in texts], wanted)


@lru_cache(maxsize=20_000)  # texts of questions hardly change; about 5 MB
def _line(text: str, language: str) -> str:
    return stems(text, language)
