"""Templates are rows: written once from what comes with the application, changed, retired, copied into campaigns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.errors import TemplateTakesNoPart
from app.campaigns.models import Campaign
from app.campaigns.queries import campaigns_page, languages_written
from app.campaigns.service import add_edition
from app.campaigns.types import CampaignPurpose
from app.core.errors import Forbidden
from app.missions.errors import SourceMissing
from app.policy.actor import Actor, Role
from app.studio.errors import NotATemplate, NotWrittenIn, TemplateWithoutLanguage
from app.studio.file_format import starter_templates
from app.studio.queries import templates
from app.studio.service import CopyInput, add_templates, copy_campaign, offer_template, retire_template
from app.texts.models import Translation
from app.themes.models import Theme
from config import LOCALES
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign
from tests.refusals import refused

LANGUAGES = set(LOCALES)


@pytest.fixture
def central(session: Session) -> Actor:
    return actor_for(make_person(session), Role.CENTRAL_TEAM)


def test_five_templates_come_with_the_application_whole_in_every_language() -> None:
    found = starter_templates()
    assert [template.code for template in found] == [
        "template-beta-test", "template-competitor-discovery", "template-ideation", "template-idea-box",
        "template-questionnaire",
    ]  # fmt: skip
    for template in found:
        assert 3 <= len(template.themes) <= 6
        words = [template.title, template.pitch, template.description, *template.themes]
        words += [each for mission in template.missions for each in (mission.title, mission.body, *mission.steps)]
        for asked in template.questionnaires:
            words += [asked.title]
            words += [each for one in asked.questions for each in (one.prompt, *one.options, *one.ends)]
        assert [each for each in words if set(each) != LANGUAGES or not all(each.values())] == []


def test_they_are_written_once_and_stay_as_the_central_team_has_them(session: Session, central: Actor) -> None:
    assert add_templates(session, central, starter_templates()) == 5
    first = session.scalars(select(Campaign).where(Campaign.slug == "template-beta-test")).one()
    first.answer_within_days = 9
    assert add_templates(session, central, starter_templates()) == 0
    assert first.answer_within_days == 9
    found = templates(session, central)
    assert [(each.themes, each.missions, each.questionnaires) for each in found] == [
        (4, 2, 1), (4, 1, 1), (3, 1, 0), (3, 1, 0), (3, 1, 1),
    ]  # fmt: skip
    assert set(found[0].locales) == LANGUAGES


def test_a_template_is_no_campaign_and_takes_nobody_in(session: Session, central: Actor) -> None:
    add_templates(session, central, starter_templates())
    assert campaigns_page(session, central).rows == []
    entity, made = make_entity(session), session.scalars(select(Campaign)).first()
    assert made is not None
    with refused(session, TemplateTakesNoPart):
        add_edition(session, central, made.id, entity.id)
    assert set(languages_written(session, central, made.id)) == LANGUAGES


def test_a_campaign_begun_from_a_template_is_written_first_in_the_language_asked_for(
    session: Session, central: Actor
) -> None:
    add_templates(session, central, starter_templates())
    beta = templates(session, central)[0]
    made = copy_campaign(session, central, beta.id, CopyInput("A aplicação nova", source_locale="pt-PT"))
    assert (made.slug, made.source_locale, made.purpose) == ("a-aplicacao-nova", "pt-PT", CampaignPurpose.CAMPAIGN)
    assert languages_written(session, central, made.id) == ("pt-PT",)
    names = session.scalars(
        select(Translation.value)
        .join(Theme, Theme.name_text_id == Translation.text_id)
        .where(Theme.campaign_id == made.id, Translation.locale == "pt-PT")
    )
    assert "Confiança" in set(names)


def test_a_template_is_not_copied_into_a_language_it_lacks(session: Session, central: Actor) -> None:
    whole = starter_templates()[0]
    pitch = {locale: words for locale, words in whole.pitch.items() if locale != "it"}
    add_templates(session, central, [replace(whole, pitch=pitch)])
    with refused(session, NotWrittenIn):
        copy_campaign(session, central, templates(session, central)[0].id, CopyInput("Nuova", source_locale="it"))


def test_a_template_without_its_default_language_is_refused(session: Session, central: Actor) -> None:
    whole = starter_templates()[0]
    with refused(session, TemplateWithoutLanguage):
        add_templates(session, central, [replace(whole, pitch={"fr": "Quoi ?"})])
    mission = replace(whole.missions[0], title={"fr": "Voir"})
    with refused(session, SourceMissing):
        add_templates(session, central, [replace(whole, missions=(mission,))])


def test_a_retired_template_is_offered_no_more_until_it_is_again(session: Session, central: Actor) -> None:
    add_templates(session, central, starter_templates())
    first = templates(session, central)[0]
    for _twice in range(2):
        retire_template(session, central, first.id)
    assert [each.is_offered for each in templates(session, central)] == [True, True, True, True, False]
    offer_template(session, central, first.id)
    assert all(each.is_offered for each in templates(session, central))


def test_who_may_not_and_what_is_none(session: Session, central: Actor) -> None:
    manager = actor_for(make_person(session), Role.COMMUNITY_MANAGER)
    campaign = make_campaign(session)
    with refused(session, Forbidden):
        add_templates(session, manager, starter_templates())
    with refused(session, NotATemplate):
        retire_template(session, central, campaign.id)
    assert session.scalar(select(func.count()).select_from(Campaign)) == 1
