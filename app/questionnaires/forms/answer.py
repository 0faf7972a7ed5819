"""What a page of questions sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from app.questionnaires.forms.words import SentWords
from app.questionnaires.service.pictures import SentImages
from app.questionnaires.service.respond import SendInput, TypedInput
from app.questions.reading import Fields, sent_fields
from app.web.forms import RESUMED

NEXT, BACK, REVIEW, STAY = "next", "back", "review", "stay"
TO = "to-"  # before the number of a question to go to
_DIGITS = 19
_LARGEST = 2**63 - 1
SHOWN_MAX = 500
WRITER_MAX_CHARS = 40


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The fields of the questions, and where the person goes next."""

    fields: Mapping[int, Fields]
    shown: tuple[int, ...]  # the questions that were on the screen: what they lack was left empty
    go: str = NEXT
    version: int = 0
    writer: str = ""  # names the open page
    pair_code: str = ""
    new_code: str = ""
    looked_at: tuple[int, ...] = ()  # questions about whose words the writer has chosen
    is_resumed: bool = field(default=False)  # it comes back after signing in: shown again, not stored

    @property
    def typed(self) -> dict[int, Fields]:
        """What was on the screen, by the question's id."""
        return {question_id: self.fields.get(question_id, {}) for question_id in self.shown}

    @property
    def target(self) -> int | None:
        """The question to go to, where one is named."""
        return number_in(self.go.removeprefix(TO)) or None if self.go.startswith(TO) else None

    def to_typed(self, images: SentImages | None = None) -> TypedInput:
        """Return what a page of a traceable wave stores."""
        return TypedInput(self.typed, self.version, images or SentImages(), self.writer, self.looked_at)

    def to_send(self, words: SentWords, images: SentImages) -> SendInput:
        """Return what is sent; ``words``: as they are to be stored, once their writer has chosen."""
        return SendInput(self.version, self.fields, self.pair_code or self.new_code, words, images)


def sent_form() -> AnswerForm:
    """Read the form of this request; what is no number of ours is left out."""
    form = request.form
    shown = [number_in(value) for value in form.getlist("shown")[:SHOWN_MAX]]
    return AnswerForm(
        fields=sent_fields(form.lists()),
        shown=tuple(number for number in shown if number),
        go=form.get("go", NEXT),
        version=number_in(form.get("version", "")),
        writer=form.get("writer", "")[:WRITER_MAX_CHARS],
        pair_code=form.get("pair_code", "").strip(),
        new_code=form.get("new_code", "").strip(),
        is_resumed=RESUMED in form,
    )


def number_in(text: str) -> int:
    """Return a whole number, or 0 for what is none."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0
    return number if number <= _LARGEST else 0
