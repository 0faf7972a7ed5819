"""What is searched in one form is found in another, on whatever database the tests run."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, Table, Text, insert, select
from sqlalchemy.schema import Column

from app.core.languages import base_language
from app.db.base import BigId
from app.db.fulltext import add_fulltext, matches, matches_together
from app.language.stems import MAX_LETTERS, MAX_QUERY_WORDS, query_stems, stems
from config import CONTENT_LANGUAGES, LOCALES

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
        ("applications", ["en"], {1, 2, 6}),  # "applic" begins the French word too
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


@pytest.mark.parametrize("shared", range(7))
def test_so_many_words_are_shared(connection: Connection, shared: int) -> None:
    NOTES.create(connection)
    words = [["one", "eins"], ["two"], ["three"], ["four"], ["five"]]
    held = {number: [forms[-1] for at, forms in enumerate(words) if number >> at & 1] for number in range(1, 32)}
    connection.execute(insert(NOTES), [{"id": number, "stems": " ".join(["x", *held[number]])} for number in held])
    together = matches_together(connection.dialect.name, NOTES.c.id, NOTES.c.stems, words, shared)
    expected = {number for number in held if 0 < shared <= len(held[number])}
    assert set(connection.scalars(select(NOTES.c.id).where(together))) == expected


@pytest.mark.parametrize(
    "query", ['"', "a' OR 1=1 --", "NEAR(app, 3)", "app AND NOT", "stems:app", "a & b | !", "\0", "\ud800"]
)
def test_nothing_typed_is_read_as_a_command(notes: Connection, query: str) -> None:
    assert found(notes, query, "en", "fr") <= {1, 2, 6}


@pytest.mark.parametrize("reader", [base_language(locale) for locale in LOCALES])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "أريد التحدث مع موظف قبل توقيع عقد القرض وقبل دفع الرسوم"),
        ("ca", "M'agradaria parlar amb algú abans de signar el contracte d'aquesta targeta"),
        ("de", "Die Überweisung wurde während der Prüfung unterbrochen, größere Beträge gehen nicht"),
        ("en", "Going back while being asked is what I was doing, studies and happiness aside"),
        ("es", "La calidad de las imágenes empeoró después de la última actualización, señores"),
        ("fr", "L’écran d'accueil s'était figé, j'eus beau réessayer, rien n'y fit, cœur serré"),
        ("it", "Vorrei parlare con una persona prima di firmare la richiesta del mutuo, perché no"),
        ("nl", "Er werd gevraagd om opnieuw in te loggen, terwijl ik alleen mijn pasje wilde blokkeren"),
        ("pl", "Czekamy już trzeci dzień na płatności, a aplikacja wciąż się zawiesza; źródło błędu nieznane"),
        ("pt", "Não consigo concluir as operações pendentes, porque a sessão expirou às três"),
        (
            "und",
            "İstanbul şubesi \u0131ş\u0131k; Kredit\u00adantrags\u00adformular; می\u200cخواهم; ze\u200bro wo\u2060rd",
        ),
    ],
)
def test_each_word_is_found_as_it_stands(notes: Connection, language: str, text: str, reader: str) -> None:
    notes.execute(insert(NOTES), {"id": 100, "stems": stems(text, language)})
    lost = [word for word in text.split() if 100 not in found(notes, word, reader)]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("İstanbul şubesi", "istanbul"),
        ("\u0131ş\u0131k", "isik"),
        ("Kredit\u00adantrags\u00adformular", "Kreditantragsformular"),
        ("Kreditantragsformular", "Kredit\u00adantrags\u00adformular"),
        ("می\u200cخواهم", "میخواهم"),
        ("über\u200bweisung", "überwei\u2060sung"),
        ("bezahlt: 5 000 €", "5000"),
        ("5.000 EUR", "5 000"),
        ("12.500,00 €", "12500"),
        ("1\u202f250 €", "1250"),
        ("12500 Euro", "12.500"),
        ("ein e-mail kam", "email"),
        ("no email", "e-mail"),
        ("le rendez\u2011vous", "rendez-vous"),
        ("这是一篇用于测试中文关键词搜索功能的帖子。", "关键词"),
        ("这是一篇用于测试中文关键词搜索功能的帖子。", "中文"),
        ("这是一篇用于测试中文关键词搜索功能的帖子。", "帖子"),
        ("这是一篇用于测试中文关键词搜索功能的帖子。", "子"),
        ("ローンの申し込みができません", "申し込み"),
        ("ローンの申し込みができません", "ローン"),
        ("ฉันไม่สามารถเข้าสู่ระบบได้", "ระบบ"),
        ("한국어로 쓴 글", "한국어"),
        (
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
        ),
    ],
)
def test_the_same_word_written_otherwise(notes: Connection, text: str, query: str) -> None:
    notes.execute(insert(NOTES), {"id": 100, "stems": stems(text, "und")})
    assert found(notes, query, "en") == {100}


def test_a_single_letter_counts_where_nothing_else_was_typed(notes: Connection) -> None:
    notes.execute(insert(NOTES), {"id": 100, "stems": stems("plan A, phase 7", "und")})
    assert 100 in found(notes, "A")
    assert 100 in found(notes, "plan B")
    assert found(notes, "phase 8") == set()


def test_a_pair_of_letters_that_does_not_stand_there_is_not_found(notes: Connection) -> None:
    notes.execute(insert(NOTES), {"id": 100, "stems": stems("关键词搜索", "und")})
    assert found(notes, "词关") == set()
    assert found(notes, "5000") == set()


SAMPLE = os.environ.get("PEPITE_SAMPLE", "")
TEXTS_A_LANGUAGE = 400
WORDS_A_TEXT = 5


@pytest.mark.slow
@pytest.mark.skipif(not SAMPLE, reason="PEPITE_SAMPLE names no file of real feedback")
@pytest.mark.parametrize("language", CONTENT_LANGUAGES)
def test_each_word_of_real_feedback_is_found(notes: Connection, language: str) -> None:
    lines = Path(SAMPLE).read_text(encoding="utf-8").splitlines()
    texts = [item["text"] for item in map(json.loads, lines) if item["lang"] == language][:TEXTS_A_LANGUAGE]
    rows = [{"id": 100 + place, "stems": stems(text, language)} for place, text in enumerate(texts)]
    notes.execute(insert(NOTES), rows)
    lost = []
    for place, text in enumerate(texts):
        words = sorted({word for word in text.split() if any(map(str.isalnum, word.replace("\u0640", "")))})
        some = words[:: max(1, len(words) // WORDS_A_TEXT)]
        lost += [word for word in some if 100 + place not in found(notes, word, "pt", "en", "fr", "de")]
    assert lost == []


def test_a_changed_row_is_found_by_its_new_words_only(notes: Connection) -> None:
    notes.execute(NOTES.update().where(NOTES.c.id == 3).values(stems=stems("Überweisung", "de")))
    assert found(notes, "zahlung", "de") == set()
    assert found(notes, "überweisungen", "de") == {3}


def test_words_of_every_language_are_kept_folded() -> None:
    assert stems("Łódź, œuvre, 日本 №1", "xx") == "lodz oeuvre 日本 本 no1"


def test_letters_and_digits_only() -> None:
    line = stems('x"y; a_b — c\u2019est l\u2019été\u202e 👍 \ud800', "fr")
    assert line.replace(" ", "").isalnum()


def test_vowel_signs_make_no_difference() -> None:
    assert stems("مُحَمَّد", "ar") == stems("محمد", "ar")


def test_an_endless_word_or_query_stays_small() -> None:
    assert max(map(len, stems("a" * 5000, "en").split())) == MAX_LETTERS
    assert len(query_stems(" ".join(f"word{number}" for number in range(100)), ["en"])) == MAX_QUERY_WORDS


def test_threads_agree() -> None:
    text = " ".join(f"zahlungen{number}" for number in range(300))
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(lambda _: stems(text, "de"), range(8)))) == 1
