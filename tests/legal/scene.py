"""A Portuguese entity with those who write its legal texts, and those who read them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import rights_of
from app.entities.models import Entity
from app.legal.models import LegalText
from app.legal.queries import asked_of_me
from app.legal.service import LegalInput, PublishInput, publish_legal_text, write_legal_text
from app.legal.types import LegalPlace
from app.policy.actor import SYSTEM, Actor, LegalKind, Role
from tests.factories.accounts import actor_for, make_entity, make_person

SOURCE = "pt-PT"


@dataclass(frozen=True, slots=True)
class Scene:
    """Who is there."""

    session: Session
    entity: Entity
    writer: Actor  # the data protection officer

    def place(self, kind: LegalKind = LegalKind.PRIVACY) -> LegalPlace:
        """Return one of the entity's texts."""
        return LegalPlace(self.entity.id, kind)

    def employee(self, locale: str = "en") -> Person:
        """Return somebody who works there."""
        return make_person(self.session, entity=self.entity, locale=locale)

    def actor(self, person: Person) -> Actor:
        """Return them as they may act now, with what they owe."""
        self.session.commit()
        rights = rights_of(self.session, SYSTEM, [person.id])[person.id]
        return replace(
            actor_for(person),
            enrolled_in=rights.enrolled_in,
            campaigns_open=rights.campaigns_open,
            legal_owed=rights.legal_owed,
        )

    def saved(self, kind: LegalKind = LegalKind.PRIVACY) -> int:
        """Return the number of the last saving."""
        where = (LegalText.entity_id == self.entity.id, LegalText.kind == kind)
        return self.session.scalar(select(LegalText.saved).where(*where)) or 0

    def write(self, kind: LegalKind = LegalKind.PRIVACY, **words: str) -> bool:
        """Write a text; ``pt`` is its first language."""
        said = {SOURCE if locale == "pt" else locale: body for locale, body in words.items()}
        return write_legal_text(self.session, self.writer, self.place(kind), LegalInput(said, saved=self.saved(kind)))

    def publish(self, kind: LegalKind = LegalKind.PRIVACY, *, is_correction: bool = False, **words: str) -> bool:
        """Write a text, and let people read it."""
        if words:
            self.write(kind, **words)
        data = PublishInput(is_correction, self.saved(kind))
        return publish_legal_text(self.session, self.writer, self.place(kind), data)

    def read(self, actor: Actor) -> tuple[int, ...]:
        """Return the wordings somebody is asked to read."""
        return tuple(each.words.wording_id for each in asked_of_me(self.session, actor))


def make_scene(session: Session) -> Scene:
    """Return a scene in which there is no text."""
    entity = make_entity(session, name="Lusocrédito", code="luso", locales=("pt-PT", "en"))
    writer = actor_for(make_person(session, entity=entity), Role.DPO, entity=entity)
    session.commit()
    return Scene(session, entity, writer)
