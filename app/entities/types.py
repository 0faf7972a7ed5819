"""Stages of an entity's roll-out."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where an entity stands in the roll-out."""

    PREPARING = "preparing"
    PILOT = "pilot"
    RUNNING = "running"
    DORMANT = "dormant"
