"""How rules are put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.policy.actor import Actor
from app.policy.facts import Facts

Rule = Callable[[Actor, Facts], bool]


def all_of(*rules: Rule) -> Rule:
    """Every rule agrees."""
    return lambda actor, facts: all(rule(actor, facts) for rule in rules)


def any_of(*rules: Rule) -> Rule:
    """At least one rule agrees."""
    return lambda actor, facts: any(rule(actor, facts) for rule in rules)


def none_of(*rules: Rule) -> Rule:
    """No rule agrees."""
    return lambda actor, facts: not any(rule(actor, facts) for rule in rules)


def wherever(rule: Rule) -> Rule:
    """The rule agrees for the thing's entity; for what hides it, for any that takes part: all look alike."""

    def agrees(actor: Actor, facts: Facts) -> bool:
        if facts.wherever is None:
            return rule(actor, facts)
        return any(rule(actor, replace(facts, entity_id=entity_id)) for entity_id in facts.wherever)

    return agrees


def in_any_entity(rule: Rule) -> Rule:
    """The rule agrees for the thing's entity, or for any other where its campaign is."""

    def agrees(actor: Actor, facts: Facts) -> bool:
        entities = (facts.campaign_entities or frozenset()) | {facts.entity_id}
        return any(rule(actor, replace(facts, entity_id=entity_id)) for entity_id in entities)

    return agrees
