"""A mail server of a few lines, which answers as the test tells it to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import cast


class Sink(ThreadingTCPServer):
    """What was stored is in ``stored``; ``mode`` may change while it runs: ok, busy, unknown, drop, later."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mode = "ok"
        self.stored: list[str] = []


class _Talk(StreamRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        sink = cast("Sink", self.server)
        self._say("421 not now" if sink.mode == "busy" else "220 sink")
        for line in self.rfile:
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"RCPT":
                self._say({"unknown": "550 nobody", "later": "451 try later"}.get(sink.mode, "250 ok"))
            elif verb == b"DATA":
                self._say("354 go on")
                sink.stored.append(self._read())
                if sink.mode == "drop":
                    return
                self._say("250 stored")
            else:
                self._say("250 ok")

    def _read(self) -> str:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        return b"".join(lines).decode()

    def _say(self, answer: str) -> None:
        self.wfile.write(answer.encode() + b"\r\n")


@contextmanager
def running_sink() -> Iterator[Sink]:
    """Run a mail server on a free port for the time of a test."""
    with Sink() as sink:
        thread = Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield sink
        sink.shutdown()
        thread.join()
