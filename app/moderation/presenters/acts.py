"""What a moderator can decide on the open case, ready to print."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core import idents
from app.feedback.lifecycle import WITH_CHANGE, Act, LifeStage, Who, is_possible
from app.i18n import formats
from app.i18n.locale import best_match
from app.moderation.presenters.cases import newest_of
from app.moderation.presenters.lists import QueueReader
from app.moderation.queries import QueueRow
from config import LOCALES


@dataclass(frozen=True, slots=True)
class CaseActs:
    """The decisions on a case, each with the address its form is sent to; "" where it is not possible."""

    public_id: str
    version: int
    is_own: bool  # somebody else decides on it
    ready_language: str  # in which ready sentences are sent
    publish_label: str  # "": everybody reads it as it is
    publish_url: str
    trust_url: str
    may_trust_in_entity: bool
    send_back_url: str
    hide_url: str
    refuse_url: str
    answer_url: str
    page_url: str  # where an answer can be previewed


def case_acts(row: QueueRow, reading: QueueReader, following: str) -> CaseActs:
    """Return what can be decided on the open case; ``following``: see ``QueueList``."""
    public_id = idents.encode(row.id)
    may_trust = row.author_id is not None and is_possible(row.stage, Who.MODERATOR, Act.PUBLISH_AND_TRUST)
    may_ask = is_possible(row.stage, Who.MODERATOR, Act.SEND_BACK)
    ready = best_match([newest_of(row).language], LOCALES) or reading.locale

    def url(endpoint: str) -> str:
        # The answer to a decision that is refused begins at its case.
        then = following or None
        return url_for(endpoint, feedback_id=row.id, **reading.kept, then=then, _anchor=f"case-{public_id}")

    return CaseActs(
        public_id=public_id,
        version=row.version,
        is_own=not row.may_decide,
        ready_language=formats.language_in_words(reading.locale, ready.partition("-")[0]),
        publish_label=publish_labels().get(row.stage, ""),
        publish_url=url("moderation.publish"),
        trust_url=url("moderation.publish_and_trust") if may_trust else "",
        may_trust_in_entity=may_trust and row.may_trust_in_entity,
        send_back_url=url("moderation.send_back") if may_ask else "",
        hide_url=url("moderation.hide"),
        refuse_url=url("moderation.refuse_change") if row.stage in WITH_CHANGE else "",
        answer_url=url("moderation.answer") if row.may_answer else "",
        page_url=url_for("feedback.feedback", feedback_id=row.id, _anchor="answer-for-the-team"),
    )


def publish_labels() -> dict[LifeStage, str]:
    """Return what the first button says, where there is something to publish."""
    return {
        LifeStage.WAITING: _("Publish"),
        LifeStage.CHANGE_WAITING: _("Publish the change"),
        LifeStage.CHANGED: _("I have looked at it"),
        LifeStage.SENT_BACK: _("Publish as it stands"),
    }
