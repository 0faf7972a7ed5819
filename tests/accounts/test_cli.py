"""`pepite create-admin`."""

from __future__ import annotations

import re

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.cli import create_admin
from app.accounts.models import Mandate, Person, SignInSession
from app.entities.models import Entity
from app.policy.actor import Role
from tests.conftest import Browser
from tests.factories.accounts import make_entity

WHO = ("--email", "melanie@example.test", "--name", "Melanie Thevenoux")


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    """Run the command without a terminal, as an installer would."""
    with app.app_context():
        result = CliRunner().invoke(create_admin, [*WHO, *arguments])
    return result.exit_code, result.output


def test_s61_the_first_administrator_gets_a_one_time_link(session: Session, app: Flask, browser: Browser) -> None:
    entity = make_entity(session, code="head-office")
    session.commit()
    code, output = run(app, "--entity", "head-office")
    assert code == 0, output
    person = session.scalars(select(Person).where(Person.email_key == "melanie@example.test")).one()
    assert (person.entity_id, person.password_hash) == (entity.id, None)
    assert session.scalars(select(Mandate.role).where(Mandate.person_id == person.id)).all() == [Role.ADMINISTRATOR]
    link = re.search(r"^http://localhost(/sign-in/link/\S+)$", output, re.MULTILINE)
    assert link is not None
    client = browser.stranger()
    assert client.post(link.group(1)).headers["Location"] == "/"
    assert session.scalars(select(SignInSession.person_id)).all() == [person.id]
    new = {"new_password": "Seven quiet lanterns", "repeated": "Seven quiet lanterns"}
    assert client.post("/profile/password", data=new).headers["Location"] == "/profile"
    assert client.post(link.group(1)).status_code == 410


def test_a_missing_entity_is_made(session: Session, app: Flask) -> None:
    place = ("--entity", "casa", "--entity-name", "Casa", "--country", "pt", "--locale", "pt-PT")
    code, output = run(app, *place, "--time-zone", "Europe/Lisbon")
    assert code == 0, output
    entity = session.scalars(select(Entity).where(Entity.code == "casa")).one()
    assert (entity.name, entity.country, entity.locales, entity.time_zone) == ("Casa", "PT", ["pt-PT"], "Europe/Lisbon")


def test_what_is_wrong_is_one_sentence(session: Session, app: Flask) -> None:
    make_entity(session, code="head-office")
    session.commit()
    assert run(app, "--entity", "head-office")[0] == 0
    code, output = run(app, "--entity", "head-office")
    assert code == 1
    assert "Error: Another account has this e-mail address" in output
    code, output = run(app, "--entity", "Head Office!", "--entity-name", "X", "--country", "PT")
    assert code == 1
    assert "lower-case letters" in output
