"""Leave a campaign, and decide what becomes of what one said there: all of it, or nothing, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.idents import new_id
from app.db.session import leave_no_log, transaction
from app.enrolment import service as enrolment
from app.enrolment.models import Enrolment
from app.feedback.models import Feedback
from app.feedback.queries.figures import CONTRIBUTIONS
from app.figures.counting import counting_changes
from app.leaving.service.cutting import Cutting
from app.leaving.types import Fate
from app.policy.actor import SYSTEM, Actor
from app.policy.check import require
from app.policy.rules import Action
from app.reports.service import take_back_reports


@dataclass(frozen=True, slots=True)
class LeavingInput:
    """What becomes of each contribution, by its number, of those that are not named, and of all comments."""

    contributions: Mapping[int, Fate]
    others: Fate = Fate.KEEP
    comments: Fate = Fate.KEEP


def leave_with_choice(session: Session, actor: Actor, enrolment_id: int, data: LeavingInput) -> None:
    """Leave an edition. Twice is the same as once: what was cut or deleted is no longer the actor's.

    Whoever decides on one of the contributions at this moment was faster, and their decision stays with it; or they
    find that it is no longer there.

    :raises NotFound: no such enrolment
    :raises Forbidden: it is somebody else's
    """
    with transaction(session):
        mine = session.get(Enrolment, enrolment_id, populate_existing=True)
        if mine is None:
            raise NotFound
        require(actor, Action.ENROLMENT_LEAVE, mine.facts)
        cutting = Cutting(session, actor.person_id, mine.edition_id)
        rows, commented = cutting.lock()  # contributions before one's own place, as who comments does
        enrolment.leave(session, actor, enrolment_id)
        fates = {row.id: data.contributions.get(row.id, data.others) for row in rows}
        numbers = {number: new_id() for number, fate in fates.items() if fate is Fate.WITHOUT_ME}
        with counting_changes(session, CONTRIBUTIONS, *fates, *numbers.values(), *commented):
            cutting.of_comments(data.comments)
            _carry_out(cutting, rows, fates, numbers)
        if set(fates.values()) | {data.comments} != {Fate.KEEP}:
            take_back_reports(session, SYSTEM, cutting.campaign_id)
        leave_no_log(session)
    _part(session, enrolment_id)


def _carry_out(
    cutting: Cutting, rows: Iterable[Feedback], fates: Mapping[int, Fate], numbers: Mapping[int, int]
) -> None:
    for row in rows:
        if fates[row.id] is Fate.DELETE:
            cutting.delete(row)
        elif fates[row.id] is Fate.WITHOUT_ME:
            cutting.cut(row, numbers[row.id])


def _part(session: Session, enrolment_id: int) -> None:
    """Write the enrolment once more, by itself.

    PostgreSQL keeps, in each row, the number of the transaction that wrote it: written together, the place of who left
    and the contributions without an author would lie side by side.
    """
    with transaction(session):
        session.execute(update(Enrolment).where(Enrolment.id == enrolment_id).values(left_on=Enrolment.left_on))
