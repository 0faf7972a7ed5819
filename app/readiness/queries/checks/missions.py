"""There is a mission with a step, and what is written in each can be read in the language of the entity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import literal, select, union_all

from app.campaigns.models import Campaign
from app.core.errors import N_
from app.db.json_rows import JsonRows
from app.missions.models import Mission, MissionStep
from app.readiness.queries.check import Check
from app.readiness.queries.checks.words import STANDING, VALIDATED, by_text, standing_for
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, InLanguage, MendLink
from app.texts.models import AuthoredText, Translation

_TEXTS = union_all(
    select(Mission.campaign_id, Mission.number, literal(0).label("is_step"), Mission.title_text_id.label("text_id")),
    select(Mission.campaign_id, Mission.number, literal(0), Mission.body_text_id),
    select(Mission.campaign_id, Mission.number, literal(1), MissionStep.title_text_id).join(
        MissionStep, MissionStep.mission_id == Mission.id
    ),
).subquery("mission_texts")

MISSION_TEXTS = (
    select(JsonRows(_TEXTS.c.number, _TEXTS.c.is_step, _TEXTS.c.text_id, Translation.locale, STANDING))
    .select_from(_TEXTS)
    .join(AuthoredText, AuthoredText.id == _TEXTS.c.text_id)
    .outerjoin(Translation, Translation.text_id == _TEXTS.c.text_id)
    .where(_TEXTS.c.campaign_id == Campaign.id)
    .correlate(Campaign)
    .scalar_subquery()
)


def _judge(subject: CheckedEdition, rows: Sequence[Any] | None) -> Iterable[CheckFinding]:
    rows = rows or ()
    if not any(is_step for _number, is_step, *_rest in rows):
        link = MendLink("missions.create", N_("Create a mission"), {"slug": subject.slug})
        yield CheckFinding("missions", Colour.RED, CheckWords(N_("No mission has a step yet.")), link)
    texts = by_text(rows)
    missing = {row[0] for row in rows if standing_for(subject.default_locale, texts[row[2]]) < VALIDATED}
    for number in sorted(missing):
        values = {"number": number, "language": InLanguage(subject.default_locale)}
        link = MendLink("missions.edit", N_("Translate it"), {"slug": subject.slug, "number": number})
        words = CheckWords(N_("Mission %(number)s is not ready in %(language)s."), values=values)
        yield CheckFinding("missions", Colour.RED, words, link)


CHECK = Check(
    name="missions",
    ready=lambda subject: CheckWords(
        N_("The missions are ready in %(language)s."), values={"language": InLanguage(subject.default_locale)}
    ),
    link=lambda subject: MendLink("missions.missions", N_("See the missions"), {"slug": subject.slug}),
    judge=_judge,
    of_campaign=MISSION_TEXTS,
)
