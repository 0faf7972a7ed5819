"""What colleagues wrote already about the same: looked for while somebody writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, case, literal_column, select
from sqlalchemy.orm import Session

from app.db.fulltext import matches_together
from app.db.read import read_rows
from app.feedback.models import Feedback, MeToo
from app.feedback.types import Handling, Kind, State
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action

SHOWN = 3
CANDIDATES = 40  # of those that share as many words, some
MOST_SHARED = 3  # words that are looked for together
LEAST_SHARED = 2
LEAST_SHARE = 0.4  # of the words looked for: fewer in common say nothing


class SimilarRow(NamedTuple):
    """A public contribution that shares words with what is being written."""

    id: int
    kind: Kind
    title: str
    language: str
    handling: Handling
    is_answered: bool
    author_id: int | None
    edition_id: int | None  # None: readers may not know where it comes from
    me_too_count: int
    has_me_too: bool
    stems: str


def similar_feedback(
    session: Session, actor: Actor, facts: Facts, words: Sequence[list[str]], language: str
) -> list[SimilarRow]:
    """Return the public contributions of a campaign that share most of those words, the most alike first.

    Of as many shared words, those in the same ``language`` and then the most supported come first. Two statements at
    most, from the index of the search: more shared words are looked for before fewer.

    :raises NotFound: the actor may not see the campaign the facts tell of
    """
    require_sight(actor, Action.FEED_READ, facts)
    least = max(LEAST_SHARED, round(len(words) * LEAST_SHARE))
    found: dict[int, SimilarRow] = {}
    for shared in range(min(len(words), MOST_SHARED), least - 1, -1):
        values = {"campaign_id": facts.campaign_id, "reader_id": actor.person_id}
        for columns in read_rows(session, _statement(session, words, shared), values):
            row = SimilarRow(*columns)
            found[row.id] = row
        if len(found) >= SHOWN:
            break

    def likeness(row: SimilarRow) -> tuple[int, bool, int, int]:
        held = set(row.stems.split())
        return sum(not held.isdisjoint(forms) for forms in words), row.language == language, row.me_too_count, row.id

    return sorted(found.values(), key=likeness, reverse=True)[:SHOWN]


def _statement(session: Session, words: Sequence[list[str]], shared: int) -> Select[Any]:
    columns = Feedback.__table__.c
    mine = and_(MeToo.feedback_id == Feedback.id, MeToo.person_id == bindparam("reader_id"))
    found = matches_together(session.get_bind().dialect.name, columns.id, columns.stems, words, shared)
    return (
        select(
            Feedback.id, Feedback.kind, Feedback.title, Feedback.language, Feedback.handling,
            Feedback.answered_at.is_not(None), Feedback.author_id,
            case((Feedback.shown_entity_id.is_not(None), Feedback.edition_id)),
            Feedback.me_too_count, MeToo.person_id.is_not(None), Feedback.stems,
        )
        .outerjoin(MeToo, mine)
        .where(
            Feedback.campaign_id == bindparam("campaign_id"),
            Feedback.state == literal_column(f"'{State.PUBLISHED}'"),
            found,
        )
        .limit(CANDIDATES)
    )  # fmt: skip
