"""Nobody acts on what they cannot read (S4), whoever they are and whatever the thing is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.policy.actor import Actor, Grant, Role
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action

ACTING = (
    Action.FEEDBACK_REVISE, Action.FEEDBACK_WITHDRAW, Action.FEEDBACK_JOIN_IN, Action.FEEDBACK_ANSWER,
    Action.FEEDBACK_HANDLE, Action.FEEDBACK_MODERATE, Action.DECISION_RECORD,
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
    accepts_feedback=flags,
    is_live=flags,
)


@given(actor=actors, facts=things, action=st.sampled_from(ACTING))
def test_s04_acting_needs_reading(actor: Actor, facts: Facts, action: Action) -> None:
    if can(actor, action, facts):
        assert can(actor, Action.FEEDBACK_VIEW, facts)


@given(actor=actors, facts=things)
def test_nobody_moderates_their_own(actor: Actor, facts: Facts) -> None:
    if facts.author_id == actor.person_id:
        assert not can(actor, Action.FEEDBACK_MODERATE, facts)
