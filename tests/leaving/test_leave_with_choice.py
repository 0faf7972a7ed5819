"""Somebody leaves and chooses: what they said stays, stays without them, or is deleted; figures follow exactly."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock, idents
from app.core.errors import Forbidden, NotFound
from app.dashboards.queries.recount import figure_differences
from app.dashboards.service import rebuild_figures
from app.decisions.models import Decision
from app.drafts.models import StoredDraft
from app.drafts.service import DraftInput, keep_draft
from app.drafts.types import DraftAddress, DraftForm
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.feedback.models import Comment, Feedback, FeedbackImage, FeedbackRevision, NameOpening, OfficialAnswer
from app.feedback.queries.counters import counter_differences
from app.feedback.service.converse import CommentInput, comment_on_feedback, say_me_too
from app.feedback.service.handle import AnswerInput, answer_feedback, publish_feedback
from app.feedback.service.submit import submit_feedback
from app.feedback.types import Kind, State, Verdict
from app.files.models import StoredFile
from app.files.storage import Storage
from app.jobs.run import run_due
from app.leaving.service.leave import LeavingInput, leave_with_choice
from app.leaving.types import Fate
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.policy.actor import SYSTEM, Actor
from app.registry import HANDLERS, JOBS
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_colleague, make_input, make_manager, make_scene
from tests.feedback.sent import picture, send
from tests.parallel import Act, together
from tests.refusals import digest_of, refused
from tests.security.test_traces import mentions, rows


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return a trusted tester in an open campaign."""
    return make_scene(session, trusted=True)


@pytest.fixture
def storage(app: Flask) -> Storage:
    found: Storage = app.extensions["storage"]
    return found


def write(session: Session, scene: Scene, storage: Storage, **values: Any) -> int:
    """Send a contribution as the scene's person."""
    return submit_feedback(session, scene.actor, scene.address, make_input(**values), storage)


def leave(session: Session, scene: Scene, data: LeavingInput) -> None:
    leave_with_choice(session, scene.actor, scene.enrolment.id, data)


def by_title(session: Session, title: str) -> Feedback | None:
    return session.scalars(
        select(Feedback).where(Feedback.title == title).execution_options(populate_existing=True)
    ).first()


def check_figures(session: Session) -> None:
    assert figure_differences(session, SYSTEM) == []
    assert counter_differences(session, SYSTEM) == []


def test_each_contribution_follows_its_own_choice(session: Session, scene: Scene, storage: Storage) -> None:
    kept, cut, deleted = (write(session, scene, storage, title=title) for title in ("Kept", "Cut", "Deleted"))
    leave(session, scene, LeavingInput({kept: Fate.KEEP, cut: Fate.WITHOUT_ME, deleted: Fate.DELETE}))
    one, other = by_title(session, "Kept"), by_title(session, "Cut")
    assert one is not None
    assert (one.id, one.author_id) == (kept, scene.person.id)
    assert other is not None
    assert other.id != cut
    assert other.author_id is None
    assert other.shown_entity_id is None
    assert other.state is State.PUBLISHED
    assert by_title(session, "Deleted") is None
    session.refresh(scene.enrolment)
    assert scene.enrolment.status is EnrolmentStatus.LEFT
    check_figures(session)


def test_no_draft_of_a_change_ties_its_author_to_what_stays(session: Session, scene: Scene, storage: Storage) -> None:
    cut, deleted, kept = (write(session, scene, storage, title=title) for title in ("Cut", "Deleted", "Kept"))
    for number in (cut, deleted, kept):
        keep_draft(session, scene.actor, DraftAddress(DraftForm.REVISION, number), DraftInput({"title": "Nearly"}))
    leave(session, scene, LeavingInput({cut: Fate.WITHOUT_ME, deleted: Fate.DELETE, kept: Fate.KEEP}))
    assert session.scalars(select(StoredDraft.subject_id)).all() == [kept]


