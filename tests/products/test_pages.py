"""The page of what can be tested."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.policy.actor import Role
from app.products.models import Product
from tests.conftest import Browser
from tests.factories.accounts import make_mandate, make_person

TYPED = {"name": "Loan app", "code": "loan-app", "owner": "own", "channel": "app", "markets": "pt, DE"}


def test_a_product_is_added(session: Session, browser: Browser) -> None:
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    desk = browser.as_(person)
    assert "No product yet" in desk.get("/products").text
    assert desk.post("/products", data=TYPED).status_code == HTTPStatus.FOUND
    page = desk.get("/products").text
    assert "DE, PT" in page
    answer = desk.post("/products", data=TYPED | {"name": "Kept"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Kept</textarea>" in answer.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Please fill in this field."),
        ({"code": "Loan App"}, "A code can contain only lower-case letters"),
        ({"owner": "nobody"}, "This choice is not offered here."),
        ({"markets": "Portugal"}, "Enter each country’s two-letter code"),
    ],
    ids=str,
)
def test_a_wrong_product_is_refused(session: Session, browser: Browser, typed: dict[str, str], sentence: str) -> None:
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    answer = browser.as_(person).post("/products", data=TYPED | typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert session.scalars(select(Product)).all() == []


def test_nobody_else_sees_the_page(session: Session, browser: Browser) -> None:
    assert browser.as_(make_person(session)).get("/products").status_code == HTTPStatus.FORBIDDEN


def test_a_product_is_changed_and_says_what_it_costs(session: Session, browser: Browser) -> None:
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    desk = browser.as_(person)
    desk.post("/products", data=TYPED)
    url, typed = "/products/loan-app/edit", TYPED | {"version": "1", "link": "https://app.example/loan", "cost": "4.99"}
    assert "Enter the currency" in desk.post(url, data=typed).text
    assert "begins with https" in desk.post(url, data=typed | {"link": "javascript:alert(1)"}).text
    answer = desk.post(url, data=typed | {"currency": "eur", "is_refunded": "y"})
    assert answer.status_code == HTTPStatus.FOUND
    page = desk.get("/products").text
    assert "€4.99, which the company refunds" in page
    stale = desk.post(url, data=typed | {"currency": "eur", "name": "Other"})
    assert stale.status_code == HTTPStatus.CONFLICT
    assert "Other" in stale.text
    assert session.scalars(select(Product.name)).all() == ["Loan app"]
    assert desk.get("/products/nothing/edit").status_code == HTTPStatus.NOT_FOUND
