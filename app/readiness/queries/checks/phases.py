"""Recruitment and test have dates; orange where nothing would ever be asked at the end of a test without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import func, or_, select

from app.campaigns.models import Edition
from app.campaigns.types import PhaseKind
from app.core.errors import N_
from app.questionnaires.models import Questionnaire, Wave
from app.questionnaires.types import Moment
from app.readiness.queries.check import Check
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, MendLink

_WITHOUT: Mapping[PhaseKind, str] = {
    PhaseKind.RECRUIT: N_("Recruitment has no dates."),
    PhaseKind.TEST: N_("The test has no dates."),
}
_ASKED_AT_THE_END = (
    select(func.count())
    .select_from(Wave)
    .join(Questionnaire, Questionnaire.id == Wave.questionnaire_id)
    .where(
        Questionnaire.campaign_id == Edition.campaign_id,
        Wave.moment == Moment.END,
        or_(Wave.edition_id.is_(None), Wave.edition_id == Edition.id),
    )
    .correlate(Edition)
    .scalar_subquery()
)


def _link(subject: CheckedEdition) -> MendLink:
    values = {"slug": subject.slug, "code": subject.entity_code}
    return MendLink("campaigns.edition", N_("Set the dates"), values, "phases")


def _ready(subject: CheckedEdition) -> CheckWords:
    if subject.stays_open:
        return CheckWords(N_("Recruitment and test have dates. The test has no last day: it stays open."))
    return CheckWords(N_("Recruitment and test have dates."))


def _judge(subject: CheckedEdition, asked_at_the_end: int | None) -> Iterable[CheckFinding]:
    for kind, sentence in _WITHOUT.items():
        if kind not in subject.dated:
            yield CheckFinding("phases", Colour.RED, CheckWords(sentence), _link(subject))
    if subject.stays_open and asked_at_the_end:
        words = N_("A questionnaire is asked at the end of the test, and the test has no last day.")
        yield CheckFinding("phases", Colour.ORANGE, CheckWords(words), _link(subject))


CHECK = Check(name="phases", ready=_ready, link=_link, judge=_judge, of_edition=_ASKED_AT_THE_END)
