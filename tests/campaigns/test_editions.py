"""An entity takes part once, when everything is ready, from a minute to a minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.errors import AlreadyTakesPart, PhasesOutOfOrder
from app.campaigns.models import Edition, Phase
from app.campaigns.service import PhaseInput, add_edition, close_edition, set_phases
from app.campaigns.types import EditionStatus, PhaseKind
from app.core.errors import Forbidden, NotFound, NotPossibleNow
from app.journal.models import JournalEntry
from app.policy.actor import Grant, Role
from app.readiness.queries import readiness_of
from app.readiness.service import open_edition
from tests.campaigns.world import DATES, central_team, events, ready_edition, wall
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.refusals import refused

RECRUIT, TEST = DATES


def opened(session: Session) -> Edition:
    return open_edition(session, central_team(session), ready_edition(session).id)


def test_an_entity_takes_part_once(session: Session) -> None:
    campaign, entity, central = make_campaign(session), make_entity(session), central_team(session)
    edition = add_edition(session, central, campaign.id, entity.id)
    assert edition.status is EditionStatus.DRAFT
    with refused(session, AlreadyTakesPart):
        add_edition(session, central, campaign.id, entity.id)
    assert session.scalar(select(func.count()).select_from(Edition)) == 1


def test_only_what_exists_takes_part(session: Session) -> None:
    central, campaign, entity = central_team(session), make_campaign(session), make_entity(session)
    with refused(session, NotFound):
        add_edition(session, central, 999, entity.id)
    with refused(session, NotFound):
        add_edition(session, central, campaign.id, 999)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CENTRAL_TEAM])
def test_nobody_but_the_central_team_prepares_opens_or_closes(session: Session, role: Role) -> None:
    edition = ready_edition(session)
    actor = actor_for(make_person(session), role, open_campaigns=(edition.campaign_id,))
    with refused(session, Forbidden):
        add_edition(session, actor, edition.campaign_id, edition.entity_id)
    with refused(session, Forbidden):
        set_phases(session, actor, edition.id, DATES)
    with refused(session, Forbidden):
        open_edition(session, actor, edition.id)
    with refused(session, Forbidden):
        close_edition(session, actor, edition.id)


def test_dates_are_those_of_the_entity_s_wall(session: Session) -> None:
    entity = make_entity(session, time_zone="Europe/Berlin")
    edition = make_edition(session, entity=entity, status=EditionStatus.DRAFT, phase=None)
    result = set_phases(session, central_team(session), edition.id, DATES)
    assert [phase.kind for phase in result.phases] == ["recruit", "test"]
    assert result.phases[0].starts_at == datetime(2030, 3, 1, 8, 0, tzinfo=UTC)
    assert result.moved == ()


def test_setting_dates_again_replaces_them_and_the_journal_says_so(session: Session) -> None:
    edition, central = ready_edition(session), central_team(session)
    dates = [TEST, PhaseInput(PhaseKind.VOTE, wall(29), wall(30))]
    set_phases(session, central, edition.id, dates, edition.version)
    kinds = session.scalars(select(Phase.kind).where(Phase.edition_id == edition.id).order_by(Phase.starts_at)).all()
    assert kinds == [PhaseKind.TEST, PhaseKind.VOTE]
    entry = session.scalars(select(JournalEntry).where(JournalEntry.actor_id == central.person_id)).one()
    assert set(entry.details["before"]) == {"recruit", "test"}
    assert set(entry.details["after"]) == {"test", "vote"}


@pytest.mark.parametrize(
    "phases",
    [
        [PhaseInput(PhaseKind.TEST, wall(2), wall(2))],
        [PhaseInput(PhaseKind.TEST, wall(3), wall(2))],
        [PhaseInput(PhaseKind.RECRUIT, wall(1), wall(10)), PhaseInput(PhaseKind.TEST, wall(9), wall(20))],
        [PhaseInput(PhaseKind.TEST, wall(1), wall(5)), PhaseInput(PhaseKind.RECRUIT, wall(6), wall(10))],
        [
            RECRUIT,
            TEST,
            PhaseInput(PhaseKind.CLOSE, wall(29), wall(30)),
            PhaseInput(PhaseKind.VOTE, wall(30), wall(31)),
        ],
    ],
)
def test_phases_follow_one_another(session: Session, phases: list[PhaseInput]) -> None:
    central, edition = central_team(session), ready_edition(session)
    with refused(session, PhasesOutOfOrder):
        set_phases(session, central, edition.id, phases)
    assert session.scalar(select(func.count()).select_from(Phase)) == 2


def test_an_open_edition_moves_its_dates_but_keeps_its_test(session: Session) -> None:
    edition, central = opened(session), central_team(session)
    dates = [RECRUIT, PhaseInput(PhaseKind.TEST, wall(11), wall(31))]
    set_phases(session, central, edition.id, dates, edition.version)
    with refused(session, NotPossibleNow):
        set_phases(session, central, edition.id, [RECRUIT], edition.version)
    close_edition(session, central, edition.id)
    with refused(session, NotPossibleNow):
        set_phases(session, central, edition.id, DATES)


def test_opening_is_dated_told_and_kept(session: Session) -> None:
    edition = opened(session)
    assert edition.status is EditionStatus.OPEN
    assert edition.opened_at is not None
    assert events(session) == ["campaigns.edition_opened"]
    assert "campaigns.open_edition" in session.scalars(select(JournalEntry.action)).all()


@pytest.mark.parametrize("narrow", ["campaign_id", "entity_id"])
def test_a_central_team_for_one_campaign_or_entity_prepares_opens_and_closes_there(
    session: Session, narrow: str
) -> None:
    here, elsewhere = ready_edition(session), ready_edition(session)
    grant = Grant(Role.CENTRAL_TEAM, **{narrow: getattr(here, narrow)})
    actor = replace(actor_for(make_person(session)), grants=frozenset({grant}))
    set_phases(session, actor, here.id, DATES)
    assert open_edition(session, actor, here.id).status is EditionStatus.OPEN
    assert close_edition(session, actor, here.id).status is EditionStatus.CLOSED
    for act in (open_edition, close_edition):
        with refused(session, NotFound):
            act(session, actor, elsewhere.id)


def test_an_edition_opens_once_and_closes_once(session: Session) -> None:
    edition, central = opened(session), central_team(session)
    with refused(session, NotPossibleNow):
        open_edition(session, central, edition.id)
    close_edition(session, central, edition.id)
    for act in (open_edition, close_edition):
        with refused(session, NotPossibleNow):
            act(session, central, edition.id)
    assert events(session) == ["campaigns.edition_closed", "campaigns.edition_opened"]


def test_a_draft_does_not_close(session: Session) -> None:
    central, edition = central_team(session), ready_edition(session)
    with refused(session, NotPossibleNow):
        close_edition(session, central, edition.id)


def test_an_edition_that_is_not_there_is_not_found(session: Session) -> None:
    central = central_team(session)
    for act in (open_edition, close_edition, readiness_of):
        with refused(session, NotFound):
            act(session, central, 999)
    with refused(session, NotFound):
        set_phases(session, central, 999, DATES)
