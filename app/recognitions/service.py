"""Choose which of one's recognitions colleagues may read."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.db.lock import locked
from app.db.session import transaction
from app.messages.errors import FunctionSwitchedOff
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.recognitions.models import ShownRecognition
from app.recognitions.queries import own_recognitions
from app.recognitions.types import Recognition
from app.switches.queries import is_on
from app.switches.types import Switch


def choose_shown(session: Session, actor: Actor, chosen: Collection[Recognition]) -> None:
    """Show these of one's recognitions, and no other; what was not reached by one's name alone is left out.

    :raises FunctionSwitchedOff: something is to be shown, and the entity has not switched that on
    """
    require(actor, Action.RECOGNITION_CHOOSE, Facts(person_id=actor.person_id))
    with transaction(session):
        person = locked(session, Person, actor.person_id)
        if chosen and not is_on(session, person.entity_id, Switch.RECOGNITIONS_SHOWN):
            raise FunctionSwitchedOff
        there = {one.recognition for one in own_recognitions(session, actor) if one.may_show}
        session.execute(delete(ShownRecognition).where(ShownRecognition.person_id == actor.person_id))
        session.add_all(
            ShownRecognition(person_id=actor.person_id, recognition=one)
            for one in Recognition
            if one in there and one in chosen
        )
