"""Dates with their hours, as each language says them inside a sentence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.i18n import formats

AT = datetime(2026, 12, 14, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", "Dec 14 at\N{NO-BREAK SPACE}09:00"),
        ("fr", "14 déc. à\N{NO-BREAK SPACE}09:00"),
        ("de", "14. Dez. um\N{NO-BREAK SPACE}09:00\N{NO-BREAK SPACE}Uhr"),
        ("pt-PT", "14/12 às\N{NO-BREAK SPACE}09:00"),
        ("ar", "14 ديسمبر، الساعة\N{NO-BREAK SPACE}09:00"),
        ("it", "14 dic, 09:00"),
    ],
)
def test_a_day_with_its_hour(code: str, shown: str) -> None:
    assert formats.wall_moment(code, AT) == shown
    assert formats.moment(code, AT, "UTC").startswith(shown + " (")
