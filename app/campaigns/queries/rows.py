"""What reads of campaigns return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.campaigns.types import (
    CampaignPromise,
    CampaignPurpose,
    EditionStatus,
    IdentityLevel,
    ModerationTiming,
    PhaseKind,
    is_running,
)
from app.policy.actor import Role
from app.policy.facts import Facts
from app.products.types import Channel, Owner
from app.texts.queries import ReadText


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A dated part of an edition, in UTC; the end is not included."""

    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime | None  # None: no last day


@dataclass(frozen=True, slots=True)
class EditionRow:
    """How one entity takes part, with its calendar; ``facts`` are those of the moment it was read."""

    id: int
    campaign_id: int
    entity_id: int
    entity_name: str
    entity_code: str
    default_locale: str
    locales: tuple[str, ...]
    time_zone: str
    working_days: tuple[int, ...]
    holidays: tuple[str, ...]
    status: EditionStatus
    opened_at: datetime | None
    version: int  # of its dates
    welcomes: frozenset[int]  # other entities whose employees take part
    phases: tuple[PhaseRow, ...]
    facts: Facts

    @property
    def is_open(self) -> bool:
        """Whether people can take part, whatever the phase."""
        return self.status is EditionStatus.OPEN

    def phase_at(self, instant: datetime) -> PhaseRow | None:
        """Return the phase under way; the one that started last when two run together."""
        running = [phase for phase in self.phases if is_running(phase.starts_at, phase.ends_at, instant)]
        return running[-1] if running else None

    def phase(self, kind: PhaseKind) -> PhaseRow | None:
        """Return the phase of that kind, if it has dates."""
        return next((phase for phase in self.phases if phase.kind is kind), None)


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """The shared question, with its contract, and the editions the actor may see, by entity name."""

    id: int
    slug: str
    source_locale: str
    title_text_id: int
    pitch_text_id: int
    description_text_id: int
    identity_levels: tuple[IdentityLevel, ...]
    min_group: int
    min_group_verbatim: int
    answer_within_days: int  # working days
    moderation_timing: ModerationTiming
    decide_by: date | None
    purpose: CampaignPurpose
    more_locales: tuple[str, ...]
    frozen_at: datetime | None
    created_at: datetime
    version: int
    edition: EditionRow | None  # of the actor's own entity
    editions: tuple[EditionRow, ...]

    @property
    def facts(self) -> Facts:
        """What the permission table may know: the actor's own edition, else where the campaign was seen from."""
        if self.edition is not None:
            return self.edition.facts
        seen_from = self.editions[0].entity_id if self.editions else None
        return Facts(campaign_id=self.id, entity_id=seen_from)

    @property
    def default_locale(self) -> str:
        """The language texts fall back to first."""
        return self.edition.default_locale if self.edition else self.source_locale

    @property
    def text_ids(self) -> tuple[int, int, int]:
        """The campaign's own texts: title, pitch, description."""
        return self.title_text_id, self.pitch_text_id, self.description_text_id

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages it is written in: its own first, then its entities’, then others."""
        spoken = (locale for edition in self.editions for locale in edition.locales)
        return tuple(dict.fromkeys([self.source_locale, *spoken, *self.more_locales]))

    @property
    def is_template(self) -> bool:
        """Whether it is there to be copied, and never opens."""
        return self.purpose is not CampaignPurpose.CAMPAIGN

    @property
    def is_frozen(self) -> bool:
        """Whether a first contribution has fixed the contract."""
        return self.frozen_at is not None

    def offers(self, level: IdentityLevel) -> bool:
        """Tell whether testers may choose that identity level."""
        return level in self.identity_levels


@dataclass(frozen=True, slots=True)
class ListedCampaign:
    """A campaign of a list, with its title and pitch as the actor reads them."""

    campaign: CampaignRow
    texts: Mapping[int, ReadText]


@dataclass(frozen=True, slots=True)
class ProductOfCampaign:
    """Something a campaign tests."""

    id: int
    name: str
    owner: Owner
    channel: Channel


@dataclass(frozen=True, slots=True)
class SharedRolesRow:
    """Somebody who holds two roles that are usually kept apart, and why; ``None``: the account is gone."""

    name: str
    role: Role
    other_role: Role
    since: date
    given_by: str | None
    agreed_by: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class AnimatorRow:
    """Somebody who animates an edition: community manager or ambassador."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class PromiseChangeRow:
    """How a promise changed after people had joined; ``reason`` is empty where it holds more than before."""

    before: CampaignPromise
    after: CampaignPromise
    reason: str
    role: Role | None  # of who changed it; ``None``: the system
    at: datetime
