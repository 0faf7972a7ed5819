"""A campaign as a reader who does not exist would see it once it is open, and the choice of that reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from app.campaigns.presenters.head import local_day
from app.campaigns.queries import CampaignRow, EditionRow
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.i18n import formats
from app.policy.actor import Actor, Grant, Role
from app.policy.check import NOBODY
from app.preview.types import PreviewReader
from app.web.parts import Filter, filter_of

MANDATES = {
    PreviewReader.AMBASSADOR: Role.AMBASSADOR,
    PreviewReader.COMMUNITY_MANAGER: Role.COMMUNITY_MANAGER,
    PreviewReader.SPONSOR: Role.SPONSOR,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a preview shows: which edition, to whom, in which language."""

    edition: EditionRow
    reader: PreviewReader
    locale: str

    @classmethod
    def of(cls, editions: Sequence[EditionRow], asked: Mapping[str, str]) -> Choice:
        """Return what an address asks for; what it does not say, or says wrongly, is the first of what is offered."""
        edition = next((each for each in editions if each.entity_code == asked.get("entity")), editions[0])
        reader = next((each for each in PreviewReader if each.value == asked.get("reader")), PreviewReader.TESTER)
        language = asked.get("language", "")
        return cls(edition, reader, language if language in edition.locales else edition.default_locale)

    @property
    def instant(self) -> datetime:
        """When it is read: as the test begins; today, while no dates are set."""
        test = next((phase for phase in self.edition.phases if phase.kind is PhaseKind.TEST), None)
        return test.starts_at if test else clock.now()

    @property
    def actor(self) -> Actor:
        """The reader, as the permission table knows people."""
        edition = self.edition
        role = MANDATES.get(self.reader)
        mandate = Grant(role, edition.entity_id, edition.campaign_id, frozenset(edition.locales)) if role else None
        is_in = self.reader is PreviewReader.TESTER
        return Actor(
            person_id=NOBODY,
            entity_id=edition.entity_id,
            grants=frozenset({mandate}) if mandate else frozenset(),
            enrolled_in=frozenset({edition.campaign_id}) if is_in else frozenset(),
            campaigns_open=frozenset({edition.campaign_id}),
            locale=self.locale,
            time_zone=edition.time_zone,
        )

    def opened(self, campaign: CampaignRow) -> CampaignRow:
        """Return the campaign with that edition alone, open."""
        phase = self.edition.phase_at(self.instant)
        facts = replace(
            self.edition.facts,
            is_live=True,
            accepts_feedback=phase is not None and phase.kind is PhaseKind.TEST,
            is_open_to_enrol=True,
        )
        edition = replace(self.edition, status=EditionStatus.OPEN, facts=facts)
        return replace(campaign, edition=edition, editions=(edition,))

    def filters(self, editions: Sequence[EditionRow], locale: str) -> tuple[Filter, ...]:
        """Return what can be chosen, in the language of who chooses."""
        places = [(each.entity_code, each.entity_name) for each in editions]
        languages = [(code, formats.language_name(locale, code)) for code in self.edition.locales]
        labels = reader_labels()
        return (
            filter_of("entity", _("Entity"), places, self.edition.entity_code),
            filter_of(
                "reader", _("Read as"), [(each.value, labels[each]) for each in PreviewReader], self.reader.value
            ),
            filter_of("language", _("Language"), languages, self.locale),
        )

    def sentence(self, locale: str) -> str:
        """Say what is shown."""
        return str(
            _(
                "Entity: %(entity)s. Read as: %(reader)s. Language: %(language)s. Day: %(day)s.",
                entity=self.edition.entity_name,
                reader=reader_labels()[self.reader],
                language=formats.language_name(locale, self.locale),
                day=formats.day(locale, local_day(self.instant, self.edition)),
            )
        )


def reader_labels() -> Mapping[PreviewReader, str]:
    """Return what each reader is called."""
    return {
        PreviewReader.COLLEAGUE: _("Somebody who has not joined"),
        PreviewReader.TESTER: _("Tester"),
        PreviewReader.AMBASSADOR: _("Ambassador"),
        PreviewReader.COMMUNITY_MANAGER: _("Community manager"),
        PreviewReader.SPONSOR: _("Sponsor"),
    }
