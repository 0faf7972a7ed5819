"""Post a few words to another server, once."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPException, HTTPSConnection
from threading import Timer
from typing import Any

from app.outside.address import Target
from app.outside.errors import NoAnswer, NotReached

WAIT_SECONDS = 5  # for a connection, and for each part of an answer
WHOLE_SECONDS = 10  # for everything: an answer that comes letter by letter is not waited for
ANSWER_MAX_BYTES = 64 * 1024


class _PinnedConnection(HTTPSConnection):
    """A connection to the address that was looked at; the certificate has to be that of the name."""

    def __init__(self, target: Target) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(target.host, target.port, timeout=WAIT_SECONDS, context=self._tls)
        self._address = target.address

    def connect(self) -> None:
        """Connect without looking the name up again."""
        plain = socket.create_connection((self._address, self.port), WAIT_SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def post_json(target: Target, content: Mapping[str, Any]) -> int:
    """Send ``content`` and return the status of the answer, whichever it is; its words are not kept.

    :raises NotReached: there was no connection, nothing was sent
    :raises NoAnswer: it was sent, and no answer came in time
    """
    connection = _PinnedConnection(target)
    try:
        connection.connect()
    except OSError as error:
        connection.close()
        raise NotReached from error
    cut = Timer(WHOLE_SECONDS, _cut, [connection.sock])
    cut.start()
    try:
        connection.request("POST", target.path, json.dumps(content).encode(), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read(ANSWER_MAX_BYTES)
    except (OSError, HTTPException) as error:
        raise NoAnswer from error
    else:
        return answer.status
    finally:
        cut.cancel()
        connection.close()


def _cut(connected: socket.socket) -> None:
    """End a connection that somebody waits for."""
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
