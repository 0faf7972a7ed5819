"""What may be said of a failure: its kind and its place, never its message."""

from __future__ import annotations

import traceback


class Hopeless(Exception):
    """Raised by a job when another attempt would end the same way: it is dead at once."""


def describe(error: BaseException) -> str:
    """Return ``ValueError at mail.py:31``.

    The message is left out on purpose: a database error quotes the values it was given, and those may be
    what somebody wrote, an address or a token.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "site-packages" not in frame.filename] or list(frames)
    place = f" at {own[-1].filename.rsplit('/', 1)[-1]}:{own[-1].lineno}" if own else ""
    return f"{type(error).__name__}{place}"
