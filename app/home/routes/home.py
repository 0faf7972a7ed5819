"""The home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.queries import count_mandates
from app.announcements.presenters import announcement_lines
from app.announcements.queries import current_announcements
from app.campaigns.presenters import PageReader
from app.campaigns.presenters.figures import closure_tiles, nowhere
from app.campaigns.queries import ListedCampaign, campaigns_page, figures_of
from app.core import clock
from app.decisions.queries import latest_decisions
from app.enrolment.queries import campaigns_asked_for
from app.feedback.presenters.names import name_opening_lines
from app.feedback.queries.names import own_name_openings
from app.feedback.queries.owed import count_owed_answers, count_owed_decisions
from app.feedback.types import State
from app.figures.shown import Figures
from app.home import queries
from app.home.presenters import duties, home
from app.home.presenters.live import live_tiles
from app.home.routes.blueprint import bp
from app.missions.queries import missions_in
from app.moderation.queries import queue_counts
from app.notifications.kinds import NEWS, see_notices
from app.notifications.presenters import notice_groups
from app.notifications.queries.notices import latest_unread
from app.policy.actor import Actor
from app.policy.check import can, require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.questionnaires.presenters.todo import question_rows_of
from app.questionnaires.queries.counted import responses_shown
from app.questionnaires.queries.waves import open_waves
from app.readiness.queries import awaited_approvals
from app.texts.queries import texts_of
from app.web.context import current_actor, current_identity, current_locale, current_session
from app.web.parts import Row, Tile

NOTICES_READ = 12  # several may be about one thing
NEWS_SHOWN = 3
MOVED_SHOWN = 3
DECISIONS_SHOWN = 3
ANNOUNCEMENTS_SHOWN = 3
HIGHLIGHTS_SHOWN = 3


@bp.get("/", endpoint="home")
def show() -> ResponseReturnValue:
    """Show what is most urgent, what else the person can do now, what is new, and the rest.

    Nineteen statements at most, two more for each list of a role, one for the mandates of who looks after accounts,
    one for the approvals of a sponsor, and one or two for each sort of thing the news are about.
    """
    session, actor = current_session(), current_actor()
    require(actor, Action.HOME_VIEW, NOTHING)
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    listed = list(campaigns_page(session, actor).rows)
    mine = [item for item in listed if _is_mine(actor, item)]
    joinable = _joinable(actor, listed)
    preparing = home.campaigns_in_preparation(actor, listed)
    missions = missions_in(session, actor, [item.campaign.id for item in mine])
    waves = [wave for wave in open_waves(session, actor, [item.campaign.id for item in mine]) if not wave.is_sent]
    announcements = current_announcements(session, actor, ANNOUNCEMENTS_SHOWN)
    highlights = queries.latest_highlights(session, actor, HIGHLIGHTS_SHOWN)
    text_ids = [
        *(row.title_text_id for row in missions),
        *(wave.title_text_id for wave in waves),
        *(text_id for row in announcements for text_id in row.text_ids),
        *(row.campaign_title_id for row in highlights),
    ]
    texts = texts_of(session, actor, text_ids, mine[0].campaign.default_locale if mine else "")
    lists = home.to_do_lists(mine, missions, texts, view)
    news = _news(view)
    work = duties.duties(actor, current_identity().entity_code, _role_counts(actor), view.locale)
    first_duty = duties.most_urgent(work)
    urgent = home.urgent_of(news.asked, first_duty)
    hero = home.hero_of(mine, joinable, lists, view) if urgent is None else None
    closure, volume = _tiles(listed, view)
    page = home.HomePage(
        urgent=urgent,
        announcements=announcement_lines(announcements, texts, actor, view.locale),
        hero=hero,
        beside=home.beside_of(hero, mine, view),
        duties=duties.duty_rows(work, None if news.asked else first_duty),
        asked=news.asked[1:],
        lists=tuple(lists),
        questions=question_rows_of(waves, texts, view.locale),
        news=news.notices,
        moved=news.moved,
        decided=news.decided,
        highlights=home.highlight_rows(highlights, texts),
        joinable=home.cards_of([item for item in joinable if not _is_on(hero, item)], view),
        in_preparation=home.campaign_lines(actor, preparing, view),
        campaigns=home.campaign_lines(actor, [item for item in listed if item not in preparing], view),
        can_write=can(actor, Action.CAMPAIGN_WRITE, NOTHING),
        name_openings=name_opening_lines(own_name_openings(session, actor), view.locale, view.time_zone),
        closure=closure,
        volume=volume,
    )
    return render_template("home/home.html", page=page)


@dataclass(frozen=True, slots=True)
class _News:
    """What moved. A contribution stands in the first of these places only."""

    asked: tuple[home.ContributionLine, ...]  # the reader's own about which a moderator asks
    notices: tuple[Row, ...]
    decided: tuple[home.DecidedLine, ...]
    moved: tuple[Row, ...]  # the reader's other ones


def _news(view: PageReader) -> _News:
    session, actor = current_session(), current_actor()
    own = home.contribution_lines(queries.my_contributions(session, actor), view)
    asked = tuple(line for line in own if line.state is State.SENT_BACK)
    told = {line.id for line in asked}
    notices = see_notices(session, actor, latest_unread(session, actor, NEWS, NOTICES_READ))
    groups = notice_groups([notice for notice in notices if notice.seen is not None], view.locale)
    shown = [group for group in groups if not (group.is_contribution and group.subject_id in told)][:NEWS_SHOWN]
    told |= {group.subject_id for group in shown if group.is_contribution}
    decisions = latest_decisions(session, actor, DECISIONS_SHOWN)
    return _News(
        asked=asked,
        notices=tuple(group.row for group in shown),
        decided=home.decided_lines((row for row in decisions if row.feedback_id not in told), view),
        moved=home.moved_rows([line for line in own if line.id not in told][:MOVED_SHOWN]),
    )


def _tiles(listed: list[ListedCampaign], view: PageReader) -> tuple[tuple[Tile, ...], tuple[Tile, ...]]:
    """Return the figures of all campaigns together: what became of contributions, and how much was said."""
    if not listed:
        return (), ()
    session, actor = current_session(), current_actor()
    campaigns = [item.campaign for item in listed]
    figures = Figures.sum(each.whole for each in figures_of(session, actor, campaigns).values())
    responses = responses_shown(session, actor, campaigns)
    return closure_tiles(view.locale, figures, nowhere), live_tiles(view.locale, figures, responses, nowhere)


def _role_counts(actor: Actor) -> duties.RoleCounts:
    """Return what waits for the reader's roles."""
    session, today = current_session(), clock.today()
    until = today + timedelta(days=duties.MANDATES_END_WITHIN_DAYS)
    return duties.RoleCounts(
        queue=queue_counts(session, actor) if can(actor, Action.QUEUE_VIEW, NOTHING) else None,
        answers=count_owed_answers(session, actor) if can(actor, Action.ANSWERS_OWED_VIEW, NOTHING) else None,
        decisions=count_owed_decisions(session, actor) if can(actor, Action.DECISIONS_OWED_VIEW, NOTHING) else None,
        mandates=count_mandates(session, actor, today, until) if can(actor, Action.PEOPLE_MANAGE, NOTHING) else None,
        approvals=awaited_approvals(session, actor),
    )


def _joinable(actor: Actor, listed: list[ListedCampaign]) -> list[ListedCampaign]:
    """Return the campaigns to propose: not those in which the reader has asked already, and waits for an answer."""
    found = home.joinable_campaigns(actor, listed)
    asked_for = campaigns_asked_for(current_session(), actor) if found else frozenset()
    return [item for item in found if item.campaign.id not in asked_for]


def _is_on(hero: home.CampaignHero | None, item: ListedCampaign) -> bool:
    """Tell whether a campaign is the one at the head of the page."""
    return hero is not None and hero.head.slug == item.campaign.slug


def _is_mine(actor: Actor, item: ListedCampaign) -> bool:
    """Tell whether the person takes part in a campaign that is open where they work."""
    edition = item.campaign.edition
    return edition is not None and edition.is_open and item.campaign.id in actor.enrolled_in
