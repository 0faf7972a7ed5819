"""The campaign's own texts can be read in the language of the entity; in its other languages they are worth a look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.campaigns.models import Campaign
from app.campaigns.types import TEXT_NAMES
from app.core.errors import N_
from app.db.json_rows import JsonRows
from app.readiness.queries.check import Check
from app.readiness.queries.checks.words import STANDING, VALIDATED, by_text, standing_for
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, InLanguage, MendLink, Term, WordsValue
from app.texts.models import AuthoredText, Translation

_OWN = (Campaign.title_text_id, Campaign.pitch_text_id, Campaign.description_text_id)
_COLUMN = (
    select(JsonRows(*_OWN, Translation.text_id, Translation.locale, STANDING))
    .select_from(Translation)
    .join(AuthoredText, AuthoredText.id == Translation.text_id)
    .where(Translation.text_id.in_(_OWN))
    .correlate(Campaign)
    .scalar_subquery()
)


def _judge(subject: CheckedEdition, rows: Sequence[Any] | None) -> Iterable[CheckFinding]:
    texts = by_text(rows or ())
    ids = rows[0][: len(_OWN)] if rows else (0,) * len(_OWN)
    for text_id, name in zip(ids, TEXT_NAMES.values(), strict=True):
        if standing_for(subject.default_locale, texts.get(text_id, {})) < VALIDATED:
            values: dict[str, WordsValue] = {"text": Term(name), "language": InLanguage(subject.default_locale)}
            yield CheckFinding(
                "texts",
                Colour.RED,
                CheckWords(N_("“%(text)s” is not ready in %(language)s."), values=values),
                _link(subject),
            )


def _link(subject: CheckedEdition) -> MendLink:
    if subject.default_locale == subject.source_locale:
        return MendLink("campaigns.edit", N_("Write it"), {"slug": subject.slug})
    place = {"slug": subject.slug, "locale": subject.default_locale}
    return MendLink("translating.bench", N_("Translate it"), place)


CHECK = Check(
    name="texts",
    ready=lambda subject: CheckWords(
        N_("The texts of the campaign are ready in %(language)s."),
        values={"language": InLanguage(subject.default_locale)},
    ),
    link=_link,
    judge=_judge,
    of_campaign=_COLUMN,
)
