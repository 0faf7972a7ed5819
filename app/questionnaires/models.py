"""Questionnaire tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.models import Edition, Phase, not_ended
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, Pk, RandomPk, str_enum
from app.policy.facts import Facts
from app.questionnaires.types import Moment, ResponseState
from app.questions.types import PartRole


class Questionnaire(Base, kw_only=True):
    """Questions in their order, written for a campaign."""

    __tablename__ = "questionnaires"

    id: Mapped[Pk] = mapped_column(init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    title_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    intro_text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True, default=None
    )
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)  # sent once, made once
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # of its title and its order

    questions: Mapped[list[StoredQuestion]] = relationship(lazy="raise", init=False, order_by="StoredQuestion.position")

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this questionnaire."""
        return Facts(campaign_id=self.campaign_id)


class StoredQuestion(Base, kw_only=True):
    """One question of a questionnaire, or a block that asks nothing."""

    __tablename__ = "questions"
    __table_args__ = (CheckConstraint("position >= 1", name="position_from_one"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]  # from 1; not unique, so that rows can change places one after the other
    kind: Mapped[str] = mapped_column(String(40))  # a name of ``app.questions.kinds.KINDS``
    prompt_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    help_text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True, default=None
    )
    is_required: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, server_default="{}")
    show_if: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, server_default="{}")
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # of all that its pages change
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)  # sent once, made once
    corrected_on: Mapped[date | None] = mapped_column(default=None)  # its wording, after the first response
    retired_on: Mapped[date | None] = mapped_column(default=None)  # asked no more; its answers stay
    replaced_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("questions.id", ondelete="SET NULL"), index=True, default=None
    )

    parts: Mapped[list[StoredPart]] = relationship(lazy="raise", init=False, order_by="StoredPart.position")


class StoredPart(Base, kw_only=True):
    """One part of a question: an option, a row, a column, an end of a scale."""

    __tablename__ = "question_parts"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    role: Mapped[PartRole] = mapped_column(str_enum(PartRole))
    text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    is_exclusive: Mapped[bool] = mapped_column(default=False)
    takes_words: Mapped[bool] = mapped_column(default=False)


class FormerWording(Base, kw_only=True):
    """What a question with answers said in one language before it was corrected; nothing changes these rows."""

    __tablename__ = "former_wordings"

    id: Mapped[Pk] = mapped_column(init=False)
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="SET NULL"), index=True
    )  # None: a help text that was removed
    locale: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    corrected_on: Mapped[date]


class Wave(Base, kw_only=True):
    """A questionnaire asked at a moment: in every edition of its campaign, or in one."""

    __tablename__ = "questionnaire_waves"
    __table_args__ = (
        CheckConstraint("(moment = 'mission') = (mission_id IS NOT NULL)", name="mission_is_named"),
        CheckConstraint("moment <> 'screening' OR edition_id IS NOT NULL", name="screening_of_an_edition"),
        CheckConstraint("moment <> 'screening' OR NOT is_untraceable", name="screening_is_traceable"),
        CheckConstraint(
            "moment <> 'dated' OR (opens_on IS NOT NULL AND closes_on IS NOT NULL AND opens_on <= closes_on)",
            name="dated_has_days",
        ),
        UniqueConstraint("mission_id"),
    )

    id: Mapped[Pk] = mapped_column(init=False)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id", ondelete="CASCADE"), index=True)
    moment: Mapped[Moment] = mapped_column(str_enum(Moment))
    is_untraceable: Mapped[bool] = mapped_column(default=False)  # responses keep no link to an account
    edition_id: Mapped[int | None] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), index=True, default=None
    )  # None: every edition of the campaign
    mission_id: Mapped[int | None] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), default=None)
    opens_on: Mapped[date | None] = mapped_column(default=None)
    closes_on: Mapped[date | None] = mapped_column(default=None)  # included