def test_without_a_word_everything_is_kept(session: Session, scene: Scene, storage: Storage) -> None:
    kept = write(session, scene, storage, title="Kept")
    leave(session, scene, LeavingInput({}))
    assert session.get_one(Feedback, kept, populate_existing=True).author_id == scene.person.id
    check_figures(session)


def test_the_choice_for_the_others_reaches_what_the_page_did_not_show(
    session: Session, scene: Scene, storage: Storage
) -> None:
    write(session, scene, storage, title="Sent in another tab")
    leave(session, scene, LeavingInput({}, others=Fate.DELETE))
    assert by_title(session, "Sent in another tab") is None


def test_nobody_leaves_for_somebody_else(session: Session, scene: Scene, storage: Storage) -> None:
    write(session, scene, storage)
    _, colleague = make_colleague(session, scene)
    with refused(session, Forbidden):
        leave_with_choice(session, colleague, scene.enrolment.id, LeavingInput({}, others=Fate.DELETE))
    with refused(session, NotFound):
        leave_with_choice(session, colleague, 4242, LeavingInput({}))


def test_leaving_twice_is_leaving_once(session: Session, scene: Scene, storage: Storage) -> None:
    write(session, scene, storage, title="Cut")
    for _ in range(2):
        leave(session, scene, LeavingInput({}, others=Fate.WITHOUT_ME, comments=Fate.WITHOUT_ME))
    found = by_title(session, "Cut")
    assert found is not None
    assert found.author_id is None
    check_figures(session)


def test_what_readers_see_with_it_goes_along(session: Session, scene: Scene, storage: Storage) -> None:
    cut = write(session, scene, storage, title="Cut")
    _, colleague = make_colleague(session, scene)
    manager, desk = make_manager(session, scene)
    comment_on_feedback(session, colleague, cut, CommentInput("I saw it too.", "c1"))
    comment_on_feedback(session, scene.actor, cut, CommentInput("Thanks, it is my old phone.", "c2"))
    say_me_too(session, colleague, cut)
    answer_feedback(session, desk, cut, AnswerInput("We look at it.", 0))
    session.add(Decision(feedback_id=cut, verdict=Verdict.GO, reason="Yes.", language="en", by_id=manager.id))
    session.commit()
    leave(session, scene, LeavingInput({cut: Fate.WITHOUT_ME}))
    found = by_title(session, "Cut")
    assert found is not None
    assert (found.me_too_count, found.comment_count) == (1, 2)
    assert session.scalars(select(OfficialAnswer.body).where(OfficialAnswer.feedback_id == found.id)).all()
    assert session.scalars(select(Decision.reason).where(Decision.feedback_id == found.id)).all() == ["Yes."]
    said = session.scalars(select(Comment).where(Comment.feedback_id == found.id)).all()
    authors = {comment.body: comment.author_id for comment in said}
    assert authors == {"I saw it too.": colleague.person_id, "Thanks, it is my old phone.": None}
    check_figures(session)


@pytest.mark.parametrize("fate", Fate)
def test_comments_elsewhere_follow_their_own_choice(session: Session, scene: Scene, fate: Fate) -> None:
    person, _ = make_colleague(session, scene)
    about = make_feedback(session, edition=scene.edition, author=person)
    session.commit()
    rebuild_figures(session, SYSTEM)
    comment_on_feedback(session, scene.actor, about.id, CommentInput("My words.", "c1"))
    leave(session, scene, LeavingInput({}, comments=fate))
    found = session.scalars(
        select(Comment).where(Comment.body == "My words.").execution_options(populate_existing=True)
    ).first()
    about = session.get_one(Feedback, about.id, populate_existing=True)
    if fate is Fate.DELETE:
        assert found is None
        assert about.comment_count == 0
    else:
        assert found is not None
        assert found.author_id == (scene.person.id if fate is Fate.KEEP else None)
        assert about.comment_count == 1
    check_figures(session)


