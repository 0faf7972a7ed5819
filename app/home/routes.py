"""Pages of the home feature."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.campaigns.presenters import View
from app.campaigns.presenters.figures import closure_tiles, nowhere, volume_tiles
from app.campaigns.queries import ListedCampaign, campaigns_page, figures_of
from app.core import clock
from app.decisions.queries import latest_decisions
from app.feedback.presenters.names import name_opening_lines
from app.feedback.queries.names import own_name_openings
from app.feedback.queries.owed import count_owed_answers, count_owed_decisions
from app.feedback.types import State
from app.figures.shown import Figures
from app.home import presenters, queries
from app.missions.queries import missions_in
from app.moderation.queries import queue_counts
from app.notifications.kinds import NEWS, see_notices
from app.notifications.presenters import notice_lines
from app.notifications.queries.notices import latest_unread
from app.policy.actor import Actor
from app.policy.check import can, require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.texts.queries import texts_of
from app.web.context import current_actor, current_identity, current_locale, current_session

bp = Blueprint("home", __name__)
NEWS_SHOWN = 5
DECISIONS_SHOWN = 3


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show what the person can do now, what moved, and the rest.

    Fourteen statements at most, two more for each list of a role, and one or two for each sort of thing the news are
    about.
    """
    session, actor = current_session(), current_actor()
    require(actor, Action.HOME_VIEW, NOTHING)
    view = View(current_locale(), actor.time_zone, clock.now())
    listed = list(campaigns_page(session, actor).rows)
    mine = [item for item in listed if _is_mine(actor, item)]
    missions = missions_in(session, actor, [item.campaign.id for item in mine])
    default_locale = mine[0].campaign.default_locale if mine else ""
    texts = texts_of(session, actor, [row.title_text_id for row in missions], default_locale)
    lists = presenters.to_do_lists(mine, missions, texts, view)
    joinable = presenters.joinable_campaigns(actor, listed)
    own = presenters.contribution_lines(queries.my_contributions(session, actor), view)
    campaigns = [item.campaign for item in listed]
    figures = Figures.sum(each.whole for each in figures_of(session, actor, campaigns).values())
    notices = see_notices(session, actor, latest_unread(session, actor, NEWS, NEWS_SHOWN))
    news = tuple(notice_lines([notice for notice in notices if notice.seen is not None], view.locale))
    told = {line.said.url for line in news}
    hero = presenters.hero_of(mine, joinable, lists, view)
    page = presenters.HomePage(
        hero=hero,
        duties=presenters.duties(
            actor,
            current_identity().entity_code,
            _role_counts(actor),
            view.locale,
        ),
        asked=tuple(line for line in own if line.state is State.SENT_BACK),
        lists=tuple(lists),
        news=news,
        moved=tuple(line for line in own if line.state is not State.SENT_BACK and line.url not in told),
        decided=presenters.decided_lines(latest_decisions(session, actor, DECISIONS_SHOWN), view),
        joinable=presenters.cards_of([item for item in joinable if not _is_on(hero, item)], view),
        in_preparation=presenters.cards_of(presenters.campaigns_in_preparation(actor, listed), view),
        name_openings=name_opening_lines(own_name_openings(session, actor), view.locale, view.time_zone),
        closure=closure_tiles(view.locale, figures, nowhere) if campaigns else (),
        volume=volume_tiles(view.locale, figures, nowhere) if campaigns else (),
    )
    return render_template("home/home.html", page=page)


@bp.get("/mine")
def mine() -> ResponseReturnValue:
    """Show all that the reader sent, newest first. One statement, whatever the rows."""
    session, actor = current_session(), current_actor()
    view = View(current_locale(), actor.time_zone, clock.now())
    page = queries.my_page(session, actor, request.args.get("after", ""))
    return render_template(
        "home/mine.html",
        cards=presenters.mine_cards(page.rows, view),
        newer_url=url_for("home.mine") if request.args.get("after") else "",
        older_url=url_for("home.mine", after=page.next_key) if page.next_key else "",
    )


def _role_counts(actor: Actor) -> presenters.RoleCounts:
    """Return what waits for the reader's roles."""
    session = current_session()
    return presenters.RoleCounts(
        queue=queue_counts(session, actor) if can(actor, Action.QUEUE_VIEW, NOTHING) else None,
        answers=count_owed_answers(session, actor) if can(actor, Action.ANSWERS_OWED_VIEW, NOTHING) else None,
        decisions=count_owed_decisions(session, actor) if can(actor, Action.DECISIONS_OWED_VIEW, NOTHING) else None,
    )


def _is_on(hero: presenters.Hero | None, item: ListedCampaign) -> bool:
    """Tell whether a campaign is the one at the head of the page."""
    return hero is not None and hero.head.slug == item.campaign.slug


def _is_mine(actor: Actor, item: ListedCampaign) -> bool:
    """Tell whether the person takes part in a campaign that is open where they work."""
    edition = item.campaign.edition
    return edition is not None and edition.is_open and item.campaign.id in actor.enrolled_in
