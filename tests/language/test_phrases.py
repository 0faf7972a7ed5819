"""A listed word is found whole, in any writing of it, and in no part of another word."""

from __future__ import annotations

import time

import pytest

from app.language.phrases import first_phrase

LONG = "The second photo shows a grey bar and then the draft is empty. " * 100  # 6,300 characters


@pytest.mark.parametrize(
    ("phrase", "text", "language"),
    [
        ("bonus", "When do we get the BONUS?", "en"),
        ("bonus", "The bonuses are late", "en"),
        ("résumé", "He sent his RESUME", "fr"),
        ("resume", "Son résumé est prêt", "fr"),
        ("Straße", "In der STRASSE", "de"),
        ("Kunde", "Die Kunden warten", "de"),
        ("cliente", "Os clientes esperam", "pt"),
        ("contrato", "Os contratos são longos", "pt"),
        ("works council", "The works  council, again", "en"),
        ("works council", "the Works\nCouncils", "en"),
        ("العميل", "اتصل العميل بنا", "ar"),
        ("العمیل", "العمیل", "und"),
        ("密码", "请重置密码吧", "zh"),
        ("重置密码", "请重置密码吧", "zh"),
        ("b\u200bonus", "bonus", "en"),
        ("Project X", "about project x.", "und"),
    ],
)
def test_found(phrase: str, text: str, language: str) -> None:
    assert first_phrase(text, ("zebra", phrase), language) == phrase


@pytest.mark.parametrize(
    ("phrase", "text", "language"),
    [
        ("bon", "bonus", "en"),
        ("ass", "The class passed the assessment", "en"),
        ("works council", "It works. The council met", "en"),
        ("works council", "council works", "en"),
        ("重密", "请重置密码吧", "zh"),
        ("...", "Really...", "en"),
    ],
)
def test_not_found(phrase: str, text: str, language: str) -> None:
    assert first_phrase(text, (phrase,), language) == ""


def test_nothing_listed_finds_nothing() -> None:
    assert first_phrase("Anything", (), "en") == ""


def test_thousands_of_words_and_a_long_text_cost_milliseconds() -> None:
    phrases = tuple(f"word{number} of list {number % 7}" if number % 3 else f"word{number}" for number in range(5_000))
    first_phrase("warm", phrases, "en")  # the list is read once
    began = time.process_time()
    for _turn in range(5):
        assert first_phrase(LONG, phrases, "en") == ""
    assert (time.process_time() - began) / 5 < 0.2, "measured: 5 to 12 ms"
    assert first_phrase(f"{LONG} word4998", phrases, "en") == "word4998"
