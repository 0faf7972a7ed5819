"""Reads of results pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.actions.queries import ChangeMade, PublicAction, public_actions
from app.actions.types import ActionState, Effect
from app.aims.queries import AimRow, aim_of, serving_campaigns
from app.campaigns.queries import CampaignRow
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.pages import Page, join_key, read_key, read_number
from app.decisions.models import Decision
from app.decisions.queries import DecidedFilters, ListedDecision, decided_page, is_replaced
from app.entities.models import Entity
from app.entities.queries import EntityPlace
from app.feedback.models import Feedback, MeToo
from app.feedback.queries.names import author_name_shown
from app.feedback.queries.shown import is_highlighted
from app.feedback.queries.themes import themes_of
from app.feedback.queries.times import TimedStage, stage_times
from app.feedback.types import State, Verdict
from app.figures.cards import kept_cards
from app.figures.models import FigureCount
from app.figures.types import FigureName
from app.figures.weeks import last_sunday
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.masking import threshold_of
from app.policy.rules import Action
from app.results.models import ResultsPage, ResultsVersion, ResultsWords
from app.results.types import (
    QUOTES_OFFERED_MAX,
    KeptCounts,
    KeptTime,
    ResultsChart,
    ResultsContent,
    ResultsEntry,
    Words,
    read_content,
)
from app.texts.queries import words_by_text

DECIDED_MAX = 500
MADE_SIZE = 20  # actions that are done, on a page of an aim


@dataclass(frozen=True, slots=True)
class ResultsDraft:
    """What is being written, and the version it is."""

    content: ResultsContent
    version: int  # 0: nothing yet


@dataclass(frozen=True, slots=True)
class ResultsVersionRow:
    """One published version."""

    number: int
    content: ResultsContent
    changes: str
    language: str
    published_at: datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class AimedCampaign:
    """What one campaign contributed to an aim, of what the reader can open."""

    id: int
    slug: str
    title_text_id: int
    serves: bool  # its sponsor said so
    decisions: int = 0
    contributions: int = 0  # that these decisions are about
    go: int = 0
    actions: int = 0
    done: int = 0
    reached: int = 0  # whose target was reached, as measured


@dataclass(frozen=True, slots=True)
class AimContributed:
    """An aim, and what each campaign contributed to it."""

    aim: AimRow
    choices: tuple[tuple[int, int], ...]  # campaigns that can be linked: number and title
    campaigns: tuple[AimedCampaign, ...]  # the newest first
    made: Page[ChangeMade]  # actions that are done, the last due first


def page_facts(found: CampaignRow) -> Facts:
    """Return what the permission table may know of a campaign's results page."""
    entities = frozenset(each.entity_id for each in found.editions)
    return Facts(campaign_id=found.id, entity_id=found.facts.entity_id, campaign_entities=entities)


def results_draft(session: Session, actor: Actor, found: CampaignRow) -> ResultsDraft:
    """Return the draft, with all words there are. Three statements.

    :raises Forbidden: the actor writes no results there
    """
    require(actor, Action.RESULTS_WRITE, page_facts(found))
    page = session.get(ResultsPage, found.id)
    return ResultsDraft(drafted(session, actor, page), page.version) if page else ResultsDraft(ResultsContent(), 0)


def readable_draft(session: Session, actor: Actor, found: CampaignRow) -> ResultsContent:
    """Return the draft as readers would see it, without words that nobody has validated. Three statements.

    :raises Forbidden: the actor writes no results there
    """
    require(actor, Action.RESULTS_WRITE, page_facts(found))
    page = session.get(ResultsPage, found.id)
    return drafted(session, actor, page, is_for_readers=True) if page else ResultsContent()


def drafted(session: Session, actor: Actor, page: ResultsPage, *, is_for_readers: bool = False) -> ResultsContent:
    """Return what the draft of a page says, in all words there are or in those that readers may see. Two statements."""
    rows = session.scalars(select(ResultsWords).where(ResultsWords.campaign_id == page.campaign_id)).all()
    by_decision = {row.decision_id: row for row in rows}
    ids = [page.intro_text_id, *(text_id for row in rows for text_id in (row.said_text_id, row.stands_text_id))]
    words = words_by_text(session, actor, ids, is_for_readers=is_for_readers)
    content = read_content(page.draft)
    entries = []
    for entry in content.entries:
        row = by_decision.get(entry.decision_id)
        said, stands = (row.said_text_id, row.stands_text_id) if row else (None, None)
        entries.append(ResultsEntry(entry.decision_id, words.get(said or 0, {}), words.get(stands or 0, {})))
    return replace(content, intro=words.get(page.intro_text_id or 0, {}), entries=tuple(entries))


