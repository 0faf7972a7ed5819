"""How entities stand, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import url_for
from icalendar import STATUS, TRANSP, Calendar, Event

from app.campaigns.presenters import days_label, phase_label, phase_summary
from app.campaigns.types import EditionStatus
from app.core.errors import N_
from app.entities.types import Stage
from app.figures.types import FigureName
from app.gate.forms import stage_labels
from app.gate.presenters import gate_sentence
from app.governance.queries import EntityEdition, EntityStanding, PlannedPhase
from app.governance.types import NextStep
from app.i18n import formats
from app.i18n.words import gettext as _
from app.i18n.words import ngettext
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.switches.queries import SwitchRow
from app.switches.types import SWITCHES
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, read_passage

PRODUCT = "-//Pepite//Phases//EN"
ONE_SECOND = timedelta(seconds=1)  # an end is not included


@dataclass(frozen=True, slots=True)
class NextAction:
    """What comes next, and where; ``url`` is empty where there is nothing to open."""

    text: str
    url: str
    is_urgent: bool


def next_action(actor: Actor, standing: EntityStanding) -> NextAction:
    """Say the first thing that is missing, with the page that mends it where the actor may open it."""
    code, editions = standing.entity.code, standing.editions
    drafts = [each for each in editions if each.status is EditionStatus.DRAFT]
    waiting = [each for each in drafts if not each.is_approved] or drafts
    gate_url, readiness_url = url_for("gate.gate", code=code), ""
    if waiting and can(actor, Action.READINESS_VIEW, waiting[0].facts):
        readiness_url = url_for("readiness.readiness", slug=waiting[0].slug, _anchor=f"entity-{code}")
    late = ngettext(
        "Answer what was promised: %(num)s\u00a0answer is late.",
        "Answer what was promised: %(num)s\u00a0answers are late.",
        standing.late,
    )
    texts = {
        NextStep.WAKE: (_("Nothing is expected while the entity is dormant."), ""),
        NextStep.GATE: (gate_sentence(standing.gate), gate_url),
        NextStep.LATE: (late, url_for("dashboards.entity", code=code)),
        NextStep.PILOT: (_("The launch gate is complete: the entity can become a pilot."), ""),
        NextStep.APPROVE: (_("An edition is waiting for the approval of the sponsor."), readiness_url),
        NextStep.OPEN: (_("An approved edition is in preparation."), readiness_url),
        NextStep.CAMPAIGN: (_("No campaign is open: choose the next one."), url_for("campaigns.campaigns")),
        NextStep.NOTHING: (_("Nothing is missing."), ""),
    }
    text, url = texts[standing.next_step]
    return NextAction(text, url, standing.needs_help)


def entity_rows(actor: Actor, found: Iterable[EntityStanding]) -> tuple[Row, ...]:
    """Return the entities, one line each."""
    stages = stage_labels()
    rows = []
    for each in found:
        action = next_action(actor, each)
        rows.append(
            Row(
                Passage(each.entity.name, dir="auto"),
                url=url_for("governance.entity", code=each.entity.code),
                details=(Passage(stages[each.entity.stage]), Passage(action.text)),
                status=_("Needs help") if action.is_urgent else "",
                tone="watch" if action.is_urgent else "",
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class EntityCampaign:
    """A campaign of an entity, and the kit to announce it; ``kit_url`` is empty where nothing is left to announce."""

    row: Row
    kit_url: str


def editions_of_entity(
    actor: Actor, editions: Sequence[EntityEdition], texts: Mapping[int, ReadText], code: str
) -> tuple[EntityCampaign, ...]:
    """Return the campaigns of an entity, newest first."""
    labels = {
        EditionStatus.DRAFT: _("In preparation"),
        EditionStatus.OPEN: _("Open"),
        EditionStatus.CLOSED: _("Closed"),
    }
    lines = []
    for each in editions:
        is_draft = each.status is EditionStatus.DRAFT
        approval = _("Approved by the sponsor") if each.is_approved else _("Not approved by the sponsor yet")
        row = Row(
            read_passage(texts.get(each.title_text_id, EMPTY)),
            url=_edition_url(actor, each, code),
            details=(Passage(approval),) if is_draft else (),
            status=labels[each.status],
            tone="good" if each.status is EditionStatus.OPEN else "",
        )
        is_announced = each.status is not EditionStatus.CLOSED and can(actor, Action.KIT_READ, each.facts)
        kit_url = url_for("recruiting.kit", slug=each.slug, code=code) if is_announced else ""
        lines.append(EntityCampaign(row, kit_url))
    return tuple(lines)


def _edition_url(actor: Actor, edition: EntityEdition, code: str) -> str:
    """Return the page of an edition that the actor may open; empty where there is none."""
    if edition.status is EditionStatus.DRAFT:
        may_open = can(actor, Action.READINESS_VIEW, edition.facts)
        return url_for("readiness.readiness", slug=edition.slug, _anchor=f"entity-{code}") if may_open else ""
    may_open = can(actor, Action.CAMPAIGN_VIEW, edition.facts)
    return url_for("home.campaign", slug=edition.slug) if may_open else ""


def promise_sentence(standing: EntityStanding, locale: str) -> str:
    """Say how many promises were kept, of how many."""
    promised = standing.promises.promised
    if not promised:
        return _("No answer has been due here yet.")
    return _(
        "%(kept)s\u00a0of\u00a0%(all)s answers came within the time promised.",
        kept=formats.number(locale, standing.promises.of_cards(FigureName.IN_TIME)),
        all=formats.number(locale, promised),
    )


def rows_of_switches(switches: Iterable[SwitchRow], code: str) -> tuple[Row, ...]:
    """Return the functions that could watch people, on or off."""
    return tuple(
        Row(
            Passage(_(SWITCHES[each.switch].title)),
            url=url_for("switches.switch", code=code, switch_name=each.switch.value),
            status=_("On") if each.is_on else _("Off"),
        )
        for each in switches
    )


class EntityPage(NamedTuple):
    """Something an entity needs, and the page where it is done."""

    title: str
    endpoint: str
    action: Action  # of who may open that page
    is_here: bool = True  # it is a page of this entity
    is_said: bool = False  # the page of the entity has a part about it


# In the order of the work.
PAGES = (
    EntityPage(N_("Working days, holidays and hours"), "calendars.calendar", Action.CALENDAR_WRITE),
    EntityPage(
        N_("Sponsor, community manager and ambassadors"), "accounts.mandates", Action.MANDATES_VIEW, is_here=False
    ),
    EntityPage(N_("Departments and languages of the team"), "team.team", Action.TEAM_VIEW, is_said=True),
    EntityPage(N_("Who receives the reports of barriers"), "barriers.contacts", Action.ENTITY_MANAGE, is_here=False),
    EntityPage(
        N_("Features that the representatives have signed"), "switches.of_entity", Action.SWITCH_VIEW, is_said=True
    ),
    EntityPage(
        N_("Privacy statement and terms of use, in each language"), "legal.entity", Action.LEGAL_READ, is_said=True
    ),
    EntityPage(N_("Strategic aims"), "aims.aims", Action.AIM_VIEW),
    EntityPage(N_("House rules"), "house_rules.of_entity", Action.HOUSE_RULES_VIEW),
    EntityPage(
        N_("Safeguards of competitors’ products in the country"),
        "safeguards.sheets",
        Action.SAFEGUARD_VIEW,
        is_here=False,
    ),
    EntityPage(N_("Launch gate"), "gate.gate", Action.GATE_VIEW, is_said=True),
    EntityPage(
        N_("First campaign: add the entity, then the kit to announce it"),
        "campaigns.campaigns",
        Action.CAMPAIGN_LIST,
        is_here=False,
        is_said=True,
    ),
    EntityPage(N_("Calendar of the phases of every entity"), "governance.phases", Action.ENTITIES_VIEW, is_here=False),
    EntityPage(N_("What each role does, and where"), "home.help", Action.HOME_VIEW, is_here=False),
)


def page_rows(actor: Actor, standing: EntityStanding) -> tuple[Row, ...]:
    """Return everything a new entity needs, in order; for another one, what its page has no part about.

    Each leads to its page when the reader may open it; a running entity lists no other.
    """
    code, is_new = standing.entity.code, standing.entity.stage is Stage.PREPARING
    rows = []
    for each in PAGES:
        url = ""
        if can(actor, each.action, standing.entity.facts if each.is_here else NOTHING):
            url = url_for(each.endpoint, code=code) if each.is_here else url_for(each.endpoint)
        if is_new or (url and not each.is_said):
            rows.append(Row(Passage(_(each.title)), url=url))
    return tuple(rows)


def phase_rows(
    actor: Actor, phases: Iterable[PlannedPhase], texts: Mapping[int, ReadText], locale: str, now: datetime
) -> list[Row]:
    """Return phases, one line each, with the days they have where the entity works.

    Each leads to its campaign when the reader may open it.
    """
    rows = []
    for each in phases:
        zone = ZoneInfo(each.time_zone)
        first = each.starts_at.astimezone(zone).date()
        last = (each.ends_at - ONE_SECOND).astimezone(zone).date() if each.ends_at else None
        is_open = each.status is EditionStatus.OPEN
        rows.append(
            Row(
                read_passage(texts.get(each.title_text_id, EMPTY)),
                url=url_for("home.campaign", slug=each.slug) if can(actor, Action.CAMPAIGN_VIEW, each.facts) else "",
                details=(Passage(each.entity_name, dir="auto"), Passage(phase_label(each.kind))),
                status=_("Now") if is_open and each.starts_at <= now else "" if is_open else _("In preparation"),
                tone="good" if is_open else "",
                when=days_label(locale, first, last),
                when_iso=first.isoformat(),
            )
        )
    return rows


def phases_calendar(
    phases: Iterable[PlannedPhase], texts: Mapping[int, ReadText], locale: str, now: datetime, host: str
) -> bytes:
    """Return phases as a calendar file; ``host``: of the site, for numbers that are its own."""
    calendar = Calendar.new(prodid=PRODUCT, name=_("Calendar of phases"), language=locale)
    for each in phases:
        title = texts.get(each.title_text_id, EMPTY).value
        calendar.add_component(
            Event.new(
                uid=f"{each.kind}.{each.edition_id}.{each.slug}@{host}",
                summary=f"{each.entity_name} · {title} · {phase_summary(each.kind, each.ends_at)}",
                start=each.starts_at,
                end=each.ends_at,
                stamp=now,
                sequence=each.version,
                transparency=TRANSP.TRANSPARENT,
                status=STATUS.CONFIRMED if each.status is EditionStatus.OPEN else STATUS.TENTATIVE,
                location=each.entity_name,
            )
        )
    return bytes(calendar.to_ical())
