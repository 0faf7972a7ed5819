"""Texts of the questionnaires whose answers a reader may read together, for who looks for words in them.

Answers stay where they are told: the page of a summary looks through those that it quotes to its reader, never others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.questionnaires.models import StoredQuestion
from app.questionnaires.queries.summary import SummedWave, waves_in
from app.texts.queries import ReadText, texts_of

WAVES_SEARCHED = 100  # the latest


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with the numbers of its texts."""

    id: int
    prompt_text_id: int
    help_text_id: int | None


@dataclass(frozen=True, slots=True)
class SearchedQuestions:
    """What the questionnaires of campaigns ask, and their texts in the reader's language."""

    waves: tuple[SummedWave, ...]  # the latest first
    questions: Mapping[int, tuple[AskedQuestion, ...]]  # by questionnaire, in their order
    texts: Mapping[int, ReadText]


def texts_asked(session: Session, actor: Actor, campaign_ids: Collection[int]) -> SearchedQuestions:
    """Return the texts of the latest questionnaires of campaigns whose summaries the actor may read.

    Four statements at most.
    """
    places = session.execute(
        select(Edition.campaign_id, Edition.entity_id, Edition.id).where(Edition.campaign_id.in_(campaign_ids))
    )
    readable = {
        campaign_id
        for campaign_id, entity_id, edition_id in places
        if can(actor, Action.SUMMARY_VIEW, Facts(campaign_id=campaign_id, entity_id=entity_id, edition_id=edition_id))
    }
    waves = waves_in(session, actor, readable, WAVES_SEARCHED)
    if not waves:
        return SearchedQuestions((), {}, {})
    questions: dict[int, list[AskedQuestion]] = defaultdict(list)
    for questionnaire_id, question_id, prompt_id, help_id in session.execute(
        select(
            StoredQuestion.questionnaire_id,
            StoredQuestion.id,
            StoredQuestion.prompt_text_id,
            StoredQuestion.help_text_id,
        )
        .where(StoredQuestion.questionnaire_id.in_({wave.questionnaire_id for wave in waves}))
        .order_by(StoredQuestion.position, StoredQuestion.id)
    ):
        questions[questionnaire_id].append(AskedQuestion(question_id, prompt_id, help_id))
    asked = [each for several in questions.values() for each in several]
    ids = [wave.title_text_id for wave in waves]
    ids += [text_id for each in asked for text_id in (each.prompt_text_id, each.help_text_id) if text_id]
    return SearchedQuestions(
        waves, {key: tuple(each) for key, each in questions.items()}, texts_of(session, actor, ids)
    )
