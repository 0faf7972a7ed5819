"""A campaign as everybody who sees it reads it."""

from __future__ import annotations

from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from app.announcements.presenters import announcement_lines
from app.announcements.queries import current_announcements
from app.campaigns.presenters import CampaignHead, PageReader, animator_lines, local_part, nearest_edition, shared_roles
from app.campaigns.presenters.figures import closure_tiles, nameless_note
from app.campaigns.presenters.promise import promise_change_lines
from app.campaigns.queries import (
    CampaignFigures,
    CampaignRow,
    animators_of,
    campaign_by_slug,
    figures_of,
    local_of,
    promise_changes_of,
    shared_roles_of,
)
from app.core import clock
from app.core.errors import NotFound
from app.decisions.queries import latest_decisions
from app.enrolment.presenters import standing_of
from app.enrolment.queries import standing_in
from app.enrolment.types import Participation
from app.feedback.presenters.cards import FeedReader, feed_cards
from app.feedback.queries.feed import FeedFilters, feed_page
from app.figures.shown import Figures
from app.figures.types import FigureName
from app.home.presenters import campaign
from app.home.presenters.dates import campaign_calendar
from app.home.presenters.home import decided_lines
from app.home.presenters.live import live_tiles
from app.home.presenters.staff import staff_links
from app.home.routes.blueprint import bp
from app.missions.presenters import TodoContext, effort_label, mission_todos
from app.missions.queries import missions_of
from app.policy.check import can
from app.policy.rules import Action
from app.questionnaires.presenters.todo import question_rows_of
from app.questionnaires.queries.counted import responses_shown
from app.questionnaires.queries.waves import open_waves
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.thanks import codes_to_note
from config import Settings

ANNOUNCEMENTS_SHOWN = 3
HIGHLIGHTS_SHOWN = 3


@bp.get("/campaigns/<slug>", endpoint="campaign")
def show(slug: str) -> ResponseReturnValue:
    """Show a campaign: what became of what was said, what is left to do, the words of colleagues, the rest."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    missions = missions_of(session, actor, found.id)
    waves = open_waves(session, actor, [found.id])
    ids = [*found.text_ids, *(mission.title_text_id for mission in missions), *(wave.title_text_id for wave in waves)]
    added = local_of(session, actor, found.edition) if found.edition else None
    ids += added.text_ids if added else ()
    told = current_announcements(session, actor, ANNOUNCEMENTS_SHOWN, found.id)
    ids += [text_id for row in told for text_id in row.text_ids]
    texts = texts_of(session, actor, ids, found.default_locale)
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    mine = None if found.id in actor.enrolled_in else standing_in(session, actor, found.id)
    part = campaign.participation_of(actor, found, mine)
    todos = mission_todos(missions, texts, TodoContext.of(found, view, takes_part=part is Participation.ENROLLED))
    figures = figures_of(session, actor, [found])[found.id]
    has_decisions = figures.whole.of_cards(FigureName.DECIDED) > 0
    latest = latest_decisions(session, actor, 1, found.id) if has_decisions else ()
    highlights = feed_page(session, actor, found.facts, FeedFilters(is_highlighted=True)).rows[:HIGHLIGHTS_SHOWN]
    rows = campaign.in_several_languages(feed_page(session, actor, found.facts, FeedFilters()).rows)
    reading = FeedReader(view.locale, actor.person_id, view.now, may_join_in={})

    def feed(outcome: str | None = None) -> str:
        return url_for("feedback.feed", slug=slug, outcome=outcome)

    return render_template(
        "home/campaign.html",
        slug=slug,
        part=part,
        standing=standing_of(mine.status) if mine else None,
        Participation=Participation,
        is_enrolled=found.id in actor.enrolled_in,
        head=CampaignHead.of(found, texts, view),
        announcements=announcement_lines(told, texts, actor, view.locale),
        local=local_part(found.edition, added, texts, view.locale) if found.edition and added else None,
        todos=todos,
        questions=question_rows_of(waves, texts, view.locale),
        next_todo=next((todo for todo in todos if todo.is_next), None),
        effort=effort_label(view.locale, missions),
        progress=campaign.progress_label(missions),
        closure=closure_tiles(view.locale, figures.whole, feed),
        volume=live_tiles(view.locale, figures.whole, responses_shown(session, actor, [found]), feed),
        live_url=url_for("home.counter", slug=slug),
        nameless=nameless_note(view.locale, figures.nameless),
        words=feed_cards(rows, reading),
        highlights=feed_cards(highlights, reading),
        highlights_url=url_for("feedback.feed", slug=slug, highlighted="1"),
        decided=decided_lines(latest, view),
        animators_shown=animator_lines(animators_of(session, actor, found.edition) if found.edition else ()),
        shared_roles=shared_roles(shared_roles_of(session, actor, found.edition) if found.edition else (), view.locale),
        promise_changes=promise_change_lines(promise_changes_of(session, actor, found), view),
        people=campaign.people_sentences(view.locale, _people(found, figures)),
        feed_url=feed(),
        code_url=url_for("feedback.thanks", slug=slug) if codes_to_note(slug) else "",
        staff_links=staff_links(actor, found),
    )


@bp.get("/campaigns/<slug>/dates.ics")
def dates(slug: str) -> ResponseReturnValue:
    """Return the dates of the edition that concerns the reader, for their own calendar."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    edition = nearest_edition(found)
    if edition is None or not edition.phases:
        raise NotFound
    texts = texts_of(session, actor, [found.title_text_id], found.default_locale)
    settings: Settings = current_app.extensions["settings"]
    address = f"{settings.base_url}{url_for('home.campaign', slug=slug)}"
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    answer = Response(campaign_calendar(found, edition, texts, view, address), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    return answer


def _people(found: CampaignRow, figures: CampaignFigures) -> Figures | None:
    """Return the figures of the reader's own entity, to its local team."""
    if found.edition is None or not can(current_actor(), Action.ENROLMENT_COUNT, found.edition.facts):
        return None
    return figures.entities.get(found.edition.entity_id, Figures())
