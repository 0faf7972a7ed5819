"""What a translator sends."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.campaigns import forms as campaigns
from app.core.errors import ChangedMeanwhile
from app.missions import forms as missions
from app.questionnaires.service import mark_of
from app.themes.types import NAME_MAX_CHARS
from app.translating.queries import BenchText
from app.translating.service import BenchInput
from app.translating.types import LONG_KINDS, TextKind
from app.web.forms import BaseForm, LineField, TextField, sentence_of

MAX_CHARS = {
    TextKind.CAMPAIGN_TITLE: campaigns.TITLE_MAX_CHARS,
    TextKind.CAMPAIGN_PITCH: campaigns.PITCH_MAX_CHARS,
    TextKind.CAMPAIGN_DESCRIPTION: campaigns.DESCRIPTION_MAX_CHARS,
    TextKind.MISSION_TITLE: missions.TITLE_MAX_CHARS,
    TextKind.MISSION_BODY: missions.BODY_MAX_CHARS,
    TextKind.MISSION_STEP: missions.STEP_MAX_CHARS,
    TextKind.THEME: NAME_MAX_CHARS,
}  # of the texts that are written on the bench


class BenchForm(BaseForm):
    """One text in one language."""

    seen = HiddenField()
    words = TextField(_l("Translation"), campaigns.DESCRIPTION_MAX_CHARS, render_kw={"rows": 12})

    def to_input(self, *, is_draft: bool) -> BenchInput:
        """Return what the use case takes."""
        return BenchInput(self.words.data or "", self.seen.data or "", is_draft=is_draft)

    def refuse_beside(self, refusal: ChangedMeanwhile, stored: BenchText) -> None:
        """Keep what was typed, and show under it what is stored now; saving again overwrites that."""
        self.refusal, self.form_errors = refusal, [sentence_of(refusal)]
        self.seen.data = mark_of(stored.source, stored.words)
        field: Any = self.words
        if field.data != stored.words:
            field.stored = stored.words


def bench_form(text: BenchText) -> BenchForm:
    """Return the form of a text: of one line or of several, as long as its kind may be."""
    limit = MAX_CHARS[text.kind]
    field = _words_field(limit) if text.kind in LONG_KINDS else LineField(_l("Translation"), limit)
    made: BenchForm = type("BenchForm", (BenchForm,), {"words": field})(
        data={"words": text.words, "seen": mark_of(text.source, text.words)}
    )
    return made


def _words_field(limit: int) -> TextField:
    return TextField(_l("Translation"), limit, render_kw={"rows": 12})
