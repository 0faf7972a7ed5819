"""What the studio shows."""

from app.studio.queries.overview import (
    InPreparation,
    Template,
    campaign_in_preparation,
    campaigns_to_prepare,
    templates,
)
from app.studio.queries.parts import FramedParts, framed_parts

__all__ = [
    "FramedParts",
    "InPreparation",
    "Template",
    "campaign_in_preparation",
    "campaigns_to_prepare",
    "framed_parts",
    "templates",
]
