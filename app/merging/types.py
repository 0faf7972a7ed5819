"""What can be said about two contributions."""

from __future__ import annotations

from enum import StrEnum


class Kept(StrEnum):
    """Which of two contributions stays."""

    THIS = "this"
    OTHER = "other"
