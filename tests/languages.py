"""Languages of the interface that stand for all of them, where a test looks at many pages in each.

A page can be wrong in one language alone in a few ways: the words of the source have no catalogue, the longest words do
not fit, and what is written from right to left is laid out the other way round. Each of these ways has its language
here; the words themselves are read in every language, catalogue by catalogue. So another language makes no test longer.
"""

from __future__ import annotations

from app.i18n.locale import direction_of
from config import LOCALES
from tests.architecture import source


def catalogue_chars(locale: str) -> int:
    """Return how long a catalogue is: all have the same sentences of the source, the rest are its own words."""
    path = source.ROOT / "translations" / locale.replace("-", "_") / "LC_MESSAGES" / "messages.po"
    return len(path.read_text(encoding="utf-8"))


SOURCE = LOCALES[0]
RIGHT_TO_LEFT = tuple(locale for locale in LOCALES if direction_of(locale) == "rtl")
LONGEST = max((locale for locale in LOCALES[1:] if locale not in RIGHT_TO_LEFT), key=catalogue_chars)
SAMPLE = (SOURCE, LONGEST, *RIGHT_TO_LEFT)
