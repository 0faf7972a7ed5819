"""The home page: what can be done now, what moved, the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.presenters import CampaignCard, CampaignHead, View
from app.campaigns.queries import ListedCampaign
from app.campaigns.types import EditionStatus
from app.decisions.queries import StandingDecision
from app.feedback.presenters.labels import state_labels, verdict_labels
from app.feedback.presenters.names import NameOpeningLine
from app.feedback.types import State, Verdict
from app.home.queries import MyContribution
from app.i18n import formats
from app.missions.presenters import MissionTodo, TodoContext, mission_todos
from app.missions.queries import MissionRow
from app.moderation.queries import QueueCounts
from app.notifications.presenters import NoticeLine
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.queries import ReadText
from app.web.parts import Tile, tongue_of


@dataclass(frozen=True, slots=True)
class ToDoList:
    """The missions of one campaign that are left, under its title."""

    slug: str
    url: str
    title: str
    lang: str
    dir: str
    todos: tuple[MissionTodo, ...]


@dataclass(frozen=True, slots=True)
class ContributionLine:
    """One thing that moved: what it is about, what became of it, since when."""

    url: str
    title: str
    lang: str
    dir: str
    label: str
    note: str
    state: State | None  # None for a plain label


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """What was decided on a contribution, and why."""

    url: str
    title: str
    lang: str
    dir: str
    label: str
    is_go: bool
    reason: str
    reason_lang: str
    reason_dir: str
    when_label: str
    when_iso: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a role asks for: what, how much, where."""

    title: str
    text: str
    url: str
    action_label: str
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Hero:
    """The head of the page: the campaign to go on with, and its next step."""

    head: CampaignHead
    action_url: str
    action_label: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the page prints, in its order."""

    hero: Hero | None
    duties: tuple[Duty, ...]
    asked: tuple[ContributionLine, ...]  # own contributions a moderator asks about
    lists: tuple[ToDoList, ...]
    news: tuple[NoticeLine, ...]
    moved: tuple[ContributionLine, ...]
    name_openings: tuple[NameOpeningLine, ...]  # who read the reader's own name
    decided: tuple[DecidedLine, ...]
    joinable: tuple[CampaignCard, ...]
    in_preparation: tuple[CampaignCard, ...]
    closure: tuple[Tile, ...]
    volume: tuple[Tile, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do and nothing to read yet."""
        return not any(
            (self.hero, self.duties, self.asked, self.lists, self.news, self.moved, self.joinable, self.in_preparation)
        )


def to_do_lists(
    listed: Iterable[ListedCampaign], missions: Sequence[MissionRow], texts: Mapping[int, ReadText], view: View
) -> list[ToDoList]:
    """Return, campaign by campaign, the missions that are open or come soon; those done or over stay away."""
    lists = []
    for item in listed:
        campaign = item.campaign
        rows = [row for row in missions if row.campaign_id == campaign.id]
        todos = mission_todos(rows, texts, TodoContext.of(campaign, view, takes_part=True))
        left = tuple(todo for todo in todos if not todo.is_done and not todo.is_over)
        if left:
            head = CampaignHead.of(campaign, item.texts, view)
            lists.append(ToDoList(campaign.slug, head.url, head.title, head.lang, head.dir, left))
    return lists


def hero_of(
    mine: Sequence[ListedCampaign], joinable: Sequence[ListedCampaign], lists: Iterable[ToDoList], view: View
) -> Hero | None:
    """Return what to begin with: the next mission, else a campaign to join; ``None`` when there is neither."""
    following = {each.slug: todo for each in lists for todo in each.todos if todo.is_next}
    for item in mine:
        todo = following.get(item.campaign.slug)
        if todo is not None:
            label = _("Start mission %(number)s", number=todo.number)
            return Hero(CampaignHead.of(item.campaign, item.texts, view), todo.url, label)
    for item in joinable:
        head = CampaignHead.of(item.campaign, item.texts, view)
        return Hero(head, f"{head.url}#join", _("See how to take part"))
    return None


def joinable_campaigns(actor: Actor, listed: Iterable[ListedCampaign]) -> list[ListedCampaign]:
    """Return the campaigns that take people in where the actor works, and that the actor has not joined."""
    return [
        item
        for item in listed
        if item.campaign.edition is not None
        and item.campaign.id not in actor.enrolled_in
        and can(actor, Action.ENROL, item.campaign.edition.facts)
    ]


