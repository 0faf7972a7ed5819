"""The subjects of a review session, as one reader may see them today."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.feedback.models import Feedback
from app.feedback.queries.places import campaign_places, facts_of
from app.feedback.types import Kind, State, Verdict
from app.policy.actor import Actor
from app.policy.check import can, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.reviews.models import ReviewItem
from app.reviews.queries.reviews import ReviewRow
from app.reviews.types import SubjectStanding


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject with the words of its contribution, or of the one it was merged into; no author, no entity.

    Words and number are empty where it does not count, or is not the reader's to read.
    """

    id: int
    number: int
    standing: SubjectStanding
    is_readable: bool
    is_own: bool  # the reader wrote it
    proposal: Verdict | None
    feedback_id: int | None = None
    kind: Kind | None = None
    title: str = ""
    body: str = ""
    language: str = ""
    me_toos: int = 0
    facts: Facts = NOTHING

    @property
    def is_counted(self) -> bool:
        """Whether the results have it."""
        return self.standing is SubjectStanding.COUNTED


def subjects_of(session: Session, actor: Actor, review: ReviewRow) -> tuple[SubjectRow, ...]:
    """Return the shortlist in its order. Three statements, whatever its length.

    :raises NotFound: not the actor's to read
    """
    require_sight(actor, Action.REVIEW_READ, review.facts)
    found: list[tuple[ReviewItem, Feedback | None]] = [
        (item, feedback)
        for item, feedback in session.execute(
            select(ReviewItem, Feedback)
            .outerjoin(Feedback, Feedback.id == ReviewItem.feedback_id)
            .where(ReviewItem.review_id == review.id)
            .order_by(ReviewItem.number)
            .execution_options(populate_existing=True)
        )
    ]
    merged = [feedback.shown_in_id for _item, feedback in found if feedback is not None and feedback.is_merged]
    there: dict[int | None, Feedback] = {}
    if merged:
        there |= {row.id: row for row in session.scalars(select(Feedback).where(Feedback.id.in_(merged)))}
    places = campaign_places(session, review.campaign_ids)
    taken = {feedback.id for _item, feedback in found if feedback is not None and not feedback.is_merged}
    rows = []
    for item, feedback in found:
        shown = there.get(feedback.shown_in_id) if feedback is not None and feedback.is_merged else feedback
        standing = _standing(feedback, shown, taken)
        if shown is not None and standing is SubjectStanding.COUNTED:
            taken.add(shown.id)  # of two merged into the same that is not on the list, the first stands for it
        row = SubjectRow(
            item.id, item.number, standing, is_readable=False, is_own=_is_own(actor, feedback, shown),
            proposal=item.proposal,
        )  # fmt: skip
        if shown is not None and standing in {SubjectStanding.COUNTED, SubjectStanding.MERGED}:
            facts = facts_of(session, shown, known=places)
            row = _with_words(row, shown, facts) if can(actor, Action.FEEDBACK_VIEW, facts) else row
        rows.append(row)
    return tuple(rows)


def _with_words(row: SubjectRow, shown: Feedback, facts: Facts) -> SubjectRow:
    return replace(
        row, is_readable=True, feedback_id=shown.id, kind=shown.kind, title=shown.title, body=shown.body,
        language=shown.language, me_toos=shown.me_too_count, facts=facts,
    )  # fmt: skip


def _is_own(actor: Actor, *contributions: Feedback | None) -> bool:
    return any(
        each is not None and (each.author_id == actor.person_id or each.id in actor.references)
        for each in contributions
    )


def _standing(feedback: Feedback | None, shown: Feedback | None, taken: set[int]) -> SubjectStanding:
    if feedback is None:
        return SubjectStanding.DELETED
    if feedback.state is State.WITHDRAWN:
        return SubjectStanding.WITHDRAWN
    if shown is None or shown.state is not State.PUBLISHED:
        return (
            SubjectStanding.WITHDRAWN
            if shown is not None and shown.state is State.WITHDRAWN
            else SubjectStanding.HIDDEN
        )
    return SubjectStanding.MERGED if feedback.is_merged and shown.id in taken else SubjectStanding.COUNTED
