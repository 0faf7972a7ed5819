"""The page of pieces is there for those who build, signed in; production does not have it."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from config import Settings
from tests.conftest import Browser
from tests.factories.accounts import make_person


def test_builders_see_every_piece(session: Session, browser: Browser) -> None:
    answer = browser.as_(make_person(session)).get("/_components")
    assert answer.status_code == 200
    assert b'type="file"' in answer.data


def test_production_has_no_such_page(app: Flask, settings: Settings) -> None:
    assert "catalogue.components" in app.view_functions
    production = create_app(replace(settings, production=True))
    assert "catalogue.components" not in production.view_functions
