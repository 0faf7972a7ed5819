"""A theme in a few sentences of its contributions: taken as they stand, each linked, always the same."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import NotFound
from app.feedback.models import Feedback
from app.feedback.types import State
from app.language.sentences import telling_sentences
from app.themes.models import ThemeGiven
from app.themes.queries.said import theme_said
from app.themes.service.write import ThemeInput, create_theme
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.feedback import make_feedback
from tests.moderation.world import World, make_world

PHOTO = "The photo of the identity card is refused again and again."
TEXTS = [
    (f"Hello there. {PHOTO}", "en"),
    ("The identity card photo was refused twice on my old phone. Nice colours otherwise, I must say.", "en"),
    ("Why is the photo refused without a reason? I tried three cards.", "en"),
    ("My grandmother likes gardening a lot in springtime.", "en"),
]


def test_sentences_stand_as_they_were_written() -> None:
    taken = telling_sentences(TEXTS, 3)
    assert [each.text for each in taken] == [each.text for each in telling_sentences(list(TEXTS), 3)]
    assert all(each.words in TEXTS[each.text][0] for each in taken)
    assert len({each.text for each in taken}) == len(taken), "one of a text"
    assert taken[0].words == PHOTO
    assert all(each.text != 3 for each in taken), "what nobody shares tells of itself"


def test_texts_that_share_nothing_tell_nothing() -> None:
    assert telling_sentences([("One apple fell from the tree yesterday.", "en")], 3) == []
    assert telling_sentences([], 3) == []


def themed(session: Session) -> tuple[World, int, list[Feedback]]:
    world = make_world(session)
    theme_id = create_theme(session, world.actor(world.manager), world.campaign.id, ThemeInput({"en": "Photos"}))
    rows = [
        make_feedback(session, edition=world.edition, author=world.author, title=f"Card {n}", body=body)
        for n, (body, _language) in enumerate(TEXTS)
    ]
    session.add_all(ThemeGiven(theme_id=theme_id, feedback_id=row.id) for row in rows)
    session.commit()
    return world, theme_id, rows


def test_each_sentence_leads_to_its_contribution(session: Session, browser: Browser, queries: CountQueries) -> None:
    world, theme_id, rows = themed(session)
    reader = world.actor(world.colleague)
    with queries() as statements:
        found = theme_said(session, reader, theme_id)
    assert len(statements.seen) == 2
    assert found.read == len(rows)
    bodies = {row.id: row.body for row in rows}
    assert all(each.words in bodies[each.feedback_id] for each in found.sentences)
    client = browser.as_(world.colleague)
    page = client.get(f"/themes/{idents.encode(theme_id)}").text
    assert f'href="/feedback/{idents.encode(rows[0].id)}"' in page
    assert PHOTO in page
    assert f"/themes/{idents.encode(theme_id)}" in client.get("/themes").text


@pytest.mark.parametrize("state", sorted(set(State) - {State.PUBLISHED}))
def test_what_is_not_public_is_not_quoted(session: Session, state: State) -> None:
    world, theme_id, rows = themed(session)
    rows[0].state = state
    session.commit()
    found = theme_said(session, world.actor(world.colleague), theme_id)
    assert rows[0].id not in {each.feedback_id for each in found.sentences}
    assert found.read == len(rows) - 1


def test_it_is_out_of_sight_elsewhere(session: Session) -> None:
    _world, theme_id, _rows = themed(session)
    elsewhere = make_entity(session)
    with pytest.raises(NotFound):
        theme_said(session, actor_for(make_person(session, entity=elsewhere)), theme_id)
