"""Recruitment and test have dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.campaigns.types import PhaseKind
from app.core.errors import N_
from app.readiness.queries.check import Check
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, MendLink

_WITHOUT: Mapping[PhaseKind, str] = {
    PhaseKind.RECRUIT: N_("Recruitment has no dates."),
    PhaseKind.TEST: N_("The test has no dates."),
}


def _link(subject: CheckedEdition) -> MendLink:
    values = {"slug": subject.slug, "code": subject.entity_code}
    return MendLink("campaigns.edition", N_("Set the dates"), values, "phases")


def _judge(subject: CheckedEdition, _nothing: None) -> Iterable[CheckFinding]:
    for kind, sentence in _WITHOUT.items():
        if kind not in subject.dated:
            yield CheckFinding("phases", Colour.RED, CheckWords(sentence), _link(subject))


CHECK = Check(
    name="phases", ready=lambda _subject: CheckWords(N_("Recruitment and test have dates.")), link=_link, judge=_judge
)
