"""Reads of missions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    column,
    exists,
    literal,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session, selectinload

from app.campaigns.models import Campaign, Edition, takes_in
from app.campaigns.queries import languages_written
from app.campaigns.types import IdentityLevel, ModerationTiming
from app.core import clock
from app.core.errors import NotFound
from app.db.read import read_rows
from app.entities.models import Entity
from app.missions.models import Mission, MissionDone, MissionStep
from app.policy.actor import Actor
from app.policy.check import can, require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.policy.scopes import campaign_sight
from app.texts.queries import ReadText, TextState, text_states, texts_of


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a mission, without its words."""

    id: int
    number: int
    title_text_id: int


@dataclass(frozen=True, slots=True)
class MissionRow:
    """A mission with its steps, and whether the reader has ticked it; its words are read apart."""

    id: int
    campaign_id: int
    number: int
    minutes: int  # expected
    opens_on: date | None
    closes_on: date | None  # included
    title_text_id: int
    body_text_id: int
    version: int
    recalled_on: date | None  # nobody is to go on with it
    recall_reason: str  # of the last recall, also when people may go on
    product_id: int | None  # that is tried in it
    is_done: bool
    is_begun: bool  # the reader did something in it, in the player
    steps: tuple[StepRow, ...]

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this mission."""
        return Facts(campaign_id=self.campaign_id)

    @property
    def text_ids(self) -> tuple[int, ...]:
        """The titles of the mission and of its steps: what a list or a filter shows."""
        return (self.title_text_id, *(step.title_text_id for step in self.steps))

    def is_over_on(self, day: date) -> bool:
        """Tell whether the mission's last day is past, or it was recalled."""
        return self.recalled_on is not None or (self.closes_on is not None and self.closes_on < day)

    def is_open_on(self, day: date) -> bool:
        """Tell whether a day is one of the mission's."""
        return not self.is_over_on(day) and (self.opens_on is None or self.opens_on <= day)


class MissionAddress(NamedTuple):
    """What the address of a mission says: its campaign's, and its number there."""

    slug: str
    number: int


@dataclass(frozen=True, slots=True)
class MissionTarget:
    """Where a contribution to a mission goes: the edition of the actor's own entity, and what its form offers."""

    mission: MissionRow
    edition_id: int
    entity_id: int  # of that edition
    slug: str
    identity_levels: tuple[IdentityLevel, ...]
    answer_within_days: int  # working days
    moderation_timing: ModerationTiming
    min_group: int  # people behind a figure
    min_group_verbatim: int  # people behind words
    locales: tuple[str, ...]  # the entity's languages


@dataclass(frozen=True, slots=True)
class MissionLabels:
    """Titles in the reader's language: of missions by their id, of steps by theirs."""

    missions: Mapping[int, ReadText]
    steps: Mapping[int, ReadText]


@dataclass(frozen=True, slots=True)
class MissionTexts:
    """Every text of a mission in every language of its campaign, for who writes it."""

    locales: tuple[str, ...]
    title: Mapping[str, TextState]
    body: Mapping[str, TextState]
    steps: tuple[tuple[int, Mapping[str, TextState]], ...]  # step id, its title by language


def mission_by_number(session: Session, actor: Actor, campaign_id: int, number: int) -> MissionRow:
    """Return one mission of a campaign. One statement.

    :raises NotFound: no such mission, or the actor may not know its campaign
    """
    mine = _in_sight(actor, {campaign_id})
    one = _ONE if mine is None else _ONE.where(mine)
    one = one.where(*_own_variants(actor, {campaign_id}))
    rows = _rows(session, actor, one, {"campaign_id": campaign_id, "number": number})
    if not rows:
        raise NotFound
    return rows[0]


