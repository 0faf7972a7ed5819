"""Account numbers, cards, addresses and national numbers are found in a text; amounts and dates are not."""

from __future__ import annotations

from time import process_time

import pytest

from app.core.private_data import MASK, PrivateData, PrivateKind, find_private_data, mask


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (PrivateKind.IBAN, "PT50 0002 0123 1234 5678 9015 4"),
        (PrivateKind.IBAN, "de89370400440532013000"),
        (PrivateKind.IBAN, "FR14-2004-1010-0505-0001-3M02-606"),
        (PrivateKind.IBAN, "DE89\u00a03704\u200b0044 0532 0130 00"),
        (PrivateKind.CARD, "4111 1111 1111 1111"),
        (PrivateKind.CARD, "5500-0000-0000-0004"),
        (PrivateKind.CARD, "4111 1111 1111 1111".translate(str.maketrans("41", "\u0664\u0661"))),
        (PrivateKind.EMAIL, "joao.silva@example.pt"),
        (PrivateKind.PHONE, "+351 912 345 678"),
        (PrivateKind.PHONE, "0033 6 12 34 56 78"),
        (PrivateKind.PHONE, "06 12 34 56 78"),
        (PrivateKind.PHONE, "06.12.34.56.78"),
        (PrivateKind.PHONE, "0171/1234567"),
        (PrivateKind.PHONE, "912 345 671"),
        (PrivateKind.NATIONAL_NUMBER, "123 456 789"),
        (PrivateKind.NATIONAL_NUMBER, "86 095 742 719"),
        (PrivateKind.NATIONAL_NUMBER, "1 85 05 78 006 084 91"),
        (PrivateKind.NATIONAL_NUMBER, "1 85 05 2A 006 084 35"),
        (PrivateKind.NATIONAL_NUMBER, "30 23 217 600 053"),
        (PrivateKind.NATIONAL_NUMBER, "54362315K"),
        (PrivateKind.NATIONAL_NUMBER, "54.362.315-K"),
        (PrivateKind.NATIONAL_NUMBER, "X-2482300-W"),
        (PrivateKind.NATIONAL_NUMBER, "RCC MNL 83S18 D969H"),
        (PrivateKind.NATIONAL_NUMBER, "00000000 0 ZZ4"),
        (PrivateKind.PHONE, "612 34 56 78"),
        (PrivateKind.PHONE, "347 123 4567"),
        (PrivateKind.IBAN, "PT50.0002.0123.1234.5678.9015.4"),
        (PrivateKind.IBAN, "PT50\u202f0002\u2009 0123\u20111234 5678 9015 4"),
        (PrivateKind.IBAN, "PT\u0665\u0660 \u0660\u0660\u0660\u0662 \u0660\u0661\u0662\u0663 1234 5678 9015 4"),
        (PrivateKind.IBAN, "\uff30\uff34\uff15\uff10 0002 0123 1234 5678 9015 \uff14"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "In 2024 I typed {}, then it froze.", "Conta: {}\nfim"])
def test_finds(kind: PrivateKind, words: str, around: str) -> None:
    text = around.format(words)
    found = find_private_data(text)
    assert found == (PrivateData(kind, words, around.index("{")),)
    assert mask(text, [data.place for data in found]) == around.format(MASK)


@pytest.mark.parametrize(
    "text",
    [
        "5 000 €, 12.500,00 €, 1 250 000 and 200 000 000",
        "On 01.02.2024 10:30 and on 2024-11-27 08:12:48, order 20241127",
        "Version 10.15.7, build 19H2026, error 0x80070005, IPs 192.168.100.200",
        "PT50 0002 0123 1234 5678 9015 5",  # the check digits say no
        "4111 1111 1111 1112",
        "123 456 780",
        "54362315A and 12345678 a day",
        "RCCMNL83S18D969A",
        "Steps 1 2 3 4 5 6 7 8 9 10 11 12 and pages 100-120",
        "3.141592653589793",
        "@colleague, a@b, 50 % of 12/13/14",
        "",
    ],
)
def test_leaves_alone(text: str) -> None:
    assert find_private_data(text) == ()


def test_finds_each_in_the_order_of_the_text() -> None:
    text = "Card 4111111111111111 of ana@example.org, account DE89370400440532013000 or +49 171 1234567."
    assert [data.kind for data in find_private_data(text)] == ["card", "email", "iban", "phone"]


def test_masks_each_place_and_nothing_else() -> None:
    text = "Card 4111111111111111 of ana@example.org."
    places = [data.place for data in find_private_data(text)]
    assert mask(text, reversed(places)) == f"Card {MASK} of {MASK}."
    assert mask(text, [(0, 10), (5, 21)]) == f"{MASK} of ana@example.org."
    assert find_private_data(mask(text, places)) == ()


@pytest.mark.parametrize(
    "words", ["1 ", "12 ", "4", "a", "a.", "a@a.", "@", "PT50 ", "1.1.1.1.", "12-", "AAA ", "\u0664 ", "12345678 1 ZZ "]
)
def test_time_grows_with_the_length_and_nothing_else(words: str) -> None:
    """Ten times the text takes about ten times as long: a search that begins again at each letter takes a hundred."""

    def seconds(length: int) -> float:
        text = (words * length)[:length]
        tries = []
        for _ in range(3):
            began = process_time()
            find_private_data(text)
            tries.append(process_time() - began)
        return min(tries)

    seconds(2_000)  # what is remembered of letters is remembered now
    assert seconds(20_000) < 40 * seconds(2_000) + 0.02
