"""Pages of known issues: read and supported by those who take part, written by who knows them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.presenters.prepare import TabGroup, tabs_of
from app.campaigns.queries import CampaignRow, campaign_by_slug, products_of
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError
from app.known_issues.forms import IssueForm, IssueOffer, issue_form
from app.known_issues.presenters import (
    IssuePlace,
    issue_lines,
    issue_state_labels,
    issue_support_url,
)
from app.known_issues.queries import IssueRow, issue_locales, issue_of, issue_texts, issues_of
from app.known_issues.service import change_issue, publish_issue, support_issue, take_back_support
from app.policy.check import can, require
from app.policy.rules import Action
from app.texts.queries import texts_of
from app.web.addresses import safe_path
from app.web.context import current_actor, current_locale, current_session
from app.web.limits import count_try
from app.web.support import support_label

bp = Blueprint("known_issues", __name__)
SUPPORTS = "120 per 1 hour"


@bp.get("/campaigns/<slug>/known-issues")
def issues(slug: str) -> ResponseReturnValue:
    """List what is known already."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    page = issues_of(session, actor, campaign.facts, request.args.get("after", ""))
    ids = [text_id for row in page.rows for text_id in (row.title_text_id, row.body_text_id)]
    texts = texts_of(session, actor, [*campaign.text_ids, *ids], campaign.default_locale)
    can_write = can(actor, Action.KNOWN_ISSUE_WRITE, campaign.facts)
    here = IssuePlace(campaign.id, current_locale(), actor, slug if can_write else "")
    list_url = url_for("known_issues.issues", slug=slug)
    return render_template(
        "known_issues/issues.html",
        slug=slug,
        head=CampaignHead.of(campaign, texts, PageReader(current_locale(), actor.time_zone, clock.now())),
        tabs=_tabs(campaign),
        lines=issue_lines(page.rows, texts, here),
        first_url=list_url if request.args.get("after") else "",
        next_url=url_for("known_issues.issues", slug=slug, after=page.next_key) if page.next_key else "",
        can_write=can_write,
    )


@bp.route("/campaigns/<slug>/known-issues/new", methods=["GET", "POST"])
def create(slug: str) -> ResponseReturnValue:
    """Publish a known issue, in every language of the campaign."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    require(actor, Action.KNOWN_ISSUE_WRITE, campaign.facts)
    form = issue_form(issue_locales(session, actor, campaign.id), _offer(campaign))
    if form.validate_on_submit():
        try:
            publish_issue(session, actor, campaign.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The known issue has been published."), "success")
            return redirect(url_for("known_issues.issues", slug=slug))
    return _form_page(campaign, form, is_new=True)


@bp.route("/campaigns/<slug>/known-issues/<ident:issue_id>/edit", methods=["GET", "POST"])
def edit(slug: str, issue_id: int) -> ResponseReturnValue:
    """Change a known issue, or say that it is fixed."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    require(actor, Action.KNOWN_ISSUE_WRITE, campaign.facts)
    row, offer = _issue(campaign, issue_id), _offer(campaign)
    texts = issue_texts(session, actor, row)
    form = issue_form(texts.locales, offer, (row, texts))
    if form.validate_on_submit():
        try:
            change_issue(session, actor, issue_id, form.to_input())
        except ChangedMeanwhile:
            row = _issue(campaign, issue_id)
            stored = issue_form(texts.locales, offer, (row, issue_texts(session, actor, row)), sent=False)
            by = last_change(session, actor, ("known_issue", issue_id), "known_issues.changed")
            form.show_beside(stored, saved_last(by, current_locale(), actor.time_zone))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The known issue has been saved."), "success")
            return redirect(url_for("known_issues.issues", slug=slug))
    return _form_page(campaign, form, is_new=False)


@bp.post("/known-issues/<ident:issue_id>/support")
def support(issue_id: int) -> ResponseReturnValue:
    """Say that one saw the same; however often it is pressed, it is said once."""
    count_try(SUPPORTS, "known-issues", str(current_actor().person_id))
    return _pressed(issue_id, support_issue(current_session(), current_actor(), issue_id), is_said=True)


@bp.post("/known-issues/<ident:issue_id>/support/take-back")
def take_back(issue_id: int) -> ResponseReturnValue:
    """Take one's support back; however often it is pressed, it is taken back once."""
    count_try(SUPPORTS, "known-issues", str(current_actor().person_id))
    return _pressed(issue_id, take_back_support(current_session(), current_actor(), issue_id), is_said=False)


def _pressed(issue_id: int, count: int, *, is_said: bool) -> ResponseReturnValue:
    """Answer a script with what the button says and does next; a browser goes back where it was."""
    if request.accept_mimetypes.best == "application/json":
        return {
            "label": support_label(current_locale(), count),
            "pressed": is_said,
            "next": issue_support_url(issue_id, is_supported=is_said),
        }
    return redirect(safe_path(request.form.get("next")))


def _issue(campaign: CampaignRow, issue_id: int) -> IssueRow:
    return issue_of(current_session(), current_actor(), campaign.facts, issue_id)


def _offer(campaign: CampaignRow) -> IssueOffer:
    found = products_of(current_session(), current_actor(), campaign.id)
    return IssueOffer(issue_state_labels(), {product.id: product.name for product in found})


def _tabs(campaign: CampaignRow) -> tuple[TabGroup, ...]:
    """Return the tabs of a campaign, for who prepares it."""
    if not can(current_actor(), Action.CAMPAIGN_WRITE, campaign.facts):
        return ()
    return tabs_of(campaign, "issues")


def _form_page(campaign: CampaignRow, form: IssueForm, *, is_new: bool) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    texts = texts_of(session, actor, campaign.text_ids, campaign.default_locale)
    page = render_template(
        "known_issues/form.html",
        slug=campaign.slug,
        form=form,
        sections=form.sections(),
        is_new=is_new,
        head=CampaignHead.of(campaign, texts, PageReader(current_locale(), actor.time_zone, clock.now())),
        tabs=_tabs(campaign),
    )
    return page, form.http_status
