"""How many people are invited by e-mail, as a figure."""

from __future__ import annotations

from sqlalchemy import Integer, join, true, type_coerce

from app.campaigns.models import Edition
from app.figures.definitions import Figure, Source, in_all_and_by_day
from app.figures.types import FigureName
from app.recruiting.models import InvitedWeek

# Told apart from who joined: whoever wants no more mails, or is forgotten, was invited all the same.
INVITED = Source(
    rows=join(InvitedWeek, Edition, Edition.id == InvitedWeek.edition_id),
    id=InvitedWeek.edition_id,
    campaign_id=Edition.campaign_id,
    entity_id=Edition.entity_id,
    counts=true(),
    figures=in_all_and_by_day(
        Figure(FigureName.INVITED, amount=type_coerce(InvitedWeek.people, Integer), day=InvitedWeek.week)
    ),
)
