"""Reads of drafts: each person's own, and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.types import IdentityLevel
from app.core.errors import NotFound
from app.drafts.models import StoredDraft
from app.drafts.types import DraftAddress, DraftForm
from app.missions.models import Mission
from app.policy.actor import Actor

# The table of contributions belongs to a feature above: it is named, not imported.
_OWN_CONTRIBUTION = sql("SELECT campaign_id FROM feedback WHERE id = :feedback_id AND author_id = :person_id")


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft as its form takes it up."""

    fields: Mapping[str, str]
    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft among all of one's own: where it belongs, and how to go on with it."""

    address: DraftAddress
    fields: Mapping[str, str]
    saved_at: datetime
    slug: str  # of the campaign
    campaign_title_id: int
    mission_number: int | None  # of a contribution's draft
    mission_title_id: int | None


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Where a draft belongs, and what its form offers."""

    campaign_id: int
    levels: tuple[IdentityLevel, ...]  # none where no level is chosen


def draft_at(session: Session, actor: Actor, address: DraftAddress) -> SavedDraft | None:
    """Return the actor's own draft of a form, if there is one. One statement."""
    row = session.execute(
        select(StoredDraft.fields, StoredDraft.version, StoredDraft.saved_at).where(
            StoredDraft.person_id == actor.person_id,
            StoredDraft.form == address.form,
            StoredDraft.subject_id == address.subject_id,
        )
    ).one_or_none()
    return None if row is None else SavedDraft(*row)


def drafts_of(session: Session, actor: Actor) -> tuple[DraftLine, ...]:
    """Return the actor's own drafts, the last saved first. One statement, whatever their number."""
    rows = session.execute(
        select(
            StoredDraft.form, StoredDraft.subject_id, StoredDraft.fields, StoredDraft.saved_at,
            Campaign.slug, Campaign.title_text_id, Mission.number, Mission.title_text_id,
        )
        .join(Campaign, Campaign.id == StoredDraft.campaign_id)
        .outerjoin(Mission, and_(Mission.id == StoredDraft.subject_id, StoredDraft.form == DraftForm.CONTRIBUTION))
        .where(StoredDraft.person_id == actor.person_id)
        .order_by(StoredDraft.saved_at.desc(), StoredDraft.id)
    )  # fmt: skip
    return tuple(DraftLine(DraftAddress(form, subject_id), *rest) for form, subject_id, *rest in rows)


def draft_place(session: Session, actor: Actor, address: DraftAddress) -> DraftPlace:
    """Return where a draft belongs. One statement.

    :raises NotFound: the actor does not take part in the mission's campaign, or is not known as the author
    """
    if address.form is DraftForm.REVISION:
        asked = {"feedback_id": address.subject_id, "person_id": actor.person_id}
        campaign_id = session.execute(_OWN_CONTRIBUTION, asked).scalar_one_or_none()
        if campaign_id is None:
            raise NotFound
        return DraftPlace(campaign_id, ())
    row = session.execute(
        select(Campaign.id, Campaign.identity_levels)
        .join(Mission, Mission.campaign_id == Campaign.id)
        .where(Mission.id == address.subject_id)
    ).one_or_none()
    if row is None or row.id not in actor.enrolled_in:
        raise NotFound
    return DraftPlace(row.id, tuple(IdentityLevel(level) for level in row.identity_levels))


def draft_for_update(session: Session, actor: Actor, address: DraftAddress) -> StoredDraft | None:
    """Return the actor's own draft, locked until the transaction ends. One statement."""
    return session.scalars(
        select(StoredDraft)
        .where(
            StoredDraft.person_id == actor.person_id,
            StoredDraft.form == address.form,
            StoredDraft.subject_id == address.subject_id,
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
