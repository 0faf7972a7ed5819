"""Reads of waves: what is asked of somebody, and how far their answers are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    Date,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    column,
    func,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, Phase, takes_in
from app.campaigns.types import EditionStatus, PhaseKind, has_ended
from app.core import clock
from app.core.errors import NotFound
from app.core.private_data import find_private_data
from app.db.base import BigId
from app.db.read import read_rows
from app.entities.models import Entity
from app.files.models import StoredFile
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.questionnaires.errors import NotOpenYet, QuestionnaireClosed, ResponseAlreadySent
from app.questionnaires.models import (
    Questionnaire,
    Response,
    ResponseImage,
    ResponseSent,
    StoredCell,
    StoredQuestion,
    Wave,
)
from app.questionnaires.types import Moment, Opening, ResponseState
from app.questions.kinds import KINDS
from app.questions.reading import Fields
from app.questions.types import Answer, AnswerCell

# Tables of features above: they are named, not imported.
ENROLMENTS = table("enrolments", column("edition_id", Integer), column("person_id", BigId), column("status", String))
MISSIONS = table(
    "missions",
    column("id", Integer),
    column("number", Integer),
    column("opens_on", Date),
    column("closes_on", Date),
    column("recalled_on", Date),
)
TAKES_PART = sql("enrolments.status IN ('accepted', 'completed')")


@dataclass(frozen=True, slots=True)
class OwnWave:
    """A wave asked of the actor in their edition, with how far they are; ``opening`` is that of now."""

    id: int
    questionnaire_id: int
    campaign_id: int
    slug: str
    moment: Moment
    is_untraceable: bool
    edition_id: int
    entity_id: int
    default_locale: str
    time_zone: str
    min_group: int  # people behind a figure
    min_group_verbatim: int  # people behind words
    title_text_id: int
    intro_text_id: int | None
    opening: Opening
    closes_on: date | None  # the last day, where there is one
    mission_number: int | None
    seconds: int  # expected
    response_id: int | None
    is_sent: bool
    version: int  # of the answers; 0: nothing is stored
    facts: Facts

    @property
    def is_started(self) -> bool:
        """Whether something is stored and not yet sent."""
        return self.response_id is not None and not self.is_sent

    @property
    def text_ids(self) -> tuple[int | None, ...]:
        """Its title and its introduction."""
        return (self.title_text_id, self.intro_text_id)


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """What was typed for one question, the version of the answers in which it changed last, the page that saved it."""

    at: int
    fields: Fields
    by: str = ""
    is_looked_at: bool = False  # its writer has chosen to keep what looks like somebody's data in it


@dataclass(frozen=True, slots=True)
class AskedWave:
    """A wave with what the actor has typed so far."""

    row: OwnWave
    typed: Mapping[int, TypedAnswer]

    @property
    def fields(self) -> Mapping[int, Fields]:
        """What was typed, by the question's id."""
        return {question_id: answer.fields for question_id, answer in self.typed.items()}

    @property
    def looked_at(self) -> frozenset[int]:
        """The questions about whose words nothing is left to choose."""
        return frozenset(question_id for question_id, answer in self.typed.items() if answer.is_looked_at)

    def to_look_at(self, typed: Mapping[int, Fields]) -> list[int]:
        """Return the questions in whose fields something may be somebody's data that is not stored as it is already."""
        return [
            question_id
            for question_id, fields in typed.items()
            if not (question_id in self.looked_at and self.fields[question_id] == fields)
            and any(find_private_data(value) for values in fields.values() for value in values)
        ]


def asked_wave(session: Session, actor: Actor, wave_id: int) -> AskedWave:
    """Return a wave as it is asked of the actor, with what they have typed. One statement.

    :raises NotFound: there is none, or the actor may not know its campaign, or another edition is asked
    :raises Forbidden: the actor does not take part
    """
    found = read_rows(session, _ONE, {"wave_id": wave_id, "person_id": actor.person_id})
    if not found:
        _say_why(session, actor, wave_id)
        raise NotFound
    return AskedWave(_wave(found[0]), _typed_answers(found[0].typed))


def answerable_wave(session: Session, actor: Actor, wave_id: int) -> AskedWave:
    """Return a wave that the actor can answer now. One statement.

    :raises NotFound, Forbidden: see ``asked_wave``
    :raises ResponseAlreadySent, NotOpenYet, QuestionnaireClosed: why it cannot be answered now
    """
    wave = asked_wave(session, actor, wave_id)
    if wave.row.is_sent:
        raise ResponseAlreadySent
    if wave.row.opening is Opening.NOT_YET:
        raise NotOpenYet
    if wave.row.opening is Opening.OVER:
        raise QuestionnaireClosed
    require(actor, Action.QUESTIONNAIRE_ANSWER, wave.row.facts)
    return wave


