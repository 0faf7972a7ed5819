"""What a campaign promises, once people have joined it: it may hold more at any time, less only with a reason."""

from __future__ import annotations

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.campaigns.errors import PromiseNeedsReason
from app.campaigns.events import PromiseWeakened
from app.campaigns.models import Campaign, PromiseChange
from app.campaigns.types import CampaignPromise, weakened_parts
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import role_for
from app.policy.rules import Action

# The table of enrolments belongs to a feature above: it is named, not imported. Who left was promised it too.
_SOMEBODY_JOINED = sql(
    "SELECT 1 FROM enrolments JOIN editions ON editions.id = enrolments.edition_id"
    " WHERE editions.campaign_id = :campaign_id LIMIT 1"
)


def keep_promise_change(
    session: Session, actor: Actor, campaign: Campaign, before: CampaignPromise, reason: str
) -> None:
    """Keep, for everybody to read, how the promise of a locked campaign changed, and why where it holds less.

    Part of ``change_campaign``, inside its transaction. Before anybody has joined, nobody was promised anything.

    :raises PromiseNeedsReason: it holds less, and no reason is given
    """
    after = campaign.promise
    if before == after or session.scalar(_SOMEBODY_JOINED, {"campaign_id": campaign.id}) is None:
        return
    is_weaker = bool(weakened_parts(before, after))
    if is_weaker and not reason:
        raise PromiseNeedsReason(before=before, after=after)
    change = PromiseChange(
        campaign_id=campaign.id,
        before=before.to_store(),
        after=after.to_store(),
        is_weaker=is_weaker,
        reason=reason if is_weaker else "",
        role=role_for(actor, Action.CAMPAIGN_WRITE, campaign.facts),
    )
    session.add(change)
    session.flush()
    if is_weaker:
        publish(session, PromiseWeakened(promise_change_id=change.id, campaign_id=campaign.id))
