"""In which language somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Collection

import eldc

from app.core.languages import UNDETERMINED
from config import CONTENT_LANGUAGES

ENOUGH = 2_000  # characters: more change no answer
SURE_FROM_LETTERS = 12  # with fewer, the library is believed where it calls itself reliable
SHARE_OF_A_LIKELY_LANGUAGE = 1 / 3  # of the letters, in a text that mixes languages

_CODE_AND_ADDRESSES = re.compile(r"```.*?```|`[^`\n]*`|(?:https?://|www\.)\S+|[^\s@]+@\S+", re.DOTALL)
_QUOTATIONS = re.compile(
    '\u201e[^\u201c\u201d"]*[\u201c\u201d"]|\u201c[^\u201d]*\u201d|\u201a[^\u2018\u2019]*[\u2018\u2019]|\u2018[^\u2019]*\u2019'
    '|«[^»]*»|»[^«]*«|\u2039[^\u203a]*\u203a|\u203a[^\u2039]*\u2039|「[^」]*」|『[^』]*』|"[^"]*"'
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…:;\n]+")

eldc.init()


def detect(text: str, likely: Collection[str] = ()) -> str:
    """Return the code of the language, one of ``CONTENT_LANGUAGES``, or ``UNDETERMINED`` when it cannot be told.

    Only the author's own words count: no code, no addresses, and no quotations unless there is nothing else.
    ``likely`` are the languages one expects (the author's, the entity's): one of them decides when the text is
    short, or mixes it with another. About 20 microseconds a sentence.
    """
    written = _CODE_AND_ADDRESSES.sub(" ", text[:ENOUGH])
    own = _QUOTATIONS.sub(" ", written)
    if not _WORD.search(own):
        own = written
    found = _language_of(own, likely)
    if not likely or found in likely:
        return found
    return _mixed(own, likely) or found


def _language_of(text: str, likely: Collection[str] = ()) -> str:
    """Return the one language of a text."""
    words = " ".join(_WORD.findall(text))
    found = eldc.detect_details(words)
    is_sure = found.reliable or len(words) >= SURE_FROM_LETTERS or found.language in likely
    return found.language if is_sure and found.language in CONTENT_LANGUAGES else UNDETERMINED


def _mixed(text: str, likely: Collection[str]) -> str:
    """Return the likely language in which a good part of the sentences is written, if there is one."""
    sentences = [sentence.strip() for sentence in _SENTENCE_END.split(text)]
    letters = sum(map(len, sentences))
    for language in likely:
        own = sum(len(sentence) for sentence in sentences if _language_of(sentence) == language)
        if own and own >= letters * SHARE_OF_A_LIKELY_LANGUAGE:
            return language
    return ""
