"""Who reads a translation that is only drafted."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.policy.actor import SYSTEM, Actor
from app.texts.models import Translation
from app.texts.queries import text_states, texts_of
from app.texts.types import TranslationState
from app.texts.write import new_text
from tests.conftest import CountQueries

READER = Actor(person_id=1, locale="de")


def make_text(session: Session, source: str, **values: str) -> int:
    return new_text(session, SYSTEM, source, values)


def draft(session: Session, text_id: int, locale: str) -> None:
    session.execute(
        update(Translation)
        .where(Translation.text_id == text_id, Translation.locale == locale)
        .values(state=TranslationState.DRAFT)
    )


@pytest.mark.parametrize("elsewhere", ["de", "fr"])
def test_a_draft_is_not_read_whatever_other_texts_are_written_in(session: Session, elsewhere: str) -> None:
    text_id = make_text(session, "en", en="Look around", de="Umsehen")
    make_text(session, elsewhere, **{elsewhere: "Another text"})
    draft(session, text_id, "de")

    read = texts_of(session, READER, [text_id])[text_id]
    states = {state.locale: state.state for state in text_states(session, READER, [text_id], ["en", "de"])}

    assert (read.value, read.locale, read.is_fallback) == ("Look around", "en", True)
    assert states == {"en": "validated", "de": "draft"}, "who translates goes on with it"


def test_a_source_is_read_although_it_is_a_draft(session: Session) -> None:
    text_id = make_text(session, "de", de="Umsehen")
    draft(session, text_id, "de")
    assert texts_of(session, READER, [text_id])[text_id].value == "Umsehen"
    assert [state.state for state in text_states(session, READER, [text_id], ["de"])] == ["draft"]


@pytest.mark.parametrize("others", [2, 4])
def test_states_cost_the_same_whatever_there_is(session: Session, queries: CountQueries, others: int) -> None:
    ids = [make_text(session, "en", en=f"Text {number}", de=f"Text {number}") for number in range(others)]
    session.flush()
    with queries() as seen:
        text_states(session, READER, ids, ["en", "de", "fr"])
    assert len(seen) == 2, seen.seen


@pytest.mark.parametrize(
    ("default", "read"), [("fr", "Regarder"), ("pt-PT", "Ver"), ("", "Look around"), ("ar", "Look around")]
)
def test_a_text_without_the_readers_language_is_read_in_the_places_own(
    session: Session, default: str, read: str
) -> None:
    text_id = make_text(session, "en", en="Look around", fr="Regarder", pt="Ver")
    session.execute(update(Translation).values(state=TranslationState.VALIDATED))
    found = texts_of(session, READER, [text_id], default)[text_id]
    assert (found.value, found.is_fallback) == (read, True)
