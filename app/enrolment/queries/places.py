"""Reads of places: how an edition takes people in, who asked, and what is taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, column, func, literal_column, or_, select, table
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.queries import EditionRow
from app.core import clock
from app.enrolment.models import Enrolment, Quota, Recruitment
from app.enrolment.types import PENDING, QUOTAS_MAX, TAKING, EnrolmentStatus
from app.entities.models import Entity
from app.figures.weeks import last_sunday
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.questionnaires.models import StoredPart, StoredQuestion, Wave
from app.questionnaires.types import Moment
from app.questions.types import PartRole

SINGLE = "single"  # the kind of question that takes one answer
APPLICATIONS_MAX = 200  # read at once, in the order of asking


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """At most so many places for a segment."""

    id: int
    places: int
    entity_id: int | None
    entity_name: str
    part_id: int | None
    part_text_id: int | None  # of the answer that makes the segment


@dataclass(frozen=True, slots=True)
class RecruitmentRow:
    """How an edition takes people in."""

    edition_id: int
    places: int | None = None  # None: as many as come
    asks_first: bool = False
    version: int = 0  # 0: nothing was set yet
    quotas: tuple[QuotaRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacesTaken:
    """How many places are taken, in all and by quota; exact: pages mask it."""

    total: int
    by_quota: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """Somebody who asked to take part; they stand in a list because they asked."""

    enrolment_id: int
    edition_id: int
    person_id: int
    name: str
    entity_name: str
    status: EnrolmentStatus


@dataclass(frozen=True, slots=True)
class Segment:
    """Those a quota can be for: who works in an entity, or who gives an answer when applying."""

    entity_id: int | None
    part_id: int | None
    name: str  # of the entity
    text_id: int | None  # of the answer


def segments_of(session: Session, actor: Actor, edition: EditionRow) -> tuple[Segment, ...]:
    """Return those a quota of an edition can be for: its entities, then the answers of its screening. Two statements.

    :raises NotFound: the actor may not see the edition
    """
    require_sight(actor, Action.CAMPAIGN_VIEW, edition.facts)
    entities = session.execute(
        select(Entity.id, Entity.name)
        .where(Entity.id.in_({edition.entity_id, *edition.welcomes}))
        .order_by(Entity.name)
    )
    options = session.execute(
        select(StoredPart.id, StoredPart.text_id)
        .join(StoredQuestion, StoredQuestion.id == StoredPart.question_id)
        .join(Wave, Wave.questionnaire_id == StoredQuestion.questionnaire_id)
        .where(
            Wave.edition_id == edition.id, Wave.moment == Moment.SCREENING, StoredQuestion.kind == SINGLE,
            StoredPart.role == PartRole.OPTION, StoredQuestion.retired_on.is_(None),
        )
        .order_by(StoredQuestion.position, StoredPart.position)
        .limit(QUOTAS_MAX)
    )  # fmt: skip
    return (
        *(Segment(entity_id, None, name, None) for entity_id, name in entities),
        *(Segment(None, part_id, "", text_id) for part_id, text_id in options),
    )


def recruitments_of(session: Session, actor: Actor, editions: Collection[EditionRow]) -> dict[int, RecruitmentRow]:
    """Return how these editions take people in, by edition. Two statements.

    :raises NotFound: the actor may not see one of them
    """
    for edition in editions:
        require_sight(actor, Action.CAMPAIGN_VIEW, edition.facts)
    ids = [edition.id for edition in editions]
    quotas: dict[int, list[QuotaRow]] = {}
    for edition_id, quota_id, places, entity_id, name, part_id, text_id in session.execute(
        select(
            Quota.edition_id, Quota.id, Quota.places, Quota.entity_id, Entity.name, Quota.part_id, StoredPart.text_id
        )
        .outerjoin(Entity, Entity.id == Quota.entity_id)
        .outerjoin(StoredPart, StoredPart.id == Quota.part_id)
        .where(Quota.edition_id.in_(ids))
        .order_by(Quota.part_id.is_not(None), Entity.name, Quota.id)
    ):
        quotas.setdefault(edition_id, []).append(QuotaRow(quota_id, places, entity_id, name or "", part_id, text_id))
    stored = {
        row.edition_id: row for row in session.scalars(select(Recruitment).where(Recruitment.edition_id.in_(ids)))
    }
    return {
        number: RecruitmentRow(number, row.places, row.asks_first, row.version, tuple(quotas.get(number, ())))
        if (row := stored.get(number)) is not None
        else RecruitmentRow(number)
        for number in ids
    }


def places_taken(session: Session, actor: Actor, facts: Facts) -> PlacesTaken:
    """Return how many places of an edition are taken, for rules. Two statements, whatever the quotas.

    :raises NotFound: the actor may not see the edition
    """
    return _taken(session, actor, facts, Enrolment.status.in_(TAKING))


def places_told(session: Session, actor: Actor, facts: Facts) -> PlacesTaken:
    """Return how many places were taken at the end of last week, for pages: nobody who leaves moves anything at once.

    Two statements, whatever the quotas.

    :raises NotFound: the actor may not see the edition
    """
    sunday = last_sunday(clock.today())
    took_part = Enrolment.status.in_(TAKING) | Enrolment.left_on.is_not(None)
    stayed = Enrolment.left_on.is_(None) | (Enrolment.left_on > sunday)
    return _taken(session, actor, facts, took_part & stayed & (Enrolment.enrolled_on <= sunday))


def _taken(session: Session, actor: Actor, facts: Facts, condition: ColumnElement[bool]) -> PlacesTaken:
    if not actor.is_system:
        require_sight(actor, Action.CAMPAIGN_VIEW, facts)
    mine = (Enrolment.edition_id == facts.edition_id, condition)
    total = session.scalar(select(func.count()).select_from(Enrolment).where(*mine)) or 0
    by_quota = session.execute(
        _members(facts.edition_id).with_only_columns(Quota.id, func.count()).where(*mine).group_by(Quota.id)
    )
    return PlacesTaken(total, {row[0]: row[1] for row in by_quota})


def members_waiting(session: Session, actor: Actor, facts: Facts) -> Mapping[int, frozenset[int]]:
    """Return the quotas that concern each enrolment on an edition's waiting list. One statement.

    :raises NotFound: the actor may not see the edition
    """
    if not actor.is_system:
        require_sight(actor, Action.CAMPAIGN_VIEW, facts)
    found: dict[int, set[int]] = {}
    rows = session.execute(
        _members(facts.edition_id)
        .with_only_columns(Enrolment.id, Quota.id)
        .where(Enrolment.edition_id == facts.edition_id, Enrolment.status == EnrolmentStatus.WAITING_LIST)
    )
    for enrolment_id, quota_id in rows:
        found.setdefault(enrolment_id, set()).add(quota_id)
    return {enrolment_id: frozenset(quotas) for enrolment_id, quotas in found.items()}


def applications_of(session: Session, actor: Actor, editions: Collection[EditionRow]) -> tuple[ApplicationRow, ...]:
    """Return who asked to take part and has no place yet, in the order of asking. One statement.

    Nobody who declined, left, was declined or never asked is ever in it; nor is a day: that of somebody who took part
    before and asks again would tell that they had left.

    :raises Forbidden: the actor decides on none of these
    """
    for edition in editions:
        require(actor, Action.ENROLMENT_DECIDE, edition.facts)
    rows = session.execute(
        select(
            Enrolment.id, Enrolment.edition_id, Person.id, Person.name, Entity.name, Enrolment.status,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .join(Entity, Entity.id == Person.entity_id)
        .where(Enrolment.edition_id.in_([edition.id for edition in editions]), Enrolment.status.in_(PENDING))
        .order_by(Enrolment.edition_id, Enrolment.queue_number, Enrolment.id)
        .limit(APPLICATIONS_MAX)
    )  # fmt: skip
    return tuple(ApplicationRow(*row) for row in rows)


# What people answered is read by name of table: only whether they chose an option, never beside their name.
_cells = table("answer_cells", column("response_id"), column("part_id"))
_responses = table("responses", column("id"), column("wave_id"), column("person_id"), column("edition_id"))


def _members(edition_id: int | None) -> Select[*tuple[int, ...]]:
    """Return enrolments of an edition beside the quotas that concern them."""
    return (
        select(Enrolment.id)
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Quota, (Quota.edition_id == Enrolment.edition_id) & _concerns())
        .where(Quota.edition_id == edition_id)
    )


def _concerns() -> ColumnElement[bool]:
    """Tell whether a quota concerns the person of an enrolment."""
    chose = (
        select(literal_column("1"))
        .select_from(_cells.join(_responses, _responses.c.id == _cells.c.response_id))
        .join(Wave, Wave.id == _responses.c.wave_id)
        .where(
            _cells.c.part_id == Quota.part_id,
            _responses.c.person_id == Enrolment.person_id,
            _responses.c.edition_id == Enrolment.edition_id,
            Wave.moment == Moment.SCREENING,
        )
        .correlate(Quota, Enrolment)
        .exists()
    )
    return or_(Quota.entity_id == Person.entity_id, chose)
