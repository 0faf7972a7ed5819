"""What one question holds: its words, its settings, its parts. Parts of use cases, which ask and save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from app.policy.actor import Actor
from app.questionnaires.errors import PartsOutOfRange, QuestionSourceMissing, SettingOutOfRange, UnknownKind
from app.questionnaires.models import Questionnaire, StoredPart, StoredQuestion
from app.questionnaires.service.build import change_optional_text, source_of
from app.questions.kinds import KINDS
from app.questions.types import Part, PartRole, Question
from app.texts.models import AuthoredText
from app.texts.write import Words, change_texts, new_texts


@dataclass(frozen=True, slots=True)
class PartInput:
    """One part of a question as it should be; without an id it is new."""

    role: PartRole
    words: Words
    part_id: int | None = None
    is_exclusive: bool = False
    takes_words: bool = False


@dataclass(frozen=True, slots=True)
class QuestionInput:
    """A question as it should be, with its parts in their order. Its kind is chosen once."""

    prompt: Words
    kind: str = ""  # of a new one
    help: Words = field(default_factory=dict)
    is_required: bool = False
    settings: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[PartInput, ...] = ()
    submission_key: str | None = None  # of the form that creates it
    version: int = 1  # that it was written against
    as_new: bool = False  # where the meaning of what has answers changes, a new question takes its place


def check_content(session: Session, actor: Actor, data: QuestionInput, kind_name: str, source: str) -> None:
    """Refuse what the kind of a question does not take, and words that are missing in the campaign's language.

    :raises UnknownKind, PartsOutOfRange, SettingOutOfRange, QuestionSourceMissing: it cannot be
    """
    del session, actor
    kind = KINDS.get(kind_name)
    if kind is None:
        raise UnknownKind
    if not all(words.get(source) for words in (data.prompt, *(part.words for part in data.parts))):
        raise QuestionSourceMissing
    for role, (minimum, maximum) in kind.roles.items():
        if not minimum <= sum(part.role is role for part in data.parts) <= maximum:
            raise PartsOutOfRange(role.value, low=minimum, high=maximum)
    if {part.role for part in data.parts} - set(kind.roles) or (data.is_required and not kind.asks):
        raise SettingOutOfRange
    limits = {setting.name: range(setting.minimum, setting.maximum + 1) for setting in kind.settings}
    if any(name not in limits or value not in limits[name] for name, value in data.settings.items()):
        raise SettingOutOfRange
    parts = tuple(Part(number, part.role) for number, part in enumerate(data.parts, start=1))
    if kind.problems(Question(0, kind_name, settings=data.settings, parts=parts)):
        raise SettingOutOfRange


def changes_meaning(session: Session, actor: Actor, question: Question, data: QuestionInput) -> bool:
    """Tell whether answers given to a question would mean something else after the change.

    What gives them their meaning, besides the words, are the settings and the parts with their order. One more option
    changes it too: who answered before could not choose it, so that the counts of the others say something else.
    """
    del session, actor
    kind = KINDS[question.kind]
    asked = Question(0, question.kind, settings=data.settings)
    if any(kind.setting(question, each.name) != kind.setting(asked, each.name) for each in kind.settings):
        return True
    return any(
        [(part.id, part.is_exclusive, part.takes_words) for part in question.of(role)]
        != [(part.part_id, part.is_exclusive, part.takes_words) for part in data.parts if part.role is role]
        for role in kind.roles
    )


def add_content(
    session: Session, actor: Actor, questionnaire: Questionnaire, place: int, data: QuestionInput
) -> StoredQuestion:
    """Store a new question with its texts and parts."""
    source = source_of(session, actor, questionnaire)
    texts = new_texts(session, actor, source, [data.prompt, *([data.help] if data.help.get(source) else [])])
    made = StoredQuestion(
        questionnaire_id=questionnaire.id,
        position=place,
        kind=data.kind,
        prompt_text_id=texts[0],
        help_text_id=texts[1] if texts[1:] else None,
        is_required=data.is_required,
        settings=dict(data.settings),
        submission_key=data.submission_key,
    )
    session.add(made)
    session.flush()  # its parts point to it
    _add_parts(session, actor, made, source, list(enumerate(data.parts, start=1)))
    return made


def write_content(
    session: Session, actor: Actor, question: StoredQuestion, source: str, data: QuestionInput
) -> tuple[bool, bool]:
    """Let a question hold what is given; tell whether its words changed, and whether anything else did."""
    stored = {part.id: part for part in session.scalars(_parts_of(question.id))}
    places = list(enumerate(data.parts, start=1))
    kept = [(place, part) for place, part in places if part.part_id in stored]
    added = [(place, part) for place, part in places if part.part_id not in stored]
    words = {question.prompt_text_id: data.prompt}
    words |= {stored[part.part_id or 0].text_id: part.words for _place, part in kept}
    has_new_words = bool(change_texts(session, actor, words))
    help_id, has_new_help = change_optional_text(session, actor, question.help_text_id, (source, data.help))
    gone = [question.help_text_id] if help_id is None and question.help_text_id else []
    before = _frame(question, stored.values())
    question.help_text_id = help_id
    question.is_required, question.settings = data.is_required, dict(data.settings)
    for place, part in kept:
        row = stored[part.part_id or 0]
        row.position, row.is_exclusive, row.takes_words = place, part.is_exclusive, part.takes_words
    gone += _drop_parts(session, [row for row in stored.values() if row.id not in {part.part_id for _, part in kept}])
    _add_parts(session, actor, question, source, added)
    session.flush()
    session.execute(delete(AuthoredText).where(AuthoredText.id.in_(gone)))
    after = _frame(question, session.scalars(_parts_of(question.id)))
    return has_new_words or has_new_help, before != after


Frame = tuple[bool, Mapping[str, int], list[tuple[int, bool, bool]]]


def _frame(question: StoredQuestion, parts: Iterable[StoredPart]) -> Frame:
    """Return what a question holds besides words."""
    ordered = sorted(parts, key=lambda part: (part.position, part.id))
    return (
        question.is_required,
        dict(question.settings),
        [(part.id, part.is_exclusive, part.takes_words) for part in ordered],
    )


def _parts_of(question_id: int) -> Select[StoredPart]:
    return select(StoredPart).where(StoredPart.question_id == question_id).execution_options(populate_existing=True)


def _drop_parts(session: Session, parts: Sequence[StoredPart]) -> list[int]:
    """Remove parts; return their texts, which go after them."""
    for part in parts:
        session.delete(part)
    return [part.text_id for part in parts]


def _add_parts(
    session: Session, actor: Actor, question: StoredQuestion, source: str, parts: Sequence[tuple[int, PartInput]]
) -> None:
    """Add parts, each with its place."""
    texts = new_texts(session, actor, source, [part.words for _place, part in parts])
    session.add_all(
        StoredPart(
            question_id=question.id,
            position=place,
            role=part.role,
            text_id=text_id,
            is_exclusive=part.is_exclusive,
            takes_words=part.takes_words,
        )
        for (place, part), text_id in zip(parts, texts, strict=True)
    )
