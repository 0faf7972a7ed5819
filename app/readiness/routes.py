"""The page on which an edition is seen to be ready, and opened."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.forms import ExceptionForm
from app.campaigns.presenters import CampaignHead, PageReader, prepare
from app.campaigns.queries import CampaignRow, EditionRow, campaign_by_slug
from app.campaigns.service import give_opening_exception
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import DomainError, NotFound
from app.policy.check import can, require
from app.policy.rules import Action
from app.readiness import queries, service
from app.readiness.errors import NotReady
from app.readiness.forms import RevokeForm
from app.readiness.presenters import ReadinessReader, edition_card, opened_card
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import sentence_of

bp = Blueprint("readiness", __name__)


@bp.get("/campaigns/<slug>/readiness")
def readiness(slug: str) -> ResponseReturnValue:
    """Show, for each entity, what is missing, what is worth a look and what is ready."""
    return _page(*_readable(slug))


@bp.post("/campaigns/<slug>/editions/<code>/open")
def open_edition(slug: str, code: str) -> ResponseReturnValue:
    """Let the entity's people in."""
    campaign, editions = _readable(slug)
    edition = _one(editions, code)
    require(current_actor(), Action.CAMPAIGN_OPEN, edition.facts)
    try:
        service.open_edition(current_session(), current_actor(), edition.id)
    except NotReady as error:
        flash(sentence_of(error), "error")
        return _page(campaign, editions), error.status
    flash(_("The edition is open: %(entity)s can take part.", entity=edition.entity_name), "success")
    return redirect(_url(slug, code))


@bp.post("/campaigns/<slug>/editions/<code>/approve")
def approve(slug: str, code: str) -> ResponseReturnValue:
    """Agree that the edition opens in the entity."""
    _campaign, editions = _readable(slug)
    service.approve_edition(current_session(), current_actor(), _one(editions, code).id)
    flash(_("Approved, with your name and the date."), "success")
    return redirect(_url(slug, code), 303)


@bp.post("/campaigns/<slug>/editions/<code>/revoke")
def revoke(slug: str, code: str) -> ResponseReturnValue:
    """Take the approval back, with a reason."""
    campaign, editions = _readable(slug)
    edition = _one(editions, code)
    require(current_actor(), Action.EDITION_APPROVE, edition.facts)
    form = RevokeForm(prefix=f"{code}-")
    if form.validate_on_submit():
        try:
            service.revoke_approval(current_session(), current_actor(), edition.id, form.reason.data or "")
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The approval has been taken back. The reason is kept."), "success")
            return redirect(_url(slug, code), 303)
    return _page(campaign, editions, revoking={code: form}), form.http_status


@bp.post("/campaigns/<slug>/editions/<code>/exception")
def give_exception(slug: str, code: str) -> ResponseReturnValue:
    """Let the entity open editions for a while although answers are late."""
    campaign, editions = _readable(slug)
    edition = _one(editions, code)
    require(current_actor(), Action.EXCEPTION_GIVE, edition.facts)
    form = ExceptionForm()
    if form.validate_on_submit():
        try:
            give_opening_exception(current_session(), current_actor(), edition.entity_id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The exception has been granted. It ends by itself."), "success")
            return redirect(_url(slug, code), 303)
    return _page(campaign, editions, {code: form}), form.http_status


def _url(slug: str, code: str) -> str:
    return url_for("readiness.readiness", slug=slug, _anchor=f"entity-{code}")


def _readable(slug: str) -> tuple[CampaignRow, list[EditionRow]]:
    """Return a campaign, and its editions whose list the reader may see."""
    actor = current_actor()
    campaign = campaign_by_slug(current_session(), actor, slug)
    editions = [each for each in campaign.editions if can(actor, Action.READINESS_VIEW, each.facts)]
    if not editions:
        require(actor, Action.CAMPAIGN_WRITE, campaign.facts)
    return campaign, editions


def _one(editions: list[EditionRow], code: str) -> EditionRow:
    found = next((each for each in editions if each.entity_code == code), None)
    if found is None:
        raise NotFound
    return found


def _page(
    campaign: CampaignRow,
    editions: list[EditionRow],
    exceptions: dict[str, ExceptionForm] | None = None,
    revoking: dict[str, RevokeForm] | None = None,
) -> str:
    session, actor = current_session(), current_actor()
    drafts = [each for each in editions if each.status is EditionStatus.DRAFT]
    lists = queries.readiness_of_editions(session, actor, [each.id for each in drafts])
    approvals = queries.approvals_of(session, actor, [each.id for each in editions])
    reader = ReadinessReader(actor, current_locale())
    cards = [
        edition_card(campaign, each, lists[each.id], approvals.get(each.id, ()), reader)
        if each.id in lists
        else opened_card(campaign, each, approvals.get(each.id, ()), reader)
        for each in editions
    ]
    texts = texts_of(session, actor, campaign.text_ids, campaign.default_locale)
    return render_template(
        "readiness/readiness.html",
        slug=campaign.slug,
        head=CampaignHead.of(campaign, texts, PageReader(reader.locale, actor.time_zone, clock.now())),
        tabs=prepare.tabs_of(campaign, "readiness") if can(actor, Action.CAMPAIGN_WRITE, campaign.facts) else (),
        cards=cards,
        exceptions={
            card.code: (exceptions or {}).get(card.code) or ExceptionForm(formdata=None)
            for card in cards
            if card.can_except
        },
        revoking={
            card.code: (revoking or {}).get(card.code) or RevokeForm(prefix=f"{card.code}-", formdata=None)
            for card in cards
            if card.can_revoke
        },
    )
