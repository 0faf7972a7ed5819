"""Tables of themes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.themes.types import GroupState, RunState


class Theme(Base, kw_only=True):
    """What several contributions of a campaign are about."""

    __tablename__ = "themes"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    name_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class ThemeGiven(Base, kw_only=True):
    """A contribution has a theme."""

    __tablename__ = "themes_given"

    theme_id: Mapped[int] = mapped_column(BigId, ForeignKey("themes.id", ondelete="CASCADE"), primary_key=True)
    feedback_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    via_id: Mapped[int | None] = mapped_column(BigId, index=True, default=None)  # given to this one, merged here


class ThemeRefused(Base, kw_only=True):
    """Somebody said that a suggested theme does not suit: it is not suggested there again."""

    __tablename__ = "themes_refused"

    theme_id: Mapped[int] = mapped_column(BigId, ForeignKey("themes.id", ondelete="CASCADE"), primary_key=True)
    feedback_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class GroupRun(Base, kw_only=True):
    """The contributions of a campaign are grouped; the last run counts.

    One language after the other, by words; or all of them together, by meaning, where a model for it is installed.
    """

    __tablename__ = "theme_group_runs"
    __table_args__ = (
        Index(
            "uq_theme_group_runs_running", "campaign_id", unique=True,
            sqlite_where=text("state = 'running'"), postgresql_where=text("state = 'running'"),
        ),
    )  # fmt: skip

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    state: Mapped[RunState] = mapped_column(str_enum(RunState), default=RunState.RUNNING)
    languages: Mapped[str] = mapped_column(String(400))  # codes with blanks between, in their order
    texts: Mapped[int] = mapped_column(default=0)  # to be compared by their meaning; none: by words
    done: Mapped[int] = mapped_column(default=0)  # languages; by meaning: contributions
    began_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class ProposedGroup(Base, kw_only=True):
    """Contributions that share telling words, or mean the same."""

    __tablename__ = "theme_groups"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    run_id: Mapped[int] = mapped_column(BigId, ForeignKey("theme_group_runs.id", ondelete="CASCADE"), index=True)
    state: Mapped[GroupState] = mapped_column(str_enum(GroupState), default=GroupState.OPEN)
    words: Mapped[str] = mapped_column(Text)  # with blanks between
    language: Mapped[str] = mapped_column(String(16))  # of the words


class GroupWords(Base, kw_only=True):
    """The words of a group of several languages in one more of them."""

    __tablename__ = "theme_group_words"

    group_id: Mapped[int] = mapped_column(BigId, ForeignKey("theme_groups.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    words: Mapped[str] = mapped_column(Text)  # with blanks between


class GroupVector(Base, kw_only=True):
    """What a contribution means, as numbers, for as long as a run needs it; empty until it has been read."""

    __tablename__ = "theme_group_vectors"

    run_id: Mapped[int] = mapped_column(BigId, ForeignKey("theme_group_runs.id", ondelete="CASCADE"), primary_key=True)
    feedback_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    vector: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)


class GroupMember(Base, kw_only=True):
    """A contribution in a proposed group; the most typical have the lowest rank."""

    __tablename__ = "theme_group_members"

    group_id: Mapped[int] = mapped_column(BigId, ForeignKey("theme_groups.id", ondelete="CASCADE"), primary_key=True)
    feedback_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    rank: Mapped[int]
    nearest_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="SET NULL"), index=True, default=None
    )  # the typical contribution whose meaning is nearest to it; none in groups by words
