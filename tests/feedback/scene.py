"""The scene most tests of this feature play in: an open campaign, a mission, a tester."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import count

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus, IdentityLevel, PhaseKind
from app.enrolment.models import Enrolment
from app.enrolment.queries import TESTERS
from app.entities.models import Entity
from app.feedback.service.submit import FeedbackInput, ImageInput
from app.feedback.types import Kind
from app.figures.counting import count_new
from app.missions.models import Mission
from app.missions.queries import MissionAddress
from app.policy.actor import Actor, Role
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment, make_mission

_keys = count(1)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a test of this feature may name."""

    entity: Entity
    campaign: Campaign
    edition: Edition
    mission: Mission
    person: Person
    actor: Actor
    enrolment: Enrolment

    @property
    def address(self) -> MissionAddress:
        """Where a contribution to the mission is sent."""
        return MissionAddress(self.campaign.slug, self.mission.number)


def make_scene(
    session: Session,
    *,
    trusted: bool = False,
    status: EditionStatus = EditionStatus.OPEN,
    phase: PhaseKind | None = PhaseKind.TEST,
    levels: tuple[IdentityLevel, ...] = tuple(IdentityLevel),
    entity: Entity | None = None,
    answer_within_days: int = 5,
    enrol: bool = True,
) -> Scene:
    """Save and return an edition with a mission and a tester who takes part."""
    place = entity or make_entity(session)
    campaign = make_campaign(session, levels=levels, answer_within_days=answer_within_days)
    edition = make_edition(session, campaign=campaign, entity=place, status=status, phase=phase)
    mission = make_mission(session, campaign=campaign)
    session.refresh(mission, ["steps"])
    session.refresh(edition, ["phases"])
    person = make_person(session, entity=place, trusted=trusted)
    other = person if enrol else make_person(session, entity=place)
    enrolment = join(session, other, edition)
    actor = actor_for(person, enrolled=(campaign.id,))
    session.commit()
    return Scene(place, campaign, edition, mission, person, actor, enrolment)


def join(session: Session, person: Person, edition: Edition) -> Enrolment:
    """Save and return an enrolment, counted as the use case would."""
    enrolment = make_enrolment(session, person=person, edition=edition)
    count_new(session, TESTERS, [enrolment.id])
    return enrolment


def make_input(
    *,
    kind: str = "problem",
    title: str = "The upload stops",
    body: str = "",
    identity: str = "named",
    rating: int | None = None,
    step_id: int | None = None,
    key: str = "",
    code: str = "",
    language: str = "",
    images: tuple[ImageInput, ...] = (),
) -> FeedbackInput:
    """Return what a tester sends, right unless told otherwise."""
    number = next(_keys)
    raw = key or f"key-{number}"
    return FeedbackInput(
        kind=Kind(kind),
        title=title,
        body=body or f"The second photo shows a grey bar, then the draft is empty, {number} times.",
        identity=IdentityLevel(identity),
        submission_key=hashlib.sha256(raw.encode()).hexdigest(),
        step_id=step_id,
        rating=rating,
        images=images,
        language=language,
        reference_code=code,
    )


def make_colleague(session: Session, scene: Scene) -> tuple[Person, Actor]:
    """Save and return a colleague who takes part in the same campaign."""
    person = make_person(session, entity=scene.entity)
    join(session, person, scene.edition)
    session.commit()
    return person, actor_for(person, enrolled=(scene.campaign.id,))


def make_manager(session: Session, scene: Scene) -> tuple[Person, Actor]:
    """Save and return the community manager of the scene's entity."""
    person = make_person(session, entity=scene.entity)
    make_mandate(session, person=person, role=Role.COMMUNITY_MANAGER, entity=scene.entity)
    session.commit()
    return person, actor_for(person, Role.COMMUNITY_MANAGER, entity=scene.entity)
