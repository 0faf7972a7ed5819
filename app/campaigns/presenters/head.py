"""A campaign as its readers see it: the head of its pages, and its card in a list."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import AnimatorRow, CampaignRow, EditionRow, ListedCampaign, PhaseRow, SharedRolesRow
from app.campaigns.types import EditionStatus, IdentityLevel, ModerationTiming, PhaseKind, has_ended
from app.i18n import formats
from app.i18n.locale import direction_of
from app.policy.actor import Role
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, read_passage
from app.web.roles import ROLE_LABELS


@dataclass(frozen=True, slots=True)
class PageReader:
    """For whom a page is printed: language, time zone, and when."""

    locale: str
    time_zone: str
    now: datetime


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One phase of the timeline; ``state`` is past, now or next."""

    label: str
    dates: str
    state: str


@dataclass(frozen=True, slots=True)
class AnimatorLine:
    """Somebody to turn to."""

    name: str
    role_label: str


@dataclass(frozen=True, slots=True)
class CampaignHead:
    """The head of a campaign's pages, ready to print; its dates are those of one edition."""

    slug: str
    url: str
    title: str
    pitch: str
    lang: str
    dir: str
    fallback_label: str
    description: Passage
    seed: int
    eyebrow: str
    left: str  # days the phase under way still has, or ""
    note: str
    timeline: tuple[TimelineItem, ...]
    contract: tuple[str, ...]
    timing: str  # when moderators read what is sent
    promise: str
    touches: str  # which open editions a change to what is shared touches, or ""

    @classmethod
    def of(
        cls, campaign: CampaignRow, texts: Mapping[int, ReadText], view: PageReader, edition: EditionRow | None = None
    ) -> CampaignHead:
        """Return a campaign's head, dated by ``edition``, else by the reader's own, else by one that is open."""
        shown = edition or nearest_edition(campaign)
        title = texts.get(campaign.title_text_id, EMPTY)
        return cls(
            slug=campaign.slug,
            url=url_for("home.campaign", slug=campaign.slug),
            title=title.value,
            pitch=texts.get(campaign.pitch_text_id, EMPTY).value,
            lang=title.locale,
            dir=direction_of(title.locale),
            fallback_label=fallback_note(title, view.locale),
            description=read_passage(texts.get(campaign.description_text_id, EMPTY)),
            seed=_seed(campaign.slug),
            eyebrow=_state_label(shown, view) if shown else _("In preparation"),
            left=_left(shown, view) if shown else "",
            note=_closing(shown, view) if shown else "",
            timeline=tuple(_item(phase, shown, view) for phase in _phases(shown, view)) if shown else (),
            contract=_contract(campaign),
            timing=timing_sentence(campaign.moderation_timing),
            promise=_promise(campaign, view.locale),
            touches=_touches(campaign, view.locale),
        )


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """A campaign in a list, as ``campaign_card`` prints it."""

    slug: str
    url: str
    title: str
    pitch: str
    lang: str
    dir: str
    eyebrow: str
    facets_seed: int
    chip_label: str
    meta: str
    fallback_label: str

    @classmethod
    def of(cls, listed: ListedCampaign, view: PageReader) -> CampaignCard:
        """Return a campaign's card: where it stands, until when, what is left."""
        campaign, texts = listed.campaign, listed.texts
        edition = nearest_edition(campaign)
        title = texts.get(campaign.title_text_id, EMPTY)
        return cls(
            slug=campaign.slug,
            url=url_for("home.campaign", slug=campaign.slug),
            title=title.value,
            pitch=texts.get(campaign.pitch_text_id, EMPTY).value,
            lang=title.locale,
            dir=direction_of(title.locale),
            eyebrow=_state_label(edition, view) if edition else _("In preparation"),
            facets_seed=_seed(campaign.slug),
            chip_label=_left(edition, view) if edition else "",
            meta=_meta(campaign, edition, view),
            fallback_label=fallback_note(title, view.locale),
        )


def animator_lines(animators: Iterable[AnimatorRow]) -> tuple[AnimatorLine, ...]:
    """Return who to turn to, with their part in words."""
    labels = {Role.COMMUNITY_MANAGER: _("Community manager"), Role.AMBASSADOR: _("Ambassador")}
    return tuple(AnimatorLine(row.name, labels.get(row.role, "")) for row in animators)


@dataclass(frozen=True, slots=True)
class SharedRoles:
    """Somebody who decides and moderates: what the testers are told of it, and the reason as it was written."""

    sentence: str
    reason: str


