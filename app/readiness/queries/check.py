"""What a check is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.policy.actor import Actor
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, MendLink


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at before an edition opens.

    What it has to know comes from one of three places, so that the list costs a fixed number of statements:
    ``of_campaign`` and ``of_edition`` are columns (scalar subqueries of ``Campaign``; of ``Edition``, ``Campaign`` and
    ``Entity``) that the list reads for all checks at once; ``read`` is for what needs statements of its own, a fixed
    number for all editions together, and answers by number of edition. ``judge`` gets the value (``None`` without a
    place) and yields what is not as it should be. Where it yields nothing, the list says ``ready``, in green.
    """

    name: str
    ready: Callable[[CheckedEdition], CheckWords]
    link: Callable[[CheckedEdition], MendLink | None]  # of the green line
    judge: Callable[[CheckedEdition, Any], Iterable[CheckFinding]]
    of_campaign: ColumnElement[Any] | None = None
    of_edition: ColumnElement[Any] | None = None
    read: Callable[[Session, Actor, Sequence[CheckedEdition]], Mapping[int, Any]] | None = None
