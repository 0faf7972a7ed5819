"""The group's glossary."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.idents import new_id
from app.db.base import Base, RandomPk
from app.translating.types import TERM_MAX_CHARS


class GlossaryTerm(Base, kw_only=True):
    """A word of the group, how each language says it, and which words not to use."""

    __tablename__ = "glossary_terms"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    term: Mapped[str] = mapped_column(String(TERM_MAX_CHARS), unique=True)  # in the language of the interface's source
    words: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)  # other languages → how they say it
    avoid: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)  # languages → words not to use, with commas
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
