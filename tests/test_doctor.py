"""`pepite doctor` finds what is wrong, says what to do, and never gives up half-way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import doctor as doctors
from app.core import clock
from app.doctor import CHECKS, doctor
from app.files.errors import FileGone
from app.jobs.models import Job, JobState, ScheduledRun
from app.mail.models import Mail
from app.mail.sender import MailUnavailable
from app.mail.types import MailState, Purpose
from app.outbox.models import OutboxMessage
from config import LOCALES, Settings
from tests.factories.accounts import make_person

Consult = Callable[[], Result]


@pytest.fixture
def migrated(session: Session) -> None:
    """Write in the database which version of the schema it has."""
    config = Config()
    config.set_main_option("script_location", str(doctors.ROOT / "migrations"))
    head = ScriptDirectory.from_config(config).get_current_head()
    session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
    session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})
    session.commit()


@pytest.fixture
def languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the catalogues out: a checkout may not have compiled them."""
    checks = CHECKS | {"Languages": lambda _settings: doctors.Finding("left out.")}
    monkeypatch.setattr(doctors, "CHECKS", checks)


@pytest.fixture
def consult(app: Flask, languages: None, migrated: None) -> Consult:
    """Return what runs the doctor on an installation that is well."""
    del languages, migrated

    def run() -> Result:
        with app.app_context():
            return CliRunner().invoke(doctor)

    return run


def test_all_is_well(consult: Consult) -> None:
    result = consult()
    assert result.exit_code == 0, result.output
    assert "All is well." in result.output
    assert "PROBLEM" not in result.output
    assert result.output.count("OK ") == len(CHECKS)


@pytest.mark.usefixtures("languages")
def test_a_database_without_its_schema(app: Flask) -> None:
    with app.app_context():
        result = CliRunner().invoke(doctor)
    assert result.exit_code == 1
    assert "PROBLEM Database" in result.output
    assert "Run `pepite upgrade`." in result.output
    assert "OK      Storage" in result.output


def test_a_worker_that_stopped(consult: Consult, session: Session) -> None:
    session.add(ScheduledRun(name="journal.seal", due_at=clock.now(), started_at=clock.now() - timedelta(minutes=11)))
    session.commit()
    result = consult()
    assert result.exit_code == 1
    assert "Start `pepite worker`." in result.output


def test_a_worker_that_runs(consult: Consult, session: Session) -> None:
    session.add(ScheduledRun(name="journal.seal", due_at=clock.now(), started_at=clock.now()))
    session.commit()
    assert consult().exit_code == 0


@pytest.mark.parametrize(
    "given_up", [Job(name="mail", state=JobState.DEAD), OutboxMessage(name="e", payload={}, is_dead=True)]
)
def test_work_that_was_given_up(consult: Consult, session: Session, given_up: object) -> None:
    session.add(given_up)
    session.commit()
    result = consult()
    assert result.exit_code == 1
    assert "PROBLEM Worker" in result.output
    assert "were given up" in result.output


class Trouble(NamedTuple):
    """A part that does not do what it should."""

    extension: str
    part: object
    words: str


class _DeafMail:
    def check(self) -> None:
        message = "The mail server does not answer."
        raise MailUnavailable(message)


class _FullDisk:
    def put(self, _key: str, _data: bytes) -> None:
        raise OSError


class _ForgetfulDisk:
    def put(self, _key: str, _data: bytes) -> None:
        """Keep nothing."""

    def get(self, _key: str) -> bytes:
        raise FileGone


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble("mail_sender", _DeafMail(), "PROBLEM Mail: The mail server does not answer."),
        Trouble("storage", _FullDisk(), "PROBLEM Storage: files cannot be written"),
        Trouble("storage", _ForgetfulDisk(), "PROBLEM Storage: the check itself failed, FileGone"),
    ],
)
def test_a_part_that_fails(consult: Consult, app: Flask, trouble: Trouble) -> None:
    app.extensions[trouble.extension] = trouble.part
    result = consult()
    assert result.exit_code == 1
    assert trouble.words in result.output
    assert "OK      Disk" in result.output


def test_mails_in_a_folder_are_no_production(consult: Consult, app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = replace(settings, production=True, mail_backend="file")
    result = consult()
    assert "PROBLEM Settings: production, but mails stay in a folder." in result.output


def test_redis_that_is_asked_for(consult: Consult, app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = replace(settings, redis_url="redis://127.0.0.1:1/0")
    result = consult()
    assert "PROBLEM Redis: it does not answer" in result.output


def test_a_catalogue_that_was_not_compiled(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctors, "ROOT", settings.data_dir)
    with app.app_context():
        finding = doctors.check_languages(settings)
    assert not finding.is_well
    assert ", ".join(LOCALES[1:]) in finding.words


def test_a_full_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctors, "DISK_FREE_MIN_BYTES", 10**18)
    assert not doctors.check_disk(settings).is_well


def test_mails_that_did_not_arrive(consult: Consult, session: Session) -> None:
    person = make_person(session)
    for number, state in enumerate((MailState.PLANNED, MailState.REFUSED, MailState.HANDED_OVER, MailState.SENT)):
        session.add(Mail(cause=f"c.{number}", person_id=person.id, purpose=Purpose.NEWS, state=state, error="x"))
    session.add(Mail(cause="under.way", person_id=person.id, purpose=Purpose.NEWS))
    session.commit()
    assert "1 are tried again, 1 were refused, 1 had no answer." in consult().output
