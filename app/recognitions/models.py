"""Table of what people choose to show."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, BigId, str_enum
from app.recognitions.types import Recognition


class ShownRecognition(Base, kw_only=True):
    """A person shows a recognition to the colleagues of their entity."""

    __tablename__ = "shown_recognitions"

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    recognition: Mapped[Recognition] = mapped_column(str_enum(Recognition), primary_key=True)
