"""Pages of the missions feature."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.presenters.prepare import tabs_of
from app.campaigns.queries import CampaignRow, campaign_by_slug, products_of
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.known_issues.presenters import IssuePlace, KnownHere
from app.known_issues.queries import newest_issues
from app.missions import service
from app.missions.forms import STEP_NUMBERS, MissionForm, MissionFrame, RecallForm, chip_labels, mission_form
from app.missions.presenters import MissionPage, TodoContext, mission_row, mission_todos
from app.missions.queries import (
    MissionRow,
    MissionTexts,
    campaign_locales,
    mission_by_number,
    mission_texts,
    missions_of,
)
from app.policy.check import can, require
from app.policy.rules import Action
from app.safeguards.errors import SafeguardsMissing, SafeguardsNotAttested
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import sentence_of

bp = Blueprint("missions", __name__)
KNOWN_SHOWN = 3  # the others are on the page of known issues
PAGE = "/campaigns/<slug>/missions/<int(max=9999):number>"


@bp.get(PAGE)
def mission(slug: str, number: int) -> ResponseReturnValue:
    """Show one mission: what to do, step by step, and where to say what was seen."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    missions = missions_of(session, actor, campaign.id)
    row = next((mission for mission in missions if mission.number == number), None)
    if row is None:
        raise NotFound
    titles = [mission.title_text_id for mission in missions]
    known = newest_issues(session, actor, campaign.facts, KNOWN_SHOWN)
    ids = [*campaign.text_ids, *titles, *row.text_ids, row.body_text_id, *known.text_ids]
    texts = texts_of(session, actor, ids, campaign.default_locale)
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    facts = campaign.facts
    takes_part = campaign.id in actor.enrolled_in
    todos = mission_todos(missions, texts, TodoContext.of(campaign, view, takes_part=takes_part))
    return render_template(
        "missions/mission.html",
        slug=slug,
        page=MissionPage.of(row, texts, campaign.edition, view),
        head=CampaignHead.of(campaign, texts, view),
        following=next((todo for todo in todos if todo.is_next and todo.number != number), None),
        known=KnownHere.of(known, texts, IssuePlace(campaign.id, current_locale(), actor)),
        can_submit=can(actor, Action.FEEDBACK_SUBMIT, facts),
        can_tick=can(actor, Action.MISSION_TICK, facts),
        can_enrol=can(actor, Action.ENROL, facts) and campaign.id not in actor.enrolled_in,
        is_closed=campaign.edition is not None and campaign.edition.status is EditionStatus.CLOSED,
        can_write=can(actor, Action.MISSION_WRITE, facts),
        is_recalled=row.recalled_on is not None,
        recall_reason=row.recall_reason,
    )


@bp.post(f"{PAGE}/tick")
def tick(slug: str, number: int) -> ResponseReturnValue:
    """Note for oneself that the mission is done."""
    _campaign, row = _asked(slug, number)
    try:
        service.tick_mission(current_session(), current_actor(), row.id)
    except (SafeguardsMissing, SafeguardsNotAttested) as error:
        flash(sentence_of(error), "error")
        return redirect(url_for("player.safeguards", slug=slug, number=number))
    flash(_("Saved: you have done this mission. Only you can see this."), "success")
    return redirect(url_for("missions.mission", slug=slug, number=number))


@bp.post(f"{PAGE}/untick")
def untick(slug: str, number: int) -> ResponseReturnValue:
    """Take one's own note away."""
    _campaign, row = _asked(slug, number)
    service.untick_mission(current_session(), current_actor(), row.id)
    flash(_("The mission is back on your to-do list."), "success")
    return redirect(url_for("missions.mission", slug=slug, number=number))


