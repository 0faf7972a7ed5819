"""A campaign open in a Portuguese entity, with those who write its charter and those who accept it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import rights_of
from app.campaigns.models import Campaign, Edition
from app.charters.models import Charter
from app.charters.queries import AskedCharter, asked_in
from app.charters.service import CharterInput, write_charter
from app.charters.types import CharterPlace
from app.entities.models import Entity
from app.policy.actor import SYSTEM, Actor, Role
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition


@dataclass(frozen=True, slots=True)
class Scene:
    """Who is there."""

    session: Session
    campaign: Campaign
    edition: Edition
    entity: Entity
    central: Actor

    @property
    def place(self) -> CharterPlace:
        """The campaign, whose charter it is."""
        return CharterPlace(self.campaign.id)

    @property
    def local(self) -> CharterPlace:
        """The edition, which may add a text."""
        return CharterPlace(self.campaign.id, self.edition.id)

    def employee(self) -> Person:
        """Return somebody who could take part."""
        return make_person(self.session, entity=self.entity, locale="en")

    def actor(self, person: Person) -> Actor:
        """Return them as they may act now, with what they owe."""
        self.session.commit()
        rights = rights_of(self.session, SYSTEM, [person.id])[person.id]
        return replace(
            actor_for(person),
            enrolled_in=rights.enrolled_in,
            campaigns_open=rights.campaigns_open,
            charters_owed=rights.charters_owed,
        )

    def write(self, body: str = "Be kind.", confidentiality: str = "", *, is_correction: bool = False) -> Charter:
        """Write the campaign's charter, or change it."""
        known = self.session.query(Charter).filter_by(campaign_id=self.campaign.id, edition_id=None).one_or_none()
        saved = known.saved if known else 0
        data = CharterInput(body, confidentiality, is_correction=is_correction, saved=saved)
        return write_charter(self.session, self.central, self.place, data)

    def asked(self, actor: Actor) -> tuple[AskedCharter, ...]:
        """Return what somebody is asked to accept in the edition."""
        return asked_in(self.session, actor, [self.local])

    def read(self, actor: Actor) -> tuple[int, ...]:
        """Return the wordings somebody reads there now."""
        return tuple(each.words.wording_id for each in self.asked(actor))


def make_scene(session: Session) -> Scene:
    """Return a scene in which nobody has accepted anything, and there is no charter."""
    entity = make_entity(session, name="Lusocrédito", code="luso", locales=("pt-PT", "en"))
    campaign = make_campaign(session, slug="own-app", title="The loan simulation")
    edition = make_edition(session, campaign=campaign, entity=entity)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    session.commit()
    return Scene(session, campaign, edition, entity, central)


def text_of(page: str) -> str:
    """Return a page with its blanks folded."""
    return re.sub(r"\s+", " ", page)
