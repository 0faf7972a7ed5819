"""Orange: no privacy statement is in force in the entity, or a legal text is missing in one of its languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.campaigns.models import Edition
from app.core.errors import N_
from app.core.languages import base_language
from app.db.json_rows import JsonRows
from app.legal.models import LegalText, LegalWording
from app.legal.types import KIND_NAMES
from app.policy.actor import LegalKind
from app.readiness.queries.check import Check
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, InLanguage, MendLink, Term

_COLUMN = (
    select(JsonRows(LegalText.kind, LegalWording.locale))
    .select_from(LegalText)
    .join(
        LegalWording,
        (LegalWording.legal_text_id == LegalText.id) & (LegalWording.version == LegalText.version),
    )
    .where(LegalText.entity_id == Edition.entity_id, LegalText.is_in_force)
    .correlate(Edition)
    .scalar_subquery()
)


def _judge(subject: CheckedEdition, rows: Sequence[Any] | None) -> Iterable[CheckFinding]:
    languages: dict[LegalKind, set[str]] = {}
    for kind, locale in rows or ():
        languages.setdefault(LegalKind(kind), set()).add(locale)
    if LegalKind.PRIVACY not in languages:
        yield CheckFinding(
            "legal", Colour.ORANGE, CheckWords(N_("The entity has published no privacy statement.")), _link(subject)
        )
    for kind, found in sorted(languages.items()):
        for locale in subject.locales:
            if found.isdisjoint({locale, base_language(locale)}):
                words = CheckWords(
                    N_("“%(text)s” is not ready in %(language)s."),
                    values={"text": Term(KIND_NAMES[kind]), "language": InLanguage(locale)},
                )
                yield CheckFinding("legal", Colour.ORANGE, words, _link(subject))


def _link(subject: CheckedEdition) -> MendLink:
    return MendLink("legal.entity", N_("See the legal texts"), {"code": subject.entity_code}, is_for_all=True)


CHECK = Check(
    name="legal",
    ready=lambda _subject: CheckWords(N_("The legal texts can be read in the languages of the entity.")),
    link=_link,
    judge=_judge,
    of_edition=_COLUMN,
)
