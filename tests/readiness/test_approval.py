"""A sponsor approves an edition before it opens; the day is kept, and so is what was taken back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from http import HTTPStatus

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.campaigns.errors import EntityDormant
from app.campaigns.models import Campaign, Edition
from app.campaigns.service import add_edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import Forbidden, NotFound, NotPossibleNow
from app.entities.models import Entity
from app.entities.types import Stage
from app.i18n import formats
from app.journal.models import JournalEntry
from app.journal.record import record
from app.missions.models import Mission
from app.policy.actor import SYSTEM, Actor, Role
from app.readiness.errors import NotReady, RevocationReasonMissing
from app.readiness.models import EditionApproval
from app.readiness.queries import approvals_of, readiness_of
from app.readiness.service import approve_edition, open_edition, revoke_approval
from app.readiness.types import Colour
from tests.campaigns.world import central_team, ready_edition
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign
from tests.factories.questionnaires import make_question, make_questionnaire
from tests.parallel import together
from tests.refusals import refused


def sponsor_of(session: Session, edition: Edition) -> Actor:
    """Return a sponsor of the edition's entity."""
    entity = session.get_one(Entity, edition.entity_id)
    return actor_for(make_person(session, entity=entity, name="Teresa"), Role.SPONSOR, entity=entity)


def test_an_approval_is_dated_revoked_with_a_reason_and_kept(session: Session) -> None:
    edition = ready_edition(session)
    sponsor, central = sponsor_of(session, edition), central_team(session)
    with refused(session, NotPossibleNow):
        approve_edition(session, sponsor, edition.id)
    with refused(session, RevocationReasonMissing):
        revoke_approval(session, sponsor, edition.id, " ")
    revoke_approval(session, sponsor, edition.id, "The dates clash.")
    with refused(session, NotPossibleNow):
        revoke_approval(session, sponsor, edition.id, "Again.")
    with refused(session, NotReady):
        open_edition(session, central, edition.id)
    approve_edition(session, sponsor, edition.id)
    first, second = approvals_of(session, central, [edition.id])[edition.id]
    assert (first.revoked_by, first.reason) == ("Teresa", "The dates clash.")
    assert (second.by, second.at.date(), second.revoked_at) == ("Teresa", clock.today(), None)
    assert open_edition(session, central, edition.id).status is EditionStatus.OPEN
    for act in (approve_edition, partial(revoke_approval, reason="Too late.")):
        with refused(session, NotPossibleNow):
            act(session, sponsor, edition.id)
    actions = session.scalars(select(JournalEntry.action)).all()
    assert {"readiness.approve", "readiness.revoke"} <= set(actions)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SPONSOR])
def test_nobody_but_a_sponsor_of_the_entity_approves(session: Session, role: Role) -> None:
    edition = ready_edition(session)
    actor = actor_for(make_person(session), role)
    elsewhere = actor_for(make_person(session), Role.SPONSOR, entity=make_entity(session))
    error = (Forbidden, NotFound)
    with refused(session, error):
        revoke_approval(session, actor, edition.id, "Why not.")
    with refused(session, error):
        approve_edition(session, actor, edition.id)
    with refused(session, NotFound):
        revoke_approval(session, elsewhere, edition.id, "Why not.")


def test_an_approval_revoked_while_opening_one_of_them_wins(shared: Engine) -> None:
    for _ in range(4):
        with Session(shared) as session:
            edition = ready_edition(session)
            edition_id, sponsor, central = edition.id, sponsor_of(session, edition), central_team(session)
            session.commit()
        refusals = together(
            shared,
            [
                partial(open_edition, actor=central, edition_id=edition_id),
                partial(revoke_approval, actor=sponsor, edition_id=edition_id, reason="Not yet."),
            ],
        )
        assert "" in refusals
        assert set(refusals) & {"edition_not_ready", "not_possible_now"}, refusals
        with Session(shared) as session:
            is_open = session.get_one(Edition, edition_id).status is EditionStatus.OPEN
            left = select(func.count()).where(
                EditionApproval.edition_id == edition_id, EditionApproval.revoked_at.is_(None)
            )
            assert is_open == bool(session.scalar(left))


