"""A worker that does at once what waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import cast

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core import clock
from app.jobs.run import run_due
from app.mail.message import Message
from app.mail.sender import MemorySender
from app.moderation.service import UNDO_WITHIN
from app.outbox.deliver import deliver_waiting
from app.registry import HANDLERS, JOBS


class _Broken:
    """A mail server that has had enough."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def send(self, _message: Message, _before_last_line: Callable[[], None]) -> None:
        """Fail."""
        raise self._error


class Worker:
    """Delivers events and does jobs inside the test's transaction."""

    def __init__(self, app: Flask, make_session: Callable[[], Session]) -> None:
        self._app, self._make_session = app, make_session
        self.mails: list[Message] = cast("MemorySender", app.extensions["mail_sender"]).sent

    def deliver(self) -> None:
        """Deliver the events that wait."""
        with self._make_session() as session, self.later():
            deliver_waiting(session, HANDLERS)

    @staticmethod
    def later() -> AbstractContextManager[object]:
        """Let it be as late as it takes for a decision to be certain."""
        return clock.set_to(clock.now() + UNDO_WITHIN)

    def context(self) -> AbstractContextManager[object]:
        """Return what a job runs in: an application, and no request."""
        return self._app.app_context()

    def break_mail(self, error: Exception) -> object:
        """Let every mail from here on fail that way; return what sent them until now."""
        sender = self._app.extensions["mail_sender"]
        self._app.extensions["mail_sender"] = _Broken(error)
        return cast("object", sender)

    def mend_mail(self, sender: object) -> None:
        """Let mails leave again."""
        self._app.extensions["mail_sender"] = sender

    def work(self) -> list[Message]:
        """Deliver events, do jobs, and return the mails that left meanwhile."""
        before = len(self.mails)
        self.deliver()
        with self._app.app_context(), self.later():
            run_due(self._make_session, JOBS, limit=200)
        return self.mails[before:]


@pytest.fixture
def worker(app: Flask, make_test_session: Callable[[], Session]) -> Worker:
    """Return the worker."""
    return Worker(app, make_test_session)