def cards_of(listed: Iterable[ListedCampaign], view: View) -> tuple[CampaignCard, ...]:
    """Return campaigns as cards."""
    return tuple(CampaignCard.of(item, view) for item in listed)


def contribution_lines(rows: Iterable[MyContribution], view: View) -> tuple[ContributionLine, ...]:
    """Return the reader's own contributions that wait or moved."""
    labels = state_labels()
    return tuple(_contribution_line(row, labels, view) for row in rows)


def _contribution_line(row: MyContribution, labels: Mapping[State, str], view: View) -> ContributionLine:
    lang, direction = tongue_of(row.language)
    return ContributionLine(
        url=url_for("feedback.feedback", feedback_id=row.id),
        title=row.title,
        lang=lang,
        dir=direction,
        label=_("Answered") if _is_answered(row) else labels[row.state],
        note=_contribution_note(row, view),
        state=None if _is_answered(row) else row.state,
    )


def decided_lines(rows: Iterable[StandingDecision], view: View) -> tuple[DecidedLine, ...]:
    """Return what was decided last, with its reason."""
    return tuple(_decided(row, verdict_labels(), view) for row in rows)


def _decided(row: StandingDecision, labels: Mapping[Verdict, str], view: View) -> DecidedLine:
    lang, direction = tongue_of(row.title_language)
    reason_lang, reason_direction = tongue_of(row.language)
    return DecidedLine(
        url=url_for("feedback.feedback", feedback_id=row.feedback_id),
        title=row.title,
        lang=lang,
        dir=direction,
        label=labels[row.verdict],
        is_go=row.verdict is Verdict.GO,
        reason=row.reason,
        reason_lang=reason_lang,
        reason_dir=reason_direction,
        when_label=formats.ago(view.locale, row.at, view.now),
        when_iso=row.at.isoformat(),
    )


def _is_answered(row: MyContribution) -> bool:
    return row.state is State.PUBLISHED and row.answered_at is not None


def _contribution_note(row: MyContribution, view: View) -> str:
    """Say what happens next, and when."""
    if row.state is State.SENT_BACK:
        return str(_("A moderator asks you something before it is published."))
    if row.state is State.HIDDEN:
        return str(_("Colleagues do not see it. The reason is on its page."))
    if row.answered_at is not None:
        return str(_("Answered %(when)s.", when=formats.ago(view.locale, row.answered_at, view.now)))
    if row.state is State.PUBLISHED:
        day = formats.day(view.locale, row.due_on) if row.due_on else ""
        return str(_("An answer is promised by %(day)s.", day=day)) if day else ""
    if row.due_on is None:
        return str(_("A moderator reads it soon."))
    return str(
        _("A moderator reads it first. An answer is promised by %(day)s.", day=formats.day(view.locale, row.due_on))
    )


def duties(actor: Actor, code: str, queue: QueueCounts | None) -> tuple[Duty, ...]:
    """Return what the reader's roles ask for today; ``code``: the reader's own entity."""
    found = []
    if queue is not None:
        found.append(_queue_duty(queue))
    if can(actor, Action.DASHBOARD_ENTITY, Facts(entity_id=actor.entity_id)):
        found.append(
            Duty(
                _("Your entity"),
                _("What was answered within the promise, decided and done."),
                url_for("dashboards.entity", code=code),
                _("Open the dashboard"),
            )
        )
    return tuple(found)


def _queue_duty(queue: QueueCounts) -> Duty:
    title = ngettext("%(num)d contribution waits for you", "%(num)d contributions wait for you", queue.waiting)
    late = ngettext(
        "%(num)d of them has waited longer than promised.",
        "%(num)d of them have waited longer than promised.",
        queue.late,
    )
    calm = _("None has waited longer than promised.") if queue.waiting else _("No contribution waits for you.")
    return Duty(
        title if queue.waiting else _("Your queue is empty"),
        late if queue.late else calm,
        url_for("moderation.queue"),
        _("Open the queue"),
        is_urgent=queue.late > 0,
    )


def campaigns_in_preparation(actor: Actor, listed: Iterable[ListedCampaign]) -> list[ListedCampaign]:
    """Return the campaigns the central team has still to open somewhere."""
    return [
        item
        for item in listed
        if can(actor, Action.CAMPAIGN_OPEN, Facts(campaign_id=item.campaign.id))
        and (
            not item.campaign.editions
            or any(edition.status is EditionStatus.DRAFT for edition in item.campaign.editions)
        )
    ]
