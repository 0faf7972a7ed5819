"""How mail leaves: by SMTP, into a folder, or into the memory of a test."""

from __future__ import annotations

import smtplib
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from functools import cached_property
from itertools import chain
from typing import Protocol

from flask_mailman import Mail
from flask_mailman.backends.file import ImproperlyConfigured

from app.core import clock
from app.core.failures import Hopeless
from app.mail.message import Message
from config import Settings

TIMEOUT_SECONDS = 10
SEVEN_BITS = SMTP.clone(cte_type="7bit")  # old relays damage the rest
PERMANENT = 500  # SMTP: from here on, asking again changes nothing


class MailUnavailable(Exception):
    """The mail could not be handed over now; later it may."""


class MailRefused(Hopeless):
    """The mail itself is not acceptable: trying again changes nothing."""


class Sender(Protocol):
    """What takes a mail and sees to its delivery."""

    def send(self, message: Message) -> None:
        """Hand the mail over; up to ten seconds, so never inside a transaction.

        :raises MailUnavailable: worth another attempt
        :raises MailRefused: not worth one
        """

    def check(self) -> None:
        """Find out whether mail could leave now, without sending any.

        :raises MailUnavailable: with a sentence for the person who runs the site
        """


def make_sender(settings: Settings) -> Sender:
    """Return the sender the settings ask for."""
    return MemorySender() if settings.mail_backend == "memory" else _MailmanSender(settings)


class MemorySender:
    """The twin for tests: ``sent`` holds what was handed over, oldest first."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, message: Message) -> None:
        """Keep the mail, after the checks every sender makes."""
        _refuse_injection(message)
        self.sent.append(message)

    def check(self) -> None:
        """Nothing to find out: a list in memory always takes mail."""


class _Connection(Protocol):
    """A connection of one of the library's back ends."""

    def open(self) -> object: ...
    def close(self) -> object: ...
    def send_messages(self, messages: list[_OutgoingMail]) -> object: ...


class _Mailman(Protocol):
    """The library, set up."""

    backend: str

    def import_backend(self, name: str) -> Callable[..., _Connection]: ...


class _MailmanSender:
    """Flask-Mailman's SMTP and file back ends, used without an application."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _mail(self) -> _Mailman:
        wanted = self._settings
        folder = wanted.data_dir / "mail"
        if wanted.mail_backend == "file":
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # mails hold links that sign people in
        mail: _Mailman = Mail.init_mail(
            {
                "MAIL_BACKEND": wanted.mail_backend,
                "MAIL_SERVER": wanted.smtp_host,
                "MAIL_PORT": wanted.smtp_port,
                "MAIL_USERNAME": wanted.smtp_user,
                "MAIL_PASSWORD": wanted.smtp_password,
                "MAIL_USE_TLS": wanted.smtp_tls,
                "MAIL_TIMEOUT": TIMEOUT_SECONDS,
                "MAIL_FILE_PATH": str(folder),
            }
        )
        return mail

    def send(self, message: Message) -> None:
        _refuse_injection(message)
        with self._connection() as connection:
            connection.send_messages([_OutgoingMail(self._settings.mail_from, message)])

    def check(self) -> None:
        with self._connection() as connection:
            connection.open()

    @contextmanager
    def _connection(self) -> Iterator[_Connection]:
        """Open a connection for one mail, close it afterwards, and raise our own errors for the library's."""
        connection: _Connection | None = None
        try:
            connection = self._mail.import_backend(self._mail.backend)(mailman=self._mail)
            yield connection
        except (smtplib.SMTPException, OSError, ImproperlyConfigured) as error:
            raise self._named(error) from error
        except ValueError as error:  # an address or a header that cannot be written
            raise MailRefused(type(error).__name__) from error
        finally:
            _close(connection)

    def _named(self, error: Exception) -> MailUnavailable | MailRefused:
        """Return the error to raise: a refusal or a breakdown, without any address or word of the mail."""
        codes = _codes(error)
        if codes and min(codes) >= PERMANENT:
            return MailRefused(f"the mail server said no ({codes[0]})")
        if self._settings.mail_backend == "smtp":
            where = f"The mail server {self._settings.smtp_host}:{self._settings.smtp_port}"
            return MailUnavailable(f"{where} does not take mail now ({type(error).__name__}).")
        return MailUnavailable(f"The folder {self._settings.data_dir / 'mail'} cannot be written.")


def _codes(error: Exception) -> list[int]:
    """Return the answers of the server about this mail; a wrong password is not about the mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _ in error.recipients.values()]
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return [error.smtp_code]
    return []


def _close(connection: _Connection | None) -> None:
    """Close the connection; an error here changes nothing, as the mail is handed over by now, or not."""
    try:
        if connection is not None:
            connection.close()
    except (smtplib.SMTPException, OSError):
        return


class _OutgoingMail:
    """A mail as the back ends ask for it. Written by Python's own writer, which folds long subjects rightly."""

    encoding = "utf-8"

    def __init__(self, from_email: str, message: Message) -> None:
        self.from_email = from_email
        self._to = message.to
        self._mail = EmailMessage(policy=default)
        self._mail.set_content(message.text)
        self._mail.add_alternative(message.html, subtype="html")
        for name, value in _headers(from_email, message).items():
            self._mail[name] = value

    def recipients(self) -> list[str]:
        return [self._to]

    def message(self) -> _OutgoingMail:
        return self

    def get_charset(self) -> None:
        """Say that the parts have theirs."""

    def as_bytes(self, linesep: str = "\n") -> bytes:
        if linesep == "\n":  # a file, for people to read
            return self._mail.as_bytes(policy=default)
        return self._mail.as_bytes(policy=SEVEN_BITS)


def _headers(from_email: str, message: Message) -> dict[str, str]:
    return {
        "From": from_email,
        "To": message.to,
        "Subject": message.subject,
        "Date": format_datetime(clock.now()),
        "Message-ID": message.message_id,
        "Content-Language": message.locale,
        "Auto-Submitted": "auto-generated",  # so that out-of-office answers stay away
        "X-Auto-Response-Suppress": "All",  # the same, for Exchange
        **message.headers,
    }


def _refuse_injection(message: Message) -> None:
    """Refuse control characters where a line break would begin another header or another mail.

    :raises MailRefused: one is there
    """
    lines = (message.to, message.subject, message.message_id, message.locale)
    letters = chain.from_iterable((*lines, *message.headers, *message.headers.values()))
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in letters):
        msg = "a control character in a header"
        raise MailRefused(msg)
    if not message.to or any(letter in message.to for letter in ",;"):
        msg = "not one address"
        raise MailRefused(msg)
