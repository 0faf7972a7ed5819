"""Ready answers, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import url_for
from flask_babel import gettext as _

from app.core.wording import clip
from app.ready_answers.queries import ReadyAnswerRow
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, read_passage

SHOWN_CHARS = 160


def ready_answer_rows(rows: Iterable[ReadyAnswerRow], texts: Mapping[int, ReadText], code: str) -> tuple[Row, ...]:
    """Return the ready answers of an entity: their name, the beginning of their words, where they are offered."""
    return tuple(
        Row(
            title=Passage(row.title, dir="auto"),
            url=url_for("ready_answers.edit", code=code, ready_id=row.id),
            details=(
                _beginning(texts.get(row.body_text_id, EMPTY)),
                Passage(_("In all campaigns"))
                if row.campaign_title_id is None
                else read_passage(texts.get(row.campaign_title_id, EMPTY)),
            ),
        )
        for row in rows
    )


def _beginning(text: ReadText) -> Passage:
    whole = read_passage(text)
    return Passage(clip(whole.body, SHOWN_CHARS)[0], lang=whole.lang, dir=whole.dir)
