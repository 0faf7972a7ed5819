"""Pages of variant panels: the comparisons of a campaign, setting one up, and what came out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignRow, campaign_by_slug
from app.core.errors import DomainError
from app.missions.queries import missions_of
from app.panels.forms import PanelForm
from app.panels.presenters import panel_page, panel_rows
from app.panels.queries import asked_in_missions, panel_results, panels_of
from app.panels.service import drop_panel, set_up_panel
from app.policy.check import can, require
from app.policy.rules import Action
from app.texts.queries import EMPTY, texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import read_passage

bp = Blueprint("panels", __name__)


@bp.get("/campaigns/<slug>/panels")
def panels(slug: str) -> ResponseReturnValue:
    """List the comparisons of a campaign."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    rows = panels_of(session, actor, campaign.id)
    texts = texts_of(session, actor, [campaign.title_text_id], campaign.default_locale)
    return render_template(
        "panels/panels.html",
        slug=slug,
        campaign=read_passage(texts.get(campaign.title_text_id, EMPTY)),
        rows=panel_rows(slug, rows, current_locale()),
        can_write=can(actor, Action.PANEL_WRITE, campaign.facts),
    )


@bp.route("/campaigns/<slug>/panels/new", methods=["GET", "POST"])
def create(slug: str) -> ResponseReturnValue:
    """Set a comparison up, before anybody begins."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    require(actor, Action.PANEL_WRITE, campaign.facts)
    form = _form(campaign)
    if form.validate_on_submit():
        try:
            panel_id = set_up_panel(session, actor, campaign.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The comparison is set up. Whoever takes part sees one of its missions."), "success")
            return redirect(url_for("panels.panel", slug=slug, panel_id=panel_id), 303)
    return render_template("panels/form.html", slug=slug, form=form), form.http_status


@bp.get("/campaigns/<slug>/panels/<ident:panel_id>")
def panel(slug: str, panel_id: int) -> ResponseReturnValue:
    """Show what each variant gave, and what ends the comparison."""
    session, actor = current_session(), current_actor()
    found = panel_results(session, actor, slug, panel_id)
    campaign = campaign_by_slug(session, actor, slug)
    drop_url = url_for("panels.drop", slug=slug, panel_id=panel_id)
    return render_template(
        "panels/panel.html",
        slug=slug,
        page=panel_page(found, current_locale()),
        drop_url=drop_url if can(actor, Action.PANEL_WRITE, campaign.facts) and found.until is None else "",
    )


@bp.post("/campaigns/<slug>/panels/<ident:panel_id>/drop")
def drop(slug: str, panel_id: int) -> ResponseReturnValue:
    """Give a comparison up before it shows figures."""
    drop_panel(current_session(), current_actor(), panel_id)
    flash(_("The comparison is given up: everybody sees all its missions again."), "success")
    return redirect(url_for("panels.panels", slug=slug), 303)


def _form(campaign: CampaignRow) -> PanelForm:
    session, actor = current_session(), current_actor()
    missions = missions_of(session, actor, campaign.id)
    asked = asked_in_missions(session, actor, campaign.id)
    ids = [*(row.title_text_id for row in missions), *asked.values()]
    texts = texts_of(session, actor, ids, campaign.default_locale)
    form = PanelForm()
    form.offer(
        {row.id: f"{row.number}. {texts.get(row.title_text_id, EMPTY).value}" for row in missions},
        {number: texts.get(title_id, EMPTY).value for number, title_id in asked.items()},
    )
    return form
