"""Write a translation on the bench, and mark several as right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.core import idents
from app.core.errors import ChangedMeanwhile
from app.db.session import transaction
from app.journal.record import record
from app.missions.models import Mission
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.questionnaires.service import mark_of
from app.texts.models import AuthoredText, Translation
from app.texts.types import TextProgress, TranslationState
from app.texts.write import change_text, change_texts, confirm_texts
from app.themes.models import Theme
from app.translating.errors import NotTranslatedHere, TranslationMissing
from app.translating.file_format import FileUnit
from app.translating.queries import Bench, BenchText, bench_texts_of, text_on_bench
from app.translating.types import MAX_CHARS, OF_QUESTIONNAIRES, TextKind, UnitFate


@dataclass(frozen=True, slots=True)
class BenchInput:
    """A translation; ``seen`` says which words its translator had before their eyes (``mark_of``)."""

    words: str
    seen: str
    is_draft: bool = False  # kept for those who translate; readers do not see it yet


def translate_text(session: Session, actor: Actor, bench: Bench, text_id: int, data: BenchInput) -> None:
    """Store the words of one text in one language. The same form twice is one change.

    :raises Forbidden: the actor does not translate the campaign
    :raises NotFound: no such text there, or the campaign does not use the language
    :raises NotTranslatedHere: the text is a part of a questionnaire, which has a page of its own
    :raises TranslationMissing: nothing is written
    :raises ChangedMeanwhile: somebody saved the translation, or its source, since the form was shown
    """
    campaign, locale = bench
    require(actor, Action.TEXT_TRANSLATE, bench.facts)
    with transaction(session):
        session.execute(select(AuthoredText.id).where(AuthoredText.id == text_id).with_for_update(key_share=True))
        stored = text_on_bench(session, actor, bench, text_id)
        if stored.kind in OF_QUESTIONNAIRES:
            raise NotTranslatedHere
        if not data.words.strip():
            raise TranslationMissing
        state = TranslationState.DRAFT if data.is_draft else TranslationState.VALIDATED
        if stored.words == data.words and stored.state.value == state.value:
            return
        if mark_of(stored.source, stored.words) != data.seen:
            raise ChangedMeanwhile
        change_text(session, actor, text_id, {locale: data.words})
        session.flush()
        confirm_texts(session, actor, [text_id], [locale])
        if data.is_draft:
            session.get_one(Translation, (text_id, locale)).state = state
        _move_version(session, bench, stored)
        details = {"kind": stored.kind.value, "locale": locale}
        record(session, actor, "translating.translated", ("campaign", campaign.id, campaign.facts), details)


@dataclass(frozen=True, slots=True)
class FileResult:
    """What a file changed; each text counts once."""

    stored: int = 0
    unchanged: int = 0  # the file says what is there, or nothing
    outdated: int = 0  # the source has changed since the file was downloaded
    foreign: int = 0  # no text of this campaign that is translated here
    too_long: int = 0


def take_file(session: Session, actor: Actor, bench: Bench, units: Sequence[FileUnit]) -> FileResult:
    """Store the translations of a file: what is approved there is read at once, the rest is a draft.

    What the file does not change is left as it is, whatever its state.

    :raises Forbidden: the actor does not translate the campaign
    """
    campaign, locale = bench
    require(actor, Action.TEXT_TRANSLATE, bench.facts)
    given = {text_id: unit for unit in units if (text_id := _read_ident(unit.ident)) is not None}
    with transaction(session):
        session.execute(
            select(AuthoredText.id)
            .where(AuthoredText.id.in_(given))
            .order_by(AuthoredText.id)
            .with_for_update(key_share=True)
        )
        known = {
            text.text_id: text
            for text in bench_texts_of(session, actor, bench, given)
            if text.kind not in OF_QUESTIONNAIRES
        }
        fates = Counter({UnitFate.FOREIGN: len(units) - len(known)})
        approved: list[int] = []
        drafted: list[int] = []
        for text_id, text in known.items():
            unit = given[text_id]
            fate = _fate(text, unit)
            fates[fate] += 1
            if fate is UnitFate.STORED:
                (approved if unit.is_done else drafted).append(text_id)
        words = {text_id: {locale: given[text_id].words} for text_id in (*approved, *drafted)}
        if words:
            change_texts(session, actor, words)
            session.flush()
            confirm_texts(session, actor, list(words), [locale])
            session.execute(
                update(Translation)
                .where(Translation.text_id.in_(drafted), Translation.locale == locale)
                .values(state=TranslationState.DRAFT)
                .execution_options(synchronize_session="fetch")
            )
            for text_id in words:
                _move_version(session, bench, known[text_id])
            details = {"locale": locale, "texts": len(words)}
            record(session, actor, "translating.file_taken", ("campaign", campaign.id, campaign.facts), details)
    return FileResult(**{fate.value: count for fate, count in fates.items()})


def _fate(text: BenchText, unit: FileUnit) -> UnitFate:
    if not unit.words.strip() or unit.words == text.words:
        return UnitFate.UNCHANGED
    if unit.source != text.source:
        return UnitFate.OUTDATED
    return UnitFate.STORED if len(unit.words) <= MAX_CHARS[text.kind] else UnitFate.TOO_LONG


def _read_ident(given: str) -> int | None:
    try:
        return idents.decode(given)
    except ValueError:
        return None


def confirm_several(session: Session, actor: Actor, bench: Bench, text_ids: Collection[int]) -> int:
    """Mark translations as right for the source's words of today; return how many were not. What is missing stays so.

    :raises Forbidden: the actor does not translate the campaign
    """
    campaign, locale = bench
    require(actor, Action.TEXT_TRANSLATE, bench.facts)
    with transaction(session):
        waiting = [
            text.text_id
            for text in bench_texts_of(session, actor, bench, text_ids)
            if text.words and text.state is not TextProgress.VALIDATED and text.kind not in OF_QUESTIONNAIRES
        ]
        if waiting:
            confirm_texts(session, actor, waiting, [locale])
            details = {"locale": locale, "texts": len(waiting)}
            record(session, actor, "translating.confirmed", ("campaign", campaign.id, campaign.facts), details)
    return len(waiting)


def _move_version(session: Session, bench: Bench, text: BenchText) -> None:
    """Move the version of the thing on: whoever has its own form open is told that somebody saved it."""
    match text.kind:
        case TextKind.CAMPAIGN_TITLE | TextKind.CAMPAIGN_PITCH | TextKind.CAMPAIGN_DESCRIPTION:
            stored = session.get_one(
                Campaign, bench.campaign.id, with_for_update={"key_share": True}, populate_existing=True
            )
            version = stored.translation_versions.get(bench.locale, 0) + 1
            stored.translation_versions = {**stored.translation_versions, bench.locale: version}
        case TextKind.MISSION_TITLE | TextKind.MISSION_BODY | TextKind.MISSION_STEP:
            session.execute(update(Mission).where(Mission.id == text.owner_id).values(version=Mission.version + 1))
        case TextKind.THEME:
            session.execute(update(Theme).where(Theme.id == text.owner_id).values(version=Theme.version + 1))
        case _:
            pass
