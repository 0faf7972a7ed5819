"""A tester leaves a contribution, and comes back to one with a reference code."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import campaign_by_slug
from app.core import idents
from app.core.errors import DomainError
from app.core.references import reference_hash
from app.enrolment.errors import NotEnrolled
from app.enrolment.queries import place_of
from app.feedback.errors import AlreadySent
from app.feedback.forms import FeedbackForm, Place, PlaceWords, ReferenceForm
from app.feedback.presenters.labels import identity_descriptions, identity_labels, kind_labels
from app.feedback.queries.single import feedback_by_reference, feedback_by_submission, image_key
from app.feedback.routes.blueprint import bp
from app.feedback.service.submit import FeedbackInput, submit_feedback
from app.missions.queries import MissionTarget, mission_labels, mission_target
from app.policy.check import can
from app.policy.rules import Action
from app.web.auth import keep_reference
from app.web.context import current_actor, current_identity, current_session
from app.web.limits import count_try, retry_after

REFERENCE_TRIES = "20 per 10 minutes"
SUBMISSIONS = "60 per 1 hour"
THANKS = "thanks"  # cookie key: what the next page says of a contribution nobody may trace


@dataclass(frozen=True, slots=True)
class SubmitPage:
    """The form, and where it leads."""

    form: FeedbackForm
    target: MissionTarget


@bp.route("/campaigns/<slug>/missions/<int(max=9999):number>/feedback/new", methods=["GET", "POST"])
def submit(slug: str, number: int) -> ResponseReturnValue:
    """Show the form, or record what it brings."""
    target = mission_target(current_session(), current_actor(), slug, number)
    mission = target.mission
    if request.method != "POST" and (sentence := _why_not(target)):
        flash(sentence, "info")
        return redirect(url_for("enrolment.campaign", slug=slug))
    form = FeedbackForm(Place(mission.id, [step.id for step in mission.steps], target.identity_levels))
    page = SubmitPage(form, target)
    if mission.campaign_id not in current_actor().enrolled_in:
        return _refused(page, NotEnrolled())
    if not form.validate_on_submit():
        return _form_page(page), form.http_status
    return _send(page)


def _why_not(target: MissionTarget) -> str:
    """Return what keeps the form from being sent now, before anybody writes in it; nothing when nothing does."""
    db, actor = current_session(), current_actor()
    if target.mission.campaign_id not in actor.enrolled_in:
        return _("Join the campaign first: it takes one click.")
    if not can(actor, Action.FEEDBACK_SUBMIT, place_of(db, actor, target.edition_id).facts):
        return _("This campaign does not take contributions in your entity at the moment.")
    return ""


def _send(page: SubmitPage) -> ResponseReturnValue:
    """Record the contribution; the same form sent twice gives the same answer twice."""
    db, actor = current_session(), current_actor()
    data = page.form.to_input(str(current_app.secret_key))
    try:
        count_try(SUBMISSIONS, "submit", str(actor.person_id))
        feedback_id = submit_feedback(db, actor, page.target.edition_id, data, current_app.extensions["storage"])
    except AlreadySent:
        feedback_id = feedback_by_submission(db, actor, data.submission_key)
    except DomainError as error:
        return _refused(page, error)
    return redirect(_thanks_url(page, feedback_id, data))


def _thanks_url(page: SubmitPage, feedback_id: int, data: FeedbackInput) -> str:
    """Return where the sender is thanked. What nobody may trace is told to their browser's own cookie only."""
    told: str | None = idents.encode(feedback_id)
    if data.identity == "untraceable":
        keep_reference(feedback_id)
        session[THANKS] = [str(feedback_id), data.reference_code]
        told = None
    return url_for("feedback.thanks", slug=page.target.slug, mission=page.target.mission.number, contribution=told)


def _refused(page: SubmitPage, error: DomainError) -> ResponseReturnValue:
    """Say the rule's sentence where it belongs, with the words still there: to be mended, or copied."""
    if error.field in page.form:
        page.form.accept(error)
    else:
        page.form.form_errors = [*page.form.form_errors, _(error.message) % error.params]
    return _form_page(page), error.status, retry_after(error)


def _form_page(page: SubmitPage) -> str:
    identity, target = current_identity(), page.target
    labels = mission_labels(current_session(), identity.actor, [target.mission])
    steps = {key: text.value for key, text in labels.steps.items()}
    page.form.show(PlaceWords(kind_labels(), identity_labels(), steps))
    return render_template(
        "feedback/submit.html",
        form=page.form,
        mission=target.mission,
        mission_title=labels.missions[target.mission.id],
        slug=target.slug,
        days=target.answer_within_days,
        waits=not identity.actor.is_trusted,
        min_group=target.min_group,
        descriptions=identity_descriptions(identity.entity_name),
        path=request.path,
    )


@bp.get("/campaigns/<slug>/feedback/thanks")
def thanks(slug: str) -> ResponseReturnValue:
    """Confirm, say what happens next, and show the reference code once."""
    db, actor = current_session(), current_actor()
    campaign = campaign_by_slug(db, actor, slug)
    kept, code = session.pop(THANKS, ("", ""))
    sent, mission = request.args.get("contribution", kept, idents.decode), request.args.get("mission", type=int)
    return render_template(
        "feedback/thanks.html",
        slug=slug,
        code=code,
        draft=url_for("feedback.submit", slug=slug, number=mission) if mission else "",
        days=campaign.answer_within_days,
        waits="contribution" not in request.args or not actor.is_trusted,
        url=url_for("feedback.feedback", feedback_id=int(sent)) if sent else "",
    )


@bp.get("/feedback/<ident:feedback_id>/images/<int(max=9):number>")
def image(feedback_id: int, number: int) -> ResponseReturnValue:
    """Serve one image, to who may read the contribution."""
    key, media_type = image_key(current_session(), current_actor(), feedback_id, number)
    response = Response(current_app.extensions["storage"].get(key), mimetype=media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = f'inline; filename="{idents.encode(feedback_id)}-{number}.webp"'
    return response


@bp.route("/feedback/reference", methods=["GET", "POST"])
def reference() -> ResponseReturnValue:
    """Come back to a contribution nobody can trace, with its code."""
    db, actor = current_session(), current_actor()
    form = ReferenceForm()
    if not form.validate_on_submit():
        return render_template("feedback/reference.html", form=form), form.http_status
    count_try(REFERENCE_TRIES, "reference", str(actor.person_id))
    try:
        feedback_id = feedback_by_reference(db, actor, reference_hash(form.code.data or ""))
    except DomainError as error:
        form.accept(error)
        return render_template("feedback/reference.html", form=form), error.status
    keep_reference(feedback_id)
    return redirect(url_for("feedback.feedback", feedback_id=feedback_id))