def test_a_deleted_contribution_leaves_neither_words_nor_files(
    session: Session, browser: Browser, scene: Scene
) -> None:
    client = browser.as_(scene.person)
    send(client, scene, (picture(), "IMG.png"), title="Zebra", body="Yak words.")
    found = by_title(session, "Zebra")
    assert found is not None
    leave(session, scene, LeavingInput({found.id: Fate.DELETE}))
    content = " ".join(str(values) for table, values in rows(session) if table != "journal_entries")
    assert "Zebra" not in content
    assert "Yak" not in content
    assert session.scalars(select(StoredFile)).all() == []
    assert session.scalars(select(FeedbackImage)).all() == []


# --- nobody can tell -------------------------------------------------------------------------------


def test_nothing_that_stays_leads_from_the_contribution_to_who_left(
    app: Flask, session: Session, browser: Browser, scene: Scene
) -> None:
    """Tables, rows, notices, versions and names opened: no row names the person and what was cut."""
    client = browser.as_(scene.person)
    for number, identity in enumerate(("named", "confidential")):
        send(client, scene, (picture(), "IMG.png"), title=f"Cut {number}", body=f"Words {number}.", identity=identity)
    old = {row.id: row for row in session.scalars(select(Feedback)).all()}
    manager, desk = make_manager(session, scene)
    for feedback_id, row in old.items():
        comment_on_feedback(session, scene.actor, feedback_id, CommentInput("I meant it.", f"b{feedback_id}"))
        answer_feedback(session, desk, feedback_id, AnswerInput("Seen.", 0))
        session.add(FeedbackRevision(
            feedback_id=feedback_id, version=row.version + 10, kind=Kind.IDEA, title="Before", body="Old.",
            language="en",
        ))  # fmt: skip
        session.add(NameOpening(feedback_id=feedback_id, by_id=manager.id, reason="A phone number."))
    session.commit()
    with app.app_context():
        deliver_waiting(session, HANDLERS)
        run_due(app.extensions["session_factory"], JOBS, limit=100)
    assert session.scalars(select(Notice).where(Notice.person_id == scene.person.id)).all()
    leave(session, scene, LeavingInput({}, others=Fate.WITHOUT_ME))
    new = {row.id for row in session.scalars(select(Feedback).execution_options(populate_existing=True)).all()}
    assert not new & set(old)
    images = {row.file_id for row in session.scalars(select(FeedbackImage)).all()}
    assert len(images) == 2
    for table, values in rows(session):
        about = mentions(values, new | images)
        if about:
            assert mentions(values, {scene.person.id}) == set(), (table, values)
            assert mentions(values, set(old)) == set(), (table, values)
        if about and table in {"feedback", "official_answers", "decisions", "notices"}:
            instants = [value for value in values.values() if isinstance(value, datetime)]
            assert all(at.time() == datetime.min.time() for at in instants), (table, values)
    assert session.scalars(select(FeedbackRevision)).all() == []
    assert session.scalars(select(NameOpening)).all() == []
    assert session.scalars(select(Notice).where(Notice.subject_id.in_(old))).all() == []


def test_what_was_cut_looks_like_what_nobody_could_trace(session: Session, scene: Scene, storage: Storage) -> None:
    """No column tells one whose author left from one whose author was never stored."""
    write(session, scene, storage, title="Cut", identity="named")
    submit_feedback(
        session,
        scene.actor,
        scene.address,
        make_input(title="Untraceable", identity="untraceable", code="abcd"),
        storage,
    )
    waiting = by_title(session, "Untraceable")
    assert waiting is not None
    _, desk = make_manager(session, scene)
    publish_feedback(session, desk, waiting.id, waiting.version)
    leave(session, scene, LeavingInput({}, others=Fate.WITHOUT_ME))
    cut, other = by_title(session, "Cut"), by_title(session, "Untraceable")
    assert cut is not None
    assert other is not None
    empty = {
        column.key for column in Feedback.__table__.c if (getattr(cut, column.key) is None)
    } ^ {column.key for column in Feedback.__table__.c if (getattr(other, column.key) is None)}  # fmt: skip
    assert empty <= {"submission_key"}
    assert (cut.created_at, cut.published_at) == (other.created_at, other.published_at)