@bp.get("/campaigns/<slug>/missions")
def missions(slug: str) -> ResponseReturnValue:
    """List the missions of a campaign, for who writes them."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    require(actor, Action.MISSION_WRITE, campaign.facts)
    rows = missions_of(session, actor, campaign.id)
    ids = [*campaign.text_ids, *(row.title_text_id for row in rows)]
    texts = texts_of(session, actor, ids, campaign.default_locale)
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    todos = mission_todos(rows, texts, TodoContext.of(campaign, view, takes_part=False))
    return render_template(
        "missions/missions.html",
        slug=slug,
        head=CampaignHead.of(campaign, texts, view),
        tabs=tabs_of(campaign, "missions"),
        rows=[mission_row(todo, slug) for todo in todos],
    )


@bp.route("/campaigns/<slug>/missions/new", methods=["GET", "POST"])
def create(slug: str) -> ResponseReturnValue:
    """Write a new mission, in every language of the campaign."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    require(actor, Action.MISSION_WRITE, campaign.facts)
    form = mission_form(_frame(campaign.id, campaign_locales(session, actor, campaign.id)))
    if form.validate_on_submit():
        try:
            service.create_mission(session, actor, campaign.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The mission has been created."), "success")
            return redirect(url_for("missions.missions", slug=slug))
    return _form_page(campaign, form, None, None)


@bp.route(f"{PAGE}/edit", methods=["GET", "POST"])
def edit(slug: str, number: int) -> ResponseReturnValue:
    """Change a mission, its steps and their translations."""
    session, actor = current_session(), current_actor()
    campaign, row = _asked(slug, number)
    require(actor, Action.MISSION_WRITE, campaign.facts)
    texts = mission_texts(session, actor, row)
    form = mission_form(_frame(campaign.id, texts.locales), row, texts)
    if form.validate_on_submit():
        try:
            service.change_mission(session, actor, row.id, form.to_input())
        except ChangedMeanwhile:
            row = _asked(slug, number)[1]
            texts = mission_texts(session, actor, row)
            by = last_change(session, actor, ("mission", row.id), "missions.changed")
            stored = mission_form(_frame(campaign.id, texts.locales), row, texts, sent=False)
            form.show_beside(stored, saved_last(by, current_locale(), actor.time_zone))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The mission has been saved."), "success")
            return redirect(url_for("missions.missions", slug=slug))
    return _form_page(campaign, form, row, texts)


@bp.post(f"{PAGE}/recall")
def recall(slug: str, number: int) -> ResponseReturnValue:
    """Recall a mission at once."""
    session, actor = current_session(), current_actor()
    campaign, row = _asked(slug, number)
    require(actor, Action.MISSION_WRITE, campaign.facts)
    form = RecallForm()
    if form.validate_on_submit():
        try:
            service.recall_mission(session, actor, row.id, form.reason.data or "")
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The mission has been recalled. Everybody who takes part is told why."), "success")
            return redirect(url_for("missions.edit", slug=slug, number=number))
    texts = mission_texts(session, actor, row)
    own = mission_form(_frame(campaign.id, texts.locales), row, texts, sent=False)
    return _form_page(campaign, own, row, texts, form)


@bp.post(f"{PAGE}/allow")
def allow(slug: str, number: int) -> ResponseReturnValue:
    """Let people go on with a mission that was recalled."""
    _campaign, row = _asked(slug, number)
    service.allow_mission(current_session(), current_actor(), row.id)
    flash(_("People can go on with the mission."), "success")
    return redirect(url_for("missions.edit", slug=slug, number=number))


def _asked(slug: str, number: int) -> tuple[CampaignRow, MissionRow]:
    """Return the campaign and the mission of the address, or answer that there is nothing there."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    return campaign, mission_by_number(session, actor, campaign.id, number)


def _frame(campaign_id: int, locales: Sequence[str]) -> MissionFrame:
    products = products_of(current_session(), current_actor(), campaign_id)
    return MissionFrame(locales, [(str(product.id), product.name) for product in products])


def _form_page(
    campaign: CampaignRow,
    form: MissionForm,
    row: MissionRow | None,
    texts: MissionTexts | None,
    recalling: RecallForm | None = None,
) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    texts_here = texts_of(session, actor, campaign.text_ids, campaign.default_locale)
    page = render_template(
        "missions/form.html",
        form=form,
        sections=form.sections(chip_labels(texts)),
        step_numbers=STEP_NUMBERS,
        number=row.number if row else None,
        is_recalled=bool(row and row.recalled_on),
        recall_form=recalling or RecallForm(formdata=None),
        recall_reason=row.recall_reason if row else "",
        slug=campaign.slug,
        head=CampaignHead.of(campaign, texts_here, PageReader(current_locale(), actor.time_zone, clock.now())),
        tabs=tabs_of(campaign, "missions"),
        back_url=url_for("missions.missions", slug=campaign.slug),
    )
    return page, (recalling or form).http_status
