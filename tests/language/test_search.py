"""What is searched in one form is found in another, on whatever database the tests run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, MetaData, Table, Text, insert, select
from sqlalchemy.schema import Column

from app.db.base import BigId
from app.db.fulltext import add_fulltext, matches
from app.language.stems import CACHED_WORDS, MAX_QUERY_WORDS, query_stems, stems

NOTES = Table("search_notes", MetaData(), Column("id", BigId, primary_key=True), Column("stems", Text, nullable=False))
add_fulltext(NOTES)
ROWS = (
    (1, "en", "The application forgets my payments."),
    (2, "fr", "L'application plante, c'est très gênant."),
    (3, "de", "Die Zahlung in der Straße wurde abgelehnt."),
    (4, "pl", "Płatność kartą nie działa."),
    (5, "ar", "لا يعمل التطبيق"),
    (6, "und", "Applications 3DS v2"),
    (7, "pt", "As notificações chegam atrasadas."),
)


@pytest.fixture
def notes(connection: Connection) -> Connection:
    """Return a connection to a table of a few notes."""
    NOTES.create(connection)
    rows = [{"id": number, "stems": stems(text, language)} for number, language, text in ROWS]
    connection.execute(insert(NOTES), rows)
    return connection


def found(notes: Connection, query: str, *languages: str) -> set[int]:
    words = query_stems(query, languages)
    return set(notes.scalars(select(NOTES.c.id).where(matches(notes.dialect.name, NOTES.c.id, NOTES.c.stems, words))))


@pytest.mark.parametrize(
    ("query", "languages", "numbers"),
    [
        ("applications", ["en"], {1, 6}),
        ("applications", ["fr", "en"], {1, 2, 6}),
        ("payment", ["en"], {1}),
        ("the payments", ["en"], {1}),
        ("genante", ["fr"], {2}),
        ("gênantes", ["fr"], {2}),
        ("Zahlungen", ["de"], {3}),
        ("STRASSE", ["de"], {3}),
        ("platnosc", ["pl"], {4}),
        ("płatności", ["pl"], {4}),
        ("karta", ["pl"], {4}),
        ("التطبيقات", ["ar"], {5}),
        ("3ds", ["en"], {6}),
        ("notificação", ["pt-PT"], {7}),
        ("notificacoes", ["pt"], {7}),
        ("application payments", ["en"], {1}),
        ("application nothing", ["en"], set()),
        ("…!?", ["en"], set()),
        ("", [], set()),
    ],
)
def test_finds(notes: Connection, query: str, languages: list[str], numbers: set[int]) -> None:
    assert found(notes, query, *languages) == numbers


@pytest.mark.parametrize(
    "query", ['"', "a' OR 1=1 --", "NEAR(app, 3)", "app AND NOT", "stems:app", "a & b | !", "\0", "\ud800"]
)
def test_nothing_typed_is_read_as_a_command(notes: Connection, query: str) -> None:
    assert found(notes, query, "en", "fr") <= {1, 2, 6}


def test_a_changed_row_is_found_by_its_new_words_only(notes: Connection) -> None:
    notes.execute(NOTES.update().where(NOTES.c.id == 3).values(stems=stems("Überweisung", "de")))
    assert found(notes, "zahlung", "de") == set()
    assert found(notes, "überweisungen", "de") == {3}


def test_words_of_every_language_are_kept_folded() -> None:
    assert stems("Łódź, œuvre, 日本 №1", "xx") == "lodz oeuvre 日本 no1"


def test_letters_and_digits_only() -> None:
    line = stems('x"y; a_b — c\u2019est l\u2019été\u202e 👍 \ud800', "fr")
    assert line.replace(" ", "").isalnum()


def test_vowel_signs_make_no_difference() -> None:
    assert stems("مُحَمَّد", "ar") == stems("محمد", "ar")


def test_an_endless_word_or_query_stays_small() -> None:
    assert stems("a" * 5000, "en") == ""
    assert len(query_stems(" ".join(f"word{number}" for number in range(100)), ["en"])) == MAX_QUERY_WORDS


def test_more_words_than_are_remembered() -> None:
    numbered = " ".join(f"word{number}" for number in range(CACHED_WORDS + 5))
    assert stems(numbered, "nl") == stems(numbered, "nl")


def test_threads_agree() -> None:
    text = " ".join(f"zahlungen{number}" for number in range(300))
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(lambda _: stems(text, "de"), range(8)))) == 1
