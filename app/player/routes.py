"""Pages of the mission player: a step, and the end."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.presenters import PageReader
from app.campaigns.queries import CampaignRow, campaign_by_slug
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import DomainError, NotFound
from app.known_issues.presenters import IssuePlace, KnownHere
from app.known_issues.queries import newest_issues
from app.missions.presenters import TodoContext, dates_label, fallback_label, mission_dates, mission_todos
from app.missions.queries import MissionAddress, MissionRow, missions_of
from app.missions.types import Availability
from app.player.forms import MinutesForm, StopForm
from app.player.presenters import PlayEnd, PlayPage, StepAsked
from app.player.queries import own_progress
from app.player.service import declare_minutes, finish_step, stop_at_step
from app.policy.check import can
from app.policy.rules import Action
from app.questionnaires.queries.waves import open_waves
from app.questionnaires.types import Moment
from app.safeguards.errors import SafeguardsMissing, SafeguardsNotAttested, SafeguardsNotTicked
from app.safeguards.forms import AttestForm
from app.safeguards.presenters import AttestPage
from app.safeguards.queries import MissionProducts, owed_sheets, words_read
from app.safeguards.service import attest_sheets, require_safeguards
from app.texts.queries import EMPTY, texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import sentence_of
from app.web.parts import read_passage

bp = Blueprint("player", __name__)
KNOWN_SHOWN = 3  # the others are on the page of known issues
PAGE = "/campaigns/<slug>/missions/<int(max=9999):number>/play"
STEP = f"{PAGE}/<int(max=99):step>"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The mission of the address, with what surrounds it."""

    campaign: CampaignRow
    missions: list[MissionRow]
    row: MissionRow
    place: MissionAddress


@bp.get(PAGE)
def play(slug: str, number: int) -> ResponseReturnValue:
    """Show one step: the one of the address, else the one the reader has got to; first of all, what to confirm."""
    asked = _asked(slug, number)
    if asked.row.recalled_on is not None:
        return redirect(url_for("missions.mission", slug=slug, number=number))
    if _may_start(asked):
        try:
            require_safeguards(current_session(), current_actor(), _tried(asked))
        except (SafeguardsMissing, SafeguardsNotAttested):
            return redirect(url_for("player.safeguards", slug=slug, number=number))
    return _step_page(asked, request.args.get("step", 0, int), StopForm(formdata=None))


@bp.route(f"{PAGE}/safeguards", methods=["GET", "POST"])
def safeguards(slug: str, number: int) -> ResponseReturnValue:
    """Show what may and may not be done with a competitor's product, and let the reader confirm it."""
    session, actor = current_session(), current_actor()
    asked, form = _asked(slug, number), AttestForm()
    play_url = url_for("player.play", slug=slug, number=number)
    can_attest = can(actor, Action.SAFEGUARD_ATTEST, asked.campaign.facts)
    if form.validate_on_submit():
        try:
            if not form.agrees.data:
                raise SafeguardsNotTicked
            attest_sheets(session, actor, asked.campaign.facts, _tried(asked), form.sheet_ids)
        except DomainError as error:
            form.agrees.data = False
            form.accept(error)
        else:
            return redirect(play_url)
    owed = owed_sheets(session, actor, _tried(asked))
    texts = texts_of(session, actor, [asked.row.title_text_id], asked.campaign.default_locale)
    lacking = next((sheet.product_name for sheet in owed if sheet.sheet_id is None), "")
    page = render_template(
        "player/safeguards.html",
        number=number,
        title=read_passage(texts.get(asked.row.title_text_id, EMPTY)),
        mission_url=url_for("missions.mission", slug=slug, number=number),
        play_url=play_url,
        page=AttestPage.of(owed, words_read(session, actor, owed), current_locale()),
        missing=sentence_of(SafeguardsMissing(product=lacking)) if lacking else "",
        form=form,
        can_attest=can_attest,
    )
    return page, form.http_status


@bp.post(f"{STEP}/done")
def done(slug: str, number: int, step: int) -> ResponseReturnValue:
    """Note that a step is done, and go on to the next one."""
    asked = _asked(slug, number)
    try:
        finish_step(current_session(), current_actor(), asked.row.id, step)
    except DomainError as error:
        return _back(asked, error)
    if step >= len(asked.row.steps):
        return redirect(url_for("player.end", slug=slug, number=number))
    return redirect(url_for("player.play", slug=slug, number=number, step=step + 1))


@bp.post(f"{STEP}/blocked")
def blocked(slug: str, number: int, step: int) -> ResponseReturnValue:
    """Note that the reader could not go on here."""
    asked, form = _asked(slug, number), StopForm()
    if not form.validate_on_submit():
        return _step_page(asked, step, form)
    try:
        stop_at_step(current_session(), current_actor(), asked.row.id, step, form.why.data or "")
    except DomainError as error:
        if form.why.data:
            raise  # the page that says why has the words, for their writer to copy
        return _back(asked, error)
    return redirect(url_for("player.end", slug=slug, number=number))


