"""What was promised comes first: an entity with late answers opens nothing, unless it is allowed to for a while."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from app.campaigns.queries import Lateness, lateness_of
from app.core.errors import N_, NN_
from app.policy.actor import Actor
from app.policy.facts import Facts
from app.readiness.queries.check import Check
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, MendLink

NAME = "late_answers"


def _read(session: Session, actor: Actor, subjects: Sequence[CheckedEdition]) -> Mapping[int, Lateness]:
    places = [Facts(campaign_id=each.campaign_id, entity_id=each.entity_id) for each in subjects]
    lateness = lateness_of(session, actor, places)
    return {each.edition_id: lateness[each.entity_id] for each in subjects}


def _judge(subject: CheckedEdition, lateness: Lateness) -> Iterable[CheckFinding]:
    if not lateness.late:
        return
    words = CheckWords(
        *NN_(
            "%(num)s\u00a0answer is late in this entity: what was promised comes first.",
            "%(num)s\u00a0answers are late in this entity: what was promised comes first.",
        ),
        num=lateness.late,
    )
    link = MendLink(
        "feedback.answers", N_("See the late answers"), {"entity": subject.entity_code, "promise": "overdue"}
    )
    yield CheckFinding(NAME, Colour.RED if lateness.holds_back else Colour.ORANGE, words, link)


CHECK = Check(
    name=NAME,
    ready=lambda _subject: CheckWords(N_("No answer is late in this entity.")),
    link=lambda _subject: None,
    judge=_judge,
    read=_read,
)
