"""Aids people use, and states of a report."""

from __future__ import annotations

from enum import StrEnum


class Aid(StrEnum):
    """What somebody uses to read and to act; saying it is a choice."""

    SCREEN_READER = "screen_reader"
    KEYBOARD = "keyboard"
    ZOOM = "zoom"
    VOICE = "voice"
    OTHER = "other"
    UNSAID = "unsaid"


class BarrierState(StrEnum):
    """How far the contact is."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    SOLVED = "solved"


class BarrierList(StrEnum):
    """Which reports a page lists."""

    MINE = "mine"
    RECEIVED = "received"
