"""Reads of accounts."""

from app.accounts.queries.changes import LastChange, last_change
from app.accounts.queries.holders import MandateHolder, holders_of
from app.accounts.queries.links import PostalRow, addressee, check_link, link_addressee
from app.accounts.queries.lists import (
    SEARCH_MIN_LETTERS,
    CampaignChoice,
    HeldRole,
    MandateCounts,
    MandateFilter,
    MandateRow,
    PersonRow,
    PersonSettings,
    campaign_choices,
    count_mandates,
    mandates_page,
    people_page,
    person_by_email,
    person_row,
)
from app.accounts.queries.profile import ProfileRow, own_profile
from app.accounts.queries.signed_in import (
    Rights,
    SessionRow,
    SignedInRow,
    own_sessions,
    rights_of,
    session_by_token,
)

__all__ = [
    "SEARCH_MIN_LETTERS",
    "CampaignChoice",
    "HeldRole",
    "LastChange",
    "MandateCounts",
    "MandateFilter",
    "MandateHolder",
    "MandateRow",
    "PersonRow",
    "PersonSettings",
    "PostalRow",
    "ProfileRow",
    "Rights",
    "SessionRow",
    "SignedInRow",
    "addressee",
    "campaign_choices",
    "check_link",
    "count_mandates",
    "holders_of",
    "last_change",
    "link_addressee",
    "mandates_page",
    "own_profile",
    "own_sessions",
    "people_page",
    "person_by_email",
    "person_row",
    "rights_of",
    "session_by_token",
]
