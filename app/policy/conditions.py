"""What can be said of an actor and a thing: the conditions of which the permission table is made."""

from __future__ import annotations

from app.policy.actor import Actor, LegalKind, Role
from app.policy.combine import Rule
from app.policy.facts import Facts


def is_system(actor: Actor, _facts: Facts) -> bool:
    """The application itself acts, for nobody."""
    return actor.is_system


def is_person(actor: Actor, _facts: Facts) -> bool:
    """Somebody is signed in."""
    return not actor.is_system


def is_self(actor: Actor, facts: Facts) -> bool:
    """The account, session or enrolment is the actor's own."""
    return facts.person_id is not None and facts.person_id == actor.person_id


def is_author(actor: Actor, facts: Facts) -> bool:
    """The contribution is the actor's own: by account, or by the reference code given in this browser."""
    if facts.author_id is not None:
        return facts.author_id == actor.person_id
    return facts.feedback_id is not None and facts.feedback_id in actor.references


def is_in_entity(actor: Actor, facts: Facts) -> bool:
    """The actor works in that entity."""
    return facts.entity_id is not None and facts.entity_id == actor.entity_id


def is_welcome(actor: Actor, facts: Facts) -> bool:
    """The actor works in the edition's entity, or in one that it welcomes."""
    return is_in_entity(actor, facts) or actor.entity_id in facts.welcomes


def is_open_in_my_entity(actor: Actor, facts: Facts) -> bool:
    """The campaign has opened in the entity where the actor works."""
    return facts.campaign_id is not None and facts.campaign_id in actor.campaigns_open


def is_enrolled(actor: Actor, facts: Facts) -> bool:
    """The actor takes part in the campaign."""
    return facts.campaign_id is not None and facts.campaign_id in actor.enrolled_in


def has_agreed(actor: Actor, facts: Facts) -> bool:
    """The actor owes no agreement: to a changed charter of the campaign, or to the terms of use of their entity."""
    if LegalKind.TERMS in actor.legal_owed:
        return False
    return facts.campaign_id is not None and facts.campaign_id not in actor.charters_owed


def is_published(_actor: Actor, facts: Facts) -> bool:
    """Readers may see the contribution."""
    return facts.is_published is True


def is_kept(_actor: Actor, facts: Facts) -> bool:
    """The author has not taken the contribution back."""
    return facts.is_withdrawn is False


def is_confidential(_actor: Actor, facts: Facts) -> bool:
    """The contribution's author is known, and hidden from readers."""
    return facts.is_confidential is True


def is_signed(_actor: Actor, facts: Facts) -> bool:
    """Everybody may know who wrote the contribution."""
    return facts.author_id is not None and facts.is_confidential is False


def accepts_feedback(_actor: Actor, facts: Facts) -> bool:
    """The edition is open and in its test phase."""
    return facts.accepts_feedback is True


def is_live(_actor: Actor, facts: Facts) -> bool:
    """The edition is open."""
    return facts.is_live is True


def is_open_to_enrol(_actor: Actor, facts: Facts) -> bool:
    """The edition takes people in."""
    return facts.is_open_to_enrol is True


def moderator(actor: Actor, facts: Facts) -> bool:
    """One of the actor's mandates lets them moderate there, in that language."""
    return actor.moderates(facts.entity_id, facts.campaign_id, facts.language)


def holds(role: Role) -> Rule:
    """The actor has ``role`` for the group, or for the thing's entity and campaign."""
    return lambda actor, facts: actor.has(role, facts.entity_id, facts.campaign_id)


def holds_anywhere(*roles: Role) -> Rule:
    """The actor has one of the roles for something."""
    return lambda actor, _facts: actor.has_anywhere(*roles)


def is_giver(actor: Actor, facts: Facts) -> bool:
    """The actor gave the mandate, or proposed it."""
    return facts.giver_id is not None and facts.giver_id == actor.person_id


def is_decider(actor: Actor, facts: Facts) -> bool:
    """The actor took the decision on the contribution."""
    return facts.decider_id is not None and facts.decider_id == actor.person_id


def is_first_decider(actor: Actor, facts: Facts) -> bool:
    """The actor took the decision that somebody else is asked to look at again."""
    return facts.first_decider_id is not None and facts.first_decider_id == actor.person_id


def may_know_entity(actor: Actor, facts: Facts) -> bool:
    """The contribution shows which entity it comes from, or the actor manages the community there."""
    return facts.wherever is None or actor.has(Role.COMMUNITY_MANAGER, facts.entity_id, facts.campaign_id)


def is_contact(actor: Actor, facts: Facts) -> bool:
    """The actor answers for accessibility in that entity."""
    return facts.contacts is not None and actor.person_id in facts.contacts


def is_assessor(actor: Actor, facts: Facts) -> bool:
    """A review session asks for the actor's marks."""
    return facts.assessors is not None and actor.person_id in facts.assessors


def can_be_given_by_central(_actor: Actor, facts: Facts) -> bool:
    """The role is one of the local team's; nobody but an administrator gives the others."""
    return facts.role_asked in {Role.AMBASSADOR, Role.COMMUNITY_MANAGER, Role.SPONSOR}


def is_administrators(_actor: Actor, facts: Facts) -> bool:
    """The role is the administrator's."""
    return facts.role_asked == Role.ADMINISTRATOR