class Response(Base, kw_only=True):
    """One person's answers in a wave. An untraceable one has no person, and is kept only once it is sent."""

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("wave_id", "person_id"),
        CheckConstraint("state <> 'in_progress' OR person_id IS NOT NULL", name="started_by_somebody"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    wave_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_waves.id", ondelete="CASCADE"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, default=None
    )
    pair_hash: Mapped[str | None] = mapped_column(String(64), index=True, default=None)  # pairs untraceable waves
    state: Mapped[ResponseState] = mapped_column(str_enum(ResponseState), default=ResponseState.STARTED)
    # Until it is sent, what was typed: question id → {"at": version, "by": page, "fields": …}. Sending writes cells.
    typed: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, server_default="{}")
    locale: Mapped[str] = mapped_column(String(16))  # it was read in; of an untraceable one, the entity's
    sent_week: Mapped[date | None] = mapped_column(default=None)  # its Monday: a day would tell who
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # of the answers: two tabs, two devices


class ResponseSent(Base, kw_only=True):
    """Who has sent an untraceable response, so that it is sent once; it names no response.

    SQLite keeps rows in the order of their key: the order in which people sent is nowhere.
    """

    __tablename__ = "responses_sent"
    __table_args__ = ({"sqlite_with_rowid": False},)

    wave_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_waves.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class StoredCell(Base, kw_only=True):
    """One fact of an answer that was sent (``app.questions.types.AnswerCell``); together they are what is counted.

    SQLite keeps rows in the order of their key: the order in which responses came in is nowhere.
    """

    __tablename__ = "answer_cells"
    __table_args__ = ({"sqlite_with_rowid": False},)

    response_id: Mapped[int] = mapped_column(BigId, ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    part_id: Mapped[int] = mapped_column(BigId, primary_key=True, default=0)  # 0: of the whole question
    number: Mapped[float | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(Text, default="")


class ResponseImage(Base, kw_only=True):
    """The image that answers a question, from the moment it is given; its description is in the words of the answer.

    A row goes with its response; who deletes a response deletes the files first (``service/pictures.py``). SQLite
    keeps rows in the order of their key: the order in which images came in is nowhere.
    """

    __tablename__ = "response_images"
    __table_args__ = ({"sqlite_with_rowid": False},)

    response_id: Mapped[int] = mapped_column(BigId, ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    file_id: Mapped[int] = mapped_column(BigId, ForeignKey("stored_files.id", ondelete="CASCADE"), unique=True)


# Missions belong to a feature above: their table is named, not imported.
_MISSIONS = table("missions", column("id", Integer), column("opens_on", Date))


def has_come() -> ColumnElement[bool]:
    """Tell, in SQL, whether a wave could be answered by now in some edition: by its moment, never by who answered."""
    today = clock.today()
    has_tested = (
        select(literal(1))
        .where(Phase.edition_id == Edition.id, Phase.kind == PhaseKind.TEST, ~not_ended(clock.now()))
        .exists()
    )
    mission_is_open = (
        select(literal(1))
        .where(_MISSIONS.c.id == Wave.mission_id, func.coalesce(_MISSIONS.c.opens_on, today) <= today)
        .exists()
    )
    by_moment = or_(
        Wave.moment.in_([Moment.START, Moment.SCREENING]),
        and_(Wave.moment == Moment.END, has_tested),
        and_(Wave.moment == Moment.DATED, Wave.opens_on <= today),
        and_(Wave.moment == Moment.MISSION, mission_is_open),
    )
    return (
        select(literal(1))
        .select_from(Edition)
        .join(Questionnaire, Questionnaire.campaign_id == Edition.campaign_id)
        .where(
            Questionnaire.id == Wave.questionnaire_id,
            or_(Wave.edition_id.is_(None), Wave.edition_id == Edition.id),
            Edition.status != EditionStatus.DRAFT,
            by_moment,
        )
        .correlate(Wave)
        .exists()
        .label("is_asked")
    )
