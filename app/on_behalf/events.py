"""What happens to what is written for a colleague."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.event import Event


@dataclass(frozen=True, slots=True)
class OnBehalfWritten(Event):
    """Words wait for the colleague they were written down for."""

    NAME: ClassVar[str] = "on_behalf.written"
    on_behalf_id: int
