"""Tables of what is shown with an agreement."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.feedback.types import Agreement, ShowingKind
from app.highlights.types import Stance


class AskedShowing(Base, kw_only=True):
    """A contribution to be shown, or thanked for. Neither who answered nor when is stored, whoever the author is."""

    __tablename__ = "showings"
    __table_args__ = (
        CheckConstraint("kind != 'thanks' OR length(words) > 0", name="words_of_thanks"),
        Index(
            "uq_showings_once", "feedback_id", "kind", unique=True,
            sqlite_where=text("kind != 'thanks'"), postgresql_where=text("kind != 'thanks'"),
        ),
        Index("ix_showings_feedback_id", "feedback_id"),
        Index("ix_showings_board", "kind", "consent", "asked_on", "id"),
    )  # fmt: skip

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"))
    kind: Mapped[ShowingKind] = mapped_column(str_enum(ShowingKind))
    consent: Mapped[Agreement] = mapped_column(str_enum(Agreement), default=Agreement.ASKED)
    words: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(16))
    asked_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    asked_on: Mapped[date] = mapped_column(default_factory=clock.today)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)


class Adoption(Base, kw_only=True):
    """What a sponsor says becomes of a nugget in their entity; the last one stands."""

    __tablename__ = "nugget_adoptions"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="reason_given"),
        Index("ix_nugget_adoptions_showing_id", "showing_id", "at"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    showing_id: Mapped[int] = mapped_column(BigId, ForeignKey("showings.id", ondelete="CASCADE"))
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"), index=True)
    stance: Mapped[Stance] = mapped_column(str_enum(Stance))
    reason: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
