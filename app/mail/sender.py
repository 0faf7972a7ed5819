"""How mail leaves: by SMTP, into a folder, or into the memory of a test."""

from __future__ import annotations

import re
import smtplib
import socket
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import cached_property, partial
from itertools import chain
from typing import Any, Protocol

from flask_mailman import Mail
from flask_mailman.backends.file import ImproperlyConfigured
from flask_mailman.backends.smtp import EmailBackend
from typing_extensions import override

from app.core import clock
from app.core.failures import Hopeless
from app.mail.message import Message
from config import Settings

TIMEOUT_SECONDS = 10
LAST_ANSWER_SECONDS = 40  # for what the mail server says to a whole mail: it may look through it first
UNFOLDED = frozenset({"In-Reply-To", "List-Unsubscribe", "Message-ID", "References"})
GO_ON = 354  # SMTP: the lines of the mail may follow
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
PERMANENT = 500  # SMTP: from here on, asking again changes nothing


class MailUnavailable(Exception):
    """The mail could not be handed over now; later it may."""


class MailUnanswered(Exception):
    """The mail server has the whole mail, and was not heard again: it may deliver it, or not."""


class MailRefused(Hopeless):
    """The mail itself is not acceptable: trying again changes nothing. ``code``: the mail server's, 0 when not its."""

    def __init__(self, words: str, code: int = 0, *, is_mailbox: bool = False) -> None:
        super().__init__(words)
        self.code = code
        self.is_mailbox = is_mailbox  # nobody lives at the address


def _nothing() -> None:
    """Note nothing: for who keeps no book of mails."""


class Sender(Protocol):
    """What takes a mail and sees to its delivery."""

    def send(self, message: Message, before_last_line: Callable[[], None] = _nothing) -> None:
        """Hand the mail over; up to a minute, so never inside a transaction.

        ``before_last_line`` is called when the mail server has everything but the line that ends the mail. What it
        raises comes out of here, and the server has no mail.

        :raises MailUnavailable: it has no mail; worth another attempt
        :raises MailRefused: not worth one
        :raises MailUnanswered: nobody knows whether it has the mail
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

    def send(self, message: Message, before_last_line: Callable[[], None] = _nothing) -> None:
        """Keep the mail, after the checks every sender makes."""
        _refuse_injection(message)
        before_last_line()
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

    def send(self, message: Message, before_last_line: Callable[[], None] = _nothing) -> None:
        _refuse_injection(message)
        with self._connection(before_last_line) as connection:
            if self._settings.mail_backend == "file":
                connection.open()
                before_last_line()
            connection.send_messages([_OutgoingMail(self._settings.mail_from, message)])

    def check(self) -> None:
        with self._connection(_nothing) as connection:
            connection.open()

    @contextmanager
    def _connection(self, before_last_line: Callable[[], None]) -> Iterator[_Connection]:
        """Open a connection for one mail, close it afterwards, and raise our own errors for the library's."""
        connection: _Connection | None = None
        try:
            if self._settings.mail_backend == "smtp":
                connection = _TwoStepBackend(before_last_line, mailman=self._mail)
            else:
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
            is_mailbox = isinstance(error, smtplib.SMTPRecipientsRefused)
            return MailRefused(f"the mail server said no ({codes[0]})", codes[0], is_mailbox=is_mailbox)
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


class _TwoStepSmtp(smtplib.SMTP):
    """A conversation that stops before the line which ends a mail, so that somebody can note what is about to be."""

    def __init__(self, before_last_line: Callable[[], None], *arguments: Any, **options: Any) -> None:
        self._before_last_line = before_last_line
        super().__init__(*arguments, **options)

    @override
    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the mail; its last line leaves in one piece, after the note.

        :raises MailUnanswered: the connection broke after that line
        """
        if self.sock is not None:  # the last line must not wait until what is before it was acknowledged
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        code, answer = self.docmd("data")
        if code != GO_ON:
            raise smtplib.SMTPDataError(code, answer)
        lines = LEADING_DOT.sub(b"..", msg)
        self.send(lines if lines.endswith(b"\r\n") else lines + b"\r\n")
        try:
            self._before_last_line()
        except BaseException:
            self.close()  # a farewell would be read as a line of the mail
            raise
        try:
            if self.sock is not None:
                self.sock.settimeout(LAST_ANSWER_SECONDS)
            self.send(b".\r\n")
            return self.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise MailUnanswered from error


class _TwoStepBackend(EmailBackend):  # type: ignore[misc]  # the library has no types
    """The library's SMTP back end, with such conversations."""

    def __init__(self, before_last_line: Callable[[], None], **options: Any) -> None:
        super().__init__(**options)
        self._before_last_line = before_last_line

    @property
    def connection_class(self) -> Callable[..., smtplib.SMTP]:
        """What opens a conversation."""
        return partial(_TwoStepSmtp, self._before_last_line)


class _WholeAddresses(EmailPolicy):
    """Headers as Python's own writer folds them, but for those that programs read: it would encode a long address."""

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name in UNFOLDED else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode() if name in UNFOLDED else super().fold_binary(name, value)


TO_READ = _WholeAddresses()
SEVEN_BITS = _WholeAddresses(linesep="\r\n", cte_type="7bit")  # old relays damage the rest


class _OutgoingMail:
    """A mail as the back ends ask for it. Written by Python's own writer, which folds long subjects rightly."""

    encoding = "utf-8"

    def __init__(self, from_email: str, message: Message) -> None:
        self.from_email = from_email
        self._to = message.to
        self._mail = EmailMessage(policy=TO_READ)
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
            return self._mail.as_bytes(policy=TO_READ)
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
