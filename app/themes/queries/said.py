"""What contributions with a theme say, in their own sentences."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.core.errors import NotFound
from app.feedback.models import Feedback
from app.feedback.types import State
from app.language.sentences import telling_sentences
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.policy.scopes import campaign_sight
from app.themes.models import Theme, ThemeGiven

READ_MAX = 300  # contributions, the newest: more are searched faster than told in a few sentences
SENTENCES = 8


@dataclass(frozen=True, slots=True)
class SaidSentence:
    """A sentence as it stands in a contribution."""

    feedback_id: int
    words: str
    language: str


@dataclass(frozen=True, slots=True)
class ThemeSaid:
    """A theme with the sentences that tell of it."""

    slug: str  # of its campaign
    name_text_id: int
    read: int  # contributions
    sentences: tuple[SaidSentence, ...]


def theme_said(session: Session, actor: Actor, theme_id: int) -> ThemeSaid:
    """Return a theme in the sentences of its contributions, as everybody who sees the campaign reads. Two statements.

    :raises NotFound: absent, or of a campaign out of sight
    """
    require(actor, Action.CAMPAIGN_LIST, NOTHING)
    in_sight = exists().where(
        Edition.campaign_id == Theme.campaign_id, campaign_sight(actor, Edition.entity_id, Edition.campaign_id)
    )
    found = session.execute(
        select(Theme.name_text_id, Campaign.slug)
        .join(Campaign, Campaign.id == Theme.campaign_id)
        .where(Theme.id == theme_id, in_sight)
    ).first()
    if found is None:
        raise NotFound
    rows = session.execute(
        select(Feedback.id, Feedback.body, Feedback.language)
        .join(ThemeGiven, ThemeGiven.feedback_id == Feedback.id)
        .where(ThemeGiven.theme_id == theme_id, Feedback.state == State.PUBLISHED)
        .order_by(Feedback.created_at.desc(), Feedback.id.desc())
        .limit(READ_MAX)
    ).all()
    taken = telling_sentences([(row.body, row.language) for row in rows], SENTENCES)
    return ThemeSaid(
        found.slug,
        found.name_text_id,
        len(rows),
        tuple(SaidSentence(rows[each.text].id, each.words, rows[each.text].language) for each in taken),
    )
