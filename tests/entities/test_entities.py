"""Companies join the group, and are seen by who may see them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import DomainError, Forbidden
from app.entities.errors import DefaultLanguageNotSpoken, EntityCodeTaken, UnknownTimeZone, UnreadableCode
from app.entities.queries import entities_list
from app.entities.service import EntityInput, create_entity
from app.journal.models import JournalEntry
from app.policy.actor import SYSTEM, Role
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.refusals import refused

LUSO = EntityInput("luso", "Lusocrédito", "pt", ("pt-PT", "en"), "pt-PT", "Europe/Lisbon")


def test_an_administrator_adds_an_entity(session: Session) -> None:
    admin = actor_for(make_person(session), Role.ADMINISTRATOR)
    entity = create_entity(session, admin, replace(LUSO, working_days=(3, 1, 2, 2)))
    assert (entity.code, entity.country, entity.working_days) == ("luso", "PT", [1, 2, 3])
    assert session.scalars(select(JournalEntry.action)).all() == ["entities.create"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_adds_one(session: Session, role: Role) -> None:
    actor = actor_for(make_person(session), role)
    with refused(session, Forbidden):
        create_entity(session, actor, LUSO)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (replace(LUSO, code="Luso Crédito"), UnreadableCode),
        (replace(LUSO, code="luso--credito"), UnreadableCode),
        (replace(LUSO, code=""), UnreadableCode),
        (replace(LUSO, time_zone="Europe/Lisboa"), UnknownTimeZone),
        (replace(LUSO, default_locale="de"), DefaultLanguageNotSpoken),
    ],
)
def test_what_could_not_work_is_refused(session: Session, data: EntityInput, refusal: type[DomainError]) -> None:
    with refused(session, refusal):
        create_entity(session, SYSTEM, data)


def test_a_code_is_taken_once(session: Session) -> None:
    create_entity(session, SYSTEM, LUSO)
    with refused(session, EntityCodeTaken):
        create_entity(session, SYSTEM, LUSO)


def test_a_tester_sees_their_own_entity_only(session: Session) -> None:
    mine, _other = make_entity(session), make_entity(session)
    tester = actor_for(make_person(session, entity=mine))
    assert [row.id for row in entities_list(session, tester)] == [mine.id]


def test_the_central_team_sees_all_in_one_statement(session: Session, queries: CountQueries) -> None:
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    with queries() as few:
        before = len(entities_list(session, central))
    for _number in range(5):
        make_entity(session)
    with queries() as many:
        assert len(entities_list(session, central)) == before + 5
    assert len(few) == len(many) == 1
