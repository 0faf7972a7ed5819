"""One question as its kind's template prints it: ready values, the same for every kind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.files import heic
from app.i18n import formats
from app.questionnaires.presenters.former import corrected_label
from app.questionnaires.presenters.wording import ReaderWording, refusal_sentence
from app.questionnaires.queries.read import QuestionRow
from app.questions.kinds import KINDS
from app.questions.kinds.image import DESCRIPTION, DESCRIPTION_MAX_CHARS
from app.questions.kinds.kind import QuestionKind
from app.questions.reading import Fields, read_one
from app.questions.types import AnswerRefused, Part, PartRole, Question, field_name
from app.texts.queries import EMPTY, ReadText
from app.web.images import accepted_images
from app.web.parts import Passage, read_passage


@dataclass(frozen=True, slots=True)
class OptionView:
    """Something that can be chosen. ``name``: of its own field, where each option has one."""

    value: str
    label: Passage
    is_chosen: bool
    name: str = ""
    words_name: str = ""  # of the line of words beside it; "": none
    words: str = ""


@dataclass(frozen=True, slots=True)
class LineView:
    """One line with a choice of its own: a row of a matrix, an item of a published scale, an option to be placed."""

    name: str
    label: Passage
    options: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True)
class ImageView:
    """The image that answers a question, and what may be chosen."""

    words_name: str  # of the field of its description
    words: str
    words_limit: int
    url: str  # ``""``: none is given yet
    accepted: str  # for the browser
    kinds: str  # the same in words


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question, ready to print."""

    id: int
    name: str  # of its field, and its id in the page
    kind: str
    prompt: Passage
    help: Passage | None
    is_required: bool
    corrected_label: str
    options: tuple[OptionView, ...]
    steps: tuple[OptionView, ...]  # numbers to choose from
    lines: tuple[LineView, ...]
    ends: tuple[Passage, ...]  # two, or none
    value: str  # of a field that is typed in
    limit: int  # characters; 0: none
    errors: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()  # what another window or device saved there in the meantime, in lines
    image: ImageView | None = None  # of a question that takes one

    @property
    def can_clear(self) -> bool:
        """Whether a choice can be taken back."""
        chosen = (*self.options, *self.steps)
        return not self.is_required and any(option.is_chosen for option in chosen)

    @property
    def notes(self) -> str:
        """The ids of the lines under its name, for ``aria-describedby``."""
        there = {"help": self.help, "limit": self.limit, "error": self.errors, "stored": self.stored}
        return " ".join(f"{self.name}-{name}" for name, shown in there.items() if shown)


@dataclass(frozen=True, slots=True)
class QuestionReader:
    """Who reads the questions: in which language and order, with which texts."""

    locale: str
    person_id: int  # whose own order of shuffled options it is; stored nowhere
    texts: Mapping[int, ReadText]
    image_url: Callable[[int, str], str] = lambda _question_id, _named: ""  # of an image that a field names

    def wording(self, row: QuestionRow) -> ReaderWording:
        """Return what says answers to a question."""
        return ReaderWording(self.locale, self.texts, row.part_text_ids)

    def text(self, text_id: int | None) -> Passage:
        """Return an authored text as it is read."""
        return read_passage(self.texts.get(text_id or 0, EMPTY))


def question_view(
    row: QuestionRow,
    fields: Fields,
    reader: QuestionReader,
    error: AnswerRefused | str = "",
    stored: Fields | None = None,
) -> QuestionView:
    """Return a question with what was typed; ``error``: why it is not taken; ``stored``: see ``QuestionView``."""
    question, kind = row.question, KINDS[row.question.kind]
    name = field_name(question.id)
    sentence = refusal_sentence(error) if isinstance(error, AnswerRefused) else error
    given = frozenset(fields.get(name, ()))
    return QuestionView(
        id=question.id,
        name=name,
        kind=question.kind,
        prompt=reader.text(row.prompt_text_id),
        help=reader.text(row.help_text_id) if row.help_text_id in reader.texts else None,
        is_required=question.is_required,
        corrected_label=corrected_label(row, reader.locale),
        options=tuple(_option(row, part, fields, reader) for part in _ordered(question, reader.person_id)),
        steps=_steps(kind, question, given, reader),
        lines=tuple(_lines(row, kind, fields, reader)),
        ends=_ends(row, kind, reader),
        value="\n".join(fields.get(name, ())),
        limit=_limit(kind, question),
        errors=(sentence,) if sentence else (),
        stored=answer_lines(row, stored, reader) if stored is not None else (),
        image=_image(question.id, fields, reader) if kind.takes_file else None,
    )


