"""Themes of campaigns, with how many contributions have each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import exists, func, literal_column, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.campaigns.queries import languages_written
from app.core.errors import NotFound
from app.core.pages import Page, join_key, read_key, read_number
from app.feedback.models import Feedback
from app.feedback.queries.feed import COUNT_MAX
from app.feedback.queries.places import campaign_places, facts_of
from app.feedback.types import State
from app.policy.actor import Actor
from app.policy.check import can, require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.policy.scopes import campaign_sight
from app.texts.queries import ReadText, TextState, text_states, texts_of
from app.themes.models import Theme, ThemeGiven

THEMES_MAX = 100  # of a campaign
PAGE_SIZE = 40


class ThemeRow(NamedTuple):
    """One theme, with the number of contributions that have it and the actor can open, counted up to COUNT_MAX."""

    id: int
    name: ReadText
    campaign_id: int
    slug: str
    title_text_id: int  # of the campaign
    cards: int


class _FoundTheme(NamedTuple):
    """A theme whose name is not read yet."""

    id: int
    name_text_id: int
    campaign_id: int
    slug: str
    title_text_id: int


@dataclass(frozen=True, slots=True)
class ThemeNames:
    """The names of a theme in each language of its campaign, its own first."""

    locales: tuple[str, ...]
    states: Mapping[str, TextState]


@dataclass(frozen=True, slots=True)
class ThemedFeedback:
    """The contribution that themes are given to."""

    id: int
    title: str
    body: str
    language: str
    campaign_id: int
    slug: str  # of its campaign
    facts: Facts
    given: frozenset[int]  # themes

    @property
    def campaign_facts(self) -> Facts:
        """What rules may know of its campaign."""
        return Facts(
            campaign_id=self.campaign_id, entity_id=self.facts.entity_id, campaign_entities=self.facts.campaign_entities
        )


@dataclass(frozen=True, slots=True)
class WrittenTheme:
    """A theme, for who may change it."""

    id: int
    version: int
    slug: str  # of its campaign
    facts: Facts
    names: ThemeNames


def campaign_theme_facts(session: Session, campaign_id: int) -> Facts:
    """Return what rules may know of a campaign whose themes are written. One statement."""
    places = campaign_places(session, [campaign_id])
    return Facts(campaign_id=campaign_id, campaign_entities=frozenset(places[campaign_id]))


def themes_page(session: Session, actor: Actor, slug: str = "", after: str = "") -> Page[ThemeRow]:
    """Return a page of the themes of the campaigns in the actor's sight, or of one of them. Three statements.

    The newest campaign comes first, in each the themes by their names as the actor reads them. Whoever sees a campaign
    can open all that is published in it: that is what is counted.
    """
    place = read_key(after, read_number, str, read_number)
    rows = _found(session, actor, slug, place[0] if place else None)
    names = texts_of(session, actor, [row.name_text_id for row in rows])
    keys = {row.id: (-row.campaign_id, names[row.name_text_id].value.casefold(), row.id) for row in rows}
    first = (-place[0], *place[1:]) if place else ()
    listed = sorted((row for row in rows if keys[row.id] > first), key=lambda row: keys[row.id])
    shown = listed[:PAGE_SIZE]
    cards = _cards_of(session, [row.id for row in shown])
    themes = [
        ThemeRow(row.id, names[row.name_text_id], row.campaign_id, row.slug, row.title_text_id, cards[row.id])
        for row in shown
    ]
    last = shown[-1] if len(listed) > PAGE_SIZE else None
    return Page(themes, join_key(last.campaign_id, *keys[last.id][1:]) if last else "")


def _found(session: Session, actor: Actor, slug: str, campaign_id: int | None) -> list[_FoundTheme]:
    """Return the themes of the campaign and of those before it, enough to sort and fill a page.

    Of the campaigns that begin and end the page all themes are read: they are sorted by their names afterwards.
    """
    require(actor, Action.CAMPAIGN_LIST, Facts())
    in_sight = exists().where(
        Edition.campaign_id == Theme.campaign_id, campaign_sight(actor, Edition.entity_id, Edition.campaign_id)
    )
    statement = (
        select(Theme.id, Theme.name_text_id, Theme.campaign_id, Campaign.slug, Campaign.title_text_id)
        .join(Campaign, Campaign.id == Theme.campaign_id)
        .where(in_sight)
        .order_by(Campaign.id.desc(), Theme.id)
        .limit(2 * THEMES_MAX + PAGE_SIZE + 1)
    )
    if slug:
        statement = statement.where(Campaign.slug == slug)
    if campaign_id is not None:
        statement = statement.where(Campaign.id <= campaign_id)
    return [_FoundTheme(*row) for row in session.execute(statement)]


def _cards_of(session: Session, theme_ids: Collection[int]) -> dict[int, int]:
    some = (
        select(literal_column("1"))
        .select_from(ThemeGiven)
        .join(Feedback, Feedback.id == ThemeGiven.feedback_id)
        .where(ThemeGiven.theme_id == Theme.id, Feedback.state == State.PUBLISHED)
        .limit(COUNT_MAX + 1)
        .correlate(Theme)
        .subquery()
    )
    count = select(func.count()).select_from(some).scalar_subquery()
    rows = session.execute(select(Theme.id, count).where(Theme.id.in_(theme_ids)))
    return {row.id: row[1] for row in rows}


def campaigns_to_theme(session: Session, actor: Actor, campaign_ids: Collection[int]) -> frozenset[int]:
    """Return, of these campaigns, those whose themes the actor writes. One statement."""
    places = campaign_places(session, campaign_ids)
    return frozenset(
        campaign_id
        for campaign_id, entities in places.items()
        if can(actor, Action.THEME_WRITE, Facts(campaign_id=campaign_id, campaign_entities=frozenset(entities)))
    )


def theme_to_write(session: Session, actor: Actor, theme_id: int) -> WrittenTheme:
    """Return a theme that the actor may change, with its names. Six statements.

    :raises NotFound: absent, or of a campaign whose themes the actor does not write
    """
    row = session.execute(
        select(Theme.campaign_id, Theme.version, Theme.name_text_id, Campaign.slug)
        .join(Campaign, Campaign.id == Theme.campaign_id)
        .where(Theme.id == theme_id)
    ).first()
    if row is None:
        raise NotFound
    facts = campaign_theme_facts(session, row.campaign_id)
    require_sight(actor, Action.THEME_WRITE, facts)
    locales = languages_written(session, actor, row.campaign_id)
    states = text_states(session, actor, [row.name_text_id], locales)
    names = ThemeNames(locales, {state.locale: state for state in states})
    return WrittenTheme(theme_id, row.version, row.slug, facts, names)


def feedback_to_theme(session: Session, actor: Actor, feedback_id: int) -> ThemedFeedback:
    """Return a contribution with the themes it has. Four statements.

    :raises NotFound: absent, or out of sight
    :raises Forbidden: the actor gives no themes there
    """
    feedback = session.get(Feedback, feedback_id)
    if feedback is None:
        raise NotFound
    facts = facts_of(session, feedback)
    require_sight(actor, Action.FEEDBACK_VIEW, facts)
    require(actor, Action.THEME_GIVE, facts)
    given = session.scalars(select(ThemeGiven.theme_id).where(ThemeGiven.feedback_id == feedback_id))
    slug = session.scalars(select(Campaign.slug).where(Campaign.id == feedback.campaign_id)).one()
    return ThemedFeedback(
        feedback.id, feedback.title, feedback.body, feedback.language, feedback.campaign_id, slug, facts,
        frozenset(given),
    )  # fmt: skip
