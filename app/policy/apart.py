"""Roles that one person does not hold together."""

from __future__ import annotations

from app.policy.actor import Role

_MODERATORS = frozenset({Role.AMBASSADOR, Role.COMMUNITY_MANAGER})
# One person decides, steers, asks or moderates: who may open a confidential name is none of the others.
_APART = (frozenset({Role.SPONSOR}), frozenset({Role.CENTRAL_TEAM}), frozenset({Role.PRODUCT_TEAM}), _MODERATORS)
# Who speaks for those who write, watches over their data or makes the mandates does not open their names either.
_WATCHERS = frozenset({Role.REPRESENTATIVE, Role.DPO, Role.ADMINISTRATOR})


def excluded_by(role: Role) -> frozenset[Role]:
    """Return the roles nobody holds beside ``role`` for the same entity and campaign, unless two people agree."""
    if role in _WATCHERS:
        return _MODERATORS
    others = frozenset().union(*(group for group in _APART if role not in group))
    return others | _WATCHERS if role in _MODERATORS else others
