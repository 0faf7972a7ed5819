"""Reads of accounts."""

from app.accounts.queries.holders import MandateHolder, holders_of
from app.accounts.queries.links import PostalRow, addressee, check_link, link_addressee
from app.accounts.queries.lists import (
    SEARCH_MIN_LETTERS,
    CampaignChoice,
    MandateFilter,
    MandateRow,
    PersonRow,
    campaign_choices,
    mandates_page,
    people_page,
    person_by_email,
)
from app.accounts.queries.profile import ProfileRow, own_profile
from app.accounts.queries.signed_in import (
    SessionRow,
    SignedInRow,
    Standing,
    own_sessions,
    session_by_token,
    standings_of,
)

__all__ = [
    "SEARCH_MIN_LETTERS",
    "CampaignChoice",
    "MandateFilter",
    "MandateHolder",
    "MandateRow",
    "PersonRow",
    "PostalRow",
    "ProfileRow",
    "SessionRow",
    "SignedInRow",
    "Standing",
    "addressee",
    "campaign_choices",
    "check_link",
    "holders_of",
    "link_addressee",
    "mandates_page",
    "own_profile",
    "own_sessions",
    "people_page",
    "person_by_email",
    "session_by_token",
    "standings_of",
]
