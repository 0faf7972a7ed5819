"""Known issues as pages print them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core import idents
from app.known_issues.queries import IssueRow, NewestIssues
from app.known_issues.types import Hindrance, IssueState
from app.policy.actor import Actor
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, read_passage
from app.web.support import support_label, supported_by


def issue_state_labels() -> dict[IssueState, str]:
    """Return where an issue may stand, in words."""
    return {IssueState.OPEN: _("Known, not fixed yet"), IssueState.FIXED: _("Fixed")}


@dataclass(frozen=True, slots=True)
class IssuePlace:
    """Where known issues are shown, and to whom."""

    campaign_id: int
    locale: str
    actor: Actor
    edit_slug: str = ""  # the campaign's, for who may change them

    def has(self, row: IssueRow) -> bool:
        """Tell whether an issue is of this campaign."""
        return row.campaign_id == self.campaign_id


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One known issue, ready to print."""

    public_id: str
    title: Passage
    body: Passage
    product: str  # "" when it is about none in particular
    state_label: str
    is_fixed: bool
    supporters_label: str  # "" for nobody
    support_url: str  # "" when the reader may not support it
    support_label: str
    is_supported: bool
    edit_url: str  # "" when the reader may not change it
    origin: str  # "" for an issue of this campaign
    hindrance: str  # why the reader may not support one of another campaign; "" when they may


@dataclass(frozen=True, slots=True)
class KnownHere:
    """The newest open known issues of a campaign, before somebody writes, and how many there are."""

    lines: tuple[IssueLine, ...] = ()
    count: int = 0

    @classmethod
    def of(cls, found: NewestIssues, texts: Mapping[int, ReadText], here: IssuePlace) -> KnownHere:
        """Return the newest issues, ready to print."""
        return cls(issue_lines(found.rows, texts, here), found.count)


def issue_lines(rows: Sequence[IssueRow], texts: Mapping[int, ReadText], here: IssuePlace) -> tuple[IssueLine, ...]:
    """Return known issues, ready to print. Those of another campaign are changed there."""
    labels = issue_state_labels()
    return tuple(
        IssueLine(
            public_id=idents.encode(row.id),
            title=read_passage(texts.get(row.title_text_id, EMPTY)),
            body=read_passage(texts.get(row.body_text_id, EMPTY)),
            product=row.product_name or "",
            state_label=labels[row.state],
            is_fixed=row.state is IssueState.FIXED,
            supporters_label=supported_by(here.locale, row.supporters),
            support_url=issue_support_url(row.id, is_supported=row.is_supported)
            if row.state is IssueState.OPEN and row.hindrance(here.actor) is None
            else "",
            support_label=support_label(here.locale, row.supporters),
            is_supported=row.is_supported,
            edit_url=url_for("known_issues.edit", slug=here.edit_slug, issue_id=row.id)
            if here.edit_slug and here.has(row)
            else "",
            origin="" if here.has(row) else _("From another campaign with the same product"),
            hindrance="" if here.has(row) else _hindrance_sentence(row.hindrance(here.actor)),
        )
        for row in rows
    )


def _hindrance_sentence(hindrance: Hindrance | None) -> str:
    """Say why an issue of another campaign cannot be supported; "" when it can."""
    sentences = {
        Hindrance.NOT_OPEN: _("You cannot support it: that campaign is not open in your entity."),
        Hindrance.NOT_ENROLLED: _("Only those who take part in that campaign can support it."),
        Hindrance.TERMS_OWED: _("To support it, first accept the terms of use of your entity."),
        Hindrance.CHARTER_OWED: _("To support it, first accept the changed charter of that campaign."),
    }
    return sentences[hindrance] if hindrance else ""


def issue_support_url(issue_id: int, *, is_supported: bool) -> str:
    """Return what the button does next."""
    return url_for("known_issues.take_back" if is_supported else "known_issues.support", issue_id=issue_id)