def test_nothing_is_prepared_for_a_dormant_entity(session: Session) -> None:
    campaign, entity, central = make_campaign(session), make_entity(session, name="Kreditwerk"), central_team(session)
    entity.stage = Stage.DORMANT
    session.flush()
    with refused(session, EntityDormant):
        add_edition(session, central, campaign.id, entity.id)


def test_the_sponsor_approves_and_takes_it_back_on_the_page(session: Session, browser: Browser) -> None:
    edition = ready_edition(session)
    entity, campaign = session.get_one(Entity, edition.entity_id), session.get_one(Campaign, edition.campaign_id)
    teresa, claire = make_person(session, entity=entity, name="Teresa"), make_person(session, name="Claire")
    make_mandate(session, person=teresa, role=Role.SPONSOR, entity=entity)
    make_mandate(session, person=claire, role=Role.CENTRAL_TEAM)
    sponsor, central = browser.as_(teresa), browser.as_(claire)
    page, place = f"/campaigns/{campaign.slug}/readiness", f"/campaigns/{campaign.slug}/editions/{entity.code}"
    name = f"{entity.code}-reason"
    refusal = sponsor.post(f"{place}/revoke", data={name: ""})
    assert refusal.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sponsor.post(f"{place}/revoke", data={name: "The dates clash."}).status_code == HTTPStatus.SEE_OTHER
    shown = central.get(page).text
    assert "The sponsor has not approved this edition." in shown
    assert "The dates clash." in shown
    assert ">Approve<" not in shown
    assert central.post(f"{place}/approve").status_code == HTTPStatus.FORBIDDEN
    assert ">Approve<" in sponsor.get(page).text
    assert sponsor.post(f"{place}/approve").status_code == HTTPStatus.SEE_OTHER
    assert "Teresa" in central.get(page).text
    assert "Open it now" in central.get(page).text


def test_what_changed_after_the_approval_is_said_and_holds_nothing_back(session: Session) -> None:
    edition = ready_edition(session)
    session.commit()

    def changed() -> list[str]:
        findings = readiness_of(session, SYSTEM, edition.id).of(Colour.ORANGE)
        return [each.words.one.split(" have ")[0].split(" has ")[0] for each in findings if each.check == "changed"]

    campaign = session.get_one(Campaign, edition.campaign_id)
    mission = session.scalars(select(Mission).where(Mission.campaign_id == campaign.id)).first()
    assert mission is not None
    noted = (
        ("missions.changed", "mission", mission.id), ("campaigns.change", "campaign", campaign.id),
        ("campaigns.set_local", "edition", edition.id), ("translating.translated", "campaign", campaign.id),
    )  # fmt: skip
    for action, kind, number in noted:
        with clock.set_to(clock.now() - timedelta(days=2)):
            record(session, SYSTEM, action, (kind, number, campaign.facts))
    session.commit()
    assert changed() == [], "before the approval"
    for action, kind, number in noted:
        with clock.set_to(clock.now() + timedelta(minutes=1)):
            record(session, SYSTEM, action, (kind, number, campaign.facts))
    session.commit()
    assert changed() == ["The campaign", "The edition", "The missions"]
    sponsor = sponsor_of(session, edition)
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        revoke_approval(session, sponsor, edition.id, "I look again.")
        assert changed() == [], "nothing is approved"
        approve_edition(session, sponsor, edition.id)
        assert changed() == []
        assert open_edition(session, central_team(session), edition.id).status is EditionStatus.OPEN


def test_the_questions_and_the_day_of_the_approval_are_named(session: Session, browser: Browser) -> None:
    edition = ready_edition(session)
    questionnaire = make_questionnaire(session, campaign=session.get_one(Campaign, edition.campaign_id))
    question = make_question(session, questionnaire=questionnaire)
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        record(session, SYSTEM, "questionnaires.question_changed", ("question", question.id, questionnaire.facts))
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    session.commit()
    slug = session.get_one(Campaign, edition.campaign_id).slug
    page = browser.as_(person).get(f"/campaigns/{slug}/readiness").text
    day = formats.day("en", clock.today())
    assert f"The questions have changed since the approval of {day}." in page
    assert f"/campaigns/{slug}/questionnaires" in page
    assert "Open this edition" in page