def open_waves(session: Session, actor: Actor, campaign_ids: Collection[int]) -> list[OwnWave]:
    """Return the waves that the actor can answer now in campaigns they take part in, missions' too.

    Those sent already come along. One statement, whatever the number of campaigns and waves.
    """
    require(actor, Action.HOME_VIEW, NOTHING)
    mine = [campaign_id for campaign_id in campaign_ids if campaign_id in actor.enrolled_in]
    if not mine:
        return []
    rows = read_rows(session, _OPEN, {"campaign_ids": mine, "person_id": actor.person_id})
    waves = [_wave(row) for row in rows]
    return [wave for wave in waves if wave.opening is Opening.OPEN]


def my_responses(session: Session, actor: Actor) -> list[OwnWave]:
    """Return what the actor has begun or sent, wherever; the last wave first. One statement.

    Of an untraceable one, only that it was sent.
    """
    require(actor, Action.HOME_VIEW, NOTHING)
    return [_wave(row) for row in read_rows(session, _MINE, {"person_id": actor.person_id})]


def sent_cells(session: Session, actor: Actor, wave: OwnWave) -> Mapping[int, Answer]:
    """Return what the actor sent in a wave, by the question's id. One statement."""
    found: dict[int, Answer] = {}
    rows = session.execute(
        select(StoredCell.question_id, StoredCell.part_id, StoredCell.number, StoredCell.words)
        .join(Response, Response.id == StoredCell.response_id)
        .where(Response.wave_id == wave.id, Response.person_id == actor.person_id)
        .order_by(StoredCell.question_id, StoredCell.part_id)
    )
    for question_id, part_id, number, words in rows:
        found[question_id] = (*found.get(question_id, ()), AnswerCell(part_id, number, words))
    return found


