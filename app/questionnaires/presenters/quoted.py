"""The answers of a summary that hold words its reader looks for: of those that it quotes to them, and no others."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import ngettext

from app.i18n import formats
from app.language.finding import Wanted, has_phrases, has_words
from app.language.stems import stems
from app.questionnaires.presenters.summary import Texts
from app.questionnaires.queries.summary import WaveSummary
from app.texts.queries import EMPTY
from app.web.parts import Passage, passage_of, read_passage


@dataclass(frozen=True, slots=True)
class QuotedPart:
    """A question with the quoted answers that hold the words."""

    anchor: str
    prompt: Passage
    words: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class QuotedPage:
    """What was found in a summary, and where it stands whole."""

    questions: tuple[QuotedPart, ...]
    count: str
    whole_url: str


def quoted_page(found: WaveSummary, wanted: Wanted, texts: Texts, locale: str) -> QuotedPage:
    """Return the quoted answers that hold every word."""
    parts = []
    for each in found.questions if found.people is not None else ():
        held = tuple(
            passage_of(one.words, one.language)
            for one in each.words
            if one.file_id is None
            and has_words(stems(one.words, one.language), wanted)
            and has_phrases((one.words,), wanted)
        )
        if held:
            prompt = read_passage(texts.get(each.row.prompt_text_id, EMPTY))
            parts.append(QuotedPart(f"q{each.row.question.id}", prompt, held))
    total = sum(len(part.words) for part in parts)
    return QuotedPage(
        tuple(parts),
        str(ngettext("%(count)s\u00a0answer", "%(count)s\u00a0answers", total, count=formats.number(locale, total))),
        url_for(
            "questionnaires.summary",
            slug=found.wave.campaign_slug,
            wave_id=found.wave.id,
            entity=found.chosen.entity_code if found.chosen else None,
        ),
    )
