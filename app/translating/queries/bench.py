"""What stands on the bench: the texts of a place in one language, and how far each language is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.campaigns.models import Campaign, Edition
from app.campaigns.types import CampaignPurpose
from app.core.errors import NotFound
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import can, require, require_sight
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.policy.scopes import translation_sight
from app.texts.models import AuthoredText, FormerSource, Translation
from app.texts.types import TextProgress, TranslationState
from app.translating.queries.places import Bench, CampaignName, Participant, TextPlace
from app.translating.queries.sources import TEXTS
from app.translating.types import TextKind

CAMPAIGNS_MAX = 50
PAGE_SIZE = 50

_source, _target = aliased(Translation), aliased(Translation)
_progress_of: ColumnElement[str] = case(
    (_target.text_id.is_(None), literal(TextProgress.MISSING.value)),
    (_target.draft.is_not(None), literal(TextProgress.DRAFT.value)),
    (_target.source_version < AuthoredText.version, literal(TextProgress.OUTDATED.value)),
    (_target.state == TranslationState.DRAFT, literal(TextProgress.DRAFT.value)),
    (_target.state == TranslationState.MACHINE, literal(TextProgress.MACHINE.value)),
    else_=literal(TextProgress.VALIDATED.value),
)
_ORDER = (TEXTS.c.kind_order, TEXTS.c.owner_id, TEXTS.c.place, TEXTS.c.place_within, TEXTS.c.text_id)


@dataclass(frozen=True, slots=True)
class LanguageProgress:
    """How many texts of a place are in each state, in one language."""

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
    entity_id: int | None
    owner_id: int
    number: int  # in the owner's address
    text_id: int
    source_locale: str
    source: str
    words: str  # a draft, where there is one
    state: TextProgress
    former_source: str = ""  # what the translation was made from, where that has changed since
    read_now: str = ""  # what readers see while a draft is in work


@dataclass(frozen=True, slots=True)
class BenchPage:
    """A page of texts; ``found``: how many the filter keeps, ``progress``: by language, without those with no text."""

    texts: tuple[BenchText, ...]
    found: int
    progress: tuple[LanguageProgress, ...]


@dataclass(frozen=True, slots=True)
class PlaceToTranslate:
    """A place on the overview, with how far each of its languages is."""

    place: TextPlace
    progress: tuple[LanguageProgress, ...]


def places_to_translate(session: Session, actor: Actor) -> tuple[PlaceToTranslate, ...]:
    """Return where the actor translates: campaigns, the newest first, then templates, entities, the group.

    Four statements, whatever their number. An entity, or the group, that has no text of its own is left out.

    :raises NotFound: the actor translates nothing anywhere
    """
    require_sight(actor, Action.BENCH_VIEW, NOTHING)
    seen = (
        select(Campaign.id)
        .outerjoin(Edition, Edition.campaign_id == Campaign.id)
        .where(translation_sight(actor, Edition.entity_id, Campaign.id))
    )
    campaigns = session.execute(
        select(Campaign.id, Campaign.slug, Campaign.source_locale, Campaign.title_text_id)
        .where(Campaign.id.in_(seen))
        .order_by(Campaign.purpose == CampaignPurpose.TEMPLATE, Campaign.created_at.desc(), Campaign.id.desc())
        .limit(CAMPAIGNS_MAX)
    ).all()
    ids = [row.id for row in campaigns]
    taking_part: dict[int, dict[int, Participant]] = {number: {} for number in ids}
    for campaign_id, entity_id, code, name, locales in session.execute(
        select(Edition.campaign_id, Entity.id, Entity.code, Entity.name, Entity.locales)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(Edition.campaign_id.in_(ids))
        .order_by(Entity.id)
    ):
        taking_part[campaign_id][entity_id] = Participant(code, name, tuple(locales))
    everybodys = TEXTS.c.entity_id.is_(None) if can(actor, Action.TEXT_TRANSLATE, NOTHING) else literal(value=False)
    outside = and_(
        TEXTS.c.campaign_id.is_(None),
        or_(everybodys, translation_sight(actor, TEXTS.c.entity_id, TEXTS.c.campaign_id)),
    )
    counts = _counts(session, or_(and_(TEXTS.c.campaign_id.in_(ids), _seen(actor)), outside))
    places = [TextPlace.of_campaign(CampaignName(*row), taking_part[row.id]) for row in campaigns]
    entities = session.execute(
        select(Entity.id, Entity.code, Entity.name, Entity.locales, Entity.default_locale)
        .where(Entity.id.in_({row.entity_id for row in counts if row.campaign_id is None} - {None}))
        .order_by(Entity.name, Entity.id)
    )
    places += [
        TextPlace.of_entity(row.id, Participant(row.code, row.name, tuple(row.locales)), row.default_locale)
        for row in entities
    ]
    if any(row.campaign_id is None and row.entity_id is None for row in counts):
        places.append(TextPlace.of_everybody())
    return tuple(PlaceToTranslate(place, _progress_in(place, counts)) for place in places)


def bench_page(
    session: Session, actor: Actor, bench: Bench, states: frozenset[TextProgress], number: int = 1
) -> BenchPage:
    """Return a page of the texts in a language, those in one of the states; none given: all. Three statements.

    :raises Forbidden: the actor does not translate there
    :raises NotFound: the page is none
    """
    place, _locale = bench
    require(actor, Action.TEXT_TRANSLATE, place.facts)
    if number < 1:
        raise NotFound
    wanted = _progress_of.in_([state.value for state in states or TextProgress])
    statement = _texts(actor, bench).where(wanted)
    counted = statement.with_only_columns(TEXTS.c.text_id).order_by(None).subquery()
    found = session.scalar(select(func.count()).select_from(counted)) or 0
    rows = session.execute(statement.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    if not rows and number > 1:
        raise NotFound
    counts = _counts(session, _of_place(actor, place))
    return BenchPage(tuple(map(_text, rows)), found, _progress_in(place, counts))


def text_on_bench(session: Session, actor: Actor, bench: Bench, text_id: int) -> BenchText:
    """Return one text, and the former words of its source where they changed since it was translated. One statement.

    :raises Forbidden: the actor does not translate there
    :raises NotFound: no such text there, or it is written in that very language
    """
    require(actor, Action.TEXT_TRANSLATE, bench.place.facts)
    former = and_(FormerSource.text_id == TEXTS.c.text_id, FormerSource.version == _target.source_version)
    statement = (
        _texts(actor, bench)
        .add_columns(func.coalesce(FormerSource.value, ""))
        .outerjoin(FormerSource, former)
        .where(TEXTS.c.text_id == text_id)
    )
    row = session.execute(statement).first()
    if row is None:
        raise NotFound
    return _text(row[:-1], row[-1])


def bench_texts_of(session: Session, actor: Actor, bench: Bench, text_ids: Collection[int]) -> list[BenchText]:
    """Return some texts of a place in a language; those that are none of it are left out. One statement.

    :raises Forbidden: the actor does not translate there
    """
    require(actor, Action.TEXT_TRANSLATE, bench.place.facts)
    return [_text(row) for row in session.execute(_texts(actor, bench).where(TEXTS.c.text_id.in_(text_ids)))]


def all_texts(session: Session, actor: Actor, bench: Bench) -> list[BenchText]:
    """Return every text of a place in a language. One statement.

    :raises Forbidden: the actor does not translate there
    """
    require(actor, Action.TEXT_TRANSLATE, bench.place.facts)
    return [_text(row) for row in session.execute(_texts(actor, bench))]


class Neighbours(NamedTuple):
    """The texts before and after one, in the order of the bench, and the next one that is to be done."""

    before: int | None
    after: int | None
    to_do: int | None


def neighbours_of(session: Session, actor: Actor, bench: Bench, text_id: int) -> Neighbours:
    """Return which texts stand around one; the one to be done after it, else the first. One statement."""
    require(actor, Action.TEXT_TRANSLATE, bench.place.facts)
    rows = session.execute(_texts(actor, bench).with_only_columns(TEXTS.c.text_id, _progress_of)).all()
    ids = [row[0] for row in rows]
    if text_id not in ids:
        return Neighbours(None, None, None)
    at = ids.index(text_id)
    left = [row[0] for row in [*rows[at + 1 :], *rows[:at]] if row[1] != TextProgress.VALIDATED]
    return Neighbours(
        ids[at - 1] if at else None,
        ids[at + 1] if at + 1 < len(ids) else None,
        left[0] if left else None,
    )


def _seen(actor: Actor) -> ColumnElement[bool]:
    """Texts of one entity are translated by those who do there; those of a whole campaign by all of them."""
    if actor.is_system:
        return true()
    return or_(TEXTS.c.entity_id.is_(None), translation_sight(actor, TEXTS.c.entity_id, TEXTS.c.campaign_id))


def _of_place(actor: Actor, place: TextPlace) -> ColumnElement[bool]:
    if place.campaign_id is not None:
        return and_(TEXTS.c.campaign_id == place.campaign_id, _seen(actor))
    return and_(TEXTS.c.campaign_id.is_(None), TEXTS.c.entity_id.is_not_distinct_from(place.entity_id))


def _texts(actor: Actor, bench: Bench) -> Select[*tuple[Any, ...]]:
    """Return the texts beside their translation into a language, in the order of the bench."""
    place, locale = bench
    speaking = [entity_id for entity_id in place.entities if place.reads(entity_id, locale)]
    return (
        select(
            TEXTS.c.kind, TEXTS.c.entity_id, TEXTS.c.owner_id, TEXTS.c.number, TEXTS.c.text_id,
            AuthoredText.source_locale, _source.value,
            func.coalesce(_target.draft, _target.value, ""),
            case((_target.draft.is_not(None), _target.value), else_=literal("")), _progress_of,
        )
        .join(AuthoredText, AuthoredText.id == TEXTS.c.text_id)
        .join(_source, and_(_source.text_id == AuthoredText.id, _source.locale == AuthoredText.source_locale))
        .outerjoin(_target, and_(_target.text_id == AuthoredText.id, _target.locale == locale))
        .where(
            _of_place(actor, place),
            or_(TEXTS.c.entity_id.is_(None), TEXTS.c.entity_id.in_(speaking)),
            AuthoredText.source_locale != locale,
        )
        .order_by(*_ORDER)
    )  # fmt: skip


def _text(row: Sequence[Any], former_source: str = "") -> BenchText:
    kind, entity_id, owner_id, number, text_id, source_locale, source, words, read_now, state = row
    return BenchText(
        TextKind(kind), entity_id, owner_id, number, text_id, source_locale, source, words, TextProgress(state),
        former_source if former_source != source else "", read_now,
    )  # fmt: skip


class _Count(NamedTuple):
    """So many texts of a place that are written in one language are in one state in another."""

    campaign_id: int | None
    entity_id: int | None
    source_locale: str
    locale: str
    state: TextProgress
    texts: int


def _counts(session: Session, wanted: ColumnElement[bool]) -> list[_Count]:
    """Count texts by language and state; what is missing has no row. One statement."""
    here = (TEXTS.c.campaign_id, TEXTS.c.entity_id, AuthoredText.source_locale, _target.locale, _progress_of)
    statement = (
        select(*here, func.count())
        .join(AuthoredText, AuthoredText.id == TEXTS.c.text_id)
        .join(_target, _target.text_id == AuthoredText.id)
        .where(wanted)
        .group_by(*here)
    )
    return [
        _Count(campaign_id, entity_id, source, locale, TextProgress(state), count)
        for campaign_id, entity_id, source, locale, state, count in session.execute(statement)
    ]


def _progress_in(place: TextPlace, counts: Iterable[_Count]) -> tuple[LanguageProgress, ...]:
    """Return how far the languages of a place are: those that something is, or is to be, translated into."""
    own = [row for row in counts if row.campaign_id == place.campaign_id and _belongs(row, place)]
    progress = []
    for locale in place.locales:
        found: Counter[TextProgress] = Counter()
        total = 0
        for row in own:
            if row.source_locale == locale or not place.reads(row.entity_id, locale):
                continue
            if row.locale == row.source_locale:
                total += row.texts
            elif row.locale == locale:
                found[row.state] += row.texts
        if total or (place.campaign_id and locale != place.source_locale):
            found[TextProgress.MISSING] = max(0, total - sum(found.values()))
            progress.append(LanguageProgress(locale, found))
    return tuple(progress)


def _belongs(row: _Count, place: TextPlace) -> bool:
    return (
        row.entity_id is None or row.entity_id in place.entities
        if place.campaign_id
        else (row.entity_id == place.entity_id)
    )