# --- figures ---------------------------------------------------------------------------------------

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["write", "hidden", "comment", "me-too", "leave"]), st.integers(0, 3), st.sampled_from(Fate)
    ),
    min_size=4,
    max_size=14,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
def test_figures_are_the_same_counted_anew(
    session: Session, storage: Storage, acts: list[tuple[str, int, Fate]]
) -> None:
    """After any history with people who leave, what is kept equals what is counted from the rows."""
    scene = make_scene(session, trusted=True)
    people = [make_colleague(session, scene) for _ in range(4)]
    for number, (act, who, fate) in enumerate(acts):
        _do(session, scene, storage, (act, number, fate), people[who])
    check_figures(session)


def _do(
    session: Session, scene: Scene, storage: Storage, what: tuple[str, int, Fate], who: tuple[Person, Actor]
) -> None:
    act, number, fate = what
    person, actor = who
    enrolment = session.scalars(
        select(Enrolment).where(Enrolment.person_id == person.id).execution_options(populate_existing=True)
    ).one()
    if enrolment.status is EnrolmentStatus.LEFT:
        return
    others = session.scalars(
        select(Feedback.id).where(
            Feedback.campaign_id == scene.campaign.id,
            Feedback.author_id.is_distinct_from(person.id),
            Feedback.state == State.PUBLISHED,
        )
    ).all()
    if act == "leave":
        leave_with_choice(session, actor, enrolment.id, LeavingInput({}, others=fate, comments=fate))
    elif act in {"write", "hidden"}:
        trusted = actor_for(person, enrolled=(scene.campaign.id,))
        feedback_id = submit_feedback(session, trusted, scene.address, make_input(), storage)
        if act == "write":
            _, desk = make_manager(session, scene)
            publish_feedback(session, desk, feedback_id, 1)
    elif others and act == "comment":
        comment_on_feedback(
            session,
            actor,
            others[number % len(others)],
            CommentInput(f"Words {number}", f"{scene.campaign.id}-{number}"),
        )
    elif others:
        say_me_too(session, actor, others[number % len(others)])


# --- at the same moment ----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_moderator_decides_at_the_same_moment(shared: Engine) -> None:
    """Either the decision goes along, or the moderator finds nothing; figures agree, and no name stays."""
    acts: list[Act] = []
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
        _, desk = make_manager(session, scene)
        for number in range(6):
            person, actor = make_colleague(session, scene)
            fate = list(Fate)[number % 3]
            enrolment = session.scalars(select(Enrolment.id).where(Enrolment.person_id == person.id)).one()
            for title in ("A", "B"):
                row = make_feedback(
                    session, edition=scene.edition, author=person, state=State.WAITING, title=f"{title} {number} {fate}"
                )
                acts.append(partial(publish_feedback, actor=desk, feedback_id=row.id, version=1))
            acts.append(
                partial(leave_with_choice, actor=actor, enrolment_id=enrolment, data=LeavingInput({}, others=fate))
            )
        session.commit()
        rebuild_figures(session, SYSTEM)
    refusals = together(shared, acts)
    assert set(refusals) <= {"", "not_found"}
    with Session(shared) as session:
        found = session.scalars(select(Feedback)).all()
        assert len([row for row in found if row.author_id is None]) == 4
        assert len([row for row in found if row.author_id is not None]) == 4
        assert all(row.state in {State.WAITING, State.PUBLISHED} for row in found)
        assert figure_differences(session, SYSTEM) == []
        left = session.scalars(select(Enrolment.status).where(Enrolment.left_on.is_not(None))).all()
        assert left == [EnrolmentStatus.LEFT] * 6


# --- the page --------------------------------------------------------------------------------------


def place_of(scene: Scene) -> str:
    return f"/campaigns/{scene.campaign.slug}/leave/choices"