def mission_target(session: Session, actor: Actor, address: MissionAddress) -> MissionTarget:
    """Return where a contribution to a mission goes. One statement.

    :raises NotFound: no such mission, or its campaign has not opened in the actor's entity
    """
    asked = {**address._asdict(), "entity_id": actor.entity_id, "reader_id": actor.person_id}
    rows = read_rows(session, _TARGET, asked)
    if not rows:
        raise NotFound
    edition_id, entity_id, levels, days, timing, min_group, min_group_verbatim, locales = rows[0][_MISSION_COLUMNS:]
    mission = _missions_of(rows)[0]
    facts = Facts(campaign_id=mission.campaign_id, entity_id=actor.entity_id, edition_id=edition_id)
    require_sight(actor, Action.MISSION_VIEW, facts)
    return MissionTarget(
        mission,
        edition_id,
        entity_id,
        address.slug,
        tuple(levels),
        days,
        ModerationTiming(timing),
        min_group,
        min_group_verbatim,
        tuple(locales),
    )


def missions_of(session: Session, actor: Actor, campaign_id: int) -> list[MissionRow]:
    """Return the missions of a campaign in their order; none when out of sight. One statement."""
    return missions_in(session, actor, {campaign_id})


def missions_in(session: Session, actor: Actor, campaign_ids: Collection[int]) -> list[MissionRow]:
    """Return the missions of several campaigns, by campaign and number. One statement, none for no campaign."""
    if not campaign_ids:
        return []
    mine = _in_sight(actor, campaign_ids)
    several = _SEVERAL if mine is None else _SEVERAL.where(mine)
    several = several.where(*_own_variants(actor, campaign_ids))
    return _rows(session, actor, several, {"campaign_ids": sorted(campaign_ids)})


def mission_labels(session: Session, actor: Actor, rows: Iterable[MissionRow]) -> MissionLabels:
    """Return the titles of missions and steps. One statement, whatever their number."""
    missions = list(rows)
    texts = texts_of(session, actor, [text_id for row in missions for text_id in row.text_ids])
    steps = [step for row in missions for step in row.steps]
    return MissionLabels(
        missions={row.id: texts[row.title_text_id] for row in missions if row.title_text_id in texts},
        steps={step.id: texts[step.title_text_id] for step in steps if step.title_text_id in texts},
    )


def campaign_locales(session: Session, actor: Actor, campaign_id: int) -> tuple[str, ...]:
    """Return the languages a mission is written in: the campaign's own first, then its entities'. Two statements."""
    require(actor, Action.MISSION_WRITE, Facts(campaign_id=campaign_id))
    return languages_written(session, actor, campaign_id)


def mission_texts(session: Session, actor: Actor, row: MissionRow) -> MissionTexts:
    """Return every text of a mission in every language. Four statements, whatever their number."""
    locales = campaign_locales(session, actor, row.campaign_id)
    ids = [*row.text_ids, row.body_text_id]
    states: dict[int, dict[str, TextState]] = {}
    for state in text_states(session, actor, ids, locales):
        states.setdefault(state.text_id, {})[state.locale] = state
    return MissionTexts(
        locales=locales,
        title=states[row.title_text_id],
        body=states[row.body_text_id],
        steps=tuple((step.id, states[step.title_text_id]) for step in row.steps),
    )


def facts_at_mission(session: Session, actor: Actor, mission_id: int) -> Facts:
    """Return the facts of a mission, in the edition where the actor works.

    :raises NotFound: there is no such mission, or it is out of sight
    """
    mission = session.get(Mission, mission_id)
    if mission is None:
        raise NotFound
    require_sight(actor, Action.MISSION_VIEW, mission.facts)
    edition = session.scalars(
        select(Edition)
        .options(selectinload(Edition.phases))
        .where(Edition.campaign_id == mission.campaign_id, takes_in(literal(actor.entity_id)))
    ).one_or_none()
    return edition.facts_at(clock.now()) if edition else mission.facts


# The player is a feature above: its table is named, not imported.
_progress = table("mission_progress", column("mission_id"), column("person_id"), column("begun_on", Date))
# So are those of the panels: who was given a variant of a mission sees no other one.
_variants = table("panel_variants", column("panel_id"), column("mission_id"))
_places = table("panel_places", column("panel_id"), column("person_id"), column("mission_id"))


