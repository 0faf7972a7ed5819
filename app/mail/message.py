"""One mail to one person, ready to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """Subject, plain text and HTML in the reader's language.

    ``message_id`` comes from what caused the mail, so a mail sent twice is shown once. ``headers`` are
    further ones, such as ``List-Unsubscribe``.
    """

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    locale: str
    headers: Mapping[str, str] = field(default_factory=dict)


def message_id_for(name: str, number: int, host: str) -> str:
    """Return the same ``Message-ID`` each time the same cause is asked for: ``<digest.42@host>``."""
    return f"<{name}.{number}@{host}>"
