"""What is known of a stored file."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, RandomPk


class StoredFile(Base, kw_only=True):
    """A file in the storage. Its key is random; its day, not its instant, is kept; nobody's name is."""

    __tablename__ = "stored_files"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int]
    width: Mapped[int]  # pixels; 0 of what is no image
    height: Mapped[int]  # pixels; likewise
    stored_on: Mapped[date] = mapped_column(default_factory=clock.today)