def shared_roles(rows: Iterable[SharedRolesRow], locale: str) -> tuple[SharedRoles, ...]:
    """Return who holds two roles that are usually kept apart, ready to print."""
    return tuple(
        SharedRoles(
            _(
                "%(name)s has held two roles that are usually separate, %(role)s and %(other)s, since "
                "%(day)s. Proposed by %(giver)s, agreed by %(second)s, for this reason:",
                name=row.name,
                role=ROLE_LABELS[row.role],
                other=ROLE_LABELS[row.other_role],
                day=formats.day(locale, row.since),
                giver=row.given_by or "–",
                second=row.agreed_by or "–",
            ),
            row.reason or "",
        )
        for row in rows
    )


def phase_label(kind: PhaseKind) -> str:
    """Return a phase's name."""
    labels = {
        PhaseKind.RECRUIT: _("Recruitment"),
        PhaseKind.TEST: _("Test"),
        PhaseKind.VOTE: _("Vote"),
        PhaseKind.CLOSE: _("Closing"),
    }
    return str(labels[kind])


def phase_summary(kind: PhaseKind, ends_at: datetime | None) -> str:
    """Return the name of a phase in a calendar; without a last day it stands there when it starts, and says so."""
    return phase_label(kind) if ends_at else str(_("%(phase)s: start, no last day", phase=phase_label(kind)))


def _touches(campaign: CampaignRow, locale: str) -> str:
    """Say which open editions a change to the shared part of a campaign touches."""
    names = [edition.entity_name for edition in campaign.editions if edition.is_open]
    if not names:
        return ""
    return ngettext(
        "What you change here changes %(num)s\u00a0open edition: %(entities)s.",
        "What you change here changes %(num)s\u00a0open editions: %(entities)s.",
        len(names),
        entities=formats.listed(locale, names),
    )


def _seed(slug: str) -> int:
    """Return the number that a campaign's picture is drawn from: always the same for an address."""
    return zlib.crc32(slug.encode()) % 100_000


def fallback_note(read: ReadText, locale: str) -> str:
    """Say which language a text is in, where it is not the reader's."""
    if not read.is_fallback:
        return ""
    return str(_("Shown in %(language)s", language=formats.language_in_words(locale, read.locale)))


def _state_label(edition: EditionRow, view: PageReader) -> str:
    """Return where an edition stands, in a word or two."""
    if edition.status is EditionStatus.DRAFT:
        return str(_("In preparation"))
    if edition.status is EditionStatus.CLOSED:
        return str(_("Finished"))
    phase = edition.phase_at(view.now)
    if phase is not None:
        return phase_label(phase.kind)
    return str(_("Starting soon") if _next(edition, view) else _("Between two phases"))


def _next(edition: EditionRow, view: PageReader) -> PhaseRow | None:
    return next((phase for phase in edition.phases if phase.starts_at > view.now), None)


def _closing(edition: EditionRow, view: PageReader) -> str:
    """Return what happens next and when, on the reader's clock, with the time zone's name."""
    if not edition.is_open:
        return ""
    phase, coming = edition.phase_at(view.now), _next(edition, view)
    if phase is not None:
        if phase.ends_at is None:
            return str(_("No last day: it stays open for the time being."))
        when = formats.moment(view.locale, phase.ends_at, view.time_zone)
        sentences = {
            PhaseKind.RECRUIT: _("Recruitment ends on %(when)s.", when=when),
            PhaseKind.TEST: _("The test ends on %(when)s.", when=when),
            PhaseKind.VOTE: _("The vote ends on %(when)s.", when=when),
            PhaseKind.CLOSE: _("The campaign ends on %(when)s.", when=when),
        }
        return str(sentences[phase.kind])
    if coming is not None:
        return str(_("It starts on %(when)s.", when=formats.moment(view.locale, coming.starts_at, view.time_zone)))
    return ""


def nearest_edition(campaign: CampaignRow) -> EditionRow | None:
    """Return the edition that concerns the reader most: their own, else one under way, coming, or over."""
    order = (EditionStatus.OPEN, EditionStatus.DRAFT, EditionStatus.CLOSED)
    return campaign.edition or min(campaign.editions, key=lambda edition: order.index(edition.status), default=None)


def _meta(campaign: CampaignRow, edition: EditionRow | None, view: PageReader) -> str:
    """Return the last line of a card: the reader's own dates, else in how many entities it is open."""
    if edition is None:
        return str(_("No entity is taking part yet."))
    if campaign.edition is None and len(campaign.editions) > 1:
        open_count = sum(one.is_open for one in campaign.editions)
        total = len(campaign.editions)
        return str(
            ngettext(
                "Open in %(count)s\u00a0of %(num)s\u00a0entity.",
                "Open in %(count)s\u00a0of %(num)s\u00a0entities.",
                total,
                count=open_count,
            )
        )
    return _until(edition, view)


