"""What the table of figures holds."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.figures.definitions import ANY_DAY
from app.figures.models import FigureCount
from app.figures.types import FigureName


def counted(session: Session, name: FigureName, entity_id: int | None = None) -> int:
    """Return a figure of all days and campaigns, of one entity or of all."""
    total = select(func.sum(FigureCount.count)).where(FigureCount.name == name, FigureCount.day == ANY_DAY)
    if entity_id is not None:
        total = total.where(FigureCount.entity_id == entity_id)
    return int(session.scalar(total) or 0)