def counted_today(session: Session, actor: Actor, found: CampaignRow, charts: Collection[ResultsChart]) -> KeptCounts:
    """Return what charts of a campaign say today, masked as on its dashboard. Five statements at most.

    :raises NotFound: the actor may not see the campaign
    """
    require_sight(actor, Action.RESULTS_READ, found.facts)
    today = clock.today()
    cards = kept_cards(session, FigureCount.campaign_id == found.id)
    numbers = cards.figures.of_cards
    languages = cards.by(FigureName.LANGUAGES)
    counts: dict[ResultsChart, Mapping[str, int]] = {
        ResultsChart.WEEKS: {monday.isoformat(): count for monday, count in cards.weeks.items()},
        ResultsChart.KINDS: cards.figures.kinds,
        ResultsChart.LANGUAGES: dict(sorted(languages.items(), key=lambda each: (-each[1], each[0]))),
        ResultsChart.PROMISE: {
            name.value: numbers(name) for name in (FigureName.IN_TIME, FigureName.LATE)
        },
        ResultsChart.TIMES: {
            TimedStage.PUBLISHED.value: numbers(FigureName.CONTRIBUTIONS),
            TimedStage.ANSWERED.value: numbers(FigureName.ANSWERED),
            TimedStage.DECIDED.value: numbers(FigureName.DECIDED),
        },
    }  # fmt: skip
    names: dict[str, Words] = {}
    if ResultsChart.THEMES in charts:
        of_theme = cards.by(FigureName.THEMES)
        themes = [theme for theme in themes_of(session, actor, found.facts) if str(theme.id) in of_theme]
        themes.sort(key=lambda theme: -of_theme[str(theme.id)])  # alike: the older first
        counts[ResultsChart.THEMES] = {str(theme.id): of_theme[str(theme.id)] for theme in themes}
        words = words_by_text(session, actor, [theme.name_text_id for theme in themes], is_for_readers=True)
        names = {str(theme.id): words.get(theme.name_text_id, {}) for theme in themes}
    times: dict[str, KeptTime] = {}
    if ResultsChart.TIMES in charts:
        taken = stage_times(session, actor, found.facts, threshold_of(found.min_group))
        times = {
            stage.value: KeptTime(time.contributions, time.median, time.low, time.high) for stage, time in taken.items()
        }
    return KeptCounts(
        today,
        last_sunday(today),
        numbers(FigureName.CONTRIBUTIONS),
        {chart: counts[chart] for chart in ResultsChart if chart in charts},
        names,
        times,
    )


class QuoteRow(NamedTuple):
    """A contribution that may be quoted; the author's name only where everybody may read it."""

    id: int
    title: str
    body: str
    language: str
    identity: IdentityLevel
    author_name: str | None
    is_imported: bool
    entity_name: str | None


def quotable(
    session: Session, actor: Actor, found: CampaignRow, ids: Collection[int] | None = None
) -> dict[int, QuoteRow]:
    """Return what may be quoted, of these contributions or of all: public, highlighted, its author still agreeing.

    One statement.

    :raises NotFound: the actor may not see the campaign
    """
    require_sight(actor, Action.RESULTS_READ, found.facts)
    statement = (
        select(
            Feedback.id, Feedback.title, Feedback.body, Feedback.language, Feedback.identity,
            author_name_shown(), Feedback.source_key.is_not(None),
            Entity.name,
        )
        .outerjoin(Person, Person.id == Feedback.author_id)
        .outerjoin(Entity, Entity.id == Feedback.shown_entity_id)
        .where(Feedback.campaign_id == found.id, Feedback.state == State.PUBLISHED, is_highlighted())
        .order_by(Feedback.created_at.desc(), Feedback.id.desc())
        .limit(QUOTES_OFFERED_MAX)
    )  # fmt: skip
    if ids is not None:
        statement = statement.where(Feedback.id.in_(ids))
    return {row[0]: QuoteRow(*row) for row in session.execute(statement)}


