"""Give themes to contributions, take them away, and refuse those that are suggested."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.db.insert import insert_for
from app.db.lock import locked_if_any
from app.db.session import transaction
from app.feedback.models import Feedback
from app.feedback.queries.figures import THEMES
from app.feedback.queries.locked import feedback_for_update, several_for_update
from app.figures.counting import counting_changes
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import can, require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.themes.errors import NothingChosen, ThemeOfOtherCampaign
from app.themes.models import Theme, ThemeGiven, ThemeRefused

SEVERAL_MAX = 100  # contributions at once


@dataclass(frozen=True, slots=True)
class ThemesInput:
    """What a form changes: only what differs from what it showed, so that two people do not undo each other."""

    given: frozenset[int]
    taken: frozenset[int] = frozenset()


def change_themes(session: Session, actor: Actor, feedback_id: int, data: ThemesInput) -> None:
    """Give themes to a contribution, and take others from it. What is so already stays so.

    :raises NotFound: absent, or out of sight
    :raises Forbidden: the actor gives no themes there
    :raises ThemeOfOtherCampaign: one of them is not of its campaign, or not there any more
    """
    with transaction(session):
        _hold_themes(session, [feedback_id])
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.THEME_GIVE, facts)
        _check_themes(session, feedback.campaign_id, data.given)
        with counting_changes(session, THEMES, feedback.id):
            give_pairs(session, [(theme_id, feedback.id) for theme_id in data.given])
            session.execute(
                delete(ThemeGiven).where(ThemeGiven.feedback_id == feedback.id, ThemeGiven.theme_id.in_(data.taken))
            )
        if data.given or data.taken:
            _note(session, actor, feedback, facts, {"given": sorted(data.given), "taken": sorted(data.taken)})


def give_theme_to_several(session: Session, actor: Actor, feedback_ids: Collection[int], theme_id: int) -> int:
    """Give one theme to several contributions; return to how many. What the actor may not is left out.

    :raises ThemeOfOtherCampaign: there is no such theme, or not in the campaign of one of them
    :raises Forbidden: the actor gives no themes to any of them
    :raises NothingChosen: they are none, or out of sight
    """
    with transaction(session):
        wanted = sorted(set(feedback_ids))[:SEVERAL_MAX]
        _hold_themes(session, wanted)
        found = several_for_update(session, actor, wanted)
        chosen = [(row, facts) for row, facts in found.values() if can(actor, Action.THEME_GIVE, facts)]
        if not chosen:
            for _row, facts in found.values():
                require(actor, Action.THEME_GIVE, facts)
            raise NothingChosen
        for campaign_id in {row.campaign_id for row, _facts in chosen}:
            _check_themes(session, campaign_id, frozenset({theme_id}))
        with counting_changes(session, THEMES, *(row.id for row, _facts in chosen)):
            give_pairs(session, [(theme_id, row.id) for row, _facts in chosen])
        for row, facts in chosen:
            _note(session, actor, row, facts, {"given": [theme_id], "taken": []})
    return len(chosen)


def refuse_theme(session: Session, actor: Actor, feedback_id: int, theme_id: int) -> None:
    """Say that a suggested theme does not suit a contribution: it is not suggested there again.

    :raises NotFound: absent, or out of sight; :raises Forbidden: the actor gives no themes there
    :raises ThemeOfOtherCampaign: it is not of its campaign
    """
    with transaction(session):
        _hold_themes(session, [feedback_id])
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.THEME_GIVE, facts)
        _check_themes(session, feedback.campaign_id, frozenset({theme_id}))
        insert = insert_for(session.get_bind().dialect.name)
        row = {"theme_id": theme_id, "feedback_id": feedback.id}
        session.execute(insert(ThemeRefused).values(row).on_conflict_do_nothing())


def follow_merge(session: Session, actor: Actor, feedback_id: int) -> None:
    """Let a contribution have the themes of all that is shown in it now, and no longer of what was taken apart.

    Inside the transaction of the delivery; done twice it changes nothing.
    """
    require(actor, Action.THEME_FOLLOW, Facts())
    with transaction(session):
        _hold_themes(session, [feedback_id])
        if locked_if_any(session, Feedback, feedback_id) is None:
            return
        shown_here = (ThemeGiven.feedback_id == feedback_id, ThemeGiven.via_id.is_not(None))
        rows = session.execute(
            select(ThemeGiven.theme_id, ThemeGiven.feedback_id)
            .join(Feedback, Feedback.id == ThemeGiven.feedback_id)
            .where(Feedback.shown_in_id == feedback_id, ThemeGiven.via_id.is_(None))
            .order_by(ThemeGiven.feedback_id, ThemeGiven.theme_id)
        )
        with counting_changes(session, THEMES, feedback_id):
            session.execute(delete(ThemeGiven).where(*shown_here))
            _insert(session, [(theme_id, feedback_id, via_id) for theme_id, via_id in rows])


def _hold_themes(session: Session, feedback_ids: Collection[int]) -> None:
    """Keep the themes of the campaigns of these contributions as they are until the transaction ends.

    The campaign is locked first, shared among those who give; who writes themes locks it alone, then contributions.
    """
    of_these = select(Feedback.campaign_id).where(Feedback.id.in_(feedback_ids))
    session.execute(
        select(Campaign.id).where(Campaign.id.in_(of_these)).order_by(Campaign.id).with_for_update(read=True)
    )


def give_pairs(session: Session, pairs: Collection[tuple[int, int]]) -> None:
    """Write (theme, contribution) pairs that are not there yet; what is given by hand is refused no more."""
    _insert(session, [(theme_id, feedback_id, None) for theme_id, feedback_id in pairs])
    for theme_id in {theme_id for theme_id, _feedback_id in pairs}:
        ids = [feedback_id for each, feedback_id in pairs if each == theme_id]
        session.execute(
            delete(ThemeRefused).where(ThemeRefused.theme_id == theme_id, ThemeRefused.feedback_id.in_(ids))
        )


def _insert(session: Session, rows: Collection[tuple[int, int, int | None]]) -> None:
    if not rows:
        return
    insert = insert_for(session.get_bind().dialect.name)
    names = ("theme_id", "feedback_id", "via_id")
    statement = insert(ThemeGiven).on_conflict_do_nothing()
    session.execute(statement, [dict(zip(names, row, strict=True)) for row in sorted(rows, key=lambda row: row[:2])])


def _check_themes(session: Session, campaign_id: int, theme_ids: frozenset[int]) -> None:
    """Refuse themes that are not of the campaign, or not there any more; ``_hold_themes`` came before.

    :raises ThemeOfOtherCampaign: one of them is not
    """
    if not theme_ids:
        return
    chosen = select(Theme.id).where(Theme.id.in_(theme_ids), Theme.campaign_id == campaign_id)
    if set(session.scalars(chosen)) != theme_ids:
        raise ThemeOfOtherCampaign


def _note(session: Session, actor: Actor, feedback: Feedback, facts: Facts, what: Mapping[str, object]) -> None:
    record(session, actor, "themes.given", ("feedback", feedback.id, facts), what)
