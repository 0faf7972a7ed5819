"""Marks are one's own until the session is closed; then they are counted, without names."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.types import PersonStatus
from app.core import clock, idents
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound, NotPossibleNow, Unprocessable
from app.feedback.models import Feedback
from app.feedback.types import State
from app.journal.models import JournalEntry
from app.notifications.kinds import review_due
from app.notifications.models import Notice
from app.notifications.service import tell_of_marks_due
from app.policy.actor import SYSTEM, Actor
from app.reviews.errors import MarksMissing, NoSuchAssessor, NoSuchSubject, ReviewNotReady
from app.reviews.models import Review, ReviewMark
from app.reviews.queries import Results, results_of, review_by_id, subjects_of
from app.reviews.service import (
    OpinionInput,
    add_subjects,
    close_review,
    hand_in,
    invite_assessor,
    open_review,
    prepare_review,
    save_opinions,
)
from app.reviews.types import (
    PairChoice,
    ReviewState,
    SubjectStanding,
    TieRule,
    pairs_for,
    ranked,
    shares_of,
    subject_score,
    weighted_total,
)
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_person
from tests.factories.feedback import make_feedback
from tests.notifications.conftest import Worker
from tests.refusals import refused
from tests.reviews.conftest import Panel, input_of

SECRET = "Nobody may read these words yet."


def results(session: Session, panel: Panel, actor: Actor) -> Results:
    """Return what came out, as somebody reads it."""
    row = review_by_id(session, actor, panel.review.id)
    return results_of(session, actor, row, subjects_of(session, actor, row))


def test_nobody_reads_the_marks_of_others_before_it_is_closed(session: Session, panel: Panel, browser: Browser) -> None:
    panel.mark(session, 0, (5, 5), (1, 1))
    item = panel.items(session)[0]
    save_opinions(session, panel.assessor(0), panel.review.id, {item: OpinionInput({}, 1, note=SECRET)})
    for actor in (panel.chair, panel.assessor(1), panel.assessor(0)):
        with refused(session, NotFound):
            results(session, panel, actor)
    url = f"/reviews/{idents.encode(panel.review.id)}"
    pages = ("/reviews", url, f"{url}?sort=disagreement", f"{url}/marks", f"{url}/subjects/{idents.encode(item)}")
    others = (panel.chair_person, panel.people[1])
    read = [browser.as_(person) for person in others]
    before = [client.get(page).text for client in read for page in (*pages, "/notifications", "/")]
    assert not any(SECRET in text or "checked" in text for text in before)
    for client in read:
        assert client.get(f"{url}/minutes").status_code == 404
    entries = session.scalars(select(JournalEntry).where(JournalEntry.action.like("reviews.%"))).all()
    assert not any(SECRET in str(entry.details) or "value" in str(entry.details) for entry in entries)


def test_the_last_one_in_closes_it_and_everybody_is_told(session: Session, panel: Panel, worker: Worker) -> None:
    for number, marks in enumerate(((5, 1), (4, 2), (3, 3))):
        panel.mark(session, number, marks, (1, 1))
        hand_in(session, panel.assessor(number), panel.review.id)
    assert session.scalars(select(Review.state)).one() is ReviewState.CLOSED
    first, second = results(session, panel, panel.assessor(0)).rows
    score = first.score
    assert (first.place, score.mean, score.low, score.high, score.complete) == (1, 3.5, 3.0, 4.0, 3)
    assert (second.place, second.score.mean, second.score.spread) == (2, 1.0, 0.0)
    worker.deliver()
    told = dict(session.execute(select(Notice.kind, func.count()).group_by(Notice.kind)).all())
    assert told["review_invited"] == 3
    assert told["review_closed"] == 4  # the chair too


def test_marks_that_are_handed_in_or_refused_stay_as_they_are(session: Session, panel: Panel) -> None:
    criteria, (item, other) = panel.criteria(session), panel.items(session)
    assessor = panel.assessor(0)
    with refused(session, MarksMissing):
        hand_in(session, assessor, panel.review.id)
    for marks, refusal in (
        ({criteria[0]: 6}, Unprocessable),
        ({criteria[0]: 0}, Unprocessable),
        ({5: 1}, Unprocessable),
    ):
        with refused(session, refusal):
            save_opinions(session, assessor, panel.review.id, {item: OpinionInput(marks, 0)})
    with refused(session, NotFound):
        save_opinions(session, assessor, panel.review.id, {7: OpinionInput({}, 0, note="x")})
    with refused(session, Forbidden):
        save_opinions(session, panel.chair, panel.review.id, {item: OpinionInput({criteria[0]: 1}, 0)})
    panel.mark(session, 0, (2, 2), (2, 2))
    panel.mark(session, 0, (2, 2), (2, 2))  # the same form twice
    with refused(session, ChangedMeanwhile):  # another tab, with what was there before
        save_opinions(session, assessor, panel.review.id, {item: OpinionInput({criteria[0]: 5}, 0)})
    save_opinions(session, assessor, panel.review.id, {other: OpinionInput({criteria[0]: 5}, 1)})
    assert session.scalars(select(ReviewMark.version).order_by(ReviewMark.version)).all() == [1, 1, 1, 2]
    hand_in(session, assessor, panel.review.id)
    with refused(session, NotPossibleNow):
        save_opinions(session, assessor, panel.review.id, {item: OpinionInput({criteria[0]: 5}, 1)})


def test_conflicts_are_left_out_and_who_never_answers_is_named_as_such(session: Session, panel: Panel) -> None:
    panel.mark(session, 0, (5, 5), (5, 5))
    panel.mark(session, 1, (1, 1), (1, 1))
    item = panel.items(session)[0]
    save_opinions(session, panel.assessor(1), panel.review.id, {item: OpinionInput({}, 1, has_conflict=True)})
    close_review(session, panel.chair, panel.review.id)
    close_review(session, panel.chair, panel.review.id)  # a second click
    found = {row.subject.id: row.score for row in results(session, panel, panel.chair).rows}
    assert (found[item].mean, found[item].complete, found[item].conflicts) == (5.0, 1, 1)
    assert found[panel.items(session)[1]].complete == 2
    assert results(session, panel, panel.chair).took_part == {panel.people[0].id, panel.people[1].id}


def test_an_assessor_without_an_account_is_not_needed(session: Session, panel: Panel) -> None:
    panel.people[2].status = PersonStatus.DISABLED
    session.commit()
    for number in (0, 1):
        panel.mark(session, number, (3, 3), (3, 3))
        hand_in(session, panel.assessor(number), panel.review.id)
    assert session.scalars(select(Review.state)).one() is ReviewState.CLOSED


@pytest.mark.parametrize(
    ("change", "standing"),
    [
        ({"state": State.HIDDEN}, SubjectStanding.HIDDEN),
        ({"state": State.WITHDRAWN}, SubjectStanding.WITHDRAWN),
        ({}, SubjectStanding.DELETED),
        ({"merged": True, "state": State.HIDDEN}, SubjectStanding.MERGED),
    ],
)
def test_what_happened_to_a_subject_in_the_meantime(
    session: Session, panel: Panel, change: dict[str, Any], standing: SubjectStanding, browser: Browser
) -> None:
    for number in range(3):
        panel.mark(session, number, (5, 5), (3, 3))
    gone, kept = panel.subjects
    words = gone.title
    if not change:
        session.execute(delete(Feedback).where(Feedback.id == gone.id))
    else:
        gone.state = change["state"]
        if "merged" in change:
            gone.merged_into_id = gone.shown_in_id = kept.id
    session.commit()
    session.expire_all()
    close_review(session, panel.chair, panel.review.id)
    first, last = results(session, panel, panel.chair).rows
    assert (first.place, last.place, last.subject.standing) == (1, 0, standing)
    assert session.scalar(select(func.count()).select_from(ReviewMark)) == 12  # all are kept
    url = f"/reviews/{idents.encode(panel.review.id)}"
    text = browser.as_(panel.people[0]).get(f"{url}/minutes").text
    assert "in the meantime" in text
    assert words not in text


def test_what_was_merged_into_something_else_counts_as_that(session: Session, panel: Panel) -> None:
    canonical = make_feedback(session, edition=panel.scene.edition, author=panel.scene.person, title="Both of them")
    gone = panel.subjects[0]
    gone.state, gone.merged_into_id, gone.shown_in_id = State.HIDDEN, canonical.id, canonical.id
    session.commit()
    row = review_by_id(session, panel.chair, panel.review.id)
    found = subjects_of(session, panel.chair, row)[0]
    assert (found.standing, found.title, found.feedback_id) == (SubjectStanding.COUNTED, "Both of them", canonical.id)


def test_who_cannot_read_is_not_asked_and_what_is_not_public_is_not_taken(session: Session, panel: Panel) -> None:
    review = prepare_review(session, panel.chair, input_of(panel.scene))
    waiting = make_feedback(session, edition=panel.scene.edition, author=panel.scene.person, state=State.WAITING)
    elsewhere = make_person(session)
    with refused(session, NoSuchAssessor):
        invite_assessor(session, panel.chair, review.id, elsewhere.email)
    with refused(session, NoSuchSubject):
        add_subjects(session, panel.chair, review.id, [waiting.id])
    with refused(session, ReviewNotReady):
        open_review(session, panel.chair, review.id)
    with refused(session, NotFound):
        open_review(session, actor_for(elsewhere), review.id)
    with refused(session, NotPossibleNow):
        add_subjects(session, panel.chair, panel.review.id, [panel.subjects[0].id])  # open already


def test_who_has_not_handed_in_is_reminded_once_the_day_before(session: Session, panel: Panel) -> None:
    panel.mark(session, 0, (3, 3), (3, 3))
    hand_in(session, panel.assessor(0), panel.review.id)
    told = select(func.count()).select_from(Notice).where(Notice.kind == "review_due")
    tell_of_marks_due(session, SYSTEM, review_due.KIND)
    assert session.scalar(told) == 0
    with clock.set_to(clock.now() + timedelta(days=6)):
        tell_of_marks_due(session, SYSTEM, review_due.KIND)
        tell_of_marks_due(session, SYSTEM, review_due.KIND)
    assert session.scalar(told) == 2
    with refused(session, Forbidden):
        tell_of_marks_due(session, panel.chair, review_due.KIND)


def test_there_is_no_total_before_it_is_complete() -> None:
    weights = {1: 3, 2: 1, 3: 0}
    assert weighted_total({1: 5, 2: 1}, weights) is None
    assert weighted_total({1: 5, 2: 1, 3: 3}, weights) == 4.0
    assert weighted_total({1: 5}, {1: 0}) is None


def test_ties_follow_the_rule_that_was_written_down() -> None:
    low = subject_score(1, [{7: 3}, {7: 3}], {7: 1}, 0, 9)
    wide = subject_score(2, [{7: 1}, {7: 5}], {7: 1}, 0, 2)
    nothing = subject_score(3, [{}], {7: 1}, 0, 0)
    places = {
        rule: [(place, score.item_id) for place, score in ranked([nothing, wide, low], rule, 7)] for rule in TieRule
    }
    assert places[TieRule.SHARED] == [(1, 1), (1, 2), (0, 3)]
    assert places[TieRule.ME_TOOS] == [(1, 1), (2, 2), (0, 3)]
    assert places[TieRule.AGREEMENT] == [(1, 1), (2, 2), (0, 3)]
    assert places[TieRule.FIRST_CRITERION] == [(1, 1), (1, 2), (0, 3)]


@pytest.mark.parametrize("count", [2, 5, 8, 9, 12, 31, 60])
def test_pairs_are_balanced_and_always_the_same(count: int) -> None:
    items = list(range(1, count + 1))
    for assessor in range(4):
        pairs = pairs_for(items, 42, assessor)
        assert pairs == pairs_for(items, 42, assessor)
        assert len({frozenset(pair) for pair in pairs}) == len(pairs)
        times = [sum(item in pair for pair in pairs) for item in items]
        assert max(times) - min(times) <= 1
        assert min(times) >= 1


def test_a_share_counts_what_is_equal_as_a_half() -> None:
    said = [(1, 2, PairChoice.FIRST), (1, 3, PairChoice.EQUAL), (3, 2, PairChoice.SECOND), (1, 9, PairChoice.FIRST)]
    assert shares_of([1, 2, 3, 4], said) == {1: (0.75, 2), 2: (0.5, 2), 3: (0.25, 2), 4: (None, 0)}
