"""A mail server of a few lines, which answers as the test tells it to, on a real socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import cast


class Sink(ThreadingTCPServer):
    """What was stored is in ``stored``.

    ``mode`` may change while it runs: ok, busy, unknown, drop, later, full, later_whole.

    ``refused``: addresses at which nobody lives. ``hold`` is called before it answers to a recipient ("RCPT") and to a
    whole mail ("."), and may block: that is when a test kills who is sending.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mode = "ok"
        self.stored: list[str] = []
        self.recipients: list[str] = []  # of what was stored, in its order
        self.refused: set[str] = set()
        self.hold: Callable[[str], None] = lambda _where: None


class _Talk(StreamRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        sink = cast("Sink", self.server)
        self._say("421 not now" if sink.mode == "busy" else "220 sink")
        recipient = ""
        for line in self.rfile:
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
                sink.hold("RCPT")
                mode = "unknown" if recipient in sink.refused else sink.mode
                self._say({"unknown": "550 nobody", "later": "451 try later"}.get(mode, "250 ok"))
            elif verb == b"DATA":
                self._say("354 go on")
                mail = self._read()
                if mail is None:  # who sent it was gone before its last line: it is no mail
                    return
                sink.stored.append(mail)
                sink.recipients.append(recipient)
                sink.hold(".")
                if sink.mode == "drop":
                    return
                self._say({"full": "552 too much", "later_whole": "451 try later"}.get(sink.mode, "250 stored"))
            else:
                self._say("250 ok")

    def _read(self) -> str | None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return None
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines).decode()

    def _say(self, answer: str) -> None:
        with suppress(OSError):  # killed while the test held it
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
