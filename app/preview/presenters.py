"""A campaign as a reader who does not exist would see it, the choice of that reader, and links for reviewers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from app.campaigns.presenters.head import local_day
from app.campaigns.queries import CampaignRow, EditionRow
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock, idents
from app.i18n import formats
from app.i18n.locale import best_match
from app.policy.actor import Actor, Grant, Role
from app.policy.check import NOBODY
from app.preview.queries import PreviewLinkRow
from app.preview.types import PreviewReader, PreviewWidth
from app.web.parts import Filter, Passage, Row, filter_of

MANDATES = {
    PreviewReader.AMBASSADOR: Role.AMBASSADOR,
    PreviewReader.COMMUNITY_MANAGER: Role.COMMUNITY_MANAGER,
    PreviewReader.SPONSOR: Role.SPONSOR,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a preview shows: which edition, to whom, in which language, how wide."""

    edition: EditionRow
    reader: PreviewReader
    locale: str
    width: PreviewWidth

    @classmethod
    def of(cls, editions: Sequence[EditionRow], asked: Mapping[str, str]) -> Choice:
        """Return what an address asks for; what it does not say, or says wrongly, is the first of what is offered."""
        edition = next((each for each in editions if each.entity_code == asked.get("entity")), editions[0])
        return cls(
            edition,
            _one_of(PreviewReader, asked.get("reader"), PreviewReader.TESTER),
            _language(edition, asked, edition.default_locale),
            _one_of(PreviewWidth, asked.get("width"), PreviewWidth.HERE),
        )

    @classmethod
    def of_link(cls, edition: EditionRow, asked: Mapping[str, str], locale: str) -> Choice:
        """Return what a reviewers' link shows: always as a tester, in the reviewer's language where it is spoken."""
        own = best_match([locale], edition.locales) or edition.default_locale
        width = _one_of(PreviewWidth, asked.get("width"), PreviewWidth.HERE)
        return cls(edition, PreviewReader.TESTER, _language(edition, asked, own), width)

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
        labels = reader_labels()
        readers = [(each.value, labels[each]) for each in PreviewReader]
        return (
            filter_of("entity", _("Entity"), places, self.edition.entity_code),
            filter_of("reader", _("Read as"), readers, self.reader.value),
            *self.filters_of_link(locale),
        )

    def filters_of_link(self, locale: str) -> tuple[Filter, ...]:
        """Return what a reviewer can choose."""
        languages = [(code, formats.language_name(locale, code)) for code in self.edition.locales]
        widths = [(each.value, label) for each, label in width_labels().items()]
        return (
            filter_of("language", _("Language"), languages, self.locale),
            filter_of("width", _("Width"), widths, self.width.value),
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


def width_labels() -> Mapping[PreviewWidth, str]:
    """Return what each width is called."""
    return {
        PreviewWidth.HERE: _("As wide as this page"),
        PreviewWidth.PHONE: _("Phone"),
        PreviewWidth.DESKTOP: _("Desktop"),
    }


@dataclass(frozen=True, slots=True)
class ReviewLinkItem:
    """A reviewers' link that works."""

    ident: str  # unique in the page
    entity_name: str
    address: str
    sentence: str
    withdraw_url: str


def review_link_items(
    rows: Iterable[PreviewLinkRow], locale: str, address_of: Callable[[int], str]
) -> list[ReviewLinkItem]:
    """Return the links that show a draft today."""
    return [
        ReviewLinkItem(
            f"link-{idents.encode(row.id)}",
            row.entity_name,
            address_of(row.id),
            f"{_made(row, locale)} {_('It works until %(day)s.', day=formats.day(locale, row.ends_on))}",
            url_for("preview.withdraw", preview_link_id=row.id),
        )
        for row in rows
        if row.shows_draft
    ]


def ended_rows(rows: Iterable[PreviewLinkRow], locale: str) -> list[Row]:
    """Return the links that show nothing any more: ended, withdrawn, or of an edition that opened."""
    return [
        Row(
            Passage(row.entity_name, dir="auto"),
            url="",
            details=(Passage(_made(row, locale)),),
            status=_ended(row),
            when=_("Until %(day)s", day=formats.day(locale, row.ends_on)),
            when_iso=row.ends_on.isoformat(),
        )
        for row in rows
        if not row.shows_draft
    ]


def _ended(row: PreviewLinkRow) -> str:
    if row.revoked_on is not None:
        return pgettext("Link", "Withdrawn")
    return _("The campaign has opened") if row.is_in_time else _("Expired")


def _made(row: PreviewLinkRow, locale: str) -> str:
    day = formats.day(locale, row.made_on)
    if row.made_by is None:
        return _("Created on %(day)s.", day=day)
    return _("Created by %(name)s on %(day)s.", name=row.made_by, day=day)


_Offered = TypeVar("_Offered", bound=StrEnum)


def _one_of(kinds: type[_Offered], asked: str | None, first: _Offered) -> _Offered:
    return next((each for each in kinds if each.value == asked), first)


def _language(edition: EditionRow, asked: Mapping[str, str], first: str) -> str:
    language = asked.get("language", "")
    return language if language in edition.locales else first
