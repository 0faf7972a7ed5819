"""Settings: one frozen object read from the environment once, at start-up."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LOCALES = ("en", "fr", "de", "it", "es", "pt-PT", "nl", "pl", "ar")  # of the interface; the first is that of its source
CONTENT_LANGUAGES = ("fr", "en", "de", "pt", "it", "es", "nl", "pl", "ar", "ca")  # told apart in what people write
SECRET_KEY_MIN_CHARS = 32
EXAMPLE_SECRETS = frozenset({"changeme", "secret", "dev", "test", "you-will-never-guess", "please-change-me"})
DEFAULT_DATA_DIR = "instance"
DEFAULT_PORT = 8000
DEMO_MARK = "demonstration"  # file in the data folder, left by `pepite demo load`
SIGN_IN_ATTEMPTS = "10 per 5 minutes"  # for one account
SIGN_IN_ATTEMPTS_PER_ADDRESS = "300 per 5 minutes"  # a whole bank may share one address
INVITATIONS_A_DAY = 50  # of one person
SESSION_IDLE_HOURS = 8
SESSION_LIFE_DAYS = 7
ADMIN_IDLE_MINUTES = 30
UPLOAD_MAX_BYTES = 10 * 1024 * 1024  # one image
REQUEST_MAX_BYTES = 56 * 1024 * 1024  # five images and the words around them


class InvalidSettings(Exception):
    """The settings would start something unsafe; the message is one sentence for the person who starts it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every knob of the application, typed and named once."""

    secret_key: str
    data_dir: Path = Path(DEFAULT_DATA_DIR)
    database_url: str = ""
    base_url: str = f"http://127.0.0.1:{DEFAULT_PORT}"
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    production: bool = False
    testing: bool = False
    processes: int = 1  # web processes that share the database
    cookie_secure: bool = False
    trusted_proxies: int = 0  # how many proxies in front may set X-Forwarded-*
    locales: tuple[str, ...] = LOCALES
    redis_url: str = ""  # empty: jobs and limits stay inside the process
    mail_backend: str = "file"  # file, smtp or memory
    mail_from: str = "Pépite <pepite@localhost>"
    accessibility_address: str = ""  # a mailbox for who cannot sign in; shown to strangers
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_tls: bool = False
    sign_in_attempts: str = SIGN_IN_ATTEMPTS
    sign_in_attempts_per_address: str = SIGN_IN_ATTEMPTS_PER_ADDRESS
    invitations_a_day: int = INVITATIONS_A_DAY  # that one person sends
    quiet_hours: bool = True  # mails of news leave within the working hours of their reader's entity
    webhooks: bool = False  # entities may post to a chat channel outside
    webhook_internal_hosts: tuple[str, ...] = ()  # of the company's own network, that they may post to as well
    run_worker: bool = True  # in the web process

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def is_demo(self) -> bool:
        """Whether the demonstration world was loaded here: every page says that it is invented."""
        return not self.production and (self.data_dir / DEMO_MARK).exists()

    @property
    def catalogue_page(self) -> bool:
        """Whether ``/_components`` is served."""
        return not self.production

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings from ``PEPITE_*`` variables.

        :raises InvalidSettings: the combination is not safe to start
        """
        production = environ.get("PEPITE_ENV", "development") == "production"
        data_dir = Path(environ.get("PEPITE_DATA_DIR", DEFAULT_DATA_DIR)).resolve()
        port = _number(environ, "PEPITE_PORT", DEFAULT_PORT)
        base_url = environ.get("PEPITE_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
        settings = cls(
            secret_key=environ.get("PEPITE_SECRET_KEY", "") or ("" if production else _own_secret(data_dir)),
            data_dir=data_dir,
            database_url=environ.get("PEPITE_DATABASE_URL", f"sqlite:///{data_dir}/pepite.db"),
            base_url=base_url,
            host=environ.get("PEPITE_HOST", "127.0.0.1"),
            port=port,
            production=production,
            processes=_number(environ, "PEPITE_PROCESSES", _number(environ, "WEB_CONCURRENCY", 1)),
            cookie_secure=_flag(environ, "PEPITE_COOKIE_SECURE", default=base_url.startswith("https://")),
            trusted_proxies=_number(environ, "PEPITE_TRUSTED_PROXIES", 0),
            redis_url=environ.get("PEPITE_REDIS_URL", ""),
            mail_backend=environ.get("PEPITE_MAIL_BACKEND", "file"),
            mail_from=environ.get("PEPITE_MAIL_FROM", "Pépite <pepite@localhost>"),
            accessibility_address=environ.get("PEPITE_ACCESSIBILITY_ADDRESS", ""),
            smtp_host=environ.get("PEPITE_SMTP_HOST", "127.0.0.1"),
            smtp_port=_number(environ, "PEPITE_SMTP_PORT", 25),
            smtp_user=environ.get("PEPITE_SMTP_USER", ""),
            smtp_password=environ.get("PEPITE_SMTP_PASSWORD", ""),
            smtp_tls=_flag(environ, "PEPITE_SMTP_TLS", default=False),
            sign_in_attempts=environ.get("PEPITE_SIGN_IN_ATTEMPTS", SIGN_IN_ATTEMPTS),
            sign_in_attempts_per_address=environ.get(
                "PEPITE_SIGN_IN_ATTEMPTS_PER_ADDRESS", SIGN_IN_ATTEMPTS_PER_ADDRESS
            ),
            invitations_a_day=_number(environ, "PEPITE_INVITATIONS_A_DAY", INVITATIONS_A_DAY),
            quiet_hours=_flag(environ, "PEPITE_QUIET_HOURS", default=True),
            webhooks=_flag(environ, "PEPITE_WEBHOOKS", default=False),
            webhook_internal_hosts=tuple(environ.get("PEPITE_WEBHOOK_INTERNAL_HOSTS", "").replace(",", " ").split()),
            run_worker=_flag(environ, "PEPITE_RUN_WORKER", default=True),
        )
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse what must not be started.

        :raises InvalidSettings: with the sentence to show
        """
        if not self.production:
            return
        if len(self.secret_key) < SECRET_KEY_MIN_CHARS or self.secret_key.lower() in EXAMPLE_SECRETS:
            msg = f"PEPITE_SECRET_KEY is missing or weak: give at least {SECRET_KEY_MIN_CHARS} random characters."
            raise InvalidSettings(msg)
        if not self.cookie_secure:
            msg = "Cookies would travel without encryption: set PEPITE_BASE_URL to an https address."
            raise InvalidSettings(msg)
        if self.is_sqlite and self.processes > 1:
            msg = "SQLite serves one web process only: set PEPITE_DATABASE_URL to PostgreSQL or PEPITE_PROCESSES to 1."
            raise InvalidSettings(msg)


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    """Read a whole number.

    :raises InvalidSettings: the variable holds something else
    """
    value = environ.get(name, "").strip()
    if value and not value.isdigit():
        msg = f"{name} must be a whole number; it is {value!r}."
        raise InvalidSettings(msg)
    return int(value) if value else default


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environ.get(name, "").strip().lower()
    return value in {"1", "true", "yes", "on"} if value else default


def _own_secret(data_dir: Path) -> str:
    """Return the installation's own secret, made at the first start and readable by its owner only."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
