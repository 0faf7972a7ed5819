"""A mail leaves as it was written, or the failure says whether to try again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from app.mail.message import Message, message_id_for
from app.mail.sender import MailRefused, MailUnanswered, MailUnavailable, MemorySender, Sender, make_sender
from config import Settings
from tests.mail.sink import Sink, running_sink

MAIL = Message(
    to="aisha@bank.example",
    subject="Votre retour a reçu une réponse — شكرا",
    text="Bonjour Aïsha,\nmerci.\n",
    html="<p>Bonjour Aïsha, <bdi>شكرا</bdi></p>",
    message_id=message_id_for("answer", 42, "pepite.example"),
    locale="fr",
    headers={"List-Unsubscribe": "<https://pepite.example/stop>"},
)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Yield a mail server."""
    with running_sink() as sink:
        yield sink


def by_smtp(port: int) -> Sender:
    return make_sender(
        Settings(secret_key="test", mail_backend="smtp", smtp_port=port, mail_from="Pépite <p@bank.example>")
    )


def read(raw: str) -> EmailMessage:
    return message_from_string(raw, policy=default)


def test_smtp_carries_every_letter_and_header(sink: Sink) -> None:
    by_smtp(sink.server_address[1]).send(MAIL)
    mail = read(sink.stored[0])
    assert (mail["Subject"], mail["To"], mail["From"]) == (MAIL.subject, MAIL.to, "Pépite <p@bank.example>")
    assert mail["Message-ID"] == "<answer.42@pepite.example>"
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == ("fr", "auto-generated")
    assert mail["List-Unsubscribe"] == "<https://pepite.example/stop>"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert (text.get_content(), html.get_content().strip()) == (MAIL.text, MAIL.html)


@pytest.mark.parametrize(
    ("mode", "error"),
    [("busy", MailUnavailable), ("later", MailUnavailable), ("drop", MailUnanswered), ("unknown", MailRefused)],
)
def test_a_failure_says_whether_to_try_again(sink: Sink, mode: str, error: type[Exception]) -> None:
    sink.mode = mode
    with pytest.raises(error) as failure:
        by_smtp(sink.server_address[1]).send(MAIL)
    assert "aisha" not in str(failure.value)


def test_a_repeat_after_a_lost_answer_has_the_same_id(sink: Sink) -> None:
    sink.mode = "drop"
    sender = by_smtp(sink.server_address[1])
    with pytest.raises(MailUnanswered):
        sender.send(MAIL)
    sink.mode = "ok"
    sender.send(MAIL)
    assert {read(raw)["Message-ID"] for raw in sink.stored} == {"<answer.42@pepite.example>"}


def test_the_check_sends_nothing(sink: Sink) -> None:
    by_smtp(sink.server_address[1]).check()
    assert sink.stored == []


def test_the_check_names_the_server_that_does_not_answer() -> None:
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(MailUnavailable, match=f"127.0.0.1:{port}"):
            by_smtp(port).check()


def test_a_folder_receives_mail_too(tmp_path: Path) -> None:
    sender = make_sender(Settings(secret_key="test", data_dir=tmp_path, mail_backend="file"))
    sender.check()
    sender.send(MAIL)
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "mail").iterdir())
    assert "Bonjour Aïsha" in written
    assert (tmp_path / "mail").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file in the way")
    with pytest.raises(MailUnavailable, match="cannot be written"):
        make_sender(Settings(secret_key="test", data_dir=tmp_path, mail_backend="file")).check()


def test_memory_keeps_what_was_sent(settings: Settings) -> None:
    sender = make_sender(replace(settings, mail_backend="memory"))
    assert isinstance(sender, MemorySender)
    sender.check()
    sender.send(MAIL)
    assert sender.sent == [MAIL]


@pytest.mark.parametrize(
    "hostile",
    [
        replace(MAIL, to="a@bank.example\nBcc: all@bank.example"),
        replace(MAIL, to="a@bank.example, b@bank.example"),
        replace(MAIL, to=""),
        replace(MAIL, subject="Hello\r\nBcc: all@bank.example"),
        replace(MAIL, subject="Hello\x00"),
        replace(MAIL, subject="Hello\u2028there"),
        replace(MAIL, subject="Hello \ud800"),
        replace(MAIL, message_id="<a@b>\nX: y"),
        replace(MAIL, locale="fr\nX: y"),
        replace(MAIL, headers={"X-A": "b\r\nX-C: d"}),
        replace(MAIL, headers={"X-A\nX-C": "d"}),
    ],
)
@pytest.mark.parametrize("backend", ["memory", "file", "smtp"])
def test_refuses_a_line_break_in_a_header(hostile: Message, backend: str, tmp_path: Path) -> None:
    sender = make_sender(Settings(secret_key="test", data_dir=tmp_path, mail_backend=backend, smtp_port=1))
    with pytest.raises(MailRefused):
        sender.send(hostile)


def test_a_long_address_is_never_encoded_or_cut(sink: Sink) -> None:
    """Programs that stop mails with one click read the line as it is (RFC 8058)."""
    stop = f"<https://pepite.internal.bank.example/no-more-invitations/{'a' * 64}.{'b' * 64}>"
    number = f"<contribution-answered.{'7' * 40}@pepite.internal.bank.example>"
    headers = {"List-Unsubscribe": stop, "References": number}
    by_smtp(sink.server_address[1]).send(replace(MAIL, message_id=number, headers=headers))
    lines = sink.stored[0].splitlines()
    assert f"List-Unsubscribe: {stop}" in lines
    assert f"References: {number}" in lines
    assert f"Message-ID: {number}" in lines
