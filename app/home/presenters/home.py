"""The home page: what can be done now, what moved, the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.announcements.presenters import AnnouncementLine
from app.campaigns.presenters import CampaignCard, CampaignHead, PageReader
from app.campaigns.queries import ListedCampaign
from app.campaigns.types import EditionStatus
from app.decisions.queries import StandingDecision
from app.feedback.presenters.labels import state_labels, verdict_labels
from app.feedback.presenters.names import NameOpeningLine
from app.feedback.types import State, Verdict
from app.home.presenters.duties import Duty
from app.home.queries import HighlightRow, MyContribution
from app.i18n import formats
from app.missions.presenters import MissionTodo, TodoContext, mission_todos
from app.missions.queries import MissionRow
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, Tile, passage_of, read_passage

TODOS_SHOWN = 3  # of a campaign


@dataclass(frozen=True, slots=True)
class ToDoList:
    """The missions of one campaign that are left, under its title."""

    slug: str
    url: str
    title: Passage
    todos: tuple[MissionTodo, ...]

    @property
    def first(self) -> tuple[MissionTodo, ...]:
        """Return those that the home page shows; the page of the campaign has all."""
        return self.todos[:TODOS_SHOWN]

    @property
    def has_more(self) -> bool:
        """Say whether the campaign has more of them."""
        return len(self.todos) > TODOS_SHOWN


@dataclass(frozen=True, slots=True)
class ContributionLine:
    """One thing that moved: what it is about, what became of it, since when."""

    id: int
    url: str
    title: Passage
    label: str
    note: str
    state: State | None  # None for a plain label


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """What was decided on a contribution, and why."""

    url: str
    title: Passage
    label: str
    is_go: bool
    reason: Passage
    when_label: str
    when_iso: str


@dataclass(frozen=True, slots=True)
class SeenCampaign:
    """A campaign the reader sees, and where its contributions are; for who writes it, where it is prepared."""

    row: Row
    slug: str
    feed_url: str
    can_write: bool


@dataclass(frozen=True, slots=True)
class CampaignHero:
    """The head of the page: the campaign to go on with, and its next step."""

    head: CampaignHead
    action_url: str
    action_label: str


@dataclass(frozen=True, slots=True)
class UrgentHero:
    """The head of the page for who is waited for: what is asked, and the one act."""

    eyebrow: str
    title: Passage
    text: str
    action_url: str
    action_label: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the page prints, in its order."""

    urgent: UrgentHero | None
    hero: CampaignHero | None
    beside: CampaignHead | None  # dates and protection of the campaign the reader takes part in
    announcements: tuple[AnnouncementLine, ...]
    duties: tuple[Row, ...]
    asked: tuple[ContributionLine, ...]  # own contributions a moderator asks about
    lists: tuple[ToDoList, ...]
    questions: tuple[Row, ...]  # questionnaires to answer
    news: tuple[Row, ...]
    moved: tuple[Row, ...]
    name_openings: tuple[NameOpeningLine, ...]  # who read the reader's own name
    decided: tuple[DecidedLine, ...]
    highlights: tuple[Row, ...]
    joinable: tuple[CampaignCard, ...]
    in_preparation: tuple[SeenCampaign, ...]
    campaigns: tuple[SeenCampaign, ...]
    can_write: bool
    closure: tuple[Tile, ...]
    volume: tuple[Tile, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do and nothing to read yet."""
        return not any(
            (
                self.urgent,
                self.hero,
                self.duties,
                self.lists,
                self.questions,
                self.news,
                self.moved,
                self.joinable,
                self.campaigns,
            )
        )


def to_do_lists(
    listed: Iterable[ListedCampaign], missions: Sequence[MissionRow], texts: Mapping[int, ReadText], view: PageReader
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
            lists.append(ToDoList(campaign.slug, head.url, Passage(head.title, head.lang, head.dir), left))
    return lists


def urgent_of(asked: Sequence[ContributionLine], duty: Duty | None) -> UrgentHero | None:
    """Return what somebody waits for: an answer about an own contribution, then what a role asks for."""
    if asked:
        first = asked[0]
        return UrgentHero(
            eyebrow=_("A moderator has a question for you"),
            title=first.title,
            text=_("Your contribution is waiting for your reply before it can be published."),
            action_url=f"{first.url}#questions",
            action_label=_("Answer the question"),
        )
    if duty is None:
        return None
    return UrgentHero(_("Your role"), Passage(duty.title), duty.text, duty.url, duty.action_label)


def hero_of(
    mine: Sequence[ListedCampaign], joinable: Sequence[ListedCampaign], lists: Iterable[ToDoList], view: PageReader
) -> CampaignHero | None:
    """Return what to begin with: the next mission, else a campaign to join; ``None`` when there is neither."""
    following = {each.slug: todo for each in lists for todo in each.todos if todo.is_next}
    for item in mine:
        todo = following.get(item.campaign.slug)
        if todo is not None:
            return CampaignHero(CampaignHead.of(item.campaign, item.texts, view), todo.url, todo.start_label)
    for item in joinable:
        head = CampaignHead.of(item.campaign, item.texts, view)
        return CampaignHero(head, f"{head.url}#join", _("See how to take part"))
    return None


def beside_of(hero: CampaignHero | None, mine: Sequence[ListedCampaign], view: PageReader) -> CampaignHead | None:
    """Return the campaign whose dates and protection stand beside: that of the head, else the first one joined."""
    if hero is not None:
        return hero.head
    return CampaignHead.of(mine[0].campaign, mine[0].texts, view) if mine else None


def joinable_campaigns(actor: Actor, listed: Iterable[ListedCampaign]) -> list[ListedCampaign]:
    """Return the campaigns that take people in where the actor works, and that the actor has not joined."""
    return [
        item
        for item in listed
        if item.campaign.edition is not None
        and item.campaign.id not in actor.enrolled_in
        and can(actor, Action.ENROL, item.campaign.edition.facts)
    ]


def cards_of(listed: Iterable[ListedCampaign], view: PageReader) -> tuple[CampaignCard, ...]:
    """Return campaigns as cards."""
    return tuple(CampaignCard.of(item, view) for item in listed)


def campaign_lines(actor: Actor, listed: Iterable[ListedCampaign], view: PageReader) -> tuple[SeenCampaign, ...]:
    """Return campaigns as rows."""
    lines = []
    for item in listed:
        card = CampaignCard.of(item, view)
        words = (card.eyebrow, card.chip_label, card.meta)
        row = Row(
            title=Passage(card.title, card.lang, card.dir),
            url=card.url,
            details=tuple(Passage(each) for each in words if each),
        )
        can_write = can(actor, Action.CAMPAIGN_WRITE, Facts(campaign_id=item.campaign.id))
        lines.append(SeenCampaign(row, card.slug, url_for("feedback.feed", slug=card.slug), can_write))
    return tuple(lines)


def moved_rows(lines: Iterable[ContributionLine]) -> tuple[Row, ...]:
    """Return own contributions as rows."""
    return tuple(
        Row(
            title=line.title,
            url=line.url,
            details=(Passage(line.note),) if line.note else (),
            status=line.label,
            tone="good" if line.state is None else "",
        )
        for line in lines
    )


def contribution_lines(rows: Iterable[MyContribution], view: PageReader) -> tuple[ContributionLine, ...]:
    """Return the reader's own contributions that wait or moved."""
    labels = state_labels()
    return tuple(contribution_line(row, labels, view) for row in rows)


def contribution_line(row: MyContribution, labels: Mapping[State, str], view: PageReader) -> ContributionLine:
    """Return one of the reader's own contributions, with what comes next."""
    return ContributionLine(
        id=row.id,
        url=url_for("feedback.feedback", feedback_id=row.id),
        title=passage_of(row.title, row.language),
        label=_("Answered") if _is_answered(row) else labels[row.state],
        note=_contribution_note(row, view),
        state=None if _is_answered(row) else row.state,
    )


def highlight_rows(rows: Iterable[HighlightRow], texts: Mapping[int, ReadText]) -> tuple[Row, ...]:
    """Return what the teams of campaigns chose to show."""
    return tuple(
        Row(
            title=passage_of(row.title, row.language),
            url=url_for("feedback.feedback", feedback_id=row.feedback_id),
            details=(read_passage(texts.get(row.campaign_title_id, EMPTY)),),
            kind=row.kind.value,
        )
        for row in rows
    )


def decided_lines(rows: Iterable[StandingDecision], view: PageReader) -> tuple[DecidedLine, ...]:
    """Return what was decided last, with its reason."""
    return tuple(_decided(row, verdict_labels(), view) for row in rows)


def _decided(row: StandingDecision, labels: Mapping[Verdict, str], view: PageReader) -> DecidedLine:
    return DecidedLine(
        url=url_for("feedback.feedback", feedback_id=row.feedback_id),
        title=passage_of(row.title, row.title_language),
        label=labels[row.verdict],
        is_go=row.verdict is Verdict.GO,
        reason=passage_of(row.reason, row.language),
        when_label=formats.ago(view.locale, row.at, view.now),
        when_iso=row.at.isoformat(),
    )


def _is_answered(row: MyContribution) -> bool:
    return row.state is State.PUBLISHED and row.answered_at is not None


def _contribution_note(row: MyContribution, view: PageReader) -> str:
    """Say what happens next, and when."""
    if row.state is State.SENT_BACK:
        return str(_("A moderator has a question for you before it can be published."))
    if row.state is State.HIDDEN:
        return str(_("Colleagues cannot see it. The reason is on its page."))
    if row.answered_at is not None:
        return str(_("Answered %(when)s.", when=formats.ago(view.locale, row.answered_at, view.now)))
    if row.state is State.PUBLISHED:
        day = formats.day(view.locale, row.due_on) if row.due_on else ""
        return str(_("An answer is promised by %(day)s.", day=day)) if day else ""
    if row.due_on is None:
        return str(_("A moderator will read it soon."))
    return str(
        _("A moderator will read it first. An answer is promised by %(day)s.", day=formats.day(view.locale, row.due_on))
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
