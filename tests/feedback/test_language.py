"""The language of a contribution is told by its words, or said by its author or a moderator."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import idents
from app.core.errors import Forbidden, NotFound
from app.feedback.errors import LanguageNotOffered
from app.feedback.models import Feedback
from app.feedback.service.language import correct_language
from app.feedback.service.revise import RevisionInput, revise_feedback
from app.feedback.service.submit import submit_feedback
from app.files.storage import memory_storage
from app.journal.models import JournalEntry
from app.notifications.models import Notice
from app.notifications.queries.contributions import contribution_of, moderators_of
from app.outbox.deliver import deliver_waiting
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Actor, Role
from app.registry import HANDLERS
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_mandate, make_person
from tests.feedback.scene import Scene, make_colleague, make_input, make_manager, make_scene
from tests.refusals import refused

QUOTING = 'No ecrã aparece: "Bitte bestätigen Sie Ihre Identität, bevor Sie den Antrag absenden."'


def send(session: Session, scene: Scene, **fields: Any) -> Feedback:
    data = make_input(**({"title": "Vejo isto", "body": QUOTING} | fields))
    return session.get_one(Feedback, submit_feedback(session, scene.actor, scene.address, data, memory_storage()))


def make_ambassador(session: Session, scene: Scene, *languages: str) -> tuple[Person, Actor]:
    person = make_person(session, entity=scene.entity)
    make_mandate(session, person=person, role=Role.AMBASSADOR, entity=scene.entity, languages=languages)
    session.commit()
    return person, actor_for(person, Role.AMBASSADOR, entity=scene.entity, languages=languages)


def events(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxMessage.name)))


def test_words_of_others_do_not_decide(session: Session) -> None:
    assert send(session, make_scene(session)).language == "pt"


def test_what_the_author_says_counts_more_than_the_words(session: Session) -> None:
    assert send(session, make_scene(session), language="es").language == "es"


@pytest.mark.parametrize(("identity", "language"), [("named", "fr"), ("untraceable", "und")])
def test_the_author_decides_on_a_short_text_unless_nobody_may_know_them(
    session: Session, identity: str, language: str
) -> None:
    scene = make_scene(session)
    actor = replace(scene.actor, locale="fr")
    data = make_input(title="Merci", body="Merci", identity=identity, code="abcd-efgh-jkmn-pqrs")
    feedback_id = submit_feedback(session, actor, scene.address, data, memory_storage())
    assert session.get_one(Feedback, feedback_id).language == language


def test_a_corrected_contribution_is_before_those_who_read_it(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    reader, ambassador = make_ambassador(session, scene, "de")
    with refused(session, NotFound):
        correct_language(session, ambassador, feedback.id, "fr")
    before = feedback.stems
    correct_language(session, scene.actor, feedback.id, "de")
    assert (feedback.language, feedback.stems != before) == ("de", True)
    subject = contribution_of(session, SYSTEM, feedback.id)
    assert subject is not None
    assert reader.id in moderators_of(session, SYSTEM, subject)
    assert "feedback.language_corrected" in events(session)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "feedback.language_corrected")).one()
    assert (entry.actor_id, entry.details) == (scene.person.id, {"from": "pt", "to": "de"})
    correct_language(session, ambassador, feedback.id, "es")
    assert feedback.language == "es"


def test_the_same_language_again_changes_nothing(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    correct_language(session, scene.actor, feedback.id, "pt")
    assert "feedback.language_corrected" not in events(session)


def test_only_the_author_and_the_moderators_correct(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, colleague = make_colleague(session, scene)
    with refused(session, Forbidden):
        correct_language(session, colleague, feedback.id, "de")
    with refused(session, LanguageNotOffered):
        correct_language(session, scene.actor, feedback.id, "tlh")
    _, manager = make_manager(session, scene)
    assert correct_language(session, manager, feedback.id, "de").language == "de"


def test_the_journal_does_not_tell_who_wrote_what_nobody_may_trace(session: Session) -> None:
    scene = make_scene(session)
    data = make_input(identity="untraceable", code="abcd-efgh-jkmn-pqrs")
    feedback_id = submit_feedback(session, scene.actor, scene.address, data, memory_storage())
    actor = replace(scene.actor, references=frozenset({feedback_id}))
    assert correct_language(session, actor, feedback_id, "de").language == "de"
    assert session.scalars(select(JournalEntry).where(JournalEntry.action == "feedback.language_corrected")).all() == []


def test_new_words_keep_a_language_that_was_corrected(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    new = "The second photo stops the upload, and nothing is said."
    revise_feedback(session, scene.actor, feedback.id, RevisionInput("Upload", new, feedback.version), memory_storage())
    assert feedback.language == "en"
    correct_language(session, scene.actor, feedback.id, "nl")
    revise_feedback(
        session, scene.actor, feedback.id, RevisionInput("Upload", new + " Ever.", feedback.version), memory_storage()
    )
    assert feedback.language == "nl"


def test_the_page_corrects_it(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    client = browser.as_(scene.person)
    url = f"/feedback/{idents.encode(feedback.id)}"
    assert "Correct the language" in client.get(url).text
    answer = client.post(f"{url}/language", data={"language": "de"})
    assert answer.status_code == 302
    session.refresh(feedback)
    assert feedback.language == "de"
    assert client.post(f"{url}/language", data={"language": "tlh"}).status_code == 422
    _, manager = make_manager(session, scene)
    page = browser.as_(session.get_one(Person, manager.person_id)).get(url).text
    assert "Correct the language" in page


def test_a_moderator_who_does_not_read_the_language_goes_back_to_the_queue(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    reader, _ = make_ambassador(session, scene, "pt")
    answer = browser.as_(reader).post(f"/feedback/{idents.encode(feedback.id)}/language", data={"language": "de"})
    assert answer.location.endswith("/moderation")


def test_the_thanks_say_the_language(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    path = f"/campaigns/{scene.campaign.slug}/missions/{scene.mission.number}/feedback/new"
    form = {"key": "k", "kind": "idea", "title": "Vejo isto", "body": QUOTING, "identity": "named", "language": "pt"}
    client = browser.as_(scene.person)
    assert "Language: Portuguese." in client.post(path, data=form, follow_redirects=True).text
    other = browser.as_(make_manager(session, scene)[0])
    sent = idents.encode(session.scalars(select(Feedback.id)).one())
    url = f"/campaigns/{scene.campaign.slug}/feedback/thanks?contribution={sent}"
    assert "Language: Portuguese." not in other.get(url).text


def test_those_who_read_the_corrected_language_are_told(session: Session) -> None:
    scene = make_scene(session)
    reader, _ = make_ambassador(session, scene, "de")
    feedback = send(session, scene)
    deliver_waiting(session, HANDLERS)
    told = select(Notice.person_id).where(Notice.person_id == reader.id)
    assert session.scalars(told).all() == []
    correct_language(session, scene.actor, feedback.id, "de")
    deliver_waiting(session, HANDLERS)
    assert session.scalars(told).all() == [reader.id]


def test_a_blank_that_does_not_break_is_a_blank_in_the_search(browser: Browser, session: Session) -> None:
    scene = make_scene(session, trusted=True)
    send(session, scene, title="The second photo")
    url = f"/campaigns/{scene.campaign.slug}/feedback"
    client = browser.as_(scene.person)
    assert "The second photo" in client.get(url, query_string={"q": "second\u00a0photo"}).text
    assert "The second photo" not in client.get(url, query_string={"q": "third\u00a0photo"}).text
