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
from app.core.wording import clip
from app.decisions.queries import StandingDecision
from app.feedback.presenters.labels import handling_labels, state_labels, verdict_labels
from app.feedback.presenters.names import NameOpeningLine
from app.feedback.presenters.owed import decisions_label, due_label, overdue_label
from app.feedback.queries.owed import OwedCounts, Promise
from app.feedback.types import Handling, State, Verdict
from app.home.queries import MyContribution, MyWhole
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
from app.web.parts import Passage, Tile, passage_of, tongue_of

WORDS_SHOWN_CHARS = 400  # of an answer or a reason; the rest is on the contribution's page


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
class MineCard:
    """One of the reader's own contributions: its state, what comes next, the answer and the decision."""

    line: ContributionLine
    when_label: str
    when_iso: str
    handling: Handling
    handling_label: str  # "": nothing became of it yet
    change_note: str
    answer: Passage | None
    verdict_label: str
    reason: Passage | None


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


def mine_cards(rows: Iterable[MyWhole], view: View) -> list[MineCard]:
    """Return all that the reader sent, as its own page lists it."""
    labels, handlings, verdicts = state_labels(), handling_labels(), verdict_labels()
    return [
        _mine_card(row, _contribution_line(row.contribution, labels, view), handlings, verdicts, view) for row in rows
    ]


def _mine_card(
    row: MyWhole,
    line: ContributionLine,
    handlings: Mapping[Handling, str],
    verdicts: Mapping[Verdict, str],
    view: View,
) -> MineCard:
    sent = row.contribution
    return MineCard(
        line=line,
        when_label=formats.ago(view.locale, sent.created_at, view.now),
        when_iso=sent.created_at.isoformat(),
        handling=sent.handling,
        handling_label="" if sent.handling is Handling.NEW else handlings[sent.handling],
        change_note=_("A moderator has still to read your change; the version of before stays visible.")
        if row.has_change
        else "",
        answer=passage_of(clip(row.answer, WORDS_SHOWN_CHARS)[0], row.answer_language or "") if row.answer else None,
        verdict_label=verdicts[row.verdict] if row.verdict else "",
        reason=passage_of(clip(row.reason, WORDS_SHOWN_CHARS)[0], row.reason_language or "") if row.reason else None,
    )


@dataclass(frozen=True, slots=True)
class RoleCounts:
    """What waits for the reader's roles; ``None`` where they hold none that it waits for."""

    queue: QueueCounts | None
    answers: OwedCounts | None
    decisions: int | None


def duties(actor: Actor, code: str, counts: RoleCounts, locale: str) -> tuple[Duty, ...]:
    """Return what the reader's roles ask for today; ``code``: the reader's own entity."""
    found = []
    if counts.queue is not None:
        found.append(_queue_duty(counts.queue))
    if counts.answers is not None:
        found += _answer_duties(counts.answers, locale)
    if counts.decisions is not None:
        found.append(_decision_duty(counts.decisions, locale))
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


def _answer_duties(counts: OwedCounts, locale: str) -> list[Duty]:
    """Return a line for each figure, so that each leads to exactly what it counts."""
    found = []
    if counts.overdue:
        url = url_for("feedback.answers", promise=Promise.OVERDUE)
        text = _("The day that was promised is over.")
        found.append(Duty(overdue_label(counts.overdue, locale), text, url, _("Answer them"), is_urgent=True))
    if counts.in_time:
        url, text = (
            url_for("feedback.answers", promise=Promise.IN_TIME),
            _("The day that was promised is still to come."),
        )
        found.append(Duty(due_label(counts.in_time, locale), text, url, _("See them")))
    if not found:
        text = _("No published contribution is waiting for your answer.")
        found.append(Duty(_("Every promise is kept"), text, url_for("feedback.answers"), _("Open the list")))
    return found


def _decision_duty(count: int, locale: str) -> Duty:
    url = url_for("feedback.decisions")
    if not count:
        text = _("Contributions that the community manager selects for you will appear here, oldest first.")
        return Duty(_("Nothing is waiting for your decision"), text, url, _("Open the list"))
    return Duty(decisions_label(count, locale), _("Selected for you by the community manager."), url, _("Decide"))


def _queue_duty(queue: QueueCounts) -> Duty:
    title = ngettext(
        "%(num)d\u00a0contribution waits for you", "%(num)d\u00a0contributions wait for you", queue.waiting
    )
    late = ngettext(
        "%(num)d\u00a0of them has waited longer than promised.",
        "%(num)d\u00a0of them have waited longer than promised.",
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