def answer_lines(row: QuestionRow, fields: Fields, reader: QuestionReader) -> tuple[str, ...]:
    """Say what was typed, as its kind does; as it stands where the question does not take it."""
    try:
        answer = read_one(row.question, fields)
    except AnswerRefused:
        return tuple(value for values in fields.values() for value in values)
    return tuple(KINDS[row.question.kind].lines(row.question, answer, reader.wording(row))) or (_("Not answered"),)


def _image(question_id: int, fields: Fields, reader: QuestionReader) -> ImageView:
    words_name = f"{field_name(question_id, DESCRIPTION)}_words"
    named = next(iter(fields.get(field_name(question_id), ())), "")
    return ImageView(
        words_name=words_name,
        words=" ".join(fields.get(words_name, ())),
        words_limit=DESCRIPTION_MAX_CHARS,
        url=reader.image_url(question_id, named) if named else "",
        accepted=accepted_images(),
        kinds=_("One image, 10\u00a0MB at most, as PNG, JPEG, WebP or HEIC. Its location and device data are removed.")
        if heic.can_read()
        else _("One image, 10\u00a0MB at most, as PNG, JPEG or WebP. Its location and device data are removed."),
    )


def _ordered(question: Question, person_id: int) -> Sequence[Part]:
    """Return the options in this person's order: shuffled where the question says so, what excludes the others last."""
    parts = question.of(PartRole.OPTION)
    if question.settings.get("shuffle"):
        parts = tuple(sorted(parts, key=lambda part: _lot(person_id, part.id)))
        parts = tuple(sorted(parts, key=lambda part: part.takes_words))
    return sorted(parts, key=lambda part: part.is_exclusive)


def _lot(person_id: int, part_id: int) -> bytes:
    return hashlib.blake2b(f"{person_id} {part_id}".encode(), digest_size=8).digest()


def _option(row: QuestionRow, part: Part, fields: Fields, reader: QuestionReader) -> OptionView:
    own = field_name(row.question.id, part.id)
    return OptionView(
        value=str(part.id),
        label=reader.text(row.part_text_ids[part.id]),
        is_chosen=str(part.id) in fields.get(field_name(row.question.id), ()),
        name=own,
        words_name=f"{own}_words" if part.takes_words else "",
        words=" ".join(fields.get(f"{own}_words", ())),
    )


def _steps(
    kind: QuestionKind, question: Question, given: frozenset[str], reader: QuestionReader
) -> tuple[OptionView, ...]:
    return tuple(
        OptionView(str(number), Passage(formats.number(reader.locale, number)), str(number) in given)
        for number in kind.numbers(question)
    )


def _lines(row: QuestionRow, kind: QuestionKind, fields: Fields, reader: QuestionReader) -> Iterable[LineView]:
    """Yield the lines of a matrix with its columns; else those that have a number each."""
    question = row.question
    columns = question.of(PartRole.COLUMN)
    items = kind.published.items if kind.published else {}
    labels = {number: Passage(_(sentence)) for number, sentence in items.items()}
    labels |= {part.id: reader.text(row.part_text_ids[part.id]) for part in question.of(PartRole.ROW)}
    if not labels and kind.numbers(question):
        labels = {part.id: reader.text(row.part_text_ids[part.id]) for part in _ordered(question, reader.person_id)}
    for number, label in labels.items():
        name = field_name(question.id, number)
        given = frozenset(fields.get(name, ()))
        if columns:
            options = tuple(
                OptionView(str(part.id), reader.text(row.part_text_ids[part.id]), str(part.id) in given)
                for part in columns
            )
        else:
            options = _steps(kind, question, given, reader)
        yield LineView(name, label, options)


def _ends(row: QuestionRow, kind: QuestionKind, reader: QuestionReader) -> tuple[Passage, ...]:
    if kind.ends:
        return tuple(Passage(_(words)) for words in kind.ends)
    return tuple(reader.text(row.part_text_ids[part.id]) for part in row.question.of(PartRole.END))


def _limit(kind: QuestionKind, question: Question) -> int:
    named = any(setting.name == "max_chars" for setting in kind.settings)
    return kind.setting(question, "max_chars") if named else 0
