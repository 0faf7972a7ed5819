"""What the tests of the studio share: a campaign that has something in every table that is copied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, EditionLocal, Phase, campaign_products, edition_entities
from app.campaigns.service import CampaignInput, create_campaign
from app.campaigns.types import EditionStatus, IdentityLevel, ModerationTiming, PhaseKind
from app.charters.service import CharterInput, write_charter
from app.charters.types import CharterPlace
from app.core import clock
from app.enrolment.models import Quota, Recruitment
from app.entities.models import Entity
from app.house_rules.models import WordList
from app.known_issues.models import KnownIssue
from app.known_issues.types import IssueState
from app.missions.service import MissionInput, StepInput, create_mission
from app.policy.actor import SYSTEM
from app.products.models import Product
from app.questionnaires.models import StoredPart, StoredQuestion
from app.questionnaires.service import (
    PartInput,
    QuestionInput,
    QuestionnaireInput,
    ShowIfInput,
    WaveInput,
    add_question,
    add_wave,
    create_questionnaire,
    set_show_if,
)
from app.questionnaires.types import Moment
from app.questions.types import Condition, Mode, PartRole, Relation
from app.ready_answers.models import ReadyAnswer
from app.texts.write import change_text, new_text
from app.themes.service.write import ThemeInput, create_theme
from tests.factories.accounts import make_entity, make_person

DAYS_AGO = 40


@dataclass
class Whole:
    """A campaign, and what a test looks at."""

    campaign: Campaign
    edition: Edition
    entity: Entity


def make_whole(session: Session) -> Whole:
    """Save and return a campaign that has run: something in every table that a copy has."""
    product = Product(code="loan-app", name="Loan app")
    entity, other = make_entity(session, locales=("en", "pt-PT")), make_entity(session)
    session.add(product)
    session.flush()
    campaign = create_campaign(
        session,
        SYSTEM,
        CampaignInput(
            "loan-app", "en", "The loan app", "Tell us where you hesitate.", "Ten minutes.",
            identity_levels=(IdentityLevel.NAMED, IdentityLevel.UNTRACEABLE), min_group=6, min_group_verbatim=12,
            answer_within_days=7, decide_by=clock.today() - timedelta(days=1), product_ids=(product.id,),
            submission_key="k" * 64,
        ),
    )  # fmt: skip
    session.execute(update(campaign_products).values(position=3))
    campaign.moderation_timing, campaign.more_locales = ModerationTiming.BEFORE, ["ar"]
    campaign.frozen_at, campaign.version = clock.now(), 4
    change_text(session, SYSTEM, campaign.title_text_id, {"pt-PT": "A aplicação"})
    edition = _edition(session, campaign, entity, other)
    _missions(session, campaign, product)
    part_id = _questionnaires(session, campaign, edition)
    create_theme(session, SYSTEM, campaign.id, ThemeInput({"en": "Trust", "pt-PT": "Confiança"}))
    _around(session, campaign, edition, product)
    session.add(Recruitment(edition_id=edition.id, places=20, asks_first=True, version=3))
    session.flush()
    session.add_all(
        [
            Quota(edition_id=edition.id, places=4, entity_id=other.id),
            Quota(edition_id=edition.id, places=5, part_id=part_id),
        ]
    )
    session.commit()
    return Whole(campaign, edition, entity)


def _edition(session: Session, campaign: Campaign, entity: Entity, other: Entity) -> Edition:
    edition = Edition(
        campaign_id=campaign.id, entity_id=entity.id, status=EditionStatus.CLOSED, opened_at=clock.now(),
        closed_at=clock.now(), version=5,
    )  # fmt: skip
    session.add(edition)
    session.flush()
    began = clock.now() - timedelta(days=DAYS_AGO)
    for place, kind in enumerate(PhaseKind):
        starts = began + timedelta(days=7 * place)
        session.add(Phase(edition_id=edition.id, kind=kind, starts_at=starts, ends_at=starts + timedelta(days=7)))
    session.execute(insert(edition_entities).values(edition_id=edition.id, entity_id=other.id))
    text_id = new_text(session, SYSTEM, "en", {"en": "Ask at the desk.", "fr": "Demandez à l’accueil."})
    contact = make_person(session)
    session.add(
        EditionLocal(edition_id=edition.id, text_id=text_id, variant="Version 4", contact_id=contact.id, version=3)
    )
    return edition


def _missions(session: Session, campaign: Campaign, product: Product) -> None:
    today = clock.today()
    for number in range(1, 3):
        made = create_mission(
            session,
            SYSTEM,
            campaign.id,
            MissionInput(
                10 + number,
                {"en": f"Mission {number}", "pt-PT": f"Missão {number}"},
                {"en": "Open it."},
                (StepInput({"en": "Look."}), StepInput({"en": "Say."})),
                today - timedelta(days=30),
                today - timedelta(days=20),
                product.id,
                submission_key=f"m{number}",
            ),
        )
        made.recalled_on, made.version = today, 3


def _questionnaires(session: Session, campaign: Campaign, edition: Edition) -> int:
    """Write a questionnaire with a condition; return an option of its first question."""
    made = create_questionnaire(
        session, SYSTEM, campaign.id, QuestionnaireInput({"en": "Before"}, {"en": "Three minutes."}, submission_key="q")
    )
    options = (
        PartInput(PartRole.OPTION, {"en": "Yes"}, takes_words=True),
        PartInput(PartRole.OPTION, {"en": "No"}, is_exclusive=True),
    )
    first = add_question(
        session, SYSTEM, made.id,
        QuestionInput({"en": "Do you use it?"}, "multiple", {"en": "Be frank."}, is_required=True, settings={"most": 1},
                      parts=options, submission_key="q1"),
    )  # fmt: skip
    second = add_question(session, SYSTEM, made.id, QuestionInput({"en": "Why?"}, "long_text", submission_key="q2"))
    part_id = min(part for (part,) in session.execute(select(StoredPart.id).where(StoredPart.question_id == first.id)))
    set_show_if(session, SYSTEM, second.id, ShowIfInput(Mode.ALL, (Condition(first.id, Relation.CHOSEN, part_id),)))
    gone = add_question(session, SYSTEM, made.id, QuestionInput({"en": "Gone"}, "long_text"))
    session.get_one(StoredQuestion, gone.id).retired_on = clock.today()
    first.corrected_on, first.version = clock.today(), 2
    add_wave(session, SYSTEM, made.id, WaveInput(Moment.END))
    add_wave(session, SYSTEM, made.id, WaveInput(Moment.SCREENING, edition.id))
    today = clock.today()
    add_wave(
        session, SYSTEM, made.id,
        WaveInput(Moment.DATED, opens_on=today - timedelta(days=25), closes_on=today - timedelta(days=22)),
    )  # fmt: skip
    return int(part_id)


def _around(session: Session, campaign: Campaign, edition: Edition, product: Product) -> None:
    def text(words: str) -> int:
        return new_text(session, SYSTEM, "en", {"en": words})

    session.add_all([
        KnownIssue(
            campaign_id=campaign.id, product_id=product.id, title_text_id=text("Slow"), body_text_id=text("At noon."),
            state=IssueState.FIXED, version=2, submission_key="i", published_at=clock.now() - timedelta(days=9),
        ),
        WordList(campaign_id=campaign.id, words=["secret"], version=2),
        ReadyAnswer(
            entity_id=edition.entity_id, campaign_id=campaign.id, title="Thanks", body_text_id=text("Thank you."),
            version=2, submission_key="r",
        ),
    ])  # fmt: skip
    write_charter(session, SYSTEM, CharterPlace(campaign.id), CharterInput("Be kind.", "Tell nobody."))
    write_charter(session, SYSTEM, CharterPlace(campaign.id, edition.id), CharterInput("In our entity."))
