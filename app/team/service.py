"""Hand a mandate over with what its holder left open."""

from __future__ import annotations

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Mandate
from app.accounts.service import TakeOverInput, hand_over_mandate
from app.campaigns.models import Edition
from app.core.errors import NotFound
from app.db.session import transaction
from app.feedback.models import Feedback
from app.journal.record import record
from app.links.models import CampaignLink
from app.links.types import LinkKind
from app.messages.models import MemberMessage
from app.messages.types import MessageState
from app.moderation.models import CaseAssignment
from app.policy.actor import MODERATING_ROLES, Actor, Grant
from app.policy.check import require
from app.policy.rules import Action
from app.policy.scopes import grants_condition
from app.recruiting.models import Invitation
from app.recruiting.types import InvitationState


def hand_over_with_tasks(session: Session, actor: Actor, mandate_id: int, data: TakeOverInput) -> int:
    """Hand a mandate over, with the links, invitations, planned messages and assigned cases of its holder there.

    What waits for the role (the queue, questions, answers and decisions owed) follows the mandate by itself. Return the
    number of the new mandate.

    :raises NotFound: no such mandate
    :raises Forbidden: the actor may not give this role there, or take it; see also ``hand_over_mandate``
    """
    with transaction(session):
        before = session.get(Mandate, mandate_id, populate_existing=True)
        if before is None:
            raise NotFound
        require(actor, Action.MANDATE_END, before.facts)
        holder_id = before.person_id
        after = hand_over_mandate(session, actor, mandate_id, data)
        _hand_over_tasks(session, after, holder_id)
        record(session, actor, "team.hand_over", ("mandate", after.id, after.facts), {"from": holder_id})
    return after.id


def _hand_over_tasks(session: Session, mandate: Mandate, holder_id: int) -> None:
    """Give what the holder left open to the new one."""
    here = select(Edition.id)
    if mandate.entity_id is not None:
        here = here.where(Edition.entity_id == mandate.entity_id)
    if mandate.campaign_id is not None:
        here = here.where(Edition.campaign_id == mandate.campaign_id)
    own = aliased(CampaignLink)
    has_own = exists().where(
        own.edition_id == CampaignLink.edition_id,
        own.kind == CampaignLink.kind,
        own.made_by_id == mandate.person_id,
        own.revoked_on.is_(None),
    )
    new = mandate.person_id
    links = update(CampaignLink).where(
        CampaignLink.made_by_id == holder_id,
        CampaignLink.edition_id.in_(here),
        or_(CampaignLink.kind == LinkKind.FIELD, ~has_own),  # nobody needs two personal links
    )
    invitations = update(Invitation).where(
        Invitation.invited_by_id == holder_id,
        Invitation.edition_id.in_(here),
        Invitation.state != InvitationState.JOINED,
    )
    messages = update(MemberMessage).where(
        MemberMessage.sender_id == holder_id,
        MemberMessage.edition_id.in_(here),
        MemberMessage.state == MessageState.SCHEDULED,
    )
    grant = Grant(mandate.role, mandate.entity_id, mandate.campaign_id, frozenset(mandate.languages))
    moderated = select(Feedback.id).where(
        grants_condition([grant], Feedback.entity_id, Feedback.campaign_id, Feedback.language_moderated),
        or_(Feedback.author_id.is_(None), Feedback.author_id != mandate.person_id),  # nobody decides on their own
    )
    cases = update(CaseAssignment).where(
        CaseAssignment.assignee_id == holder_id, CaseAssignment.feedback_id.in_(moderated)
    )
    new, at_once = mandate.person_id, {"synchronize_session": False}
    session.execute(links.values(made_by_id=new), execution_options=at_once)
    session.execute(invitations.values(invited_by_id=new), execution_options=at_once)
    session.execute(messages.values(sender_id=new), execution_options=at_once)
    if mandate.role in MODERATING_ROLES:
        session.execute(cases.values(assignee_id=new), execution_options=at_once)