def test_the_page_previews_the_real_card_and_does_nothing_yet(
    session: Session, browser: Browser, scene: Scene, storage: Storage
) -> None:
    write(session, scene, storage, title="A named one")
    client = browser.as_(scene.person)
    shown = client.get(place_of(scene))
    assert shown.status_code == 200
    assert scene.person.name in shown.text.partition("<main")[2]
    before = digest_of(session.connection())
    looked = client.post(place_of(scene), data={"everything": "without_me", "preview": "1"})
    assert digest_of(session.connection()) == before
    assert looked.status_code == 200
    assert "Nothing has been done yet." in looked.text
    assert "Author known to nobody" in looked.text
    assert scene.person.name not in looked.text.partition("<main")[2].partition("</main>")[0]
    gone = client.post(place_of(scene), data={"everything": "delete", "preview": "1"})
    assert "Readers see nothing." in gone.text


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.WAITING, "a moderator reads it first. Once it is published, they will see this:"),
        (State.SENT_BACK, "Nothing, as long as the question of a moderator has no answer."),
        (State.HIDDEN, "Nothing, as long as it is hidden."),
    ],
)
def test_what_is_kept_and_not_published_says_when_readers_see_it(
    session: Session, browser: Browser, scene: Scene, state: State, sentence: str
) -> None:
    make_feedback(session, edition=scene.edition, author=scene.person, state=state, body="Words that nobody has read.")
    session.commit()
    page = browser.as_(scene.person).get(place_of(scene)).text.partition("<main")[2]
    assert sentence in page
    assert ("Words that nobody has read." in page) is (state is State.WAITING)


def test_leaving_on_the_page_one_by_one(session: Session, browser: Browser, scene: Scene, storage: Storage) -> None:
    first, second = (write(session, scene, storage, title=title) for title in ("First", "Second"))
    client = browser.as_(scene.person)
    sent = {"everything": "each", f"fate-{idents.encode(first)}": "without_me", f"fate-{idents.encode(second)}": "odd"}
    answer = client.post(place_of(scene), data=sent)
    assert answer.status_code == 303
    cut, kept = by_title(session, "First"), by_title(session, "Second")
    assert cut is not None
    assert cut.author_id is None
    assert kept is not None
    assert kept.author_id == scene.person.id
    assert client.get(f"/feedback/{idents.encode(first)}").status_code == 404
    assert client.get(place_of(scene)).status_code == 409
    assert "Cut" not in client.get("/mine").text


def test_a_tampered_choice_is_refused_and_nothing_done(
    session: Session, browser: Browser, scene: Scene, storage: Storage
) -> None:
    write(session, scene, storage, title="Still mine")
    answer = browser.as_(scene.person).post(place_of(scene), data={"everything": "burn"})
    assert answer.status_code == 422
    kept = by_title(session, "Still mine")
    assert kept is not None
    assert kept.author_id == scene.person.id


def test_a_comment_without_its_author_is_no_imported_one(session: Session, browser: Browser, scene: Scene) -> None:
    person, _ = make_colleague(session, scene)
    about = make_feedback(session, edition=scene.edition, author=person)
    comment_on_feedback(session, scene.actor, about.id, CommentInput("Left words.", "c1"))
    leave(session, scene, LeavingInput({}, comments=Fate.WITHOUT_ME))
    page = browser.as_(person).get(f"/feedback/{idents.encode(about.id)}").text
    assert "Left words." in page
    assert "Imported comment" not in page
    assert scene.person.name not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("number", [3, 6])
def test_the_page_costs_the_same_whatever_it_holds(
    session: Session, browser: Browser, scene: Scene, queries: CountQueries, number: int
) -> None:
    for place in range(number):
        make_feedback(
            session, edition=scene.edition, author=scene.person, created_at=clock.now() - timedelta(hours=place)
        )
    client = browser.as_(scene.person)
    client.get(place_of(scene))
    with queries() as seen:
        assert client.get(place_of(scene)).text.count("What readers will see:") == number
    assert len(seen) <= 8, "\n".join(seen.seen)
