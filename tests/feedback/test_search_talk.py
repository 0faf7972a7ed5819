"""What is said to a contribution is found by its words too."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.db.fulltext import matches
from app.feedback.models import Comment, Feedback, OfficialAnswer
from app.feedback.service import search as service
from app.feedback.service.converse import CommentInput, comment_on_feedback
from app.feedback.service.handle import AnswerInput, answer_feedback
from app.feedback.service.search import rebuild_search
from app.feedback.service.submit import submit_feedback
from app.feedback.types import CommentRole
from app.files.storage import memory_storage
from app.language.stems import query_stems
from app.policy.actor import SYSTEM
from tests.feedback.scene import Scene, make_input, make_manager, make_scene


def sent(session: Session, scene: Scene, key: str = "key") -> int:
    return submit_feedback(session, scene.actor, scene.address, make_input(key=key), memory_storage())


def found(session: Session, model: type[Comment | OfficialAnswer], words: str) -> list[str]:
    """Return the texts that the index finds by these words."""
    columns = model.__table__.c
    key = columns.id if model is Comment else columns.feedback_id
    dialect = session.get_bind().dialect.name
    is_found = matches(dialect, key, columns.stems, query_stems(words, ["en"]))
    return list(session.scalars(select(model.body).where(is_found)))


def say(session: Session, scene: Scene, feedback_id: int, body: str) -> Comment:
    return comment_on_feedback(session, scene.actor, feedback_id, CommentInput(body, submission_key=body))


def test_a_comment_is_found_by_any_form_of_its_words(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    say(session, scene, sent(session, scene), "The payments stop at the second step.")
    assert found(session, Comment, "payment stopped") == ["The payments stop at the second step."]
    assert found(session, Comment, "invoice") == []


def test_an_answer_is_found_by_its_last_words(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback_id, team = sent(session, scene), make_manager(session, scene)[1]
    answer_feedback(session, team, feedback_id, AnswerInput("The upload is mended."))
    assert found(session, OfficialAnswer, "uploads") == ["The upload is mended."]
    answer_feedback(session, team, feedback_id, AnswerInput("The receipts come in May.", version=1))
    assert found(session, OfficialAnswer, "uploads") == []
    assert found(session, OfficialAnswer, "receipt") == ["The receipts come in May."]


def test_an_answer_is_found_where_it_was_moved(session: Session) -> None:
    """Its key is that of its contribution, which changes when somebody leaves."""
    scene = make_scene(session, trusted=True)
    former, new = sent(session, scene, "one"), sent(session, scene, "two")
    answer_feedback(session, make_manager(session, scene)[1], former, AnswerInput("The upload is mended."))
    session.execute(update(OfficialAnswer).where(OfficialAnswer.feedback_id == former).values(feedback_id=new))
    session.execute(update(Comment).values(feedback_id=new))
    session.execute(delete(Feedback).where(Feedback.id == former))
    session.commit()
    assert found(session, OfficialAnswer, "upload") == ["The upload is mended."]
    session.execute(delete(OfficialAnswer))
    session.commit()
    assert found(session, OfficialAnswer, "upload") == []


def test_what_was_said_before_is_indexed_and_what_is_private_is_not(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 1)
    scene = make_scene(session, trusted=True)
    feedback_id = sent(session, scene)
    for body in ("The upload stops.", "The draft is empty."):
        say(session, scene, feedback_id, body)
    question = Comment(feedback_id=feedback_id, body="Which upload?", language="en", role=CommentRole.QUESTION)
    session.add(question)
    session.commit()
    answer_feedback(session, make_manager(session, scene)[1], feedback_id, AnswerInput("The upload is mended."))
    for model in (Comment, OfficialAnswer):
        session.execute(update(model).values(stems=""))
    session.commit()
    assert rebuild_search(session, SYSTEM) == 3
    assert found(session, Comment, "upload") == ["The upload stops."]
    assert found(session, OfficialAnswer, "upload") == ["The upload is mended."]
    assert rebuild_search(session, SYSTEM) == 0
