"""The page on which a campaign is looked at before it opens, and links to it for reviewers."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.campaigns.presenters import CampaignHead, PageReader, animator_lines, local_part, prepare, shared_roles
from app.campaigns.presenters.figures import closure_tiles
from app.campaigns.queries import CampaignRow, EditionRow, animators_of, campaign_by_slug, local_of, shared_roles_of
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import DomainError
from app.enrolment.types import Participation
from app.figures.shown import Figures
from app.home.presenters import campaign as campaign_page
from app.home.presenters.live import live_tiles
from app.home.presenters.staff import staff_links
from app.i18n import formats
from app.i18n.locale import direction_of
from app.missions.presenters import TodoContext, effort_label, mission_todos
from app.missions.queries import missions_of
from app.policy.check import can, require
from app.policy.rules import Action
from app.preview.credentials import preview_link_in, preview_token
from app.preview.forms import PreviewLinkForm
from app.preview.presenters import Choice, ended_rows, review_link_items
from app.preview.queries import PreviewLinkRow, draft_shown_by, link_to_follow, preview_link_by_id, preview_links_of
from app.preview.service import make_preview_link, withdraw_preview_link
from app.preview.types import FRAMES
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session, page_in
from app.web.headers import FRAMED, show_frame
from app.web.inert import inert
from config import Settings

bp = Blueprint("preview", __name__)

PRIVATE_PAGE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}  # its address opens it
DAYS_OFFERED = timedelta(days=14)

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
    actor, locale = current_actor(), current_locale()
    campaign, editions = _prepared(slug)
    choice = Choice.of(editions, request.args) if editions else None
    shown = _shown(campaign, choice, _frame_url(slug, choice)) if choice else {}
    with page_in(locale):
        return render_template(
            "preview/preview.html",
            head=_head(campaign),
            tabs=prepare.tabs_of(campaign, "preview") if can(actor, Action.CAMPAIGN_WRITE, campaign.facts) else (),
            filters=choice.filters(editions, locale) if choice else (),
            links_url=url_for("preview.links", slug=slug),
            shown=choice,
            **shown,
        )


@bp.get("/campaigns/<slug>/preview/frame")
def frame(slug: str) -> ResponseReturnValue:
    """Show that page alone, for the frame of the preview, which is as wide as a phone or a desktop."""
    campaign, editions = _prepared(slug)
    if not editions:
        return redirect(url_for("preview.preview", slug=slug), 303)
    return _framed(campaign, Choice.of(editions, request.args), {})


@bp.route("/campaigns/<slug>/preview/links", methods=["GET", "POST"])
def links(slug: str) -> ResponseReturnValue:
    """List the links for reviewers, and make one."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    campaign, editions = _prepared(slug)
    drafts = [each for each in editions if each.status is EditionStatus.DRAFT]
    form = PreviewLinkForm(drafts, clock.today() + DAYS_OFFERED)
    if form.validate_on_submit():
        try:
            make_preview_link(session, actor, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The link has been created. Copy it and pass it on."), "success")
            return redirect(url_for("preview.links", slug=slug), 303)
    rows = preview_links_of(session, actor, editions)
    return render_template(
        "preview/links.html",
        head=_head(campaign),
        form=form,
        has_drafts=bool(drafts),
        items=review_link_items(rows, locale, _address_of),
        ended=ended_rows(rows, locale),
        preview_url=url_for("preview.preview", slug=slug),
    ), form.http_status


@bp.post("/preview/links/<ident:preview_link_id>/withdraw")
def withdraw(preview_link_id: int) -> ResponseReturnValue:
    """Let a link lead nowhere any more."""
    session, actor = current_session(), current_actor()
    row = preview_link_by_id(session, actor, preview_link_id)
    withdraw_preview_link(session, actor, preview_link_id)
    flash(_("The link has been withdrawn: it no longer leads anywhere."), "success")
    return redirect(url_for("preview.links", slug=row.slug), 303)


@bp.get("/preview/<token>")
def review(token: str) -> ResponseReturnValue:
    """Show a draft to a reviewer, as a tester of that entity would read it; once it is open, lead to the campaign."""
    locale = current_locale()
    link = _followed(token)
    if not link.shows_draft:
        return redirect(url_for("home.campaign", slug=link.slug), 303)
    campaign, edition = _draft(link)
    choice = Choice.of_link(edition, request.args, locale)
    shown = _shown(campaign, choice, url_for("preview.review_frame", token=token, language=choice.locale))
    with page_in(locale):
        page = render_template(
            "preview/review.html",
            head=_head(campaign),
            filters=choice.filters_of_link(locale),
            until=formats.day(locale, link.ends_on),
            shown=choice,
            **shown,
        )
    return page, 200, PRIVATE_PAGE


@bp.get("/preview/<token>/frame")
def review_frame(token: str) -> ResponseReturnValue:
    """Show that page alone, for the frame of a reviewer's preview."""
    campaign, edition = _draft(_followed(token))
    return _framed(campaign, Choice.of_link(edition, request.args, current_locale()), PRIVATE_PAGE)


def _prepared(slug: str) -> tuple[CampaignRow, list[EditionRow]]:
    """Return a campaign, and the editions of it that the person may see before they open."""
    actor = current_actor()
    campaign = campaign_by_slug(current_session(), actor, slug)
    editions = [each for each in campaign.editions if can(actor, Action.PREVIEW_SEE, each.facts)]
    if not editions:
        require(actor, Action.PREVIEW_SEE, campaign.facts)
    return campaign, editions


def _followed(token: str) -> PreviewLinkRow:
    settings: Settings = current_app.extensions["settings"]
    return link_to_follow(current_session(), current_actor(), preview_link_in(settings.secret_key, token))


def _draft(link: PreviewLinkRow) -> tuple[CampaignRow, EditionRow]:
    """Return the campaign and the one edition that a link shows."""
    campaign = draft_shown_by(current_session(), current_actor(), link)
    return campaign, next(each for each in campaign.editions if each.id == link.edition_id)


def _address_of(link_id: int) -> str:
    """Return the whole address of a reviewers' link."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url + url_for("preview.review", token=preview_token(settings.secret_key, link_id))


def _frame_url(slug: str, choice: Choice) -> str:
    place = choice.edition.entity_code
    return url_for("preview.frame", slug=slug, entity=place, reader=choice.reader.value, language=choice.locale)


def _head(campaign: CampaignRow) -> CampaignHead:
    """Return the head of a campaign's pages, for who looks at the preview."""
    actor = current_actor()
    texts = texts_of(current_session(), actor, campaign.text_ids, campaign.default_locale)
    return CampaignHead.of(campaign, texts, PageReader(current_locale(), actor.time_zone, clock.now()))


def _shown(campaign: CampaignRow, choice: Choice, frame_url: str) -> dict[str, object]:
    """Return the preview as the page around it prints it: there, or in a frame of its own width."""
    size = FRAMES.get(choice.width)
    if size is not None:
        show_frame()
    return {
        "sentence": choice.sentence(current_locale()),
        "direction": direction_of(choice.locale),
        "body": None if size else _body(campaign, choice),
        "frame_url": frame_url,
        "size": size,
    }


def _framed(campaign: CampaignRow, choice: Choice, headers: dict[str, str]) -> ResponseReturnValue:
    """Return the page of a frame."""
    body = _body(campaign, choice)
    with page_in(choice.locale):
        page = render_template(
            "preview/_frame.html", body=body, locale=choice.locale, direction=direction_of(choice.locale)
        )
    return page, 200, FRAMED | headers


def _body(campaign: CampaignRow, choice: Choice) -> Markup:
    """Return the campaign's page as the chosen reader finds it: nothing has been written there yet."""
    session, reader = current_session(), choice.actor
    found = choice.opened(campaign)
    edition = choice.edition
    missions = missions_of(session, reader, found.id)
    added = local_of(session, reader, edition)
    ids = [*found.text_ids, *added.text_ids, *(mission.title_text_id for mission in missions)]
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
                local=local_part(edition, added, texts, view.locale),
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
