"""Dates with their hours, as each language says them inside a sentence."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from app.i18n import formats
from config import LOCALES

AT = datetime(2026, 12, 14, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", "14\N{NO-BREAK SPACE}Dec at\N{NO-BREAK SPACE}09:00"),
        ("fr", "14\N{NO-BREAK SPACE}déc. à\N{NO-BREAK SPACE}09:00"),
        ("de", "14.\N{NO-BREAK SPACE}Dez. um\N{NO-BREAK SPACE}09:00\N{NO-BREAK SPACE}Uhr"),
        ("pt-PT", "14\N{NO-BREAK SPACE}de\N{NO-BREAK SPACE}dez. às\N{NO-BREAK SPACE}09:00"),
        ("ar", "14\N{NO-BREAK SPACE}ديسمبر، الساعة\N{NO-BREAK SPACE}09:00"),
        ("it", "14\N{NO-BREAK SPACE}dic alle\N{NO-BREAK SPACE}09:00"),
        ("nl", "14\N{NO-BREAK SPACE}dec om\N{NO-BREAK SPACE}09:00"),
        ("pl", "14\N{NO-BREAK SPACE}gru o\N{NO-BREAK SPACE}09:00"),
        ("es", "14\N{NO-BREAK SPACE}dic a las\N{NO-BREAK SPACE}9:00"),
    ],
)
def test_a_day_with_its_hour(code: str, shown: str) -> None:
    assert formats.wall_moment(code, AT) == shown
    assert formats.moment(code, AT, "UTC").startswith(shown + " (")


def test_one_o_clock_is_singular_in_spanish() -> None:
    assert formats.wall_moment("es", AT.replace(hour=1, minute=30)).endswith("a la\N{NO-BREAK SPACE}1:30")
    assert formats.wall_moment("es", AT.replace(hour=11)).endswith("a las\N{NO-BREAK SPACE}11:00")


@pytest.mark.parametrize(
    ("last", "shown"),
    [("inglés", "francés e inglés"), ("Inês", "francés e Inês"), ("hindi", "francés e hindi"),
     ("hielo", "francés y hielo"), ("Yanis", "francés y Yanis"), ("alemán", "francés y alemán")],
)  # fmt: skip
def test_spanish_says_e_before_the_sound_of_i(last: str, shown: str) -> None:
    assert formats.listed("es", ["francés", last]) == shown
    assert formats.listed("es", ["catalán", "francés", last]) == f"catalán, {shown}"
    assert formats.listed("es", [last]) == last


@pytest.mark.parametrize(
    ("code", "four", "five"),
    [("en", "1,962", "19,620"), ("de", "1.962", "19.620"), ("fr", "1\u202f962", "19\u202f620"),
     ("es", "1962", "19.620"), ("it", "1962", "19.620"),
     ("pl", "1962", "19\u00a0620"), ("pt-PT", "1962", "19\u00a0620")],
)  # fmt: skip
def test_four_digits_stay_together_where_the_language_wants_it(code: str, four: str, five: str) -> None:
    assert (formats.number(code, 1962), formats.number(code, 19620)) == (four, five)
    assert (formats.rounded(code, 1962.0), formats.decimal(code, 1962.0)) == (four, four)
    assert formats.signed(code, -1962.0) == f"-{four}"
    assert four in formats.money(code, 196_200, "EUR")


@pytest.mark.parametrize(
    ("code", "shown"), [("en", "28_Sept – 4_Oct"), ("de", "28._Sept. – 4._Okt."), ("ar", "28_سبتمبر – 4_أكتوبر")]
)
def test_days_part_only_between_two_dates(code: str, shown: str) -> None:
    span = formats.days_range(code, date(2026, 9, 28), date(2026, 10, 4)).replace("\N{THIN SPACE}", " ")
    assert span == shown.replace("_", "\N{NO-BREAK SPACE}")
    assert " " not in formats.day(code, date(2026, 9, 28))


@pytest.mark.parametrize("code", LOCALES)
def test_no_day_of_a_span_has_a_leading_zero(code: str) -> None:
    first = date(2026, 11, 3)
    for last, days in (
        (first, "3"),
        (date(2026, 11, 9), "3 9"),
        (date(2026, 12, 4), "3 4"),
        (date(2027, 1, 20), "3 20"),
    ):
        span = formats.days_range(code, first, last)
        assert re.findall(r"\d+", span) == days.split(), span


def test_under_a_chart_a_german_day_has_its_point() -> None:
    first = date(2026, 9, 7)
    assert (formats.day_of_month("de", first), formats.month("de", first)) == ("7.", "Sept.")
    assert (formats.day_of_month("fr", first), formats.month("fr", first)) == ("7", "sept.")


def test_the_first_of_a_month_in_french() -> None:
    first = date(2026, 12, 1)
    shown = (formats.day("fr", first), formats.short_day("fr", first), formats.full_day("fr", first))
    assert tuple(day.replace("\N{NO-BREAK SPACE}", " ") for day in shown) == (
        "1er décembre 2026", "1er déc.", "mardi 1er décembre 2026",
    )  # fmt: skip
    assert formats.day_of_month("fr", first) == "1er"
    assert formats.days_range("fr", first, date(2026, 12, 7)).startswith("1er")
    assert formats.short_day("fr", date(2026, 12, 21)).startswith("21\N{NO-BREAK SPACE}")
    assert formats.day("pt-PT", first).startswith("1\N{NO-BREAK SPACE}de")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", "Monday and Tuesday"),
        ("fr", "Lundi et mardi"),
        ("de", "Montag und Dienstag"),
        ("pt-PT", "Segunda-feira e terça-feira"),
    ],
)
def test_days_of_the_week_have_one_capital(code: str, shown: str) -> None:
    assert formats.week_days(code, [1, 2]) == shown


def test_time_zones_are_cities_in_the_readers_language() -> None:
    zones = formats.time_zones("de")
    assert ("Europe/Lisbon", "Lissabon (Portugal)") in zones
    assert ("Asia/Kolkata", "Kolkata (Indien)") in zones
    assert not [zone for zone, _words in zones if zone.startswith("Etc/")]
    assert len(zones) > 400


@pytest.mark.parametrize(
    ("code", "typed", "number"),
    [
        ("de", "12,5", 12.5),
        ("de", "12.5", 12.5),
        ("de", "1.234,5", 1234.5),
        ("fr", "1\u202f234,5", 1234.5),
        ("fr", "1 234,5", 1234.5),
        ("pt-PT", "12,5", 12.5),
        ("en", "12,5", 12.5),
        ("en", "1,234", 1234),
        ("ar", "\u0661\u0662\u066b\u0665", 12.5),
        ("de", "\u22123", -3),
        ("en", "nan", None),
        ("en", "inf", None),
        ("fr", "douze", None),
        ("de", "1,2,3", None),
    ],
)
def test_a_number_is_read_with_either_decimal_sign(code: str, typed: str, number: float | None) -> None:
    assert formats.read_decimal(code, typed) == number


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("number", [0.0, 1.234, 12.5, 1234.5, -0.25])
def test_a_stored_number_is_read_again_as_it_was(code: str, number: float) -> None:
    assert formats.read_decimal(code, formats.plain_decimal(code, number)) == number


@pytest.mark.parametrize("code", LOCALES)
def test_a_sign_stands_before_its_number_in_every_direction(code: str) -> None:
    mark = "\N{LEFT-TO-RIGHT MARK}" if code == "ar" else ""
    assert (formats.number(code, -3), formats.rounded(code, -3.0)) == (f"{mark}-3", f"{mark}-3")
    assert (formats.signed(code, -3.0), formats.signed(code, 3.0)) == (f"{mark}-3", f"{mark}+3")
    assert formats.decimal(code, -3.0) == f"{mark}-3"
    assert formats.plain_decimal(code, -3.0) == "-3"  # somebody types on in it
    assert formats.signed(code, 0.0) == "0"


@pytest.mark.parametrize(("code", "shown"), [("en", "36.5%"), ("fr", "36,5\u00a0%"), ("pl", "36,5%")])
def test_a_percentage_is_written_as_the_language_does(code: str, shown: str) -> None:
    assert formats.percent(code, 36.5) == shown
    assert formats.percent(code, 52) == shown.replace("36.5", "52").replace("36,5", "52")