@bp.route(f"{PAGE}/end", methods=["GET", "POST"])
def end(slug: str, number: int) -> ResponseReturnValue:
    """Say how the mission ended, ask how long it took, and offer the next one."""
    session, actor = current_session(), current_actor()
    asked = _asked(slug, number)
    progress = own_progress(session, actor, asked.row.id)
    form = MinutesForm(data={"minutes": progress.minutes})
    if form.validate_on_submit():
        try:
            declare_minutes(session, actor, asked.row.id, form.minutes.data)
        except DomainError as error:
            return _back(asked, error)
        flash(_("Thank you. Your minutes are only counted together with those of others."), "success")
        return redirect(url_for("player.end", slug=slug, number=number))
    titles = [mission.title_text_id for mission in asked.missions]
    texts = texts_of(session, actor, titles, asked.campaign.default_locale)
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    takes_part = asked.campaign.id in actor.enrolled_in
    todos = mission_todos(asked.missions, texts, TodoContext.of(asked.campaign, view, takes_part=takes_part))
    page = render_template(
        "player/end.html",
        slug=slug,
        number=number,
        title=texts.get(asked.row.title_text_id, EMPTY),
        end=PlayEnd.of(asked.row, progress, asked.place),
        form=form,
        questions_urls=_questions_urls(asked),
        following=next((todo for todo in todos if todo.is_next and todo.number != number), None),
        can_play=can(actor, Action.MISSION_TICK, asked.campaign.facts),
        can_submit=can(actor, Action.FEEDBACK_SUBMIT, asked.campaign.facts),
    )
    return page, form.http_status


def _asked(slug: str, number: int) -> _Asked:
    """Return the mission of the address, or answer that there is nothing there. Two statements."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    missions = missions_of(session, actor, campaign.id)
    row = next((mission for mission in missions if mission.number == number), None)
    if row is None:
        raise NotFound
    return _Asked(campaign, missions, row, MissionAddress(slug, number))


def _tried(asked: _Asked) -> MissionProducts:
    return MissionProducts(asked.campaign.id, asked.row.product_id)


def _may_start(asked: _Asked) -> bool:
    """Tell whether the reader can go through the mission, once they have confirmed what it asks for."""
    when = mission_dates(asked.row, asked.campaign.edition, clock.now())
    can_tick = can(current_actor(), Action.MISSION_TICK, asked.campaign.facts)
    return can_tick and when.availability is Availability.OPEN


def _questions_urls(asked: _Asked) -> list[str]:
    """Return where the questions of the mission are, while they can be answered. One statement."""
    waves = open_waves(current_session(), current_actor(), [asked.campaign.id])
    return [
        url_for("questionnaires.answer", slug=asked.place.slug, wave_id=wave.id)
        for wave in waves
        if wave.moment is Moment.MISSION and wave.mission_number == asked.place.number and not wave.is_sent
    ]


def _back(asked: _Asked, error: DomainError) -> ResponseReturnValue:
    """Say why nothing was noted, on the page of the step."""
    if isinstance(error, NotFound):
        raise error
    flash(sentence_of(error), "error")
    return redirect(url_for("player.play", slug=asked.place.slug, number=asked.place.number))


def _step_page(asked: _Asked, step: int, form: StopForm) -> ResponseReturnValue:
    session, actor, locale = current_session(), current_actor(), current_locale()
    row, campaign = asked.row, asked.campaign
    known = newest_issues(session, actor, campaign.facts, KNOWN_SHOWN)
    ids = [*row.text_ids, row.body_text_id, *known.text_ids]
    texts = texts_of(session, actor, ids, campaign.default_locale)
    when = mission_dates(row, campaign.edition, clock.now())
    progress = own_progress(session, actor, row.id)
    page = render_template(
        "player/play.html",
        slug=asked.place.slug,
        number=row.number,
        page=PlayPage.of(row, texts, progress, StepAsked(asked.place, step, locale)),
        form=form,
        fallback=fallback_label(locale, texts.get(row.body_text_id, EMPTY)),
        dates=dates_label(locale, when),
        is_closed=campaign.edition is not None and campaign.edition.status is EditionStatus.CLOSED,
        is_open=when.availability is Availability.OPEN,
        is_enrolled=campaign.id in actor.enrolled_in,
        known=KnownHere.of(known, texts, IssuePlace(campaign.id, locale, actor)),
        can_play=can(actor, Action.MISSION_TICK, campaign.facts) and when.availability is Availability.OPEN,
        can_submit=can(actor, Action.FEEDBACK_SUBMIT, campaign.facts),
    )
    return page, form.http_status
