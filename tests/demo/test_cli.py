"""`pepite demo …`: load once, never in production; the accounts it lists do sign in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.references import reference_hash
from app.demo.cli import demo
from app.demo.story import REFERENCE_CODE
from app.feedback.models import Feedback
from config import DEMO_MARK, Settings
from tests.demo.conftest import written_people

Pepite = Callable[..., Result]


@pytest.fixture
def pepite(app: Flask, session: Session) -> Pepite:
    """Return what runs a command as the console does."""
    assert session.is_active

    def run(*arguments: str) -> Result:
        with app.app_context():
            return CliRunner().invoke(demo, arguments)

    return run


@pytest.mark.slow
def test_it_loads_once(pepite: Pepite, app: Flask, settings: Settings, session: Session) -> None:
    """One load for all that follows from it: it takes its time."""
    assert pepite("load", "--once").exit_code == 0
    assert (settings.data_dir / DEMO_MARK).exists()
    assert settings.is_demo
    again = pepite("load", "--once")
    assert again.exit_code == 0
    assert "already" in again.output
    refused = pepite("load")
    assert refused.exit_code == 1
    assert "already" in refused.output
    assert session.scalar(select(func.count()).select_from(Feedback)) == 280
    accounts_are_listed_and_sign_in(pepite, app)
    the_reference_code_leads_back(pepite, session)
    pictures_can_be_read(settings)


def accounts_are_listed_and_sign_in(pepite: Pepite, app: Flask) -> None:
    accounts = json.loads(pepite("accounts", "--json").output)
    assert len(accounts) == 110
    assert all(set(account) == {"email", "password", "role", "entity", "locale"} for account in accounts)
    assert {account["email"] for account in accounts} == {entry["email"] for entry in written_people()}
    roles = {account["role"] for account in accounts}
    assert roles == {
        "tester", "ambassador", "community_manager", "sponsor", "central_team",
        "product_team", "representative", "dpo", "administrator",
    }  # fmt: skip
    for account in (accounts[0], accounts[-1]):
        client = app.test_client()
        answer = client.post("/sign-in", data={"email": account["email"], "password": account["password"]})
        assert answer.status_code in {302, 303}
        assert client.get("/").status_code == 200
    listed = pepite("accounts").output
    assert accounts[0]["email"] in listed
    notes = re.findall(r"/notes/\S+", listed)
    assert len(notes) == 2
    for note in notes:  # without signing in
        assert app.test_client().get(note).status_code == 200


def the_reference_code_leads_back(pepite: Pepite, session: Session) -> None:
    assert REFERENCE_CODE in pepite("accounts").output
    found = session.scalars(select(Feedback).where(Feedback.reference_hash == reference_hash(REFERENCE_CODE))).one()
    assert found.author_id is None


def pictures_can_be_read(settings: Settings) -> None:
    pictures = [path for path in Path(settings.data_dir / "files").rglob("*") if path.is_file()]
    assert len(pictures) == 4 * 2  # each with its small copy
    assert all(path.read_bytes()[8:12] == b"WEBP" for path in pictures)


def test_it_is_refused_in_production(pepite: Pepite, app: Flask, settings: Settings, session: Session) -> None:
    app.extensions["settings"] = replace(settings, production=True)
    refused = pepite("load")
    assert refused.exit_code == 1
    assert "production" in refused.output
    assert session.scalar(select(func.count()).select_from(Feedback)) == 0


def test_accounts_need_the_demonstration(pepite: Pepite) -> None:
    assert pepite("accounts").exit_code == 1