def is_others_variant(person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Tell, in SQL, whether a mission is a variant that somebody was not given."""
    return (
        select(literal_column("1"))
        .select_from(_places.join(_variants, _variants.c.panel_id == _places.c.panel_id))
        .where(
            _places.c.person_id == person_id,
            _variants.c.mission_id == Mission.id,
            _places.c.mission_id != Mission.id,
        )
        .correlate(Mission)
        .exists()
    )


# One row per step, with the reader's own tick.
_MISSIONS = (
    select(
        Mission.id, Mission.campaign_id, Mission.number, Mission.minutes, Mission.opens_on, Mission.closes_on,
        Mission.title_text_id, Mission.body_text_id, Mission.version, Mission.recalled_on, Mission.recall_reason,
        Mission.product_id,
        MissionDone.done_on, _progress.c.begun_on,
        MissionStep.id, MissionStep.number, MissionStep.title_text_id,
    )
    .outerjoin(MissionStep, MissionStep.mission_id == Mission.id)
    .outerjoin(
        MissionDone,
        and_(
            MissionDone.mission_id == Mission.id,
            MissionDone.person_id == bindparam("reader_id"),
            MissionDone.undone_on.is_(None),
        ),
    )
    .outerjoin(
        _progress, and_(_progress.c.mission_id == Mission.id, _progress.c.person_id == bindparam("reader_id"))
    )
    .order_by(Mission.campaign_id, Mission.number, MissionStep.number)
)  # fmt: skip
_MISSION_COLUMNS = 17  # columns of a mission and one of its steps
_TARGET = (
    _MISSIONS.join(Campaign, Campaign.id == Mission.campaign_id)
    .join(Edition, and_(Edition.campaign_id == Campaign.id, takes_in(bindparam("entity_id", type_=Integer))))
    .join(Entity, Entity.id == Edition.entity_id)
    .where(
        Campaign.slug == bindparam("slug"), Mission.number == bindparam("number"),
        Edition.status != literal_column("'draft'"),  # being prepared: nobody's affair yet
    )
    .add_columns(
        Edition.id, Edition.entity_id, Campaign.identity_levels, Campaign.answer_within_days,
        Campaign.moderation_timing, Campaign.min_group, Campaign.min_group_verbatim, Entity.locales,
    )
)  # fmt: skip
_SEVERAL = _MISSIONS.where(Mission.campaign_id.in_(bindparam("campaign_ids", expanding=True)))
_ONE = _MISSIONS.where(Mission.campaign_id == bindparam("campaign_id"), Mission.number == bindparam("number"))


def _in_sight(actor: Actor, campaign_ids: Collection[int]) -> ColumnElement[bool] | None:
    """Return the condition "in the actor's sight". Who sees every campaign asked for needs none."""
    plain = [n for n in campaign_ids if can(actor, Action.MISSION_VIEW, Facts(campaign_id=n))]
    if len(plain) == len(campaign_ids):
        return None
    in_an_edition = exists().where(
        Edition.campaign_id == Mission.campaign_id, campaign_sight(actor, Edition.entity_id, Edition.campaign_id)
    )
    return or_(Mission.campaign_id.in_(plain), in_an_edition)


def _own_variants(actor: Actor, campaign_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    """Return the condition "not a variant that somebody else tries"; none for who reads what all of them gave."""
    reads_all = all(
        can(actor, Action.SUMMARY_VIEW, Facts(campaign_id=number, entity_id=actor.entity_id)) for number in campaign_ids
    )
    return () if reads_all or actor.is_system else (~is_others_variant(bindparam("reader_id")),)


def _rows(
    session: Session, actor: Actor, statement: Select[*tuple[Any, ...]], asked: Mapping[str, Any]
) -> list[MissionRow]:
    """Return the missions of a statement, which holds the condition."""
    return _missions_of(read_rows(session, statement, {**asked, "reader_id": actor.person_id}))


def _missions_of(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[MissionRow]:
    """Put the rows of the steps together, mission by mission."""
    heads: dict[int, list[Any]] = {}
    steps: dict[int, list[StepRow]] = {}
    for row in rows:
        heads.setdefault(row[0], [*row[:12], row[12] is not None, row[13] is not None])
        if row[14] is not None:
            steps.setdefault(row[0], []).append(StepRow(row[14], row[15], row[16]))
    whole: list[tuple[Any, ...]] = [(*head, tuple(steps.get(mission_id, ()))) for mission_id, head in heads.items()]
    return [MissionRow(*row) for row in whole]