def _until(edition: EditionRow, view: PageReader) -> str:
    """Return the sentence of a card: what happens next, or what is known of it."""
    if edition.status is EditionStatus.CLOSED:
        return str(_("Everything can still be read; nothing more can be added."))
    if edition.status is EditionStatus.DRAFT:
        first = edition.phases[0].starts_at if edition.phases else None
        if first is None:
            return str(_("No dates yet."))
        return str(_("Planned for %(day)s.", day=formats.day(view.locale, local_day(first, edition))))
    return _closing(edition, view)


def _left(edition: EditionRow, view: PageReader) -> str:
    """Return how many days the phase under way still has; nothing of one without a last day."""
    phase = edition.phase_at(view.now) if edition.is_open else None
    last = phase_last_day(phase, edition) if phase else None
    if last is None:
        return ""
    days = (last - local_day(view.now, edition)).days
    return str(ngettext("%(num)s\u00a0day left", "%(num)s\u00a0days left", days)) if days else str(_("Last day"))


def local_day(instant: datetime, edition: EditionRow) -> date:
    """Return the day of an instant where the entity works."""
    return instant.astimezone(ZoneInfo(edition.time_zone)).date()


def phase_last_day(phase: PhaseRow, edition: EditionRow) -> date | None:
    """Return the last day of a phase where the entity works, if it has one; its end is not included."""
    return local_day(phase.ends_at - timedelta(seconds=1), edition) if phase.ends_at else None


def days_label(locale: str, first: date, last: date | None) -> str:
    """Return the days from one to another in a few words, or that there is no last one."""
    if last is None:
        return str(_("From %(day)s, no last day", day=formats.short_day(locale, first)))
    return formats.days_range(locale, first, last)


def _phases(edition: EditionRow, view: PageReader) -> list[PhaseRow]:
    """Return the phases; a recruitment that is over stays away as long as people can still join."""
    is_open = edition.facts.is_open_to_enrol
    return [
        phase
        for phase in edition.phases
        if not (is_open and phase.kind is PhaseKind.RECRUIT and has_ended(phase.ends_at, view.now))
    ]


def _item(phase: PhaseRow, edition: EditionRow, view: PageReader) -> TimelineItem:
    first, last = local_day(phase.starts_at, edition), phase_last_day(phase, edition)
    dates = days_label(view.locale, first, last)
    state = "past" if has_ended(phase.ends_at, view.now) else "now" if phase.starts_at <= view.now else "next"
    return TimelineItem(phase_label(phase.kind), dates, state)


def timing_sentence(timing: ModerationTiming) -> str:
    """Say to those who take part when moderators read what they send."""
    return {
        ModerationTiming.FIRST: _(
            "A moderator reads your first contributions before others see them. Once they trust you, what you send "
            "appears at once."
        ),
        ModerationTiming.AFTER: _("What you send appears at once; a moderator reads it afterwards."),
        ModerationTiming.BEFORE: _("A moderator reads every contribution before others see it."),
    }[timing]


def _contract(campaign: CampaignRow) -> tuple[str, ...]:
    """Return what protects those who write, one sentence each."""
    levels = {
        IdentityLevel.NAMED: _("With your name: everybody who reads the campaign sees it."),
        IdentityLevel.CONFIDENTIAL: _(
            "Known only to the moderators: others read that a colleague of your entity, or of the group, wrote it."
        ),
        IdentityLevel.UNTRACEABLE: _("Nobody can know: your name is not stored; a reference code lets you come back."),
    }
    offered = [str(sentence) for level, sentence in levels.items() if campaign.offers(level)]
    figures = ngettext(
        "No figure about fewer than %(num)s\u00a0person.",
        "No figure about fewer than %(num)s\u00a0people.",
        campaign.min_group,
    )
    words = ngettext(
        "No quotation from a group of fewer than %(num)s\u00a0person.",
        "No quotation from a group of fewer than %(num)s\u00a0people.",
        campaign.min_group_verbatim,
    )
    # Whether there is one already is not said: it may be one whose hour nobody may know.
    fixed = _("These rules cannot be changed after the first contribution.")
    return (*offered, str(figures), str(words), str(fixed))


def _promise(campaign: CampaignRow, locale: str) -> str:
    days = campaign.answer_within_days
    if campaign.decide_by is None:
        return str(
            ngettext(
                "Every contribution is answered within %(num)s\u00a0working day.",
                "Every contribution is answered within %(num)s\u00a0working days.",
                days,
            )
        )
    return str(
        ngettext(
            "Every contribution is answered within %(num)s\u00a0working day, and the decisions are published "
            "by %(day)s.",
            "Every contribution is answered within %(num)s\u00a0working days, and the decisions are published "
            "by %(day)s.",
            days,
            day=formats.day(locale, campaign.decide_by),
        )
    )
