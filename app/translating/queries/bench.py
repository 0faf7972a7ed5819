"""What stands on the bench: the texts of a campaign in one language, and how far each language is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.campaigns.models import Campaign, Edition
from app.campaigns.queries import CampaignRow, languages_written
from app.core.errors import NotFound
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.policy.scopes import translation_sight
from app.texts.models import AuthoredText, FormerSource, Translation
from app.texts.types import TextProgress, TranslationState
from app.translating.file_format import Languages
from app.translating.queries.sources import TEXTS
from app.translating.types import TextKind

CAMPAIGNS_MAX = 50
PAGE_SIZE = 50
TO_DO = frozenset({TextProgress.MISSING, TextProgress.DRAFT, TextProgress.MACHINE, TextProgress.OUTDATED})

_source, _target = aliased(Translation), aliased(Translation)
_progress_of: ColumnElement[str] = case(
    (_target.text_id.is_(None), literal(TextProgress.MISSING.value)),
    (_target.source_version < AuthoredText.version, literal(TextProgress.OUTDATED.value)),
    (_target.state == TranslationState.DRAFT, literal(TextProgress.DRAFT.value)),
    (_target.state == TranslationState.MACHINE, literal(TextProgress.MACHINE.value)),
    else_=literal(TextProgress.VALIDATED.value),
)
_ORDER = (TEXTS.c.kind_order, TEXTS.c.owner_id, TEXTS.c.place, TEXTS.c.place_within, TEXTS.c.text_id)


class Bench(NamedTuple):
    """A campaign and the language that it is translated into."""

    campaign: CampaignRow
    locale: str

    @property
    def languages(self) -> Languages:
        """From which language into which."""
        return Languages(self.campaign.source_locale, self.locale)

    @property
    def facts(self) -> Facts:
        """What the permission table may know: the texts of a campaign belong to all its entities."""
        entities = frozenset(edition.entity_id for edition in self.campaign.editions)
        return Facts(campaign_id=self.campaign.id, campaign_entities=entities)


@dataclass(frozen=True, slots=True)
class LanguageProgress:
    """How many texts of a campaign are in each state, in one language."""

    locale: str
    counts: Mapping[TextProgress, int]

    @property
    def total(self) -> int:
        """How many texts there are."""
        return sum(self.counts.values())

    @property
    def ready(self) -> int:
        """How many are validated, and right for the source's words of today."""
        return self.counts.get(TextProgress.VALIDATED, 0)


@dataclass(frozen=True, slots=True)
class BenchText:
    """One text in one language, with its source."""

    kind: TextKind
    owner_id: int
    number: int  # in the owner's address
    place: int
    text_id: int
    source_locale: str
    source: str
    words: str
    state: TextProgress
    former_source: str = ""  # what the translation was made from, where that has changed since


@dataclass(frozen=True, slots=True)
class BenchPage:
    """A page of texts; ``found``: how many the filter keeps, ``progress``: by language, without the source."""

    texts: tuple[BenchText, ...]
    found: int
    progress: tuple[LanguageProgress, ...]


@dataclass(frozen=True, slots=True)
class CampaignToTranslate:
    """A campaign on the overview; languages in their order, its own left out."""

    slug: str
    title_text_id: int
    progress: tuple[LanguageProgress, ...] = field(default=())


def campaigns_to_translate(session: Session, actor: Actor) -> tuple[CampaignToTranslate, ...]:
    """Return the campaigns whose texts the actor translates, the newest first. Three statements, whatever their number.

    :raises NotFound: the actor translates nothing anywhere
    """
    require_sight(actor, Action.BENCH_VIEW, NOTHING)
    seen = (
        select(Campaign.id)
        .outerjoin(Edition, Edition.campaign_id == Campaign.id)
        .where(translation_sight(actor, Edition.entity_id, Campaign.id))
    )
    rows = session.execute(
        select(Campaign.id, Campaign.slug, Campaign.source_locale, Campaign.title_text_id)
        .where(Campaign.id.in_(seen))
        .order_by(Campaign.created_at.desc(), Campaign.id.desc())
        .limit(CAMPAIGNS_MAX)
    ).all()
    ids = [row.id for row in rows]
    spoken: dict[int, dict[str, None]] = {number: {} for number in ids}
    for campaign_id, locales in session.execute(
        select(Edition.campaign_id, Entity.locales)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(Edition.campaign_id.in_(ids))
        .order_by(Edition.id)
    ):
        spoken[campaign_id].update(dict.fromkeys(locales))
    counts = _counts(session, ids)
    return tuple(
        CampaignToTranslate(
            row.slug,
            row.title_text_id,
            tuple(
                _progress(locale, counts.get(row.id, {})) for locale in spoken[row.id] if locale != row.source_locale
            ),
        )
        for row in rows
    )


