"""Reads of campaigns and of their editions."""

from app.campaigns.queries.figures import CampaignFigures, figures_of
from app.campaigns.queries.late import ExceptionRow, Lateness, exception_in_force, lateness_of
from app.campaigns.queries.local import LocalRow, LocalWritten, contacts_offered, local_of, local_written, locals_of
from app.campaigns.queries.reads import (
    animators_of,
    campaign_by_slug,
    campaigns_page,
    edition_by_id_for_update,
    languages_written,
    products_of,
    promise_changes_of,
    shared_roles_of,
    welcomed_by,
)
from app.campaigns.queries.rows import (
    AnimatorRow,
    CampaignRow,
    EditionRow,
    ListedCampaign,
    PhaseRow,
    ProductOfCampaign,
    PromiseChangeRow,
    SharedRolesRow,
)
from app.campaigns.queries.texts import TEXTS, translations_of

__all__ = [
    "TEXTS",
    "AnimatorRow",
    "CampaignFigures",
    "CampaignRow",
    "EditionRow",
    "ExceptionRow",
    "Lateness",
    "ListedCampaign",
    "LocalRow",
    "LocalWritten",
    "PhaseRow",
    "ProductOfCampaign",
    "PromiseChangeRow",
    "SharedRolesRow",
    "animators_of",
    "campaign_by_slug",
    "campaigns_page",
    "contacts_offered",
    "edition_by_id_for_update",
    "exception_in_force",
    "figures_of",
    "languages_written",
    "lateness_of",
    "local_of",
    "local_written",
    "locals_of",
    "products_of",
    "promise_changes_of",
    "shared_roles_of",
    "translations_of",
    "welcomed_by",
]
