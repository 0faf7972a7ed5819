"""Colleagues comment, reply and say "me too": once, where they may, while the edition is open."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.campaigns.types import EditionStatus, IdentityLevel
from app.core.errors import DomainError, Forbidden, NotFound
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.feedback.errors import AlreadySent, OwnContribution
from app.feedback.models import Comment, Feedback, MeToo
from app.feedback.service.converse import CommentInput, comment_on_feedback, say_me_too, unsay_me_too
from app.feedback.types import CommentRole, State
from app.figures.types import FigureName
from app.outbox.models import OutboxMessage
from tests.factories.accounts import actor_for, make_person
from tests.factories.campaigns import make_edition, make_enrolment
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_colleague, make_manager, make_scene
from tests.figures.counted import counted
from tests.refusals import refused


def published(session: Session, scene: Scene, **options: Any) -> Feedback:
    """Save a contribution everybody may read."""
    feedback = make_feedback(session, edition=scene.edition, author=scene.person, **options)
    session.commit()
    return feedback


def words(body: str = "The same here.", *, key: str = "k", parent_id: int | None = None) -> CommentInput:
    return CommentInput(body, key, parent_id)


def reactions(session: Session, scene: Scene) -> int:
    return counted(session, FigureName.REACTIONS, scene.entity.id)


def test_a_comment_is_counted_told_and_kept_with_its_language(session: Session) -> None:
    scene = make_scene(session)
    feedback = published(session, scene)
    colleague, actor = make_colleague(session, scene)
    comment = comment_on_feedback(session, actor, feedback.id, words("Bei mir bricht der Upload auch immer ab."))
    assert (comment.author_id, comment.language, comment.role) == (colleague.id, "de", CommentRole.COMMENT)
    assert (feedback.comment_count, reactions(session, scene)) == (1, 1)
    message = session.scalars(select(OutboxMessage)).one()
    assert message.name == "feedback.commented"
    assert message.payload == {"feedback_id": feedback.id, "comment_id": comment.id, "by_id": colleague.id}


def test_a_first_comment_or_me_too_makes_a_tester_active(session: Session) -> None:
    scene = make_scene(session)
    feedback = published(session, scene)
    (talker, talking), (nodder, nodding) = make_colleague(session, scene), make_colleague(session, scene)
    comment_on_feedback(session, talking, feedback.id, words())
    say_me_too(session, nodding, feedback.id)
    for person in (talker, nodder):
        enrolment = session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one()
        assert enrolment.active_since is not None


def test_a_reply_stands_under_a_comment_of_the_same_contribution(session: Session) -> None:
    scene = make_scene(session)
    feedback, other = published(session, scene), published(session, scene)
    _, actor = make_colleague(session, scene)
    first = comment_on_feedback(session, actor, feedback.id, words(key="1"))
    reply = comment_on_feedback(session, actor, feedback.id, words(key="2", parent_id=first.id))
    assert reply.parent_id == first.id
    with refused(session, NotFound):
        comment_on_feedback(session, actor, other.id, words(key="3", parent_id=first.id))
    assert session.scalar(select(func.count()).select_from(Comment)) == 2


def test_a_moderators_question_takes_no_replies_from_others(session: Session) -> None:
    scene = make_scene(session)
    feedback = published(session, scene)
    question = Comment(feedback_id=feedback.id, body="Which phone?", language="en", role=CommentRole.QUESTION)
    session.add(question)
    session.commit()
    _, actor = make_colleague(session, scene)
    with refused(session, NotFound):
        comment_on_feedback(session, actor, feedback.id, words(parent_id=question.id))


def test_a_double_click_is_one_comment(session: Session) -> None:
    scene = make_scene(session)
    feedback = published(session, scene)
    _, actor = make_colleague(session, scene)
    comment_on_feedback(session, actor, feedback.id, words(key="same"))
    with refused(session, AlreadySent):
        comment_on_feedback(session, actor, feedback.id, words(key="same"))
    session.refresh(feedback)
    assert (feedback.comment_count, reactions(session, scene)) == (1, 1)


def test_the_manager_comments_without_taking_part(session: Session) -> None:
    scene = make_scene(session)
    feedback = published(session, scene)
    _, manager = make_manager(session, scene)
    assert comment_on_feedback(session, manager, feedback.id, words()).author_id == manager.person_id


def test_who_does_not_take_part_adds_nothing(session: Session) -> None:
    scene = make_scene(session)
    feedback = published(session, scene)
    person = make_person(session, entity=scene.entity)
    reader = actor_for(person, open_campaigns=(scene.campaign.id,))
    with refused(session, Forbidden):
        comment_on_feedback(session, reader, feedback.id, words())
    with refused(session, Forbidden):
        say_me_too(session, reader, feedback.id)
    assert (session.scalars(select(Comment)).all(), session.scalars(select(MeToo)).all()) == ([], [])


def test_somebody_of_another_entity_does_not_even_know_of_it(session: Session) -> None:
    scene = make_scene(session)
    feedback = published(session, scene)
    stranger = actor_for(make_person(session))
    for act in (say_me_too, unsay_me_too):
        with refused(session, NotFound):
            act(session, stranger, feedback.id)


def test_somebody_who_left_meanwhile_adds_nothing(session: Session) -> None:
    scene = make_scene(session)
    feedback = published(session, scene)
    colleague, actor = make_colleague(session, scene)
    session.execute(update(Enrolment).where(Enrolment.person_id == colleague.id).values(status=EnrolmentStatus.LEFT))
    session.commit()
    with pytest.raises(DomainError, match="not_enrolled"):
        comment_on_feedback(session, actor, feedback.id, words())
    assert (session.scalars(select(Comment)).all(), reactions(session, scene)) == ([], 0)


@pytest.mark.parametrize("state", [State.WAITING, State.SENT_BACK, State.HIDDEN, State.WITHDRAWN])
def test_what_others_cannot_read_takes_no_comments(session: Session, state: State) -> None:
    scene = make_scene(session)
    feedback = published(session, scene, state=state)
    _, actor = make_colleague(session, scene)
    with refused(session, NotFound):
        comment_on_feedback(session, actor, feedback.id, words())


def test_a_closed_edition_takes_no_comments_and_no_me_toos(session: Session) -> None:
    scene = make_scene(session, status=EditionStatus.CLOSED)
    feedback = published(session, scene)
    _, actor = make_colleague(session, scene)
    with refused(session, Forbidden):
        comment_on_feedback(session, actor, feedback.id, words())
    for act in (say_me_too, unsay_me_too):
        with refused(session, Forbidden):
            act(session, actor, feedback.id)
    assert reactions(session, scene) == 0


def test_me_too_counts_once_and_can_be_taken_back(session: Session) -> None:
    scene = make_scene(session)
    feedback = published(session, scene)
    _, actor = make_colleague(session, scene)
    assert say_me_too(session, actor, feedback.id) == 1
    assert say_me_too(session, actor, feedback.id) == 1, "said twice is said once"
    session.refresh(feedback)
    assert (feedback.me_too_count, reactions(session, scene)) == (1, 1)
    assert unsay_me_too(session, actor, feedback.id) == 0
    assert unsay_me_too(session, actor, feedback.id) == 0, "nothing to take back is fine too"
    assert reactions(session, scene) == 0


def test_ones_own_contribution_takes_no_me_too(session: Session) -> None:
    scene = make_scene(session)
    feedback = published(session, scene)
    with refused(session, OwnContribution):
        say_me_too(session, scene.actor, feedback.id)
    assert session.scalars(select(MeToo)).all() == []


def test_a_me_too_makes_nobody_known(session: Session) -> None:
    """What is kept of a me-too is the day."""
    scene = make_scene(session)
    feedback = published(session, scene, identity=IdentityLevel.CONFIDENTIAL)
    _, actor = make_colleague(session, scene)
    say_me_too(session, actor, feedback.id)
    assert set(MeToo.__table__.c.keys()) == {"feedback_id", "person_id", "said_on", "via_id"}


def test_a_tester_of_another_entity_takes_part_in_their_own_edition(session: Session) -> None:
    scene = make_scene(session)
    feedback = published(session, scene)
    abroad = make_edition(session, campaign=scene.campaign)
    person = make_person(session, entity=session.get_one(Entity, abroad.entity_id))
    enrolment = make_enrolment(session, person=person, edition=abroad)
    session.commit()
    actor = actor_for(person, enrolled=(scene.campaign.id,))
    say_me_too(session, actor, feedback.id)
    comment_on_feedback(session, actor, feedback.id, words("Aqui também."))
    assert session.get_one(Enrolment, enrolment.id, populate_existing=True).active_since is not None
    assert reactions(session, scene) == 2
