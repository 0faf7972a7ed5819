"""Orange: what the sponsor approved has changed since; they can look at it, and take the approval back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, literal, select, union_all

from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus
from app.core.errors import N_
from app.db.json_rows import JsonRows
from app.journal.models import JournalEntry
from app.missions.models import Mission
from app.questionnaires.models import Questionnaire, StoredQuestion
from app.readiness.models import EditionApproval
from app.readiness.queries.check import Check
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, MendLink, OnDay


class ApprovedPart(StrEnum):
    """What an approval is about, by the page that shows it."""

    CAMPAIGN = "campaign"
    EDITION = "edition"
    MISSIONS = "missions"
    QUESTIONS = "questions"


# Translations are not among them: the sponsor approves what is asked and when, and each language is checked by itself.
_ACTS = {
    "campaign": ("campaigns.change", "campaigns.set_moderation"),
    "edition": ("campaigns.set_phases", "campaigns.welcome_entities", "campaigns.set_local"),
    "mission": ("missions.created", "missions.changed"),
    "questionnaire": (
        "questionnaires.created", "questionnaires.changed", "questionnaires.wave_added", "questionnaires.wave_removed",
    ),
    "question": (
        "questionnaires.question_added", "questionnaires.question_changed", "questionnaires.question_removed",
        "questionnaires.question_replaced", "questionnaires.question_duplicated", "questionnaires.condition_set",
    ),
}  # fmt: skip
_APPROVED = (
    select(Edition.id, Edition.campaign_id, EditionApproval.approved_at)
    .join(EditionApproval, (EditionApproval.edition_id == Edition.id) & EditionApproval.revoked_at.is_(None))
    .where(Edition.status == EditionStatus.DRAFT)
    .cte("approved")
)
_OF_QUESTIONS = select(StoredQuestion.id, Questionnaire.campaign_id).join(
    Questionnaire, Questionnaire.id == StoredQuestion.questionnaire_id
)


def _since(part: ApprovedPart, object_type: str, things: Select[int, int] | None = None) -> Select[Any, Any, Any]:
    """Select the approved editions whose ``things`` (number, campaign) were changed; ``None``: their campaigns."""
    number = _APPROVED.c.id if part is ApprovedPart.EDITION else _APPROVED.c.campaign_id
    found = select(_APPROVED.c.id.label("edition_id"), literal(part.value).label("part"), _APPROVED.c.approved_at)
    if things is not None:
        of = things.subquery()
        found = found.join(of, of.c.campaign_id == _APPROVED.c.campaign_id)
        number = of.c.id
    return found.join(
        JournalEntry,
        (JournalEntry.object_type == object_type)
        & (JournalEntry.object_id == number)
        & JournalEntry.action.in_(_ACTS[object_type])
        & (JournalEntry.at > _APPROVED.c.approved_at),
    ).distinct()


_CHANGES = union_all(
    _since(ApprovedPart.CAMPAIGN, "campaign"),
    _since(ApprovedPart.EDITION, "edition"),
    _since(ApprovedPart.MISSIONS, "mission", select(Mission.id, Mission.campaign_id)),
    _since(ApprovedPart.QUESTIONS, "questionnaire", select(Questionnaire.id, Questionnaire.campaign_id)),
    _since(ApprovedPart.QUESTIONS, "question", _OF_QUESTIONS),
).subquery("changes")
_COLUMN = (
    select(JsonRows(_CHANGES.c.part, _CHANGES.c.approved_at))
    .where(_CHANGES.c.edition_id == Edition.id)
    .correlate(Edition)
    .scalar_subquery()
)


_WORDS = {
    ApprovedPart.CAMPAIGN: N_("The campaign has changed since the approval of %(day)s."),
    ApprovedPart.EDITION: N_("The edition has changed since the approval of %(day)s."),
    ApprovedPart.MISSIONS: N_("The missions have changed since the approval of %(day)s."),
    ApprovedPart.QUESTIONS: N_("The questions have changed since the approval of %(day)s."),
}
_LINKS: Mapping[ApprovedPart, Callable[[CheckedEdition], MendLink]] = {
    ApprovedPart.CAMPAIGN: lambda edition: MendLink(
        "home.campaign", N_("See the campaign"), {"slug": edition.slug}, is_for_all=True
    ),
    ApprovedPart.EDITION: lambda edition: MendLink(
        "campaigns.edition", N_("See the dates"), {"slug": edition.slug, "code": edition.entity_code}, "phases"
    ),
    ApprovedPart.MISSIONS: lambda edition: MendLink(
        "missions.missions", N_("See the missions"), {"slug": edition.slug}
    ),
    ApprovedPart.QUESTIONS: lambda edition: MendLink(
        "questionnaires.questionnaires", N_("See the questionnaires"), {"slug": edition.slug}
    ),
}


def _judge(subject: CheckedEdition, rows: Sequence[Any] | None) -> Iterable[CheckFinding]:
    changed = {ApprovedPart(part): datetime.fromisoformat(approved_at).date() for part, approved_at in rows or ()}
    for part in ApprovedPart:
        if part in changed:
            words = CheckWords(_WORDS[part], values={"day": OnDay(changed[part])})
            yield CheckFinding("changed", Colour.ORANGE, words, _LINKS[part](subject))


CHECK = Check(
    name="changed",
    ready=lambda _subject: CheckWords(N_("Nothing that is approved has changed since.")),
    link=lambda subject: MendLink("home.campaign", N_("See the campaign"), {"slug": subject.slug}, is_for_all=True),
    judge=_judge,
    of_edition=_COLUMN,
)
