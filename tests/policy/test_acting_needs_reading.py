"""Nobody acts on what they cannot read (S4), whoever they are and whatever the thing is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.actor import Actor, Grant, Role
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action

ACTING = (
    Action.FEEDBACK_REVISE, Action.FEEDBACK_WITHDRAW, Action.FEEDBACK_JOIN_IN, Action.FEEDBACK_ANSWER,
    Action.FEEDBACK_HANDLE, Action.FEEDBACK_SHOW_NAME,
    Action.FEEDBACK_MODERATE, Action.MODERATION_UNDO, Action.DECISION_RECORD, Action.FEEDBACK_CORRECT_LANGUAGE,
)  # fmt: skip

small = st.integers(1, 3)
maybe = st.none() | small
languages = st.frozensets(st.sampled_from(["pt", "de"]))
grants = st.builds(Grant, role=st.sampled_from(Role), entity_id=maybe, campaign_id=maybe, languages=languages)
actors = st.builds(
    Actor,
    person_id=small,
    entity_id=maybe,
    grants=st.frozensets(grants, max_size=3),
    enrolled_in=st.frozensets(small, max_size=2),
    campaigns_open=st.frozensets(small, max_size=2),
    references=st.frozensets(small, max_size=1),
)
flags = st.none() | st.booleans()
things = st.builds(
    Facts,
    entity_id=maybe,
    campaign_id=maybe,
    edition_id=maybe,
    author_id=maybe,
    feedback_id=maybe,
    language=st.none() | st.sampled_from(["pt", "de", "und"]),
    is_published=flags,
    is_withdrawn=flags,
    is_confidential=flags,
    accepts_feedback=flags,
    is_live=flags,
    decider_id=maybe,
)


@given(actor=actors, facts=things, action=st.sampled_from(ACTING))
def test_s04_acting_needs_reading(actor: Actor, facts: Facts, action: Action) -> None:
    if can(actor, action, facts):
        assert can(actor, Action.FEEDBACK_VIEW, facts)


NEVER_ON_ONES_OWN = (
    Action.FEEDBACK_ANSWER, Action.FEEDBACK_HANDLE, Action.DECISION_RECORD, Action.FEEDBACK_MODERATE,
    Action.AUTHOR_TRUST,
)  # fmt: skip
mandates = st.builds(Grant, role=st.sampled_from(Role), languages=st.just(frozenset({"pt"})))


@pytest.mark.parametrize("by_code", [False, True])
@given(held=st.frozensets(mandates), action=st.sampled_from(NEVER_ON_ONES_OWN), published=st.booleans())
def test_nobody_decides_on_answers_or_moderates_their_own(
    held: frozenset[Grant], action: Action, *, published: bool, by_code: bool
) -> None:
    facts = Facts(
        entity_id=1,
        campaign_id=1,
        feedback_id=5,
        author_id=None if by_code else 1,
        language="pt",
        is_published=published,
        is_withdrawn=False,
    )
    author = Actor(person_id=1, entity_id=1, grants=held, references=frozenset({5} if by_code else ()))
    assert not can(author, action, facts)
    assert can(replace(author, person_id=2, references=frozenset()), action, facts) == _allows(
        held, action, published=published
    )


def _allows(held: frozenset[Grant], action: Action, *, published: bool) -> bool:
    """Return what the mandates alone allow on somebody else's contribution."""
    moderators = {Role.COMMUNITY_MANAGER, Role.AMBASSADOR}
    teams = {
        Action.FEEDBACK_MODERATE: moderators,
        Action.AUTHOR_TRUST: moderators,
        Action.DECISION_RECORD: {Role.SPONSOR},
        Action.FEEDBACK_ANSWER: {Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM},
        Action.FEEDBACK_HANDLE: {Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM},
    }
    needs_readers = teams[action] is not moderators
    return bool({grant.role for grant in held} & teams[action]) and (published or not needs_readers)
