"""Make and withdraw reviewers' links, and forget those that ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.campaigns.queries import edition_by_id_for_update
from app.campaigns.types import EditionStatus
from app.core import clock
from app.db.lock import locked
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.preview.errors import NoDraftToShow, PreviewDayPast
from app.preview.models import PreviewLink
from app.preview.queries import preview_link_by_id

LONGEST = timedelta(days=90)
KEPT_DAYS = 30  # after it ended: who prepares still sees that there was one


@dataclass(frozen=True, slots=True)
class PreviewLinkInput:
    """Which edition it shows, and its last day."""

    edition_id: int
    ends_on: date
    submission_key: str


def make_preview_link(session: Session, actor: Actor, data: PreviewLinkInput) -> int:
    """Make a link by which reviewers see an edition in preparation; the same form sent twice is one link.

    :raises NotFound: no such edition, or out of the actor's sight
    :raises Forbidden: the actor does not prepare it
    :raises NoDraftToShow: the edition is open, or closed
    :raises PreviewDayPast: the day is past, or more than ninety days away
    """
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, data.edition_id)
        require(actor, Action.PREVIEW_SHARE, edition.facts)
        known = session.scalar(select(PreviewLink.id).where(PreviewLink.submission_key == data.submission_key))
        if known is not None:
            return known
        if edition.status is not EditionStatus.DRAFT:
            raise NoDraftToShow
        today = clock.today(edition.entity.time_zone)
        if not today <= data.ends_on <= today + LONGEST:
            raise PreviewDayPast
        link = PreviewLink(
            edition_id=edition.id,
            ends_on=data.ends_on,
            made_by_id=actor.person_id or None,
            submission_key=data.submission_key,
        )
        session.add(link)
        session.flush()
        record(session, actor, "preview.share", ("preview_link", link.id, edition.facts))
    return link.id


def withdraw_preview_link(session: Session, actor: Actor, link_id: int) -> None:
    """Let a link lead nowhere from now on. Twice is the same as once.

    :raises NotFound: there is none, or the actor does not prepare its edition
    """
    with transaction(session):
        facts = preview_link_by_id(session, actor, link_id).facts
        require(actor, Action.PREVIEW_SHARE, facts)
        link = locked(session, PreviewLink, link_id)
        if link.revoked_on is not None:
            return
        link.revoked_on = clock.today()
        record(session, actor, "preview.withdraw", ("preview_link", link.id, facts))


def forget_ended_links(session: Session, actor: Actor) -> None:
    """Delete the links that ended, or were withdrawn, a month ago.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.PREVIEW_FORGET, NOTHING)
    day = clock.today() - timedelta(days=KEPT_DAYS)
    ended = or_(PreviewLink.ends_on < day, PreviewLink.revoked_on < day)
    with transaction(session):
        session.execute(delete(PreviewLink).where(ended).execution_options(synchronize_session=False))
