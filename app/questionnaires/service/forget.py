"""What is forgotten on time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition, Phase
from app.campaigns.types import EditionStatus
from app.core import clock
from app.db.session import transaction
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.questionnaires.models import Response, ResponseSent
from app.questionnaires.service.pictures import AnswerImages
from app.questionnaires.service.screening import SCREENINGS
from app.questionnaires.types import ResponseState

KEPT_DAYS = 30  # after the edition has closed


def forget_started(session: Session, actor: Actor) -> None:
    """Delete the answers that were begun and never sent in editions that closed a month ago.

    So are those of applications: they were given to get a place, and are in no figure.
    """
    require(actor, Action.QUESTIONNAIRE_FORGET, NOTHING)
    last_day = select(func.max(Phase.ends_at)).where(Phase.edition_id == Edition.id).scalar_subquery()
    closed = select(Edition.id).where(
        Edition.status == EditionStatus.CLOSED,
        func.coalesce(Edition.closed_at, last_day, Edition.opened_at) < clock.now() - timedelta(days=KEPT_DAYS),
    )
    with transaction(session):
        forgotten = or_(Response.state == ResponseState.STARTED, Response.wave_id.in_(SCREENINGS))
        AnswerImages(session).delete_with(forgotten & Response.edition_id.in_(closed))


def mix_senders(session: Session, actor: Actor) -> None:
    """Write anew who has sent an untraceable response, in the order of their keys.

    PostgreSQL keeps rows in the order in which they came, and the number of the transaction in each: beside those of
    the responses, they would tell whose is which. SQLite keeps the rows of this table in the order of their keys.
    """
    require(actor, Action.QUESTIONNAIRE_FORGET, NOTHING)
    if session.get_bind().dialect.name == "sqlite":
        return
    with transaction(session):
        rows = session.execute(
            select(ResponseSent.wave_id, ResponseSent.person_id).order_by(ResponseSent.wave_id, ResponseSent.person_id)
        ).all()
        session.execute(delete(ResponseSent).execution_options(synchronize_session=False))
        if rows:
            senders = [{"wave_id": row.wave_id, "person_id": row.person_id} for row in rows]
            session.execute(insert(ResponseSent.__table__), senders)
