"""The pages on which contributions are merged, read as one and taken apart."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import idents
from app.feedback.models import Feedback
from app.feedback.service.handle import hide_feedback
from app.language.stems import stems
from app.merging.queries import merge_subject, possible_duplicates
from app.merging.service import merge_feedback, undo_merge
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.registry import HANDLERS
from tests.conftest import Browser, CountQueries
from tests.factories.feedback import make_feedback
from tests.merging.scene import colleague, published, say
from tests.moderation.world import World, make_world


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def at(feedback: Feedback, rest: str = "") -> str:
    return f"/feedback/{idents.encode(feedback.id)}{rest}"


def pair(session: Session, world: World, **words: str) -> tuple[Feedback, Feedback]:
    return published(session, world), published(
        session, world, world.colleague, title="Photo upload stops", body="A grey bar, and the draft is empty.", **words
    )


def test_duplicates_are_proposed_with_the_words_they_share(session: Session, world: World, browser: Browser) -> None:
    kept, duplicate = pair(session, world)
    published(session, world, world.colleague, title="Something else", body="The colours are nice.")
    page = browser.as_(world.manager).get(at(kept, "/merge"))
    assert "Photo upload stops" in page.text
    assert "Something else" not in page.text
    why = page.text.split('<span class="hint">', 1)[1].split("</span>", 1)[0]
    for word in ("upload", "draft", "photo"):
        assert f">{word}</bdi>" in why
    client = browser.as_(world.manager)
    answer = client.post(at(kept, "/merge"), data={"other": idents.encode(duplicate.id), "keep": "this"})
    assert (answer.status_code, answer.location) == (302, at(kept, "#merged"))
    session.expire_all()
    assert duplicate.merged_into_id == kept.id


def test_words_of_two_languages_meet_where_they_are_alike(session: Session, world: World) -> None:
    german = published(session, world, title="PDF-Export der Kontonummer", body="Der Export als PDF fehlt mir.")
    english = published(session, world, world.colleague, title="PDF export", body="I miss the export of my statement.")
    subject = merge_subject(session, world.actor(world.manager), german.id)
    rows = possible_duplicates(session, world.actor(world.manager), subject)
    assert [row.id for row in rows] in ([], [english.id])  # three letters say too little, the longer word may
    longer = published(session, world, title="Simulator: Export", body="Der Simulator vergisst den Export.")
    other = published(session, world, world.colleague, title="The simulator", body="It forgets the export.")
    subject = merge_subject(session, world.actor(world.manager), longer.id)
    found = {row.id: row.shared for row in possible_duplicates(session, world.actor(world.manager), subject)}
    assert set(found[other.id]) == {"Simulator", "Export"}


def test_the_other_one_can_be_named_by_its_address_and_stay(session: Session, world: World, browser: Browser) -> None:
    one, other = published(session, world), published(session, world, world.colleague, title="Colours", body="Nice.")
    client = browser.as_(world.manager)
    address = f"http://localhost{at(other)}?q=x#comments"
    answer = client.post(at(one, "/merge"), data={"address": address, "keep": "other"})
    assert answer.location == at(other, "#merged")
    assert client.post(at(one, "/merge"), data={"address": address, "keep": "other"}).status_code == 302
    session.expire_all()
    assert one.merged_into_id == other.id


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "has this address"),
        ("nonsense", "has this address"),
        (idents.encode(77), "has this address"),
        ("self", "This is the same contribution"),
    ],
)
def test_a_wrong_address_is_said_beside_its_field(
    session: Session, world: World, browser: Browser, address: str, sentence: str
) -> None:
    kept = published(session, world)
    said = at(kept) if address == "self" else address
    page = browser.as_(world.manager).post(at(kept, "/merge"), data={"address": said, "keep": "this"})
    assert page.status_code == 422
    assert sentence in page.text.split('id="address-error"', 1)[1].split("</p>", 1)[0]
    assert said in page.text


def test_a_merged_contribution_leads_on_and_says_so(session: Session, world: World, browser: Browser) -> None:
    kept, duplicate = pair(session, world, identity="confidential")
    say(session, world.actor(world.ambassador), duplicate, "Seen on my phone.")
    merge_feedback(session, world.actor(world.manager), duplicate.id, kept.id)
    person, _actor = colleague(session, world)
    reader = browser.as_(person)
    answer = reader.get(at(duplicate))
    assert (answer.status_code, answer.location) == (302, at(kept))
    page = reader.get(at(kept)).text
    assert "“Photo upload stops” has been merged into this contribution" in page
    merged = page.split('id="merged"', 1)[1].split("</section>", 1)[0]
    assert "A grey bar" in merged
    assert world.colleague.name not in page
    assert "Undo the merge" not in page
    assert "Open its own page" not in page
    assert "Seen on my phone." in page
    feed = reader.get(f"/campaigns/{world.campaign.slug}/feedback").text
    assert "Photo upload stops" not in feed
    author = browser.as_(world.colleague)
    assert author.get(at(duplicate)).status_code == 302
    own = author.get(at(duplicate, "?stay=1"))
    assert own.status_code == 200
    assert "merged into another contribution" in own.text
    assert "Withdraw my contribution" in own.text
    assert "Photo upload stops" in author.get("/mine").text


def test_where_nobody_reads_the_other_one_its_author_stays(session: Session, world: World, browser: Browser) -> None:
    kept, duplicate = pair(session, world)
    manager = world.actor(world.manager)
    merge_feedback(session, manager, duplicate.id, kept.id)
    session.expire_all()
    hide_feedback(session, manager, kept.id, kept.version)
    assert browser.as_(world.colleague).get(at(duplicate)).status_code == 200
    assert browser.as_(world.manager).get(at(duplicate)).status_code == 302  # a moderator reads what is hidden
    assert browser.as_(world.sponsor).get(at(duplicate)).status_code == 404


def test_a_manager_takes_them_apart_on_the_page(session: Session, world: World, browser: Browser) -> None:
    kept, duplicate = pair(session, world)
    merge_feedback(session, world.actor(world.manager), duplicate.id, kept.id)
    client = browser.as_(world.manager)
    assert at(duplicate, "/merge/undo") in client.get(at(kept)).text
    assert client.post(at(duplicate, "/merge/undo")).location == at(duplicate)
    assert client.post(at(duplicate, "/merge/undo")).status_code == 409
    session.expire_all()
    assert not duplicate.is_merged
    assert "Merged into this contribution" not in client.get(at(kept)).text


def test_everybody_concerned_is_told_once(app: Flask, session: Session, world: World) -> None:
    kept, duplicate = pair(session, world, identity="confidential")
    person, actor = colleague(session, world)
    say(session, actor, duplicate)
    merge_feedback(session, world.actor(world.manager), duplicate.id, kept.id)
    undone = published(session, world, title="A third one", body="Of a day.")
    merge_feedback(session, world.actor(world.manager), undone.id, kept.id)
    undo_merge(session, world.actor(world.manager), undone.id)
    with app.app_context():
        deliver_waiting(session, HANDLERS)
    kinds = ("feedback_merged", "feedback_joined", "feedback_unmerged")
    rows = session.execute(select(Notice.kind, Notice.person_id, Notice.subject_id).where(Notice.kind.in_(kinds)))
    assert {tuple(row) for row in rows} == {
        ("feedback_merged", world.colleague.id, kept.id),
        ("feedback_merged", person.id, kept.id),
        ("feedback_joined", world.author.id, kept.id),
        ("feedback_unmerged", world.author.id, undone.id),
    }
    undo_merge(session, world.actor(world.manager), duplicate.id)
    with app.app_context():
        deliver_waiting(session, HANDLERS)
    told = session.scalars(select(Notice.person_id).where(Notice.subject_id == duplicate.id, Notice.kind == kinds[2]))
    assert set(told) == {world.colleague.id, person.id}


def test_the_pages_cost_the_same_whatever_is_there(
    session: Session, world: World, browser: Browser, queries: CountQueries
) -> None:
    kept, client, counts = published(session, world), browser.as_(world.manager), []
    for start in (0, 4):
        for number in range(start, start + 4):
            author = world.colleague
            row = make_feedback(session, edition=world.edition, author=author, title=f"The upload stops {number}")
            row.stems = stems(f"{row.title} {row.body}", row.language)
            other = make_feedback(session, edition=world.edition, author=author)
            session.commit()
            merge_feedback(session, world.actor(world.manager), other.id, kept.id)
        for path in (at(kept, "/merge"), at(kept)):
            client.get(path)
            with queries() as seen:
                assert client.get(path).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
