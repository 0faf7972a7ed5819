"""A tester's own ticks, and who may read which missions, at what cost."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.types import EditionStatus
from app.core.errors import Forbidden, NotFound
from app.missions.models import MissionDone
from app.missions.queries import mission_by_number, mission_labels, missions_in, missions_of
from app.missions.service import tick_mission, untick_mission
from app.policy.actor import Role
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.refusals import refused


def ticks(session: Session) -> list[tuple[int, date]]:
    return [(row[0], row[1]) for row in session.execute(select(MissionDone.mission_id, MissionDone.done_on))]


def test_a_tick_is_ones_own_a_day_and_given_once(session: Session) -> None:
    entity = make_entity(session)
    campaign = make_campaign(session)
    campaign_id = campaign.id
    make_edition(session, campaign=campaign, entity=entity)
    person, colleague = make_person(session, entity=entity), make_person(session, entity=entity)
    mission = make_mission(session, campaign=campaign)
    actor = actor_for(person, enrolled=(campaign_id,))

    tick_mission(session, actor, mission.id)
    tick_mission(session, actor, mission.id)

    assert len(ticks(session)) == 1
    assert type(ticks(session)[0][1]) is date
    assert mission_by_number(session, actor, campaign_id, 1).is_done is True
    assert mission_by_number(session, actor_for(colleague, enrolled=(campaign_id,)), campaign_id, 1).is_done is False

    untick_mission(session, actor, mission.id)
    untick_mission(session, actor, mission.id)
    assert ticks(session) == []


@pytest.mark.parametrize(
    ("status", "joined", "refusal"),
    [
        (EditionStatus.CLOSED, "enrolled", Forbidden),
        (EditionStatus.OPEN, "not enrolled", Forbidden),
        (EditionStatus.DRAFT, "not enrolled", NotFound),
    ],
)
def test_a_tick_needs_an_open_edition_and_an_enrolment(
    session: Session, status: EditionStatus, joined: str, refusal: type[Exception]
) -> None:
    entity = make_entity(session)
    campaign = make_campaign(session)
    make_edition(session, campaign=campaign, entity=entity, status=status)
    mission = make_mission(session, campaign=campaign)
    taking_part = (campaign.id,) if joined == "enrolled" else ()
    seen = () if status is EditionStatus.DRAFT else (campaign.id,)
    actor = actor_for(make_person(session, entity=entity), enrolled=taking_part, open_campaigns=seen)
    with refused(session, refusal):
        tick_mission(session, actor, mission.id)
    assert ticks(session) == []


def test_a_mission_out_of_sight_is_not_there(session: Session) -> None:
    campaign = make_campaign(session)
    make_edition(session, campaign=campaign)
    make_mission(session, campaign=campaign)
    stranger, central = actor_for(make_person(session)), actor_for(make_person(session), Role.CENTRAL_TEAM)
    with refused(session, NotFound):
        mission_by_number(session, stranger, campaign.id, 1)
    with refused(session, NotFound):
        mission_by_number(session, central, campaign.id, 2)
    assert missions_of(session, stranger, campaign.id) == []


@pytest.mark.parametrize("role", [Role.AMBASSADOR, Role.COMMUNITY_MANAGER, Role.SPONSOR])
def test_the_local_team_reads_the_missions_its_entity_prepares(session: Session, role: Role) -> None:
    entity, elsewhere = make_entity(session), make_entity(session)
    campaign = make_campaign(session)
    make_edition(session, campaign=campaign, entity=entity, status=EditionStatus.DRAFT)
    make_mission(session, campaign=campaign)
    here = actor_for(make_person(session, entity=entity), role, entity=entity)
    there = actor_for(make_person(session, entity=elsewhere), role, entity=elsewhere)
    assert [row.number for row in missions_of(session, here, campaign.id)] == [1]
    assert missions_of(session, there, campaign.id) == []


def test_missions_come_in_their_order_with_their_steps(session: Session) -> None:
    campaign = make_campaign(session)
    for number, steps in ((2, 0), (1, 3)):
        make_mission(session, campaign=campaign, number=number, steps=steps)
    actor = actor_for(make_person(session), open_campaigns=(campaign.id,))
    rows = missions_of(session, actor, campaign.id)
    assert [(row.number, [step.number for step in row.steps]) for row in rows] == [(1, [1, 2, 3]), (2, [])]
    labels = mission_labels(session, actor, rows)
    assert [labels.missions[row.id].value for row in rows] == ["Mission 1", "Mission 2"]
    assert [labels.steps[step.id].value for step in rows[0].steps] == ["Step 1", "Step 2", "Step 3"]


@pytest.mark.parametrize("number", [3, 6])
def test_reading_missions_costs_one_statement_and_their_titles_another(
    session: Session, queries: CountQueries, number: int
) -> None:
    campaigns = [make_campaign(session), make_campaign(session)]
    for campaign in campaigns:
        for position in range(1, number + 1):
            make_mission(session, campaign=campaign, number=position, steps=number)
    actor = actor_for(make_person(session), open_campaigns=tuple(campaign.id for campaign in campaigns))
    with queries() as seen:
        rows = missions_in(session, actor, [campaign.id for campaign in campaigns])
    assert (len(rows), len(seen)) == (2 * number, 1)
    with queries() as seen:
        mission_labels(session, actor, rows)
    assert len(seen) == 1
