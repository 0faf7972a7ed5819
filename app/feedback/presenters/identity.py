"""What others will see of who wrote a contribution, level by level: before one is chosen, on the real card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.campaigns.types import IdentityLevel
from app.feedback.presenters.cards import FeedCard, FeedReader, feed_cards
from app.feedback.presenters.labels import author_for_moderators
from app.feedback.queries.feed import BODY_SHOWN_CHARS, FeedRow
from app.feedback.types import Handling, Kind

NOBODY = 0  # the card is looked at by somebody else


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is written so far, and by whom."""

    title: str
    body: str
    kind: str
    name: str
    entity_name: str
    language: str
    is_rare: bool  # few people of the entity write the language


@dataclass(frozen=True, slots=True)
class LevelPreview:
    """One level: the card that colleagues and the sponsor see, and what moderators see besides."""

    card: FeedCard
    for_moderators: tuple[str, ...]


def level_previews(
    levels: Iterable[IdentityLevel], sketch: Sketch, locale: str, now: datetime
) -> dict[IdentityLevel, LevelPreview]:
    """Return what others will see under each level."""
    offered = tuple(map(IdentityLevel, levels))
    rows = [_row(number, level, sketch, now) for number, level in enumerate(offered, start=1)]
    cards = feed_cards(rows, FeedReader(locale=locale, person_id=NOBODY, now=now, may_join_in={}))
    return {
        level: LevelPreview(card._replace(url=""), _for_moderators(level, sketch))
        for level, card in zip(offered, cards, strict=True)
    }


def _for_moderators(level: IdentityLevel, sketch: Sketch) -> tuple[str, ...]:
    author, note = author_for_moderators(level, sketch.name, sketch.entity_name)
    opening = _("They can open your name if they enter a reason, and you read who did, when and why.")
    return (author, note, opening) if level is IdentityLevel.CONFIDENTIAL else (author,)


def _row(number: int, level: IdentityLevel, sketch: Sketch, now: datetime) -> FeedRow:
    """Return the contribution as the feed would read it, had it been sent."""
    tells_entity = level is IdentityLevel.NAMED or (level is IdentityLevel.CONFIDENTIAL and not sketch.is_rare)
    return FeedRow(
        id=number,
        kind=Kind(sketch.kind) if sketch.kind in set(Kind) else Kind.IDEA,
        title=sketch.title or _("What you write in one line"),
        body=sketch.body[: BODY_SHOWN_CHARS + 1] or _("And what you saw, expected or suggest."),
        language=sketch.language,
        identity=level,
        author_id=None,
        author_name=sketch.name if level is IdentityLevel.NAMED else None,
        is_imported=False,
        entity_name=sketch.entity_name if tells_entity else None,
        edition_id=None,
        rating=None,
        handling=Handling.NEW,
        created_at=now,
        due_on=None,
        me_too_count=0,
        comment_count=0,
        image_count=0,
        first_alt_text=None,
        has_me_too=False,
        answer_body=None,
        answer_language=None,
    )
