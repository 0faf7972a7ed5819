"""Campaigns as notices speak of them: the title of those that a reader may open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.notifications.types import WrittenWords
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.queries import EMPTY, texts_of

TitledRow = tuple[Row[*tuple[Any, ...]], WrittenWords]


def with_titles(
    session: Session, actor: Actor, rows: Iterable[Row[*tuple[Any, ...]]], facts_of: Callable[[Any], Facts]
) -> list[TitledRow]:
    """Return the rows whose campaign the actor may see, each with its title (``title_text_id``). One statement."""
    seen = [row for row in rows if can(actor, Action.CAMPAIGN_VIEW, facts_of(row))]
    texts = texts_of(session, actor, [row.title_text_id for row in seen])
    titles = [texts.get(row.title_text_id, EMPTY) for row in seen]
    return [(row, WrittenWords(title.value, title.locale)) for row, title in zip(seen, titles, strict=True)]
