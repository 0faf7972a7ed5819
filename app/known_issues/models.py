"""Tables of known issues."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.known_issues.types import IssueState
from app.policy.facts import Facts


class KnownIssue(Base, kw_only=True):
    """Something that is known already of what a campaign tests."""

    __tablename__ = "known_issues"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id", ondelete="SET NULL"), index=True)
    title_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    body_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    state: Mapped[IssueState] = mapped_column(str_enum(IssueState), default=IssueState.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    published_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this issue."""
        return Facts(campaign_id=self.campaign_id)


class IssueSupport(Base, kw_only=True):
    """Somebody saw the same."""

    __tablename__ = "known_issue_supports"

    issue_id: Mapped[int] = mapped_column(BigId, ForeignKey("known_issues.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    said_on: Mapped[date]