def results_versions(session: Session, actor: Actor, found: CampaignRow) -> list[ResultsVersionRow]:
    """Return what was published, the last version first. One statement.

    :raises NotFound: the actor may not see the campaign
    """
    require_sight(actor, Action.RESULTS_READ, found.facts)
    rows = session.execute(
        select(
            ResultsVersion.number, ResultsVersion.content, ResultsVersion.changes, ResultsVersion.language,
            ResultsVersion.published_at, func.coalesce(Person.name, ""),
        )
        .outerjoin(Person, Person.id == ResultsVersion.by_id)
        .where(ResultsVersion.campaign_id == found.id)
        .order_by(ResultsVersion.number.desc())
    )  # fmt: skip
    return [ResultsVersionRow(number, read_content(content), *rest) for number, content, *rest in rows]


def campaign_decisions(session: Session, actor: Actor, found: CampaignRow) -> list[ListedDecision]:
    """Return the decisions that stand in a campaign, the first page of them. Two statements."""
    require_sight(actor, Action.RESULTS_READ, found.facts)
    return list(decided_page(session, actor, DecidedFilters(campaign=found.slug)).rows)


def replaced_among(session: Session, actor: Actor, ids: Collection[int]) -> frozenset[int]:
    """Return which of these decisions no longer stand. One statement."""
    require(actor, Action.DECISIONS_READ, NOTHING)
    return frozenset(session.scalars(select(Decision.id).where(Decision.id.in_(ids), is_replaced())))


def my_share(session: Session, actor: Actor, ids: Collection[int]) -> frozenset[int]:
    """Return which of these contributions the actor wrote or supported; nobody else learns it. One statement."""
    require(actor, Action.HOME_VIEW, NOTHING)
    supported = exists().where(MeToo.feedback_id == Feedback.id, MeToo.person_id == actor.person_id)
    return frozenset(
        session.scalars(
            select(Feedback.id).where(Feedback.id.in_(ids), (Feedback.author_id == actor.person_id) | supported)
        )
    )


def aim_contributed(session: Session, actor: Actor, place: EntityPlace, aim_id: int, after: str = "") -> AimContributed:
    """Return what campaigns contributed to an aim: the newest ``DECIDED_MAX`` decisions that served it. Six statements.

    What was made of it comes a page at a time, from ``after`` on: all is read anyway, as it is counted.

    :raises NotFound: there is no such aim, or it is none of the actor's business
    """
    aim = aim_of(session, actor, place, aim_id)
    known = serving_campaigns(session, actor, place, aim_id)
    decided = decided_page(session, actor, DecidedFilters(aim=aim_id), limit=DECIDED_MAX).rows
    of_decision = {row.id: row for row in decided}
    actions = public_actions(session, actor, list(of_decision))
    rows: dict[int, list[ListedDecision]] = defaultdict(list)
    for row in decided:
        rows[row.campaign_id].append(row)
    campaigns: dict[int, tuple[str, int, bool]] = {
        each.id: (each.slug, each.title_text_id, each.serves) for each in known if each.serves
    }
    for campaign_id, several in rows.items():
        campaigns.setdefault(campaign_id, (several[0].campaign_slug, several[0].campaign_title_id, False))

    def counted(campaign_id: int) -> AimedCampaign:
        mine = rows.get(campaign_id, [])
        ids = {row.id for row in mine}
        following = [action for action in actions if action.decision_id in ids]
        return AimedCampaign(
            campaign_id,
            *campaigns[campaign_id],
            decisions=len(mine),
            contributions=sum(1 + len(row.linked) for row in mine),
            go=sum(row.verdict is Verdict.GO for row in mine),
            actions=len(following),
            done=sum(action.state is ActionState.DONE for action in following),
            reached=sum(action.effect is Effect.REACHED for action in following),
        )

    return AimContributed(
        aim,
        tuple((each.id, each.title_text_id) for each in known),
        tuple(counted(each) for each in sorted(campaigns, reverse=True)),
        _made_page(actions, of_decision, after),
    )


def _made_page(
    actions: Sequence[PublicAction], of_decision: Mapping[int, ListedDecision], after: str
) -> Page[ChangeMade]:
    done = [action for action in reversed(actions) if action.state is ActionState.DONE]
    place = read_key(after, date.fromisoformat, read_number)
    if place is not None:
        done = [action for action in done if (action.due_on, action.id) < place]
    shown = done[:MADE_SIZE]
    next_key = join_key(shown[-1].due_on.isoformat(), shown[-1].id) if len(done) > MADE_SIZE else ""
    return Page([ChangeMade(action, of_decision[action.decision_id]) for action in shown], next_key)