def bench_page(
    session: Session, actor: Actor, bench: Bench, states: frozenset[TextProgress], number: int = 1
) -> BenchPage:
    """Return a page of the texts in a language, those in one of the states; none given: all. Five statements.

    :raises Forbidden: the actor does not translate the campaign
    :raises NotFound: the campaign does not use the language, or the page is none
    """
    campaign, locale = bench
    require(actor, Action.TEXT_TRANSLATE, bench.facts)
    locales = languages_written(session, actor, campaign.id)
    if number < 1 or locale not in locales[1:]:
        raise NotFound
    wanted = _progress_of.in_([state.value for state in states or TextProgress])
    statement = _texts(locale).where(TEXTS.c.campaign_id == campaign.id, wanted)
    found = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    rows = session.execute(statement.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    if not rows and number > 1:
        raise NotFound
    counts = _counts(session, [campaign.id]).get(campaign.id, {})
    progress = tuple(_progress(each, counts) for each in locales[1:])
    return BenchPage(tuple(_text(row) for row in rows), found, progress)


def text_on_bench(session: Session, actor: Actor, bench: Bench, text_id: int) -> BenchText:
    """Return one text, and the former words of its source where they changed since it was translated. Three statements.

    :raises Forbidden: the actor does not translate the campaign
    :raises NotFound: no such text there, or the campaign does not use the language
    """
    campaign, locale = bench
    require(actor, Action.TEXT_TRANSLATE, bench.facts)
    if locale not in languages_written(session, actor, campaign.id)[1:]:
        raise NotFound
    former = and_(FormerSource.text_id == TEXTS.c.text_id, FormerSource.version == _target.source_version)
    statement = (
        _texts(locale)
        .add_columns(FormerSource.value)
        .outerjoin(FormerSource, former)
        .where(TEXTS.c.campaign_id == campaign.id, TEXTS.c.text_id == text_id)
    )
    row = session.execute(statement).first()
    if row is None:
        raise NotFound
    return _text(row[:-1], row[-1] or "")


def bench_texts_of(session: Session, actor: Actor, bench: Bench, text_ids: Collection[int]) -> list[BenchText]:
    """Return some texts of a campaign in a language; those that are none of it are left out. One statement.

    :raises Forbidden: the actor does not translate the campaign
    """
    require(actor, Action.TEXT_TRANSLATE, bench.facts)
    wanted = (TEXTS.c.campaign_id == bench.campaign.id, TEXTS.c.text_id.in_(text_ids))
    rows = session.execute(_texts(bench.locale).where(*wanted))
    return [_text(row) for row in rows]


def all_texts(session: Session, actor: Actor, bench: Bench) -> list[BenchText]:
    """Return every text of a campaign in a language. Three statements.

    :raises Forbidden: the actor does not translate the campaign
    :raises NotFound: the campaign does not use the language
    """
    require(actor, Action.TEXT_TRANSLATE, bench.facts)
    if bench.locale not in languages_written(session, actor, bench.campaign.id)[1:]:
        raise NotFound
    return [_text(row) for row in session.execute(_texts(bench.locale).where(TEXTS.c.campaign_id == bench.campaign.id))]


def next_to_do(session: Session, actor: Actor, bench: Bench, text_id: int) -> int | None:
    """Return the text to be done after this one, else the first; ``None`` when nothing is left. One statement."""
    require(actor, Action.TEXT_TRANSLATE, bench.facts)
    is_left = or_(_progress_of != TextProgress.VALIDATED.value, TEXTS.c.text_id == text_id)
    rows = session.execute(_texts(bench.locale).where(TEXTS.c.campaign_id == bench.campaign.id, is_left))
    ids = [_text(row).text_id for row in rows]
    at = ids.index(text_id)
    rest = ids[at + 1 :] + ids[:at]
    return rest[0] if rest else None


def _texts(locale: str) -> Select[*tuple[Any, ...]]:
    """Return the texts beside their translation into a language, in the order of the bench."""
    return (
        select(
            TEXTS.c.kind, TEXTS.c.owner_id, TEXTS.c.number, TEXTS.c.place, TEXTS.c.text_id, AuthoredText.source_locale,
            _source.value, func.coalesce(_target.value, ""), _progress_of,
        )
        .join(AuthoredText, AuthoredText.id == TEXTS.c.text_id)
        .join(_source, and_(_source.text_id == AuthoredText.id, _source.locale == AuthoredText.source_locale))
        .outerjoin(_target, and_(_target.text_id == AuthoredText.id, _target.locale == locale))
        .where(AuthoredText.source_locale != locale)
        .order_by(*_ORDER)
    )  # fmt: skip


def _text(row: Sequence[Any], former_source: str = "") -> BenchText:
    kind, owner_id, number, place, text_id, source_locale, source, words, state = row
    return BenchText(
        TextKind(kind), owner_id, number, place, text_id, source_locale, source, words, TextProgress(state),
        former_source if former_source != source else "",
    )  # fmt: skip


_Counts = Mapping[str, Mapping[TextProgress, int]]  # locale → state → texts; under "" all of them


def _counts(session: Session, campaign_ids: Sequence[int]) -> dict[int, dict[str, Counter[TextProgress]]]:
    """Count the texts of campaigns by language and state; what is missing has no row. One statement."""
    found: dict[int, dict[str, Counter[TextProgress]]] = {}
    statement = (
        select(
            TEXTS.c.campaign_id,
            func.coalesce(_target.locale, ""),
            AuthoredText.source_locale,
            _progress_of,
            func.count(),
        )
        .join(AuthoredText, AuthoredText.id == TEXTS.c.text_id)
        .outerjoin(_target, _target.text_id == AuthoredText.id)
        .where(TEXTS.c.campaign_id.in_(campaign_ids))
        .group_by(TEXTS.c.campaign_id, _target.locale, AuthoredText.source_locale, _progress_of)
    )
    for campaign_id, locale, source_locale, state, count in session.execute(statement):
        by_locale = found.setdefault(campaign_id, {})
        if locale == source_locale:
            by_locale.setdefault("", Counter())[TextProgress.VALIDATED] += count
        else:
            by_locale.setdefault(locale, Counter())[TextProgress(state)] += count
    return found


def _progress(locale: str, counts: _Counts) -> LanguageProgress:
    """Return the progress of a language: every text has its source, what has no row here is missing."""
    here = Counter(counts.get(locale, {}))
    total = sum(counts.get("", {}).values())
    here[TextProgress.MISSING] = max(0, total - sum(here.values()))
    return LanguageProgress(locale, here)
