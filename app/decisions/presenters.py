"""Decisions ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from app.core import idents
from app.core.wording import clip
from app.decisions.queries import DecidedFilters, DecidedOn, DecidedPlaces, DecisionRow, ListedDecision
from app.decisions.service import DecisionInput
from app.feedback.presenters.labels import handling_labels, verdict_labels
from app.feedback.presenters.progress import ProgressEntry, decision_entry
from app.feedback.types import Verdict
from app.i18n import formats
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Filter, Passage, filter_of, passage_of, read_passage

BODY_SHOWN_CHARS = 1200


def verdict_descriptions() -> dict[Verdict, str]:
    """Return what each verdict means, as the sponsor chooses it."""
    return {
        Verdict.GO: _("We will do it."),
        Verdict.NO_GO: _("We will not do it."),
        Verdict.LATER: _("Not now: the reason says what must happen first."),
        Verdict.NOT_OURS: _("Somebody else decides: the reason says who was informed."),
    }


def decision_entries(
    rows: Iterable[DecisionRow], texts: Mapping[int, ReadText], actor: Actor, locale: str
) -> list[ProgressEntry]:
    """Return decisions, the one that stands first."""
    zone = ZoneInfo(actor.time_zone)
    entries = []
    for place, row in enumerate(rows):
        day = row.at.astimezone(zone).date()
        reason = reason_passage(row, texts)
        entry = decision_entry(row.verdict, reason, row.by_name, is_replaced=place > 0)
        entries.append(replace(entry, when=formats.day(locale, day), when_iso=day.isoformat()))
    return entries


def decision_preview(data: DecisionInput) -> list[ProgressEntry]:
    """Return a decision that is only looked at, as readers will see it."""
    return [decision_entry(data.verdict, passage_of(data.reason, ""))]


def decided_passages(subject: DecidedOn) -> tuple[Passage, Passage]:
    """Return the contribution's title and the beginning of its text."""
    body, _is_clipped = clip(subject.body, BODY_SHOWN_CHARS)
    return passage_of(subject.title, subject.language), passage_of(body, subject.language)


def reason_passage(row: DecisionRow | ListedDecision, texts: Mapping[int, ReadText]) -> Passage:
    """Return the reason in the reader's language where it was translated, else as it was written."""
    read = texts.get(row.reason_text_id) if row.reason_text_id is not None else None
    return read_passage(read) if read is not None and read.value else passage_of(row.reason, row.language)


@dataclass(frozen=True, slots=True)
class OnContribution:
    """A contribution that a decision is about, as a link."""

    title: Passage
    url: str


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """One decision of the list, ready to print; texts are empty where there is nothing to say."""

    is_go: bool
    verdict_label: str
    handling: str
    handling_label: str
    subject: OnContribution
    others: tuple[OnContribution, ...]
    reason: Passage
    campaign: Passage
    campaign_url: str
    entity: str
    by: str
    when: str
    when_iso: str
    aim: Passage | None
    actions_url: str  # "" for who follows none there
    plan_url: str  # "" for who plans none there


def decision_cards(
    rows: Iterable[ListedDecision], texts: Mapping[int, ReadText], actor: Actor, locale: str
) -> list[DecisionCard]:
    """Return decisions as everybody reads them."""
    zone = ZoneInfo(actor.time_zone)
    return [_with_actions(_card(row, texts, zone, locale), row, actor) for row in rows]


def _card(row: ListedDecision, texts: Mapping[int, ReadText], zone: ZoneInfo, locale: str) -> DecisionCard:
    day = row.at.astimezone(zone).date()
    return DecisionCard(
        is_go=row.verdict is Verdict.GO,
        verdict_label=verdict_labels()[row.verdict],
        handling=row.handling.value,
        handling_label=handling_labels()[row.handling],
        subject=_on(row.feedback_id, row.title, row.title_language),
        others=tuple(_on(*each) for each in row.linked),
        reason=reason_passage(row, texts),
        campaign=read_passage(texts.get(row.campaign_title_id, EMPTY)),
        campaign_url=url_for("home.campaign", slug=row.campaign_slug),
        entity=row.entity_name,
        by=row.by_name,
        when=formats.day(locale, day),
        when_iso=day.isoformat(),
        aim=passage_of(row.aim, row.aim_language) if row.aim else None,
        actions_url="",
        plan_url="",
    )


def _with_actions(card: DecisionCard, row: ListedDecision, actor: Actor) -> DecisionCard:
    """Lead to what follows from a decision, for who follows it; from a no, nothing does."""
    facts = Facts(entity_id=row.entity_id or actor.entity_id)
    follows = row.entity_id is not None and can(actor, Action.ACTION_VIEW, facts)
    plans = row.verdict in {Verdict.GO, Verdict.LATER} and can(actor, Action.ACTION_WRITE, facts)
    return replace(
        card,
        actions_url=url_for("actions.actions", decision=idents.encode(row.id)) if follows else "",
        plan_url=url_for("actions.create", decision_id=row.id) if plans else "",
    )


def _on(feedback_id: int, title: str, language: str) -> OnContribution:
    return OnContribution(passage_of(title, language), url_for("feedback.feedback", feedback_id=feedback_id))


def decided_choices(
    places: DecidedPlaces, texts: Mapping[int, ReadText], filters: DecidedFilters
) -> tuple[Filter, ...]:
    """Return the filters of the list."""
    titles = [(slug, texts.get(text_id, EMPTY).value) for slug, text_id in places.campaigns.items()]
    labels = [(verdict.value, label) for verdict, label in verdict_labels().items()]
    return (
        filter_of("campaign", _("Campaign"), titles, filters.campaign, everything=_("All campaigns")),
        filter_of("entity", _("Entity"), places.entities.items(), filters.entity, everything=_("All entities")),
        filter_of("verdict", _("Decision"), labels, filters.verdict or "", everything=_("All decisions")),
    )
