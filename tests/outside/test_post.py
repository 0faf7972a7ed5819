"""A post goes to the address that was looked at, waits for little, and follows nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.outside import post
from app.outside.address import Target, target_of
from app.outside.errors import NoAnswer, NotReached
from app.outside.post import post_json
from tests.outside.server import Chat, chat_server


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    """Return a chat whose certificate is trusted."""
    with chat_server(tmp_path) as chat:
        monkeypatch.setenv("SSL_CERT_FILE", str(chat.certificate))
        yield chat


def target(chat: Chat) -> Target:
    return replace(target_of(chat.url, [chat.host]), address="127.0.0.1")


def test_words_arrive_once_and_the_status_is_told(chat: Chat) -> None:
    assert post_json(target(chat), {"text": "Olá"}) == 200
    assert chat.seen == [{"text": "Olá"}]


def test_no_redirect_is_followed(chat: Chat) -> None:
    chat.status, chat.headers = 307, {"Location": chat.url}
    assert post_json(target(chat), {}) == 307
    assert len(chat.seen) == 1


def test_the_name_is_not_looked_up_again(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers for the name could answer otherwise the second time."""
    where = target(chat)
    asked: list[object] = []
    real = socket.getaddrinfo

    def watched(host: str, *arguments: int, **options: int) -> object:
        asked.append(host)
        return real(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", watched)
    post_json(where, {})
    assert set(asked) <= {"127.0.0.1"}


def test_a_certificate_of_another_name_is_refused(chat: Chat) -> None:
    with pytest.raises(NotReached):
        post_json(replace(target(chat), host="chat.example"), {})
    assert chat.seen == []


def test_who_does_not_answer_is_not_waited_for(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "WHOLE_SECONDS", 1)
    chat.pause = 60
    with pytest.raises(NoAnswer):
        post_json(target(chat), {})
    assert len(chat.seen) == 1


def test_a_closed_door_is_not_reached(chat: Chat) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotReached):
            post_json(replace(target(chat), port=taken.getsockname()[1]), {})
