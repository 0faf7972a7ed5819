"""Write a translation on the bench, take a file of them, and mark several as right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import ChangedMeanwhile
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.questionnaires.service import note_corrections
from app.texts.models import AuthoredText
from app.texts.placeholders import lost_placeholders
from app.texts.types import TextProgress, mark_of
from app.texts.write import change_texts, keep_drafts, validate_texts
from app.translating.errors import NotTranslatedHere, PlaceholderLost, TranslationMissing
from app.translating.file_format import FileUnit, same_words
from app.translating.queries import SOURCE_OF, Bench, BenchText, bench_texts_of, text_on_bench
from app.translating.types import AGREED_TO, OF_QUESTIONNAIRES, UnitFate

READ = frozenset({TextProgress.VALIDATED, TextProgress.OUTDATED})  # what readers see


@dataclass(frozen=True, slots=True)
class BenchInput:
    """A translation; ``seen`` says which words its translator had before their eyes (``mark_of``)."""

    words: str
    seen: str
    is_draft: bool = False  # kept for those who translate; readers do not see it yet


def translate_text(session: Session, actor: Actor, bench: Bench, text_id: int, data: BenchInput) -> None:
    """Store the words of one text in one language. The same form twice is one change.

    :raises Forbidden: the actor does not translate there
    :raises NotFound: no such text there, or it is written in that very language
    :raises NotTranslatedHere: people agree to the text, which has a page of its own
    :raises TranslationMissing: nothing is written
    :raises PlaceholderLost: something that a program fills in is not as it is in the source
    :raises ChangedMeanwhile: somebody saved the translation, or its source, since the form was shown
    """
    require(actor, Action.TEXT_TRANSLATE, bench.place.facts)
    with transaction(session):
        _lock(session, [text_on_bench(session, actor, bench, text_id)])
        stored = text_on_bench(session, actor, bench, text_id)
        if stored.kind in AGREED_TO:
            raise NotTranslatedHere
        if not data.words.strip():
            raise TranslationMissing
        if lost := lost_placeholders(stored.source, data.words):
            raise PlaceholderLost(placeholders=" ".join(lost))
        wanted = TextProgress.DRAFT if data.is_draft else TextProgress.VALIDATED
        if stored.words == data.words and stored.state is wanted:
            return
        if mark_of(stored.source, stored.words) != data.seen:
            raise ChangedMeanwhile
        _store(session, actor, bench, {stored: data.words}, is_draft=data.is_draft)
        details = {"kind": stored.kind.value, "locale": bench.locale}
        record(session, actor, "translating.translated", bench.place.subject, details)


@dataclass(frozen=True, slots=True)
class FileResult:
    """What a file changed; each text counts once."""

    stored: int = 0
    unchanged: int = 0  # the file says what is there, or nothing
    outdated: int = 0  # the source has changed since the file was downloaded
    foreign: int = 0  # no text of this place that is translated here
    too_long: int = 0
    broken: int = 0  # a placeholder of the source is missing


def take_file(session: Session, actor: Actor, bench: Bench, units: Sequence[FileUnit]) -> FileResult:
    """Store the translations of a file: what is approved there is read at once, the rest is a draft.

    What the file does not change is left as it is, whatever its state.

    :raises Forbidden: the actor does not translate there
    """
    require(actor, Action.TEXT_TRANSLATE, bench.place.facts)
    given = {text_id: unit for unit in units if (text_id := _read_ident(unit.ident)) is not None}
    with transaction(session):
        _lock(session, _translated_here(session, actor, bench, given))
        known = {text.text_id: text for text in _translated_here(session, actor, bench, given)}
        fates = Counter({UnitFate.FOREIGN: len(units) - len(known)})
        approved: dict[BenchText, str] = {}
        drafted: dict[BenchText, str] = {}
        for text_id, text in known.items():
            unit = given[text_id]
            fate = _fate(text, unit)
            fates[fate] += 1
            if fate is UnitFate.STORED:
                (approved if unit.is_done else drafted)[text] = unit.words
        _store(session, actor, bench, approved, is_draft=False)
        _store(session, actor, bench, drafted, is_draft=True)
        if approved or drafted:
            details = {"locale": bench.locale, "texts": len(approved) + len(drafted)}
            record(session, actor, "translating.file_taken", bench.place.subject, details)
    return FileResult(**{fate.value: count for fate, count in fates.items()})


def confirm_several(session: Session, actor: Actor, bench: Bench, text_ids: Collection[int]) -> int:
    """Mark translations as right for the source's words of today; return how many were not. What is missing stays so.

    :raises Forbidden: the actor does not translate there
    """
    require(actor, Action.TEXT_TRANSLATE, bench.place.facts)
    with transaction(session):
        _lock(session, _translated_here(session, actor, bench, text_ids))
        waiting = {
            text: text.words
            for text in _translated_here(session, actor, bench, text_ids)
            if text.words and text.state is not TextProgress.VALIDATED
        }
        if waiting:
            _store(session, actor, bench, waiting, is_draft=False)
            details = {"locale": bench.locale, "texts": len(waiting)}
            record(session, actor, "translating.confirmed", bench.place.subject, details)
    return len(waiting)


def _fate(text: BenchText, unit: FileUnit) -> UnitFate:
    if not unit.words.strip() or same_words(unit.words, text.words):
        return UnitFate.UNCHANGED
    if not same_words(unit.source, text.source):
        return UnitFate.OUTDATED
    if lost_placeholders(text.source, unit.words):
        return UnitFate.BROKEN
    return UnitFate.STORED if len(unit.words) <= SOURCE_OF[text.kind].max_chars else UnitFate.TOO_LONG


def _read_ident(given: str) -> int | None:
    try:
        return idents.decode(given)
    except ValueError:
        return None


def _translated_here(session: Session, actor: Actor, bench: Bench, text_ids: Collection[int]) -> list[BenchText]:
    return [text for text in bench_texts_of(session, actor, bench, text_ids) if text.kind not in AGREED_TO]


def _lock(session: Session, texts: Iterable[BenchText]) -> None:
    """Lock texts after the things they belong to, as whoever saves such a thing on its own page does."""
    wanted = list(texts)
    for owner, ids in _owners(wanted).items():
        session.execute(select(owner).where(owner.in_(ids)).order_by(owner).with_for_update(key_share=True))
    locked = select(AuthoredText.id).where(AuthoredText.id.in_({text.text_id for text in wanted}))
    session.execute(locked.order_by(AuthoredText.id).with_for_update(key_share=True))


def _owners(texts: Iterable[BenchText]) -> Mapping[Any, set[int]]:
    """Return the things that texts belong to: the column of their numbers, and those."""
    found: dict[Any, set[int]] = {}
    for text in texts:
        found.setdefault(SOURCE_OF[text.kind].thing.owner, set()).add(text.owner_id)
    return found


def _store(session: Session, actor: Actor, bench: Bench, words: Mapping[BenchText, str], *, is_draft: bool) -> None:
    """Store words of texts that are locked: a draft, or what readers see from now on."""
    if not words:
        return
    values = {text.text_id: value for text, value in words.items()}
    if is_draft:
        keep_drafts(session, actor, bench.locale, values)
    else:
        change_texts(session, actor, {text_id: {bench.locale: value} for text_id, value in values.items()})
        session.flush()
        validate_texts(session, actor, list(values), bench.locale)
        _keep_what_was_answered(session, actor, bench, words)
    for owner, ids in _owners(words).items():
        version = next(source.thing.version for source in SOURCE_OF.values() if source.thing.owner is owner)
        if version is not None:
            moved = update(version.class_).where(owner.in_(ids)).values({version.key: version + 1})
            session.execute(moved.execution_options(synchronize_session="fetch"))


def _keep_what_was_answered(session: Session, actor: Actor, bench: Bench, words: Mapping[BenchText, str]) -> None:
    """Keep the words of questions that people read so far, where others take their place."""
    before: dict[int, dict[tuple[int, str], str]] = {}
    for text, value in words.items():
        read_so_far = text.read_now or (text.words if text.state in READ else "")
        if text.kind in OF_QUESTIONNAIRES and read_so_far and read_so_far != value:
            before.setdefault(text.owner_id, {})[text.text_id, bench.locale] = read_so_far
    for questionnaire_id, said in before.items():
        note_corrections(session, actor, questionnaire_id, said)
