"""The page on which a campaign is looked at before it opens."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.campaigns.presenters import CampaignHead, PageReader, animator_lines, prepare, shared_roles
from app.campaigns.presenters.figures import closure_tiles
from app.campaigns.queries import CampaignRow, animators_of, campaign_by_slug, shared_roles_of
from app.core import clock
from app.enrolment.types import Participation
from app.figures.shown import Figures
from app.home.presenters import campaign as campaign_page
from app.home.presenters.live import live_tiles
from app.home.presenters.staff import staff_links
from app.i18n.locale import direction_of
from app.missions.presenters import TodoContext, effort_label, mission_todos
from app.missions.queries import missions_of
from app.policy.check import can, require
from app.policy.rules import Action
from app.preview.presenters import Choice
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session, page_in
from app.web.inert import inert

bp = Blueprint("preview", __name__)

# What nobody has written, asked for or counted on the first day.
_NOTHING_YET = {
    **dict.fromkeys(("announcements", "questions", "highlights", "words", "decided", "people"), ()),
    **dict.fromkeys(("code_url", "nameless", "highlights_url"), ""),
    "standing": None,
    "live_url": None,
}


@bp.get("/campaigns/<slug>/preview")
def preview(slug: str) -> ResponseReturnValue:
    """Show the page of a campaign as somebody else would read it once it is open."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    campaign = campaign_by_slug(session, actor, slug)
    editions = [each for each in campaign.editions if can(actor, Action.PREVIEW_SEE, each.facts)]
    if not editions:
        require(actor, Action.PREVIEW_SEE, campaign.facts)
    choice = Choice.of(editions, request.args) if editions else None
    body = _body(campaign, choice) if choice else None
    texts = texts_of(session, actor, campaign.text_ids, campaign.default_locale)
    with page_in(locale):
        return render_template(
            "preview/preview.html",
            head=CampaignHead.of(campaign, texts, PageReader(locale, actor.time_zone, clock.now())),
            tabs=prepare.tabs_of(campaign, "preview") if can(actor, Action.CAMPAIGN_WRITE, campaign.facts) else (),
            filters=choice.filters(editions, locale) if choice else (),
            sentence=choice.sentence(locale) if choice else "",
            shown=choice,
            body=body,
            direction=direction_of(choice.locale) if choice else "",
        )


def _body(campaign: CampaignRow, choice: Choice) -> Markup:
    """Return the campaign's page as the chosen reader finds it: nothing has been written there yet."""
    session, reader = current_session(), choice.actor
    found = choice.opened(campaign)
    edition = choice.edition
    missions = missions_of(session, reader, found.id)
    ids = [*found.text_ids, *(mission.title_text_id for mission in missions)]
    texts = texts_of(session, reader, ids, found.default_locale)
    view = PageReader(choice.locale, reader.time_zone, choice.instant)
    part = campaign_page.participation_of(reader, found, None)
    with page_in(choice.locale):
        todos = mission_todos(missions, texts, TodoContext.of(found, view, takes_part=part is Participation.ENROLLED))
        return inert(
            render_template(
                "home/_campaign_body.html",
                slug=found.slug,
                part=part,
                Participation=Participation,
                is_enrolled=found.id in reader.enrolled_in,
                head=CampaignHead.of(found, texts, view),
                todos=todos,
                next_todo=next((todo for todo in todos if todo.is_next), None),
                effort=effort_label(view.locale, missions),
                progress=campaign_page.progress_label(missions),
                closure=closure_tiles(view.locale, Figures(), _nowhere),
                volume=live_tiles(view.locale, Figures(), None, _nowhere),
                animators_shown=animator_lines(animators_of(session, reader, edition)),
                shared_roles=shared_roles(shared_roles_of(session, reader, edition), view.locale),
                promise_changes=(),
                **_NOTHING_YET,
                feed_url=url_for("feedback.feed", slug=found.slug),
                staff_links=staff_links(reader, found),
            )
        )


def _nowhere(outcome: str | None = None) -> str:
    """Return no address: figures of a preview lead to no list."""
    del outcome
    return ""
