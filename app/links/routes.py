"""Pages of short links: make them, print their poster, follow one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.queries import CampaignRow, EditionRow, campaign_by_slug
from app.core import clock
from app.core.errors import DomainError, NotFound
from app.i18n import formats
from app.i18n.locale import best_match, direction_of
from app.links.errors import LinkGone
from app.links.forms import CampaignLinkForm
from app.links.presenters import link_items, poster_of, qr_svg, short_address
from app.links.queries import LinkRow, goal_of, link_by_id, links_of
from app.links.service import create_link, revoke_link
from app.links.types import LinkKind
from app.missions.queries import missions_of
from app.policy.check import can, require
from app.policy.rules import Action
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session, page_in
from app.web.forms import sentence_of
from app.web.limits import count_try
from app.web.pdf import can_write_pdf, write_pdf
from config import Settings

bp = Blueprint("links", __name__)

QR_IMAGE = "image:qr"  # as the sheet names it
WRONG_CODES = "20 per hour"  # of one person
WEEKS_OFFERED = timedelta(weeks=4)


@bp.get("/j/<code>")
def follow(code: str) -> ResponseReturnValue:
    """Go to the mission or the campaign, by way of joining; who is not signed in comes back here afterwards."""
    session, actor = current_session(), current_actor()
    try:
        goal = goal_of(session, actor, code)
    except LinkGone as error:
        count_try(WRONG_CODES, "codes of", str(actor.person_id))
        page = render_template(
            "ui/gone.html",
            title=_("This code no longer works"),
            sentence=sentence_of(error),
            action_url=url_for("campaigns.campaigns"),
            action_label=_("See the campaigns"),
        )
        return page, error.status
    campaign = campaign_by_slug(session, actor, goal.slug)
    is_in = campaign.id in actor.enrolled_in
    if not is_in and can(actor, Action.ENROL, campaign.facts):
        came_by = code if goal.number is None else None
        back = url_for("links.follow", code=code)
        return redirect(url_for("enrolment.join", slug=goal.slug, next=back, by=came_by), 303)
    if goal.number is None:
        return redirect(url_for("home.campaign", slug=goal.slug), 303)
    page = "player.play" if is_in else "missions.mission"  # the second for who reads only
    return redirect(url_for(page, slug=goal.slug, number=goal.number), 303)


@bp.route("/campaigns/<slug>/editions/<code>/links", methods=["GET", "POST"])
def links(slug: str, code: str) -> ResponseReturnValue:
    """List the links of an edition, and make one."""
    session, actor = current_session(), current_actor()
    campaign, edition = _edition_of(slug, code)
    require(actor, Action.LINK_MANAGE, edition.facts)
    missions = missions_of(session, actor, campaign.id)
    rows = links_of(session, actor, edition.facts)
    ids = [*campaign.text_ids, *(mission.title_text_id for mission in missions)]
    texts = texts_of(session, actor, ids, campaign.default_locale)
    offered = [(str(one.number), texts[one.title_text_id].value) for one in missions if one.title_text_id in texts]
    form = CampaignLinkForm(offered, clock.today() + WEEKS_OFFERED)
    if form.validate_on_submit():
        try:
            link_id = create_link(session, actor, edition.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The code has been created. Print its poster."), "success")
            return redirect(url_for("links.poster", link_id=link_id), 303)
    return render_template(
        "links/links.html",
        form=form,
        items=link_items(rows, texts, current_locale()),
        head=CampaignHead.of(campaign, texts, PageReader(current_locale(), actor.time_zone, clock.now())),
        entity_name=edition.entity_name,
        slug=slug,
    ), form.http_status


@bp.get("/links/<ident:link_id>/poster")
def poster(link_id: int) -> ResponseReturnValue:
    """Show one sheet to print."""
    session, actor = current_session(), current_actor()
    row = link_by_id(session, actor, link_id)
    texts = texts_of(session, actor, [row.title_text_id or 0, row.campaign_title_id], current_locale())
    return render_template(
        "links/poster.html",
        poster=poster_of(row, texts, current_locale(), _base_url()),
        back_url=_list_url(row),
        back_label=_("QR codes") if row.kind is LinkKind.FIELD else _("Recruiting"),
        files=_poster_files(row) if can_write_pdf() else (),
    )


@bp.get("/links/<ident:link_id>/poster.pdf")
def poster_file(link_id: int) -> ResponseReturnValue:
    """Return the sheet as PDF, in a language of its entity; where the site cannot write one, the page to print."""
    session, actor = current_session(), current_actor()
    row = link_by_id(session, actor, link_id)
    locale = best_match([request.args.get("language", ""), current_locale()], row.locales) or row.locales[0]
    if not can_write_pdf():
        return poster(link_id)
    texts = texts_of(session, replace(actor, locale=locale), [row.title_text_id or 0, row.campaign_title_id], locale)
    with page_in(locale):
        shown = poster_of(row, texts, locale, _base_url())
        page = render_template("links/kit/paper.html", poster=shown, locale=locale, direction=direction_of(locale))
    image = qr_svg(short_address(row.code, _base_url()))
    response = Response(write_pdf(page, "poster.css", {QR_IMAGE: image}).content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="poster-{locale}.pdf"'
    return response


@bp.get("/links/<ident:link_id>/qr.svg")
def qr(link_id: int) -> Response:
    """Return the QR code alone."""
    row = link_by_id(current_session(), current_actor(), link_id)
    image = qr_svg(short_address(row.code, _base_url()))
    return Response(image, mimetype="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


@bp.post("/links/<ident:link_id>/revoke")
def revoke(link_id: int) -> ResponseReturnValue:
    """Let a code lead nowhere any more."""
    session, actor = current_session(), current_actor()
    row = link_by_id(session, actor, link_id)
    revoke_link(session, actor, link_id)
    flash(_("The code has been withdrawn. Whoever scans it reads that it no longer leads anywhere."), "success")
    return redirect(_list_url(row), 303)


def _list_url(row: LinkRow) -> str:
    """Return the page that a link is listed on."""
    page = "recruiting.edition" if row.kind is LinkKind.RECRUIT else "links.links"
    return url_for(page, slug=row.slug, code=row.entity_code)


def _edition_of(slug: str, code: str) -> tuple[CampaignRow, EditionRow]:
    campaign = campaign_by_slug(current_session(), current_actor(), slug)
    edition = next((row for row in campaign.editions if row.entity_code == code), None)
    if edition is None:
        raise NotFound
    return campaign, edition


def _poster_files(row: LinkRow) -> list[tuple[str, str]]:
    """Return the languages of the entity, each with the address of its file."""
    return [
        (formats.language_name(current_locale(), code), url_for("links.poster_file", link_id=row.id, language=code))
        for code in row.locales
    ]


def _base_url() -> str:
    """Return the address of the site; what the browser says of it is not printed on paper."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url
