"""The cast of the permission tests: one of each role, and the things they ask for."""

from __future__ import annotations

from dataclasses import replace

from app.policy.actor import SYSTEM, Actor, Grant, Role
from app.policy.facts import NOTHING, Facts

CAMPAIGN, HOME, ABROAD = 1, 1, 2
AUTHOR_ID, FEEDBACK_ID = 10, 5


def staff(person_id: int, role: Role, entity_id: int | None = None, languages: tuple[str, ...] = ()) -> Actor:
    """Return somebody with one mandate: of an entity, or of the group."""
    grant = Grant(role, entity_id, None, frozenset(languages))
    return Actor(person_id=person_id, entity_id=entity_id or HOME, grants=frozenset({grant}))


def employee(person_id: int, *, enrolled: bool = False) -> Actor:
    """Return an employee of the entity where the campaign has opened."""
    campaigns = frozenset({CAMPAIGN})
    return Actor(
        person_id=person_id,
        entity_id=HOME,
        campaigns_open=campaigns,
        enrolled_in=campaigns if enrolled else frozenset(),
    )


CAST: dict[str, Actor] = {
    "stranger": Actor(person_id=1, entity_id=ABROAD),  # an employee of an entity that takes no part
    "employee": employee(2),
    "tester": employee(3, enrolled=True),
    "author": employee(AUTHOR_ID, enrolled=True),
    "ambass.": staff(20, Role.AMBASSADOR, HOME, ("pt",)),
    "amb.de": staff(21, Role.AMBASSADOR, HOME, ("de",)),  # does not read the contribution's language
    "manager": staff(22, Role.COMMUNITY_MANAGER, HOME),
    "sponsor": staff(23, Role.SPONSOR, HOME),
    "abroad": staff(24, Role.COMMUNITY_MANAGER, ABROAD),
    "central": staff(30, Role.CENTRAL_TEAM),
    "product": staff(31, Role.PRODUCT_TEAM),
    "repres.": staff(32, Role.REPRESENTATIVE, HOME),
    "dpo": staff(33, Role.DPO),
    "admin": staff(34, Role.ADMINISTRATOR),
    "system": SYSTEM,
}


def edition(*, is_open: bool) -> Facts:
    """Return what is known of the edition at home."""
    return Facts(
        entity_id=HOME,
        campaign_id=CAMPAIGN,
        edition_id=1,
        accepts_feedback=is_open,
        is_live=is_open,
        is_open_to_enrol=is_open,
    )


def contribution(*, published: bool, withdrawn: bool = False, live: bool = True, confidential: bool = False) -> Facts:
    """Return what is known of a contribution in Portuguese, made at home by the author."""
    return Facts(
        entity_id=HOME,
        campaign_id=CAMPAIGN,
        edition_id=1,
        author_id=AUTHOR_ID,
        feedback_id=FEEDBACK_ID,
        language="pt",
        is_published=published,
        is_withdrawn=withdrawn,
        is_confidential=confidential,
        accepts_feedback=live,
        is_live=live,
    )


ENTITY = Facts(entity_id=HOME)
REPORT = Facts(campaign_id=CAMPAIGN, entity_id=HOME, person_id=23)  # asked for by the sponsor
WHOLE = Facts(campaign_id=CAMPAIGN)  # a campaign in all its entities
OWN = Facts(person_id=AUTHOR_ID)
REVIEW, GROUP_REVIEW = (Facts(entity_id=one, assessors=frozenset({AUTHOR_ID})) for one in (HOME, None))
BARRIER = Facts(entity_id=HOME, person_id=AUTHOR_ID, contacts=frozenset({34}))  # the administrator receives it
LOCAL = Facts(entity_id=HOME, role_asked="ambassador")
# A role for the central team's member of the cast, one that the administrator proposed, and their own keys.
FOR_CENTRAL = Facts(entity_id=HOME, person_id=30, role_asked="ambassador")
PROPOSED = Facts(entity_id=HOME, person_id=AUTHOR_ID, role_asked="ambassador", giver_id=34)
HELD = Facts(entity_id=HOME, person_id=AUTHOR_ID, role_asked="ambassador")  # a mandate that the author holds
OWN_KEYS = Facts(person_id=34, role_asked="administrator")
HIGH = Facts(role_asked="administrator")
SHEET, OWN_SHEET = (Facts(author_id=who, wherever=frozenset({HOME})) for who in (None, 30))  # the second: of central
OPEN, CLOSED = edition(is_open=True), edition(is_open=False)
PUBLISHED, WAITING = contribution(published=True), contribution(published=False)
WITHDRAWN = contribution(published=False, withdrawn=True)
DECIDED = replace(contribution(published=True), decider_id=22)  # by the community manager
AGAIN = replace(contribution(published=False), first_decider_id=22)  # hidden by the community manager before
COMMENT = replace(contribution(published=True), author_id=None, person_id=AUTHOR_ID)  # of the author, on another's
SECRET = contribution(published=True, confidential=True)
ENDED = contribution(published=True, live=False)
NAMES = {
    BARRIER: "barrier", REVIEW: "review", GROUP_REVIEW: "review of the group",
    NOTHING: "nothing", ENTITY: "entity", OWN: "own", LOCAL: "local role",
    SHEET: "sheet", OWN_SHEET: "own sheet", SECRET: "confidential", HELD: "held",
    FOR_CENTRAL: "role for oneself", PROPOSED: "proposed", OWN_KEYS: "own keys", HIGH: "high role", OPEN: "open",
    CLOSED: "closed", PUBLISHED: "published", WAITING: "waiting", WITHDRAWN: "withdrawn", ENDED: "ended",
    REPORT: "report of the sponsor", WHOLE: "whole campaign",
    DECIDED: "decided by the manager", AGAIN: "second look", COMMENT: "comment",
}  # fmt: skip
