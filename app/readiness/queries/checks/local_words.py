"""Orange: what an entity adds to the campaign is missing, or behind its source, in one of the entity's languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.campaigns.models import Edition, EditionLocal
from app.core.errors import N_
from app.db.json_rows import JsonRows
from app.readiness.queries.check import Check
from app.readiness.queries.checks.words import CURRENT, STANDING, VALIDATED, by_text, standing_for
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, InLanguage, MendLink
from app.texts.models import AuthoredText, Translation

_COLUMN = (
    select(JsonRows(EditionLocal.text_id, Translation.locale, STANDING))
    .select_from(EditionLocal)
    .join(AuthoredText, AuthoredText.id == EditionLocal.text_id)
    .outerjoin(Translation, Translation.text_id == AuthoredText.id)
    .where(EditionLocal.edition_id == Edition.id)
    .correlate(Edition)
    .scalar_subquery()
)


def _judge(subject: CheckedEdition, rows: Sequence[Any] | None) -> Iterable[CheckFinding]:
    for languages in by_text(rows or ()).values():
        for locale in subject.locales:
            standing = standing_for(locale, languages)
            if standing >= CURRENT:
                continue
            sentence = (
                N_("The words of the entity have no validated translation in %(language)s.")
                if standing < VALIDATED
                else N_("The words of the entity are out of date in %(language)s.")
            )
            words = CheckWords(sentence, values={"language": InLanguage(locale)})
            place = {"slug": subject.slug, "locale": locale}
            yield CheckFinding(
                "local_words", Colour.ORANGE, words, MendLink("translating.bench", N_("Translate"), place)
            )


def _link(subject: CheckedEdition) -> MendLink:
    return MendLink("campaigns.local", N_("See the words"), {"slug": subject.slug, "code": subject.entity_code})


CHECK = Check(
    name="local_words",
    ready=lambda _subject: CheckWords(N_("What the entity adds can be read in its languages.")),
    link=_link,
    judge=_judge,
    of_edition=_COLUMN,
)