def own_image(session: Session, actor: Actor, slug: str, wave_id: int, question_id: int) -> tuple[str, str]:
    """Return the key and the media type of the image that the actor gave, sent or not. One statement.

    :raises NotFound: they gave none there
    """
    found = session.execute(
        select(StoredFile.key, StoredFile.media_type)
        .join(ResponseImage, ResponseImage.file_id == StoredFile.id)
        .join(Response, Response.id == ResponseImage.response_id)
        .join(Wave, Wave.id == Response.wave_id)
        .join(Questionnaire, Questionnaire.id == Wave.questionnaire_id)
        .join(Campaign, Campaign.id == Questionnaire.campaign_id)
        .where(
            Campaign.slug == slug,
            Response.wave_id == wave_id,
            Response.person_id == actor.person_id,
            ResponseImage.question_id == question_id,
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found.key, found.media_type


def pairs_with_others(session: Session, actor: Actor, wave: OwnWave) -> bool:
    """Tell whether the same questions are asked once more, where nobody knows who answers. One statement."""
    require_sight(actor, Action.CAMPAIGN_VIEW, wave.facts)
    others = select(Wave.id).where(
        Wave.questionnaire_id == wave.questionnaire_id, Wave.is_untraceable, Wave.id != wave.id
    )
    return session.execute(others.limit(1)).first() is not None


def _typed_answers(stored: Mapping[str, Any] | None) -> dict[int, TypedAnswer]:
    """Return what was typed, as ``service.respond`` stores it."""
    return {
        int(key): TypedAnswer(each["at"], each["fields"], each.get("by", ""), "looked_at" in each)
        for key, each in (stored or {}).items()
    }


def _say_why(session: Session, actor: Actor, wave_id: int) -> None:
    """Refuse who sees the campaign and does not take part, without telling others that there is something."""
    row = session.execute(
        select(Questionnaire.campaign_id, Edition.entity_id, Edition.id, Wave.edition_id)
        .join(Wave, Wave.questionnaire_id == Questionnaire.id)
        .outerjoin(Edition, and_(Edition.campaign_id == Questionnaire.campaign_id, takes_in(literal(actor.entity_id))))
        .where(Wave.id == wave_id, Wave.moment != Moment.SCREENING)
    ).first()
    if row is None or row[3] not in {None, row[2]}:
        return
    facts = Facts(campaign_id=row[0], entity_id=row[1], edition_id=row[2])
    require_sight(actor, Action.CAMPAIGN_VIEW, facts)
    require(actor, Action.QUESTIONNAIRE_ANSWER, facts)


_EACH = case({name: kind.seconds for name, kind in KINDS.items()}, value=StoredQuestion.kind, else_=0)
_SECONDS = (
    select(func.coalesce(func.sum(_EACH), 0))
    .where(StoredQuestion.questionnaire_id == Questionnaire.id, StoredQuestion.retired_on.is_(None))
    .scalar_subquery()
)  # fmt: skip
_COLUMNS = (
    Wave.id, Wave.questionnaire_id, Questionnaire.campaign_id, Campaign.slug, Wave.moment, Wave.is_untraceable,
    Edition.id.label("edition_id"), Edition.entity_id, Edition.status, Entity.default_locale, Entity.time_zone,
    Campaign.min_group, Campaign.min_group_verbatim, Questionnaire.title_text_id, Questionnaire.intro_text_id,
    Wave.opens_on, Wave.closes_on, Phase.ends_at.label("test_ends_at"),
    MISSIONS.c.number.label("mission_number"), MISSIONS.c.opens_on.label("mission_opens_on"),
    MISSIONS.c.closes_on.label("mission_closes_on"), MISSIONS.c.recalled_on.label("mission_recalled_on"),
    Response.id.label("response_id"), Response.state,
    Response.version, ResponseSent.person_id.label("sender_id"), _SECONDS.label("seconds"),
)  # fmt: skip


def _waves(*more: Any) -> Select[*tuple[Any, ...]]:
    """Return the waves of the editions in which somebody takes part. Built once: every answer asks."""
    person_id: BindParameter[int] = bindparam("person_id", type_=BigId)
    return (
        select(*_COLUMNS, *more)
        .select_from(Wave)
        .join(Questionnaire, Questionnaire.id == Wave.questionnaire_id)
        .join(Campaign, Campaign.id == Questionnaire.campaign_id)
        .join(
            Edition,
            and_(Edition.campaign_id == Campaign.id, or_(Wave.edition_id.is_(None), Wave.edition_id == Edition.id)),
        )
        .join(Entity, Entity.id == Edition.entity_id)
        .join(
            ENROLMENTS,
            and_(
                ENROLMENTS.c.edition_id == Edition.id,
                ENROLMENTS.c.person_id == person_id,
                TAKES_PART,
            ),
        )
        .outerjoin(Phase, and_(Phase.edition_id == Edition.id, Phase.kind == PhaseKind.TEST))
        .outerjoin(MISSIONS, MISSIONS.c.id == Wave.mission_id)
        .outerjoin(Response, and_(Response.wave_id == Wave.id, Response.person_id == person_id))
        .outerjoin(ResponseSent, and_(ResponseSent.wave_id == Wave.id, ResponseSent.person_id == person_id))
        .where(Wave.moment != Moment.SCREENING)
    )


_ONE = _waves(Response.typed).where(Wave.id == bindparam("wave_id"))
_OPEN = (
    _waves()
    .where(Campaign.id.in_(bindparam("campaign_ids", expanding=True)), Edition.status == EditionStatus.OPEN)
    .order_by(Campaign.id, Wave.id)
)
_MINE = (
    _waves()
    .where(or_(Response.id.is_not(None), ResponseSent.person_id.is_not(None)))
    .order_by(Wave.id.desc())
)  # fmt: skip


def _wave(row: Row[*tuple[Any, ...]]) -> OwnWave:
    is_live = row.status is EditionStatus.OPEN
    facts = Facts(campaign_id=row.campaign_id, entity_id=row.entity_id, edition_id=row.edition_id, is_live=is_live)
    return OwnWave(
        id=row.id,
        questionnaire_id=row.questionnaire_id,
        campaign_id=row.campaign_id,
        slug=row.slug,
        moment=row.moment,
        is_untraceable=row.is_untraceable,
        edition_id=row.edition_id,
        entity_id=row.entity_id,
        default_locale=row.default_locale,
        time_zone=row.time_zone,
        min_group=row.min_group,
        min_group_verbatim=row.min_group_verbatim,
        title_text_id=row.title_text_id,
        intro_text_id=row.intro_text_id,
        opening=_opening(row, clock.now()),
        closes_on=_last_day(row),
        mission_number=row.mission_number,
        seconds=int(row.seconds),
        response_id=row.response_id,
        is_sent=row.state is ResponseState.SENT or row.sender_id is not None,
        version=row.version or 0,
        facts=facts,
    )


_Days = tuple[date | None, date | None]


def _opening(row: Row[*tuple[Any, ...]], now: datetime) -> Opening:
    """Tell whether a wave can be answered: when, follows from its moment, within the time its edition is open."""
    if row.status is not EditionStatus.OPEN:
        return Opening.NOT_YET if row.status is EditionStatus.DRAFT else Opening.OVER
    has_tested = has_ended(row.test_ends_at, now)
    if row.moment is Moment.START:
        return Opening.OVER if has_tested else Opening.OPEN
    if row.moment is Moment.END:
        return Opening.OPEN if has_tested else Opening.NOT_YET
    if row.mission_recalled_on is not None:
        return Opening.OVER
    first, last = _days(row)
    today = now.astimezone(ZoneInfo(row.time_zone)).date()
    if first is not None and today < first:
        return Opening.NOT_YET
    return Opening.OVER if last is not None and last < today else Opening.OPEN


def _days(row: Row[*tuple[Any, ...]]) -> _Days:
    """Return the first and the last day of a wave between two days, or of its mission's."""
    if row.moment is Moment.MISSION:
        return row.mission_opens_on, row.mission_closes_on
    return row.opens_on, row.closes_on


def _last_day(row: Row[*tuple[Any, ...]]) -> date | None:
    """Return the last day on which it can be answered; ``None``: until the edition closes, whenever that is."""
    if row.moment is Moment.START and row.test_ends_at is not None:
        ends_at: datetime = row.test_ends_at
        return (ends_at - timedelta(seconds=1)).astimezone(ZoneInfo(row.time_zone)).date()
    return _days(row)[1]
