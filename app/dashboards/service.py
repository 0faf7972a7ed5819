"""Make the figures anew, plan the monthly notes, and keep the views that people save."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.queries import campaign_by_slug
from app.dashboards.errors import TooManyViews, ViewNameTaken
from app.dashboards.models import SavedView
from app.dashboards.queries.campaign import dashboard_facts
from app.dashboards.queries.notes import note_readers
from app.dashboards.queries.recount import SOURCES
from app.dashboards.types import VIEWS_MAX
from app.db.lock import locked
from app.db.session import transaction, unique
from app.feedback.models import Feedback
from app.feedback.queries.counters import counter_differences
from app.figures.definitions import Cell
from app.figures.models import FigureCount
from app.jobs.queue import enqueue
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

NOTE_JOB = "dashboards.mail_note"
FIRST_DAYS = 7  # of a month: a note that could not be planned or mailed is planned again


def plan_notes(session: Session, actor: Actor, now: datetime) -> int:
    """Plan the mail of each sponsor's note, in their working hours; return how many. A note is mailed once a month.

    :raises Forbidden: only the application itself writes notes
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    if now.day > FIRST_DAYS:
        return 0
    with transaction(session):
        readers = note_readers(session, actor, now.date())
        for one in readers:
            place = {"person_id": one.person_id, "entity_id": one.entity_id, "written_on": now.date().isoformat()}
            enqueue(session, NOTE_JOB, place, one.working_time.next_moment(now))
    return len(readers)


def rebuild_figures(session: Session, actor: Actor) -> None:
    """Count every figure, and the counters they add up, from the rows they stand for.

    One transaction; who writes meanwhile waits.
    """
    require(actor, Action.FIGURES_REBUILD, NOTHING)
    with transaction(session):
        if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
            session.execute(text("LOCK TABLE figure_counts IN EXCLUSIVE MODE"))
        for one in counter_differences(session, actor):
            session.execute(update(Feedback).where(Feedback.id == one.feedback_id).values({one.name: one.expected}))
        session.execute(delete(FigureCount))
        for source in SOURCES:
            session.execute(insert(FigureCount).from_select([*Cell._fields, "count"], source.statement()))
        session.expire_all()  # what was read before is no longer what is stored


def save_view(session: Session, actor: Actor, slug: str, name: str, filters: Mapping[str, str]) -> None:
    """Save filters under a name, for the actor alone; the same twice is saved once.

    :raises NotFound: no such campaign, or its dashboard is not for the actor
    :raises ViewNameTaken: another view of theirs has the name
    :raises TooManyViews: they have as many as one finds one's way in
    """
    campaign = campaign_by_slug(session, actor, slug)
    require_sight(actor, Action.DASHBOARD_CAMPAIGN, dashboard_facts(campaign))
    require(actor, Action.VIEW_KEEP, Facts(person_id=actor.person_id))
    with transaction(session):
        locked(session, Person, actor.person_id)  # two tabs at once wait for each other
        mine = select(SavedView).where(SavedView.person_id == actor.person_id, SavedView.campaign_id == campaign.id)
        same = session.scalars(mine.where(SavedView.name == name)).first()
        if same is not None:
            if same.filters == dict(filters):
                return
            raise ViewNameTaken
        if (session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= VIEWS_MAX:
            raise TooManyViews
        session.add(SavedView(person_id=actor.person_id, campaign_id=campaign.id, name=name, filters=dict(filters)))


def rename_view(session: Session, actor: Actor, view_id: int, name: str) -> None:
    """Give one's own view another name.

    :raises NotFound: there is none
    :raises ViewNameTaken: another view of theirs has the name
    """
    with transaction(session), unique(session, ViewNameTaken):
        _own_view(session, actor, view_id).name = name


def delete_view(session: Session, actor: Actor, view_id: int) -> None:
    """Delete one's own view.

    :raises NotFound: there is none
    """
    with transaction(session):
        session.delete(_own_view(session, actor, view_id))


def _own_view(session: Session, actor: Actor, view_id: int) -> SavedView:
    view = locked(session, SavedView, view_id)
    require_sight(actor, Action.VIEW_KEEP, Facts(person_id=view.person_id))
    return view
