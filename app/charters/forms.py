"""Shape of what the browser sends about charters."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField

from app.charters.queries import CharterWork
from app.charters.service import CharterInput, CharterTranslation
from app.charters.types import BODY_MAX_CHARS
from app.core.idents import decode
from app.web.forms import BaseForm, TextField, VersionedForm, choices

_MEANING, _CORRECTION = "meaning", "correction"
_WORDINGS_MAX = 2


class AgreeForm(BaseForm):
    """A box to tick beside a text, and which words were read."""

    wordings = HiddenField()
    carried = HiddenField()  # what was being written when the text was asked for
    agrees = BooleanField(_l("I have read this and I agree."), false_values=(False, "false", "", "0"))

    @property
    def wording_ids(self) -> tuple[int, ...]:
        """The numbers of the wordings that were read; what is no number is none."""
        found = []
        for text in (self.wordings.data or "").split(".")[:_WORDINGS_MAX]:
            try:
                found.append(decode(text))
            except ValueError:
                continue
        return tuple(found)


class CharterForm(VersionedForm):
    """A charter in its own language, and whether what it means has changed."""

    body = TextField(
        _l("Charter"),
        BODY_MAX_CHARS,
        description=_l("What people agree to when they take part. You can use Markdown."),
        render_kw={"rows": 14},
    )
    confidentiality = TextField(
        _l("Confidentiality"),
        BODY_MAX_CHARS,
        required=False,
        description=_l("What must not leave the company. People accept it together with the charter."),
        render_kw={"rows": 8},
    )
    what_changes = RadioField(
        _l("What changes?"),
        choices=choices(
            [
                (
                    _MEANING,
                    _l("The meaning: everybody who takes part must accept it again before they write anything more."),
                ),
                (_CORRECTION, _l("Only typing errors: what people accepted still holds.")),
            ]
        ),
        default=_MEANING,
    )

    @classmethod
    def of(cls, work: CharterWork | None, *, is_local: bool, sent: bool = True) -> CharterForm:
        """Return the form of a charter; ``sent`` tells that a browser may be sending this very form."""
        values: dict[str, Any] = {"version": work.saved if work else 0}
        if work is not None:
            values |= work.words_in(work.source_locale)
        given: dict[str, Any] = {} if sent else {"formdata": None}
        form = cls(data=values, **given)
        if is_local:
            del form.confidentiality
            form.body.label.text = str(_l("Text added in this entity"))
            form.body.description = str(
                _l("People accept it together with the campaign’s charter. You can use Markdown.")
            )
        if work is None or not work.is_in_force:
            del form.what_changes
        return form

    def to_input(self) -> CharterInput:
        """Return what the use case takes."""
        return CharterInput(
            body=self.body.data or "",
            confidentiality=(self.confidentiality.data or "") if "confidentiality" in self else "",
            is_correction="what_changes" in self and self.what_changes.data == _CORRECTION,
            saved=self.written_against,
        )


class CharterTranslationForm(VersionedForm):
    """A charter in another language. Several of them stand on one page."""

    body = TextField(_l("Charter"), BODY_MAX_CHARS, render_kw={"rows": 12})
    confidentiality = TextField(_l("Confidentiality"), BODY_MAX_CHARS, required=False, render_kw={"rows": 8})

    @classmethod
    def of(cls, work: CharterWork, locale: str, *, sent: bool) -> CharterTranslationForm:
        """Return the form of one language; ``sent`` tells that the browser is sending this one."""
        values: dict[str, Any] = {"version": work.saved, **work.words_in(locale)}
        given: dict[str, Any] = {} if sent else {"formdata": None}
        form = cls(prefix=f"{locale}-", data=values, **given)
        if not work.words_in(work.source_locale).get("confidentiality"):
            del form.confidentiality
        return form

    def to_input(self, locale: str) -> CharterTranslation:
        """Return what the use case takes."""
        return CharterTranslation(
            locale=locale,
            body=self.body.data or "",
            confidentiality=(self.confidentiality.data or "") if "confidentiality" in self else "",
            saved=self.written_against,
        )
