"""Templates: written from what comes with the application, retired, offered again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.service import CampaignInput, create_campaign
from app.campaigns.types import CampaignPurpose, IdentityLevel
from app.db.lock import locked
from app.db.session import transaction
from app.journal.record import record
from app.missions.service import MissionInput, StepInput, create_mission
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.questionnaires.service import (
    PartInput,
    QuestionInput,
    QuestionnaireInput,
    WaveInput,
    add_question,
    add_wave,
    create_questionnaire,
)
from app.questionnaires.types import Moment
from app.questions.types import PartRole
from app.studio.errors import NotATemplate, TemplateWithoutLanguage
from app.studio.types import Words, WrittenQuestionnaire, WrittenTemplate
from app.texts.write import change_texts
from app.themes.service.write import ThemeInput, create_theme


def add_templates(session: Session, actor: Actor, templates: Iterable[WrittenTemplate]) -> int:
    """Write templates that are not there yet; tell how many were. Those there stay as the central team has them.

    :raises Forbidden: only the central team does
    :raises TemplateWithoutLanguage: a text lacks words in the template's default language
    """
    require(actor, Action.CAMPAIGN_WRITE, NOTHING)
    written = 0
    for template in templates:
        with transaction(session):
            key = f"template:{template.code}"
            if session.scalar(select(Campaign.id).where(Campaign.submission_key == key)) is None:
                _write(session, actor, template, key)
                written += 1
    return written


def retire_template(session: Session, actor: Actor, campaign_id: int) -> None:
    """Offer a template no more; it can be offered again. Twice is once.

    :raises NotFound: no such template
    :raises Forbidden: only the central team does
    """
    _set_purpose(session, actor, campaign_id, CampaignPurpose.RETIRED)


def offer_template(session: Session, actor: Actor, campaign_id: int) -> None:
    """Offer a template again. Twice is once.

    :raises NotFound: no such template
    :raises Forbidden: only the central team does
    """
    _set_purpose(session, actor, campaign_id, CampaignPurpose.TEMPLATE)


def _set_purpose(session: Session, actor: Actor, campaign_id: int, purpose: CampaignPurpose) -> None:
    require(actor, Action.CAMPAIGN_WRITE, Facts(campaign_id=campaign_id))
    with transaction(session):
        found = locked(session, Campaign, campaign_id)
        if found.purpose is CampaignPurpose.CAMPAIGN:
            raise NotATemplate
        if found.purpose is purpose:
            return
        found.purpose = purpose
        record(session, actor, "campaigns.set_purpose", ("campaign", found.id, found.facts), {"purpose": purpose.value})


def _write(session: Session, actor: Actor, template: WrittenTemplate, key: str) -> None:
    source = template.default_locale
    own = (template.title, template.pitch, template.description)
    if not all(words.get(source) for words in own):
        raise TemplateWithoutLanguage
    levels = tuple(IdentityLevel(level) for level in template.identity_levels) or tuple(IdentityLevel)
    made = create_campaign(
        session,
        actor,
        CampaignInput(
            slug=template.code,
            source_locale=source,
            title=template.title[source],
            pitch=template.pitch[source],
            description=template.description[source],
            identity_levels=levels,
            min_group=template.min_group,
            min_group_verbatim=template.min_group_verbatim,
            answer_within_days=template.answer_within_days,
            submission_key=key,
        ),
    )
    made.purpose = CampaignPurpose.TEMPLATE
    made.more_locales = sorted({*template.title} - {source})
    ids = (made.title_text_id, made.pitch_text_id, made.description_text_id)
    change_texts(session, actor, dict(zip(ids, own, strict=True)))
    for name in template.themes:
        create_theme(session, actor, made.id, ThemeInput(name))
    for mission in template.missions:
        steps = tuple(StepInput(words) for words in mission.steps)
        create_mission(session, actor, made.id, MissionInput(mission.minutes, mission.title, mission.body, steps))
    for questionnaire in template.questionnaires:
        _write_questionnaire(session, actor, made.id, questionnaire)


def _write_questionnaire(session: Session, actor: Actor, campaign_id: int, written: WrittenQuestionnaire) -> None:
    made = create_questionnaire(session, actor, campaign_id, QuestionnaireInput(written.title))
    for question in written.questions:
        parts = (*_parts(PartRole.OPTION, question.options), *_parts(PartRole.END, question.ends))
        add_question(session, actor, made.id, QuestionInput(question.prompt, question.kind, parts=parts))
    for moment in written.moments:
        add_wave(session, actor, made.id, WaveInput(Moment(moment)))


def _parts(role: PartRole, words: Iterable[Words]) -> tuple[PartInput, ...]:
    return tuple(PartInput(role, each) for each in words)
