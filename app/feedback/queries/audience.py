"""Who will be told of what the team writes, as far as everybody can count it."""

from __future__ import annotations

from dataclasses import dataclass

from app.feedback.models import Feedback
from app.policy.actor import Actor


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told of an answer, a status or a decision.

    Who commented is not in it: they may have supported it too, and nobody reads who did.
    """

    supporters: int  # but for who writes
    has_author: bool  # one who is known, and does not write it

    @classmethod
    def of(cls, feedback: Feedback, actor: Actor, *, has_me_too: bool) -> Audience:
        """Return the audience of what ``actor`` is about to publish; ``has_me_too``: they support it themselves."""
        has_author = feedback.author_id not in {None, actor.person_id}
        return cls(feedback.me_too_count - int(has_me_too), has_author)
