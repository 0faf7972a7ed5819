"""Several people act on one session at the same moment."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.outbox.models import OutboxMessage
from app.reviews.events import ReviewClosed
from app.reviews.models import Review, ReviewAssessor
from app.reviews.service import close_review, hand_in
from app.reviews.types import ReviewState
from tests.parallel import together
from tests.reviews.conftest import make_panel


def test_two_who_close_at_once_close_it_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        panel = make_panel(session)
        panel.mark(session, 0, (3, 3), (3, 3))
    act = partial(close_review, actor=panel.chair, review_id=panel.review.id)
    assert together(shared, [act] * 4) == [""] * 4
    with Session(shared) as session:
        assert session.scalars(select(Review.state)).one() is ReviewState.CLOSED
        told = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.name == ReviewClosed.NAME)
        assert session.scalar(told) == 1


def test_the_last_two_who_hand_in_at_once_close_it_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        panel = make_panel(session)
        for number in range(3):
            panel.mark(session, number, (3, 3), (3, 3))
    acts = [
        lambda session, number=number: hand_in(session, panel.assessor(number), panel.review.id) for number in range(3)
    ]
    assert together(shared, acts) == [""] * 3
    with Session(shared) as session:
        assert session.scalars(select(Review.state)).one() is ReviewState.CLOSED
        assert session.scalar(select(func.count()).where(ReviewAssessor.handed_in_at.is_not(None))) == 3
        told = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.name == ReviewClosed.NAME)
        assert session.scalar(told) == 1
