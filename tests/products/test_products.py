"""What can be tested is listed for who prepares campaigns."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.core.errors import Forbidden
from app.policy.actor import SYSTEM, Role
from app.products.errors import ProductCodeTaken, UnreadableProductCode
from app.products.queries import products_list
from app.products.service import ProductInput, create_product
from app.products.types import Owner
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_person
from tests.refusals import refused

APP = ProductInput("loan-app", "Loan app", markets=("pt", "DE", "pt"))


def test_the_central_team_adds_a_product(session: Session) -> None:
    product = create_product(session, actor_for(make_person(session), Role.CENTRAL_TEAM), APP)
    assert (product.code, product.markets) == ("loan-app", ["DE", "PT"])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CENTRAL_TEAM])
def test_nobody_else_does(session: Session, role: Role) -> None:
    actor = actor_for(make_person(session), role)
    with refused(session, Forbidden):
        create_product(session, actor, APP)
    with refused(session, Forbidden):
        products_list(session, actor)


def test_a_code_is_readable_and_taken_once(session: Session) -> None:
    create_product(session, SYSTEM, APP)
    with refused(session, ProductCodeTaken):
        create_product(session, SYSTEM, APP)
    with refused(session, UnreadableProductCode):
        create_product(session, SYSTEM, ProductInput("Loan App", "Loan app"))


def test_own_products_come_first_in_one_statement(session: Session, queries: CountQueries) -> None:
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    create_product(session, SYSTEM, ProductInput("rival", "A rival", owner=Owner.COMPETITOR))
    create_product(session, SYSTEM, APP)
    with queries() as few:
        assert [row.name for row in products_list(session, central)] == ["Loan app", "A rival"]
    for number in range(5):
        create_product(session, SYSTEM, ProductInput(f"more-{number}", f"More {number}"))
    with queries() as many:
        assert len(products_list(session, central)) == 7
    assert len(few) == len(many) == 1
