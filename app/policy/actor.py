"""The person, or the machine, that asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.core.languages import UNDETERMINED, base_language


class Role(StrEnum):
    """What a mandate makes of a person, for the group, an entity or a campaign."""

    AMBASSADOR = "ambassador"
    COMMUNITY_MANAGER = "community_manager"
    SPONSOR = "sponsor"
    CENTRAL_TEAM = "central_team"
    PRODUCT_TEAM = "product_team"
    REPRESENTATIVE = "representative"
    DPO = "dpo"
    ADMINISTRATOR = "administrator"


class LegalKind(StrEnum):
    """What an entity has its people read: what becomes of their data, and the terms under which they take part."""

    PRIVACY = "privacy"
    TERMS = "terms"  # agreed to, not only read


# Who moderates: what is written where their mandate reaches, some of them only in the languages it names. The rule, the
# queue's page, its rows and options, the people who are told and the navigation follow from these two lines.
MODERATING_ROLES = frozenset({Role.COMMUNITY_MANAGER, Role.AMBASSADOR})
BOUND_TO_LANGUAGES = frozenset({Role.AMBASSADOR})

# Who sees how the entities stand: all but the product team, which works for products.
OF_ENTITIES = (
    Role.CENTRAL_TEAM, Role.COMMUNITY_MANAGER, Role.AMBASSADOR, Role.SPONSOR, Role.ADMINISTRATOR, Role.REPRESENTATIVE,
    Role.DPO,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grant:
    """One mandate in force today. ``None`` means "wherever": the whole group, every campaign."""

    role: Role
    entity_id: int | None = None
    campaign_id: int | None = None
    languages: frozenset[str] = frozenset()  # what an ambassador reads; empty for the other roles

    def covers(self, entity_id: int | None, campaign_id: int | None) -> bool:
        """Tell whether the mandate reaches that entity and campaign; an unknown place is never reached."""
        return self.entity_id in {None, entity_id} and self.campaign_id in {None, campaign_id}

    @property
    def languages_moderated(self) -> frozenset[str] | None:
        """The languages its holder moderates, ``None`` for all; what no machine recognised is anybody's."""
        if self.role not in MODERATING_ROLES:
            return frozenset()
        return self.languages | {UNDETERMINED} if self.role in BOUND_TO_LANGUAGES else None

    def moderates(self, entity_id: int | None, campaign_id: int | None, language: str | None) -> bool:
        """Tell whether its holder moderates what is written there in that language."""
        languages = self.languages_moderated
        return self.covers(entity_id, campaign_id) and (languages is None or language in languages)


TrustedPlace = tuple[int, int | None]  # entity, and campaign; None: every campaign of the entity


@dataclass(frozen=True, slots=True)
class Actor:
    """Everything a rule may know about who asks; built once per request."""

    person_id: int
    entity_id: int | None = None  # where the person works
    grants: frozenset[Grant] = frozenset()
    enrolled_in: frozenset[int] = frozenset()  # campaign ids, accepted enrolments
    campaigns_open: frozenset[int] = frozenset()  # campaign ids open in the person's own entity
    charters_owed: frozenset[int] = frozenset()  # campaign ids joined, whose charter changed since it was accepted
    legal_owed: frozenset[LegalKind] = frozenset()  # of their entity, published since they last confirmed it
    references: frozenset[int] = frozenset()  # untraceable contributions whose code was given in this browser
    is_system: bool = False
    trusted_in: frozenset[TrustedPlace] = field(default=frozenset(), compare=False)
    locale: str = field(default="en", compare=False)
    time_zone: str = field(default="UTC", compare=False)

    @property
    def language(self) -> str:
        """The language the person reads, and probably writes."""
        return base_language(self.locale)

    def is_trusted_in(self, entity_id: int, campaign_id: int) -> bool:
        """Tell whether a moderator trusts the actor there, or in the whole entity."""
        return not self.trusted_in.isdisjoint({(entity_id, campaign_id), (entity_id, None)})

    def has(self, role: Role, entity_id: int | None = None, campaign_id: int | None = None) -> bool:
        """Tell whether the actor holds ``role`` there."""
        return any(grant.role is role and grant.covers(entity_id, campaign_id) for grant in self.grants)

    def has_anywhere(self, *roles: Role) -> bool:
        """Tell whether the actor holds one of the roles for anything at all."""
        return any(grant.role in roles for grant in self.grants)

    def moderates(self, entity_id: int | None, campaign_id: int | None, language: str | None) -> bool:
        """Tell whether one of the actor's mandates lets them moderate what is written there in that language."""
        return any(grant.moderates(entity_id, campaign_id, language) for grant in self.grants)


# Acts for nobody: builds an actor, signs people in, delivers what was promised. It has lines of its own in the table.
SYSTEM = Actor(person_id=0, is_system=True)
