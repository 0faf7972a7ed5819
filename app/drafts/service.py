"""Use cases of drafts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Edition, Phase, takes_in
from app.campaigns.types import EditionStatus, IdentityLevel
from app.core import clock
from app.core.private_data import find_private_data
from app.db.session import transaction, unique
from app.drafts.errors import DraftChanged, DraftGone, DraftLevelOpen, DraftStaysHere, DraftToLookAt, DraftTooLong
from app.drafts.models import StoredDraft
from app.drafts.queries import DraftPlace, SavedDraft, draft_for_update, draft_place
from app.drafts.types import KEPT_DAYS, MAX_BYTES, DraftAddress
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

WORDS = ("title", "body")
LEVEL = "identity"  # the field in which a writer chooses who may know them


@dataclass(frozen=True, slots=True)
class DraftInput:
    """What a form holds, and what it was filled from."""

    fields: Mapping[str, str]
    version: int = 0  # of the draft that the form knows; 0: none
    writer: str = ""  # names the open form; "": it saves once


def keep_draft(session: Session, actor: Actor, address: DraftAddress, data: DraftInput) -> SavedDraft:
    """Save what the actor is writing; the same words saved again change nothing. Three statements.

    An open form saves over what it saved itself, whatever version it knows of: an answer may have been lost.

    :raises NotFound: there is no such form for the actor
    :raises DraftTooLong: it holds more than 64 kB
    :raises DraftToLookAt: something in it looks like data of a customer or of a person
    :raises DraftStaysHere, DraftLevelOpen: nobody may know the author, or the author may still choose so
    :raises DraftChanged: another tab or device saved a newer text, which stays
    :raises DraftGone: the draft that the form knows was sent or deleted
    """
    require(actor, Action.DRAFT_KEEP, Facts(person_id=actor.person_id))
    if len(json.dumps(dict(data.fields), ensure_ascii=False).encode()) > MAX_BYTES:
        raise DraftTooLong
    if any(find_private_data(data.fields.get(name, "")) for name in WORDS):
        raise DraftToLookAt
    with transaction(session):
        place = draft_place(session, actor, address)
        _refuse_nameless(place, data.fields)
        draft = draft_for_update(session, actor, address)
        if draft is None:
            draft = _new_draft(session, actor, (address, place), data)
        elif draft.fields != data.fields:
            _write_over(draft, data)
        return SavedDraft(draft.fields, draft.version, draft.saved_at)


def forget_draft(session: Session, actor: Actor, address: DraftAddress) -> None:
    """Delete the actor's own draft; nothing happens when there is none. One statement."""
    require(actor, Action.DRAFT_KEEP, Facts(person_id=actor.person_id))
    with transaction(session):
        session.execute(
            delete(StoredDraft).where(
                StoredDraft.person_id == actor.person_id,
                StoredDraft.form == address.form,
                StoredDraft.subject_id == address.subject_id,
            )
        )


def forget_old_drafts(session: Session, actor: Actor) -> None:
    """Delete the drafts of editions that closed a month ago: the writer's entity's, or the one that welcomes it."""
    require(actor, Action.DRAFT_PURGE, NOTHING)
    last_day = select(func.max(Phase.ends_at)).where(Phase.edition_id == Edition.id).scalar_subquery()
    closed = (
        select(StoredDraft.id)
        .join(Person, Person.id == StoredDraft.person_id)
        .join(Edition, (Edition.campaign_id == StoredDraft.campaign_id) & takes_in(Person.entity_id))
        .where(
            Edition.status == EditionStatus.CLOSED,
            func.coalesce(Edition.closed_at, last_day, Edition.opened_at) < clock.now() - timedelta(days=KEPT_DAYS),
        )
    )
    with transaction(session):
        session.execute(
            delete(StoredDraft).where(StoredDraft.id.in_(closed)).execution_options(synchronize_session=False)
        )


def _refuse_nameless(place: DraftPlace, fields: Mapping[str, str]) -> None:
    if IdentityLevel.UNTRACEABLE not in place.levels:
        return
    level = fields.get(LEVEL)
    if level == IdentityLevel.UNTRACEABLE:
        raise DraftStaysHere
    if level not in {IdentityLevel.NAMED, IdentityLevel.CONFIDENTIAL}:
        raise DraftLevelOpen


def _new_draft(session: Session, actor: Actor, where: tuple[DraftAddress, DraftPlace], data: DraftInput) -> StoredDraft:
    address, place = where
    if data.version:
        raise DraftGone
    draft = StoredDraft(
        person_id=actor.person_id,
        form=address.form,
        subject_id=address.subject_id,
        campaign_id=place.campaign_id,
        fields=dict(data.fields),
        writer=data.writer,
    )
    with unique(session, DraftChanged):
        session.add(draft)
    return draft


def _write_over(draft: StoredDraft, data: DraftInput) -> None:
    is_own = bool(data.writer) and draft.writer == data.writer
    if draft.version != data.version and not is_own:
        raise DraftChanged
    draft.fields, draft.writer = dict(data.fields), data.writer
    draft.version += 1
    draft.saved_at = clock.now()
