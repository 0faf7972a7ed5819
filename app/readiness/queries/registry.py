"""The checks in the order of the work: one line each. What is red in one of them keeps an edition closed."""

from __future__ import annotations

from app.readiness.queries.check import Check
from app.readiness.queries.checks import (
    approval,
    changed,
    contact,
    cover,
    gate,
    known_issues,
    languages,
    late_answers,
    legal,
    local_words,
    missions,
    phases,
    products,
    safeguards,
    stage,
    texts,
)

# red: what is missing; orange: what is worth a look.
CHECKS: tuple[Check, ...] = (
    stage.CHECK,  # red: the entity is dormant
    gate.CHECK,  # red: an item of the entity's launch gate that is not ticked, or whose people have left
    texts.CHECK,  # red: a text that is not validated in the entity's language
    missions.CHECK,  # red: no mission with a step, or one that is not validated in the entity's language
    phases.CHECK,  # red: no dates; orange: a questionnaire at an end that the test does not have
    products.CHECK,  # red: nothing to test
    safeguards.CHECK,  # red: a competitor's product without rules in force in one of its countries
    approval.CHECK,  # red: the sponsor has not agreed
    changed.CHECK,  # orange: what the sponsor approved has changed since
    late_answers.CHECK,  # red: promises that were not kept; orange while an exception is in force
    legal.CHECK,  # orange: no privacy statement, or a legal text that is missing in a language of the entity
    languages.CHECK,  # orange: a translation that is missing or out of date
    local_words.CHECK,  # orange: the same of what the entity adds
    known_issues.CHECK,  # orange: none entered
    cover.CHECK,  # orange: no community manager, or only one
    contact.CHECK,  # orange: nobody is named whom people may ask
)
