"""Keep what a question said before its wording was corrected, for who answered it so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from app.core import clock
from app.policy.actor import Actor
from app.questionnaires.models import FormerWording
from app.questionnaires.queries import QuestionRow
from app.texts.queries import words_in_all_languages

AllWords = Mapping[tuple[int, str], str]  # (text id, language) → words


def keep_former_words(session: Session, actor: Actor, rows: Iterable[QuestionRow], before: AllWords) -> None:
    """Keep the words of questions that have just been changed, as they were ``before``. One read.

    Inside the use case that corrects them; ``rows``: the questions with answers, as they stood before.
    """
    session.flush()
    question_of = {text_id: row.question.id for row in rows for text_id in row.text_ids if text_id}
    now = words_in_all_languages(session, actor, question_of)
    there = {text_id for text_id, _locale in now}
    session.add_all(
        FormerWording(
            question_id=question_of[text_id],
            text_id=text_id if text_id in there else None,
            locale=locale,
            words=words,
            corrected_on=clock.today(),
        )
        for (text_id, locale), words in before.items()
        if text_id in question_of and words and now.get((text_id, locale)) != words
    )
