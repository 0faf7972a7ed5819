"""Orange: in another language of the entity, some texts are missing or behind their source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import literal, select, union_all

from app.campaigns.models import Campaign
from app.core.errors import N_, NN_
from app.db.json_rows import JsonRows
from app.missions.models import Mission, MissionStep
from app.readiness.queries.check import Check
from app.readiness.queries.checks.words import CURRENT, STANDING, VALIDATED, by_text, standing_for
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, InLanguage, MendLink
from app.texts.models import AuthoredText, Translation

_TEXTS = union_all(
    select(Campaign.id.label("campaign_id"), Campaign.title_text_id.label("text_id")),
    select(Campaign.id, Campaign.pitch_text_id),
    select(Campaign.id, Campaign.description_text_id),
    select(Mission.campaign_id, Mission.title_text_id),
    select(Mission.campaign_id, Mission.body_text_id),
    select(Mission.campaign_id, MissionStep.title_text_id).join(MissionStep, MissionStep.mission_id == Mission.id),
).subquery("all_texts")
_COLUMN = (
    select(JsonRows(literal(0), _TEXTS.c.text_id, Translation.locale, STANDING))
    .select_from(_TEXTS)
    .join(AuthoredText, AuthoredText.id == _TEXTS.c.text_id)
    .outerjoin(Translation, Translation.text_id == _TEXTS.c.text_id)
    .where(_TEXTS.c.campaign_id == Campaign.id)
    .correlate(Campaign)
    .scalar_subquery()
)


def _judge(subject: CheckedEdition, rows: Sequence[Any] | None) -> Iterable[CheckFinding]:
    texts = by_text(rows or ())
    for locale in subject.locales:
        standings = [standing_for(locale, languages) for languages in texts.values()]
        is_default = locale == subject.default_locale
        link = MendLink("translating.bench", N_("Translate"), {"slug": subject.slug, "locale": locale})
        missing = 0 if is_default else sum(each < VALIDATED for each in standings)
        if missing:
            words = CheckWords(
                *NN_(
                    "%(num)s\u00a0text has no validated translation in %(language)s.",
                    "%(num)s\u00a0texts have no validated translation in %(language)s.",
                ),
                num=missing,
                values={"language": InLanguage(locale)},
            )
            yield CheckFinding("languages", Colour.ORANGE, words, link)
        outdated = sum(VALIDATED <= each < CURRENT for each in standings)
        if outdated:
            words = CheckWords(
                *NN_(
                    "%(num)s\u00a0translation is out of date in %(language)s.",
                    "%(num)s\u00a0translations are out of date in %(language)s.",
                ),
                num=outdated,
                values={"language": InLanguage(locale)},
            )
            yield CheckFinding("languages", Colour.ORANGE, words, link)


CHECK = Check(
    name="languages",
    ready=lambda _subject: CheckWords(N_("Every text is up to date in the languages of the entity.")),
    link=lambda _subject: MendLink("translating.overview", N_("See the translations")),
    judge=_judge,
    of_campaign=_COLUMN,
)
