"""Create, rename, merge and remove the themes of a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, literal, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core.errors import ChangedMeanwhile, FormUsed, NotFound
from app.db.insert import insert_for
from app.db.lock import locked
from app.db.session import transaction
from app.feedback.models import Feedback
from app.feedback.queries.figures import THEMES
from app.figures.counting import counting_changes
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.models import AuthoredText, Translation
from app.texts.write import are_source_words, change_text, new_text
from app.themes.errors import ThemeNameMissing, ThemeNameTaken, ThemeOfOtherCampaign, TooManyThemes
from app.themes.models import Theme, ThemeGiven, ThemeRefused
from app.themes.queries.lists import THEMES_MAX, campaign_theme_facts

Words = Mapping[str, str]  # locale → words


@dataclass(frozen=True, slots=True)
class ThemeInput:
    """A theme as it should be."""

    name: Words
    submission_key: str | None = None  # of the form that creates it
    version: int = 1  # that it was written against
    is_correction: bool = False  # the words mean what they meant: translations stay right


def create_theme(session: Session, actor: Actor, campaign_id: int, data: ThemeInput) -> int:
    """Add a theme to a campaign and return it; the same form sent again gives the same one.

    :raises NotFound: there is no such campaign, or the actor may not know it
    :raises ThemeNameMissing: it has no name in the campaign's own language
    :raises ThemeNameTaken: another theme is called so; :raises TooManyThemes: the campaign is full
    :raises FormUsed: the form was sent before with other words
    """
    facts = campaign_theme_facts(session, campaign_id)
    require(actor, Action.THEME_WRITE, facts)
    with transaction(session):
        campaign = locked_campaign(session, campaign_id)
        source = data.name.get(campaign.source_locale)
        if not source:
            raise ThemeNameMissing
        sent = session.scalars(select(Theme).where(Theme.submission_key == data.submission_key)).first()
        if data.submission_key and sent is not None:
            if not are_source_words(session, {sent.name_text_id: source}):
                raise FormUsed
            return sent.id
        _check_free(session, campaign, data.name)
        if (session.scalar(select(func.count()).where(Theme.campaign_id == campaign_id)) or 0) >= THEMES_MAX:
            raise TooManyThemes
        text_id = new_text(session, actor, campaign.source_locale, _written(data.name))
        theme = Theme(campaign_id=campaign_id, name_text_id=text_id, submission_key=data.submission_key)
        session.add(theme)
        session.flush()
        record(session, actor, "themes.created", ("theme", theme.id, facts))
        return theme.id


def rename_theme(session: Session, actor: Actor, theme_id: int, data: ThemeInput) -> None:
    """Change the names of a theme; the same form twice is one change.

    :raises NotFound: absent, or not for the actor
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    :raises ThemeNameMissing, ThemeNameTaken: as above
    """
    with transaction(session):
        theme, facts = _theme_for_update(session, actor, theme_id)
        campaign = session.get_one(Campaign, theme.campaign_id)
        if not data.name.get(campaign.source_locale):
            raise ThemeNameMissing
        _check_free(session, campaign, data.name, theme)
        if not change_text(session, actor, theme.name_text_id, data.name, is_correction=data.is_correction):
            return
        if theme.version != data.version:
            raise ChangedMeanwhile
        theme.version += 1
        record(session, actor, "themes.renamed", ("theme", theme.id, facts))


def merge_themes(session: Session, actor: Actor, theme_id: int, into_id: int) -> None:
    """Let the contributions of a theme have another one, and remove it.

    :raises NotFound: absent, or not for the actor
    :raises ThemeOfOtherCampaign: the other one is of another campaign, or the same one
    """
    with transaction(session):
        theme, facts = _theme_for_update(session, actor, theme_id)
        cards = _hold_cards(session, theme_id, into_id)
        into = session.scalars(
            select(Theme).where(Theme.id == into_id, Theme.campaign_id == theme.campaign_id, Theme.id != theme_id)
        ).first()
        if into is None:
            raise ThemeOfOtherCampaign
        with counting_changes(session, THEMES, *cards):
            _move_all(session, theme, into)
            _remove(session, theme)
        record(session, actor, "themes.merged", ("theme", theme_id, facts), {"into": into.id})


def _move_all(session: Session, theme: Theme, into: Theme) -> None:
    """Let all that has a theme, or was refused it, have the other one, or be refused that."""
    insert = insert_for(session.get_bind().dialect.name)
    for model in (ThemeGiven, ThemeRefused):
        columns = [column.name for column in model.__table__.c if column.name != "theme_id"]
        moved = select(
            literal(into.id), *(model.__table__.c[name] for name in columns)
        ).where(model.theme_id == theme.id)  # fmt: skip
        session.execute(insert(model).from_select(["theme_id", *columns], moved).on_conflict_do_nothing())
    # What has the theme now was refused it before only under its other name.
    has_it = select(ThemeGiven.feedback_id).where(ThemeGiven.theme_id == into.id)
    session.execute(delete(ThemeRefused).where(ThemeRefused.theme_id == into.id, ThemeRefused.feedback_id.in_(has_it)))


def remove_theme(session: Session, actor: Actor, theme_id: int) -> None:
    """Take a theme from its contributions, and remove it.

    :raises NotFound: absent, or not for the actor
    """
    with transaction(session):
        theme, facts = _theme_for_update(session, actor, theme_id)
        cards = _hold_cards(session, theme_id)
        with counting_changes(session, THEMES, *cards):
            _remove(session, theme)
        record(session, actor, "themes.removed", ("theme", theme_id, facts))


def _hold_cards(session: Session, *theme_ids: int) -> list[int]:
    """Lock the contributions that have these themes, and return their numbers; the campaign is locked already."""
    has_one = select(ThemeGiven.feedback_id).where(ThemeGiven.theme_id.in_(theme_ids))
    held = select(Feedback.id).where(Feedback.id.in_(has_one)).order_by(Feedback.id).with_for_update(key_share=True)
    return list(session.scalars(held))


def locked_campaign(session: Session, campaign_id: int) -> Campaign:
    """Return the campaign, locked: who writes or gives its themes waits here for who writes them.

    :raises NotFound: there is no such campaign
    """
    return locked(session, Campaign, campaign_id)


def _theme_for_update(session: Session, actor: Actor, theme_id: int) -> tuple[Theme, Facts]:
    campaign_id = session.scalar(select(Theme.campaign_id).where(Theme.id == theme_id))
    if campaign_id is None:
        raise NotFound
    facts = campaign_theme_facts(session, campaign_id)
    require_sight(actor, Action.THEME_WRITE, facts)
    locked_campaign(session, campaign_id)
    return locked(session, Theme, theme_id), facts


def _check_free(session: Session, campaign: Campaign, name: Words, theme: Theme | None = None) -> None:
    """Refuse a name that another theme of the campaign has, in any language.

    :raises ThemeNameTaken: it has
    """
    others = session.execute(
        select(Translation.locale, Translation.value)
        .join(Theme, Theme.name_text_id == Translation.text_id)
        .where(Theme.campaign_id == campaign.id, Theme.id != (theme.id if theme is not None else 0))
    )
    taken = {(locale, value.casefold()) for locale, value in others}
    if any((locale, value.casefold()) in taken for locale, value in name.items() if value):
        raise ThemeNameTaken


def _remove(session: Session, theme: Theme) -> None:
    text_id = theme.name_text_id
    session.delete(theme)
    session.flush()
    session.execute(delete(AuthoredText).where(AuthoredText.id == text_id))


def _written(words: Words) -> Words:
    return {locale: value for locale, value in words.items() if value}
