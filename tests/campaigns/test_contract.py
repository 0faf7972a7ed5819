"""What a campaign promises can be changed until somebody counts on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.errors import (
    ContractFrozen,
    NoIdentityLevel,
    OutOfRange,
    SlugTaken,
    UnknownProduct,
    UnreadableSlug,
)
from app.campaigns.models import Campaign, campaign_products
from app.campaigns.service import (
    CampaignInput,
    change_campaign,
    create_campaign,
    freeze_contract,
)
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.errors import DomainError, Forbidden, NotFound
from app.journal.models import JournalEntry
from app.policy.actor import SYSTEM, Role
from app.texts.models import AuthoredText, Translation
from app.texts.queries import text_states, words_in_all_languages
from app.texts.write import change_text
from tests.campaigns.world import LOAN, campaign_of, central_team, make_product
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_person
from tests.refusals import refused


def campaigns(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Campaign)) or 0


def test_the_central_team_writes_a_campaign(session: Session) -> None:
    central, product = central_team(session), make_product(session)
    made = create_campaign(session, central, replace(LOAN, product_ids=(product.id, product.id)))
    assert (made.slug, made.created_by_id, made.frozen_at) == ("loan-app", central.person_id, None)
    assert made.identity_levels == ["named", "confidential", "untraceable"]
    assert session.execute(select(campaign_products.c.product_id)).all() == [(product.id,)]
    assert session.scalars(select(Translation.value).where(Translation.text_id == made.title_text_id)).all() == [
        "The loan app"
    ]
    assert session.scalars(select(JournalEntry.action)).all() == ["campaigns.create"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CENTRAL_TEAM])
def test_nobody_else_writes_one(session: Session, role: Role) -> None:
    actor = actor_for(make_person(session), role)
    with refused(session, Forbidden):
        create_campaign(session, actor, LOAN)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (replace(LOAN, slug="Loan App"), UnreadableSlug),
        (replace(LOAN, slug="loan/app"), UnreadableSlug),
        (replace(LOAN, slug="новая"), UnreadableSlug),
        (replace(LOAN, slug="-loan"), UnreadableSlug),
        (replace(LOAN, slug="new"), UnreadableSlug),
        (replace(LOAN, slug="x" * 81), UnreadableSlug),
        (replace(LOAN, identity_levels=()), NoIdentityLevel),
        (replace(LOAN, min_group=4), OutOfRange),
        (replace(LOAN, min_group_verbatim=4), OutOfRange),
        (replace(LOAN, answer_within_days=0), OutOfRange),
        (replace(LOAN, answer_within_days=61), OutOfRange),
        (replace(LOAN, product_ids=(999,)), UnknownProduct),
    ],
)
def test_what_cannot_be_kept_is_refused(session: Session, data: CampaignInput, refusal: type[DomainError]) -> None:
    with refused(session, refusal):
        create_campaign(session, SYSTEM, data)
    assert campaigns(session) == 0
    assert session.scalar(select(func.count()).select_from(AuthoredText)) == 0


@pytest.mark.parametrize(
    ("slug", "title", "suggestion"),
    [("Été à Lisbonne !", "x", "ete-a-lisbonne"), ("new", "Loan app", "loan-app"), ("A__b", "x", "a-b")],
)
def test_an_address_that_does_not_read_well_gets_a_suggestion(
    session: Session, slug: str, title: str, suggestion: str
) -> None:
    with pytest.raises(UnreadableSlug) as refusal:
        create_campaign(session, SYSTEM, replace(LOAN, slug=slug, title=title))
    assert refusal.value.params == {"suggestion": suggestion}


def test_an_empty_address_is_made_from_the_title(session: Session) -> None:
    assert campaign_of(session, replace(LOAN, slug="", title="Prêt à l'emploi")).slug == "pret-a-l-emploi"
    assert campaign_of(session, replace(LOAN, slug="", title="عرض القرض")).slug == "ard-alqrd"
    assert campaign_of(session, replace(LOAN, slug="", title="文")).slug.startswith("campaign-")


def test_addresses_made_from_one_title_are_different(session: Session) -> None:
    made = [campaign_of(session, replace(LOAN, slug="", title="عرض ٢٠٢٦")).slug for _time in range(3)]
    assert made == ["ard-2026", "ard-2026-2", "ard-2026-3"]


def test_an_address_is_taken_once(session: Session) -> None:
    campaign_of(session)
    with refused(session, SlugTaken):
        campaign_of(session)


def test_the_same_form_sent_twice_is_one_campaign(session: Session) -> None:
    sent = replace(LOAN, submission_key="a" * 64)
    assert campaign_of(session, sent).id == campaign_of(session, sent).id
    assert campaigns(session) == 1
    assert session.scalar(select(func.count()).select_from(AuthoredText)) == 3


def test_the_contract_changes_until_it_is_frozen(session: Session) -> None:
    central, made = central_team(session), campaign_of(session)
    change_campaign(session, central, made.id, replace(LOAN, identity_levels=(IdentityLevel.NAMED,), min_group=8))
    assert (made.identity_levels, made.min_group) == (["named"], 8)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "campaigns.change")).one()
    assert entry.details == {
        "identity_levels": {"before": ["named", "confidential", "untraceable"], "after": ["named"]},
        "min_group": {"before": 5, "after": 8},
    }


@pytest.mark.parametrize(
    "change", [{"identity_levels": (IdentityLevel.NAMED,)}, {"min_group": 6}, {"min_group_verbatim": 11}], ids=str
)
def test_the_contract_is_refused_once_frozen(session: Session, change: dict[str, Any]) -> None:
    central, made = central_team(session), campaign_of(session)
    freeze_contract(session, SYSTEM, made.id)
    with refused(session, ContractFrozen):
        change_campaign(session, central, made.id, replace(LOAN, title="Another title", **change))
    session.expire_all()
    assert made.identity_levels == ["named", "confidential", "untraceable"]
    assert (made.min_group, made.min_group_verbatim) == (5, 10)
    assert session.scalars(select(Translation.value).where(Translation.text_id == made.title_text_id)).one() == (
        "The loan app"
    )


def test_words_and_promise_still_change_once_frozen(session: Session) -> None:
    central, made = central_team(session), campaign_of(session)
    freeze_contract(session, SYSTEM, made.id)
    levels = tuple(reversed(IdentityLevel))  # the same, ticked in another order
    data = replace(LOAN, title="New title", answer_within_days=3, decide_by=date(2030, 4, 1), identity_levels=levels)
    changed = change_campaign(session, central, made.id, data).campaign
    assert (changed.answer_within_days, changed.decide_by) == (3, date(2030, 4, 1))


def test_freezing_keeps_a_day_and_names_nobody(session: Session, queries: CountQueries) -> None:
    made = campaign_of(session)
    before = session.scalar(select(func.count()).select_from(JournalEntry))
    tester = actor_for(make_person(session), enrolled=(made.id,))
    with queries() as statements:
        freeze_contract(session, tester, made.id)
    assert len(statements) == 1
    session.expire_all()
    first = made.frozen_at
    assert first == datetime.combine(clock.today(), time(), UTC)
    assert session.scalar(select(func.count()).select_from(JournalEntry)) == before
    freeze_contract(session, tester, made.id)
    session.expire_all()
    assert made.frozen_at == first


def test_a_stranger_to_the_campaign_freezes_nothing(session: Session) -> None:
    made, stranger = campaign_of(session), actor_for(make_person(session))
    with refused(session, Forbidden):
        freeze_contract(session, stranger, made.id)


@pytest.mark.parametrize("is_correction", [False, True])
def test_a_change_leaves_translations_out_of_date_unless_it_corrects_a_mistake(
    session: Session, *, is_correction: bool
) -> None:
    central, made = central_team(session), campaign_of(session)
    ids = (made.title_text_id, made.pitch_text_id, made.description_text_id)
    for text_id in ids:
        change_text(session, SYSTEM, text_id, {"fr": "Des mots"})
    session.commit()
    changed = replace(LOAN, title="The loan app, again", pitch="Where do you stop?", is_correction=is_correction)
    assert change_campaign(session, central, made.id, changed).has_new_words is not is_correction
    states = [state.state for state in text_states(session, central, ids, ["fr"])]
    assert states == (["validated"] * 3 if is_correction else ["outdated", "outdated", "validated"])
    assert words_in_all_languages(session, central, ids)[ids[0], "en"] == "The loan app, again"


def test_a_campaign_that_is_not_there_is_not_found(session: Session) -> None:
    central = central_team(session)
    with refused(session, NotFound):
        change_campaign(session, central, 999, LOAN)
