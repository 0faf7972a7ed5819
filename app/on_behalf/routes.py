"""Pages on which an ambassador writes for a colleague, and the colleague confirms it."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import campaign_by_slug
from app.campaigns.types import IdentityLevel
from app.core.errors import DomainError, NotFound
from app.feedback.presenters.labels import identity_descriptions, identity_labels, kind_labels
from app.feedback.presenters.rare import few_colleagues
from app.feedback.queries.sent import feedback_by_submission
from app.feedback.queries.writers import few_take_part
from app.feedback.routes.images import keep_images
from app.i18n import formats
from app.missions.queries import mission_labels, missions_of
from app.on_behalf.forms import ConfirmForm, OnBehalfForm
from app.on_behalf.presenters import to_confirm_rows, waiting_rows
from app.on_behalf.queries import OnBehalfView, on_behalf_by_id, written_for_me, written_for_others
from app.on_behalf.service import confirm_on_behalf, refuse_on_behalf, write_on_behalf
from app.on_behalf.types import confirmed_key
from app.policy.check import require
from app.policy.rules import Action
from app.texts.queries import EMPTY, texts_of
from app.web.context import current_actor, current_identity, current_locale, current_session
from app.web.images import kept_images
from app.web.limits import count_try
from app.web.parts import read_passage

bp = Blueprint("on_behalf", __name__)

WRITINGS = "60 per 1 hour"  # of one person


@bp.route("/recruiting/<slug>/<code>/on-behalf", methods=["GET", "POST"])
def write(slug: str, code: str) -> ResponseReturnValue:
    """Write a contribution down for a colleague; list what waits to be confirmed."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    edition = next((row for row in campaign.editions if row.entity_code == code), None)
    if edition is None:
        raise NotFound
    require(actor, Action.RECRUIT, edition.facts)
    missions = missions_of(session, actor, campaign.id)
    titles = mission_labels(session, actor, missions)
    names = {row.id: titles.missions.get(row.id, EMPTY).value for row in missions}
    form = OnBehalfForm()
    form.offer(
        [(str(row.number), names[row.id]) for row in missions],
        {names[row.id]: {step.id: titles.steps.get(step.id, EMPTY).value for step in row.steps} for row in missions},
        kind_labels(),
    )
    if form.validate_on_submit():
        try:
            count_try(WRITINGS, "on behalf, by", str(actor.person_id))
            write_on_behalf(session, actor, edition.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Your colleague has been asked to confirm it. Nobody else sees it before."), "success")
            return redirect(url_for("on_behalf.write", slug=slug, code=code), 303)
    texts = texts_of(session, actor, [campaign.title_text_id])
    return render_template(
        "on_behalf/write.html",
        form=form,
        campaign=read_passage(texts.get(campaign.title_text_id, EMPTY)),
        entity_name=edition.entity_name,
        is_closed=not edition.facts.accepts_feedback,
        rows=waiting_rows(written_for_others(session, actor, edition.id), current_locale()),
        back_url=url_for("recruiting.edition", slug=slug, code=code),
    ), form.http_status


@bp.get("/on-behalf")
def to_confirm() -> ResponseReturnValue:
    """List what colleagues wrote down for the reader, to be confirmed or refused."""
    rows = written_for_me(current_session(), current_actor())
    return render_template("on_behalf/to_confirm.html", rows=to_confirm_rows(rows, current_locale()))


@bp.route("/on-behalf/<ident:on_behalf_id>", methods=["GET", "POST"])
def confirm(on_behalf_id: int) -> ResponseReturnValue:
    """Show what was written for the reader: they correct it, and send it as their own."""
    session, actor = current_session(), current_actor()
    try:
        view = on_behalf_by_id(session, actor, on_behalf_id)
    except NotFound:
        if request.method != "POST":
            raise
        sent_id = feedback_by_submission(session, actor, confirmed_key(on_behalf_id))  # the second click of two
        return redirect(url_for("feedback.feedback", feedback_id=sent_id), 303)
    form, labels = ConfirmForm(view, current_identity().name, kept_images()), identity_labels()
    form.identity.choices = [(level.value, labels[level]) for level in view.levels]
    if form.validate_on_submit():
        try:
            sent_id = confirm_on_behalf(session, actor, view.id, form.to_input(), current_app.extensions["storage"])
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Your contribution has been sent. You are its author."), "success")
            return redirect(url_for("feedback.feedback", feedback_id=sent_id), 303)
    return _confirm_page(form, view), form.http_status


@bp.post("/on-behalf/<ident:on_behalf_id>/refuse")
def refuse(on_behalf_id: int) -> ResponseReturnValue:
    """Delete what was written for the reader."""
    refuse_on_behalf(current_session(), current_actor(), on_behalf_id)
    flash(_("It has been deleted. Nobody is told."), "success")
    return redirect(url_for("on_behalf.to_confirm"), 303)


def _confirm_page(form: ConfirmForm, view: OnBehalfView) -> str:
    session, actor = current_session(), current_actor()
    keep_images(form)
    levels, texts = identity_labels(), texts_of(session, actor, [view.mission_text_id])
    form.show({level: levels[level] for level in view.levels}, kind_labels(), _steps(view))
    return render_template(
        "on_behalf/confirm.html",
        form=form,
        kept=form.kept_tokens,
        writer=view.writer,
        mission=read_passage(texts.get(view.mission_text_id, EMPTY)),
        until=formats.day(current_locale(), view.expires_on),
        days=view.days,
        descriptions=identity_descriptions(current_identity().entity_name),
        few=_few(view),
        join_url="" if view.campaign_id in actor.enrolled_in else url_for("home.campaign", slug=view.slug),
        refuse_url=url_for("on_behalf.refuse", on_behalf_id=view.id),
    )


def _steps(view: OnBehalfView) -> dict[int, str]:
    """Return the steps of the mission, in their order: number → title."""
    session, actor = current_session(), current_actor()
    missions = [row for row in missions_of(session, actor, view.campaign_id) if row.number == view.mission_number]
    titles = mission_labels(session, actor, missions).steps
    return {step.id: titles[step.id].value for row in missions for step in row.steps if step.id in titles}


def _few(view: OnBehalfView) -> str:
    """Say when so few people of the reader's entity take part that naming it nearly names them."""
    session, actor, least = current_session(), current_actor(), view.min_group_verbatim
    if IdentityLevel.CONFIDENTIAL not in view.levels:
        return ""
    if not few_take_part(session, actor, view.campaign_id, view.edition_id, least):
        return ""
    return few_colleagues(least, view.levels)
