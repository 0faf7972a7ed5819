"""The studio: campaigns in preparation and templates; a copy."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.types import CampaignPurpose
from app.core.errors import DomainError
from app.studio import presenters, service
from app.studio.file_format import starter_templates
from app.studio.forms import CopyForm
from app.studio.queries import campaigns_to_prepare, templates
from app.studio.routes.blueprint import bp, campaign_asked
from app.texts.queries import EMPTY, texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import read_passage


@bp.get("")
def studio() -> ResponseReturnValue:
    """Show what is being prepared, and the templates."""
    session, actor = current_session(), current_actor()
    drafts, offered = campaigns_to_prepare(session, actor), templates(session, actor)
    ids = [each.title_text_id for each in drafts]
    ids += [text_id for each in offered for text_id in (each.title_text_id, each.pitch_text_id)]
    texts = texts_of(session, actor, ids)
    missing = {each.code for each in starter_templates()} - {each.slug for each in offered}
    return render_template(
        "studio/studio.html",
        drafts=presenters.preparation_rows(drafts, texts, current_locale()),
        templates=presenters.template_cards(offered, texts),
        has_starters=not missing,
    )


@bp.post("/templates")
def add_starters() -> ResponseReturnValue:
    """Write the templates that come with the application and are not there yet."""
    count = service.add_templates(current_session(), current_actor(), starter_templates())
    flash(
        ngettext("%(num)s\u00a0template has been added.", "%(num)s\u00a0templates have been added.", count), "success"
    )
    return redirect(url_for("studio.studio"))


@bp.post("/<slug>/retire")
def retire(slug: str) -> ResponseReturnValue:
    """Offer a template no more."""
    service.retire_template(current_session(), current_actor(), campaign_asked(slug).id)
    flash(_("The template is no longer offered. Campaigns begun from it stay as they are."), "success")
    return redirect(url_for("studio.studio"))


@bp.post("/<slug>/offer")
def offer(slug: str) -> ResponseReturnValue:
    """Offer a template again."""
    service.offer_template(current_session(), current_actor(), campaign_asked(slug).id)
    flash(_("The template is offered again."), "success")
    return redirect(url_for("studio.studio"))


@bp.route("/<slug>/copy", methods=["GET", "POST"])
def copy(slug: str) -> ResponseReturnValue:
    """Write a campaign again, as a campaign or as a template."""
    session, actor = current_session(), current_actor()
    campaign = campaign_asked(slug)
    form = CopyForm()
    if form.validate_on_submit():
        try:
            made = service.copy_campaign(session, actor, campaign.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            if made.purpose is CampaignPurpose.CAMPAIGN:
                flash(_("The copy has been created. Its dates have moved to the weeks ahead: please check."), "success")
                return redirect(url_for("studio.question", slug=made.slug))
            flash(_("The template has been created. You can edit it like a campaign."), "success")
            return redirect(url_for("studio.studio"))
    texts = texts_of(session, actor, [campaign.title_text_id], campaign.default_locale)
    page = render_template(
        "studio/copy.html", form=form, title=read_passage(texts.get(campaign.title_text_id, EMPTY)), slug=slug
    )
    return page, form.http_status
