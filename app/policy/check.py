"""The two questions the rest of the code may ask."""

from __future__ import annotations

from dataclasses import replace

from app.core.errors import CharterOwed, Forbidden, NotFound, TermsOwed
from app.policy.actor import Actor, Grant, Role
from app.policy.facts import Facts
from app.policy.rules import RULES, Action

NOBODY = -1  # the number of no person


def can(actor: Actor, action: Action, facts: Facts) -> bool:
    """Tell whether ``actor`` may do ``action`` on the thing ``facts`` describe."""
    return RULES[action](actor, facts)


def role_for(actor: Actor, action: Action, facts: Facts) -> Role | None:
    """Return the role by which ``actor`` may do ``action``; ``None``: by no mandate of theirs."""
    grants = sorted(actor.grants, key=lambda grant: list(Role).index(grant.role))
    return next((one.role for one in grants if can(replace(actor, grants=frozenset({one})), action, facts)), None)


def roles_that_may(action: Action, facts: Facts) -> tuple[Role, ...]:
    """Return the roles by which somebody, wherever they hold them, may do ``action``: to tell who is refused."""
    languages = frozenset() if facts.language is None else frozenset({facts.language})
    return tuple(
        role for role in Role if can(Actor(NOBODY, grants=frozenset({Grant(role, languages=languages)})), action, facts)
    )


def require(actor: Actor, action: Action, facts: Facts) -> None:
    """Stop here unless the actor may.

    :raises CharterOwed: they may, once they have agreed to a charter that changed
    :raises TermsOwed: they may, once they have agreed to the terms of use of their entity
    :raises Forbidden: the table says no
    """
    if not can(actor, action, facts):
        if actor.charters_owed and can(replace(actor, charters_owed=frozenset()), action, facts):
            raise CharterOwed
        if actor.legal_owed and can(replace(actor, charters_owed=frozenset(), legal_owed=frozenset()), action, facts):
            raise TermsOwed
        raise Forbidden(roles=roles_that_may(action, facts))


def require_sight(actor: Actor, action: Action, facts: Facts) -> None:
    """Stop here unless the actor may even know the thing exists.

    :raises NotFound: the table says no; the answer is the same as for what does not exist
    """
    if not can(actor, action, facts):
        raise NotFound
