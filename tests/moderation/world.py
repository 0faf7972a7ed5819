"""An entity with an open campaign, its moderators, and an author who takes part."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import count

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import IdentityLevel
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.service.submit import FeedbackInput, submit_feedback
from app.feedback.types import Kind
from app.files.storage import memory_storage
from app.missions.models import Mission
from app.missions.queries import MissionAddress
from app.policy.actor import Actor, Role
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment, make_mission

_keys = count(1)
NAMES = ("author", "manager", "deputy", "ambassador", "sponsor", "colleague")


@dataclass(frozen=True, slots=True)
class World:
    """Who and what the tests speak of; everybody works in the one entity."""

    entity: Entity
    campaign: Campaign
    edition: Edition
    mission: Mission
    author: Person
    manager: Person
    deputy: Person  # community manager too
    ambassador: Person  # reads Portuguese, takes part
    sponsor: Person
    colleague: Person  # takes part, holds no mandate

    @property
    def address(self) -> MissionAddress:
        """Where a contribution to the mission is sent."""
        return MissionAddress(self.campaign.slug, self.mission.number)

    def actor(self, person: Person) -> Actor:
        """Return what the person may do: their mandate, and the campaign if they take part."""
        roles = {
            self.manager.id: Role.COMMUNITY_MANAGER,
            self.deputy.id: Role.COMMUNITY_MANAGER,
            self.ambassador.id: Role.AMBASSADOR,
            self.sponsor.id: Role.SPONSOR,
        }
        held = [roles[person.id]] if person.id in roles else []
        takes_part = person.id in {self.author.id, self.colleague.id, self.ambassador.id}
        enrolled = (self.campaign.id,) if takes_part else ()
        return actor_for(person, *held, entity=self.entity, enrolled=enrolled, languages=("pt",))

    def send(
        self,
        session: Session,
        person: Person | None = None,
        *,
        identity: str = "named",
        title: str = "The upload stops",
        body: str = "The second photo shows a grey bar, and then the draft is empty.",
    ) -> Feedback:
        """Leave a contribution as a tester does; it waits, unless they are trusted."""
        key = hashlib.sha256(f"world {next(_keys)}".encode()).hexdigest()
        data = FeedbackInput(
            kind=Kind.PROBLEM,
            title=title,
            body=body,
            identity=IdentityLevel(identity),
            submission_key=key,
            reference_code=key[:16] if identity == "untraceable" else "",
        )
        return session.get_one(
            Feedback,
            submit_feedback(session, self.actor(person or self.author), self.address, data, memory_storage()),
        )


def make_world(session: Session, *, locale: str = "en") -> World:
    """Save and return the world."""
    entity = make_entity(session, name="Lusocrédito", locales=(locale,))
    campaign = make_campaign(session)
    edition = make_edition(session, campaign=campaign, entity=entity)
    people = {name: make_person(session, entity=entity, name=f"{name.title()} Silva") for name in NAMES}
    for name, role in (("manager", Role.COMMUNITY_MANAGER), ("deputy", Role.COMMUNITY_MANAGER)):
        make_mandate(session, person=people[name], role=role, entity=entity)
    make_mandate(session, person=people["ambassador"], role=Role.AMBASSADOR, entity=entity, languages=("pt",))
    make_mandate(session, person=people["sponsor"], role=Role.SPONSOR, entity=entity)
    for name in ("author", "colleague", "ambassador"):
        make_enrolment(session, person=people[name], edition=edition)
    mission = make_mission(session, campaign=campaign)
    session.commit()
    return World(entity=entity, campaign=campaign, edition=edition, mission=mission, **people)
