"""What a search looks for, and where a text says it."""

from __future__ import annotations

import pytest

from app.language.finding import has_phrases, places_of, read_wanted


@pytest.mark.parametrize(
    ("text", "language", "query", "expected"),
    [
        ("The payments of cards stop.", "en", "payment card", ["payments", "cards"]),
        ("La deuxième photo bloque l’envoi.", "fr", "DEUXIEME envoi", ["deuxième", "envoi"]),
        ("Nach dem Upload fehlen Kartenlimits.", "de", "karten", ["Kartenlimits"]),
        ("An e-mail, two emails.", "en", "email", ["e-mail", "emails"]),
        ("It cost 5 000 euros.", "en", "5000", ["5 000"]),
        ("أين الكِتَاب الجديد", "ar", "كتاب", ["الكِتَاب"]),
        ("卡片支付失败了", "zh", "支付", ["支付"]),
        ("Nothing here.", "en", "payment", []),
        ("Nothing here.", "en", "!?", []),
    ],
)
def test_words_are_found_in_whatever_form(text: str, language: str, query: str, expected: list[str]) -> None:
    places = places_of(text, language, read_wanted(query, [language]))
    assert [text[start:end] for start, end in places] == expected


def test_phrases_stand_in_any_quotation_marks() -> None:
    for query in ('"card holder"', "“card holder”", "«\u00a0card holder\u00a0»", "„Card Holder“"):
        wanted = read_wanted(query, ["en"])
        assert wanted.phrases == (("card", "holder"),)
        assert has_phrases(["Nothing", "One card holder."], wanted)
        assert not has_phrases(["One card", "holder."], wanted), "within one text"
    assert read_wanted('"card', ["en"]).phrases == ()


def test_single_letters_are_too_short_but_for_scripts_without_blanks() -> None:
    assert read_wanted("x", ["en"]).is_too_short
    assert not read_wanted("x ray", ["en"]).is_too_short
    assert not read_wanted("卡", ["zh"]).is_too_short
    assert not read_wanted("5", ["en"]).is_too_short
    assert not read_wanted("", ["en"]).is_too_short
    assert read_wanted(" ".join(f"w{number}" for number in range(13)), ["en"]).is_cut
