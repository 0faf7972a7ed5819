"""What a rule may know about the thing asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts about one thing. A fact that is not known is ``None``, and rules refuse on it."""

    entity_id: int | None = None
    campaign_id: int | None = None
    edition_id: int | None = None
    wherever: frozenset[int] | None = None  # entities of the campaign: of what hides which of them it comes from
    campaign_entities: frozenset[int] | None = None  # where the campaign is or is prepared: their staff reads
    welcomes: frozenset[int] = frozenset()  # other entities whose employees take part in the edition
    person_id: int | None = None  # whose account, session or enrolment it is
    author_id: int | None = None
    feedback_id: int | None = None
    language: str | None = None  # what a moderator has to read
    is_published: bool | None = None  # readers may see it
    is_withdrawn: bool | None = None
    is_confidential: bool | None = None  # its author is known, and to be read by nobody without a reason
    accepts_feedback: bool | None = None  # the edition is open and in its test phase
    is_live: bool | None = None  # the edition is open: comments, me-toos and answers go on
    is_open_to_enrol: bool | None = None
    role_asked: str | None = None  # the role a mandate would give
    giver_id: int | None = None  # who gave or proposed the mandate
    decider_id: int | None = None  # who took the moderator's decision
    first_decider_id: int | None = None  # whose decision somebody else is to look at again
    contacts: frozenset[int] | None = None  # people who answer for accessibility there
    assessors: frozenset[int] | None = None  # people whose marks a review session asks for


NOTHING = Facts()  # for actions that concern no particular thing
