"""A tester leaves a contribution, and comes back to one with a reference code."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignRow, campaign_by_slug
from app.campaigns.types import IdentityLevel
from app.core import clock, idents
from app.core.errors import CharterOwed, DomainError, TermsOwed
from app.core.languages import UNDETERMINED
from app.core.references import reference_hash
from app.drafts.service import forget_draft
from app.drafts.types import DraftAddress, DraftForm
from app.enrolment.errors import NotEnrolled
from app.enrolment.queries import place_of
from app.feedback.errors import AlreadySent, SentBefore
from app.feedback.forms.single import ReferenceForm
from app.feedback.forms.submit import FeedbackForm, Offer
from app.feedback.presenters.identity import Sketch, level_previews
from app.feedback.presenters.labels import (
    content_languages,
    identity_descriptions,
    identity_labels,
    kind_labels,
    language_label,
)
from app.feedback.presenters.notes import delay_sentence, reading_sentence
from app.feedback.presenters.rare import few_colleagues, few_write_each, rare_language_caution, what_protects
from app.feedback.presenters.similar import similar_heading
from app.feedback.queries.delays import usual_delays
from app.feedback.queries.sent import feedback_by_reference, feedback_by_submission, own_sent
from app.feedback.queries.single import image_key
from app.feedback.queries.versions import version_image_key
from app.feedback.queries.writers import few_take_part, rare_languages
from app.feedback.routes.blueprint import bp
from app.feedback.routes.drafts import keeper_of, save_for_later, take_up_draft
from app.feedback.routes.images import keep_images
from app.feedback.routes.known import known_here
from app.feedback.routes.similar import lines_like
from app.feedback.service.submit import FeedbackInput, submit_feedback
from app.i18n import formats
from app.language.detect import detect
from app.missions.presenters import start_label
from app.missions.queries import MissionAddress, MissionRow, MissionTarget, mission_labels, mission_target, missions_of
from app.policy.actor import LegalKind
from app.policy.check import can
from app.policy.rules import Action
from app.web.auth import group_of_session, keep_reference
from app.web.cautions import Caution
from app.web.context import current_actor, current_identity, current_locale, current_session
from app.web.forms import BaseForm
from app.web.images import image_bytes, image_response, kept_bytes, kept_images
from app.web.limits import count_try, retry_after
from app.web.thanks import codes_to_note, forget_codes, keep_thanks, sent_last
from config import LOCALES

REFERENCE_TRIES = "20 per 10 minutes"
SUBMISSIONS = "60 per 1 hour"
SUBMISSIONS_OF_GROUP = "240 per 1 hour"  # what nobody may trace, of all who share a group


@bp.route("/campaigns/<slug>/missions/<int(max=9999):number>/feedback/new", methods=["GET", "POST"])
def submit(slug: str, number: int) -> ResponseReturnValue:
    """Show the form, or record what it brings. Most that are right are sent without looking at the mission first."""
    address = MissionAddress(slug, number)
    form = FeedbackForm(partial(_look_at_writer, address), kept_images())
    if form.is_saved_for_later:
        return _save_for_later(address, form)
    if form.validate_on_submit():
        return _send(address, form)
    target = mission_target(current_session(), current_actor(), address)
    if request.method != "POST" and target.mission.campaign_id in current_actor().charters_owed:
        raise CharterOwed
    if request.method != "POST" and LegalKind.TERMS in current_actor().legal_owed:
        raise TermsOwed
    if request.method != "POST" and (sentence := _why_not(target)):
        flash(sentence, "info")
        return redirect(url_for("home.campaign", slug=slug))
    if target.mission.campaign_id not in current_actor().enrolled_in:
        return _refused(form, target, NotEnrolled())
    take_up_draft(form, _draft_address(target))
    form.choose_step(target.mission, _step_asked())
    return _form_page(form, target), form.http_status


def _why_not(target: MissionTarget) -> str:
    """Return what keeps the form from being sent now, before anybody writes in it; nothing when nothing does."""
    session, actor = current_session(), current_actor()
    if target.mission.campaign_id not in actor.enrolled_in:
        return _("Join the campaign first.")
    if target.mission.recalled_on is not None:
        return _("This mission has been recalled: please do not go on with it. Drafts stay with you.")
    if not can(actor, Action.FEEDBACK_SUBMIT, place_of(session, actor, target.edition_id).facts):
        return _("This campaign does not accept contributions in your entity at the moment.")
    return ""


def _step_asked() -> int | None:
    """Return the number of the step that the writer comes from, if the address says so."""
    return request.args.get("step", type=int)


def _save_for_later(address: MissionAddress, form: FeedbackForm) -> ResponseReturnValue:
    """Save what is written; what cannot be saved is shown again."""
    target = mission_target(current_session(), current_actor(), address)
    return save_for_later(form, _draft_address(target)) or (_form_page(form, target), form.http_status)


def _draft_address(target: MissionTarget) -> DraftAddress:
    return DraftAddress(DraftForm.CONTRIBUTION, target.mission.id)


def _send(address: MissionAddress, form: FeedbackForm) -> ResponseReturnValue:
    """Record the contribution; the same form sent twice gives the same answer twice."""
    session, actor = current_session(), current_actor()
    data = form.to_input(str(current_app.secret_key))
    try:
        _count_sending(data)
        if data.identity is IdentityLevel.UNTRACEABLE:  # before, and apart: nothing joins the two
            forget_draft(session, actor, _draft_address(mission_target(session, actor, address)))
        feedback_id = submit_feedback(session, actor, address, data, current_app.extensions["storage"])
    except AlreadySent:
        feedback_id = feedback_by_submission(session, actor, data.submission_key)
    except DomainError as error:
        return _refused(form, mission_target(session, actor, address), error)
    return redirect(_thanks_url(address, feedback_id, data))


def _count_sending(data: FeedbackInput) -> None:
    """Count one sending; of what nobody may trace, under a number that many share."""
    if data.identity == IdentityLevel.UNTRACEABLE:
        count_try(SUBMISSIONS_OF_GROUP, "submit", "group", group_of_session(str(current_app.secret_key)))
    else:
        count_try(SUBMISSIONS, "submit", str(current_actor().person_id))


def _thanks_url(address: MissionAddress, feedback_id: int, data: FeedbackInput) -> str:
    """Return where the sender is thanked: the same address for all; the browser's own cookie knows for what."""
    if data.identity is IdentityLevel.UNTRACEABLE:
        keep_reference(feedback_id)
    keep_thanks(address.slug, feedback_id, data.reference_code)
    return url_for("feedback.thanks", slug=address.slug, mission=address.number, step=_step_asked())


def _refused(form: FeedbackForm, target: MissionTarget, error: DomainError) -> ResponseReturnValue:
    """Say the rule's sentence where it belongs, with the words still there: to be mended, or copied."""
    if isinstance(error, SentBefore):
        return _form_page(form, target, url_for("feedback.feedback", feedback_id=error.sent_id)), error.status
    form.accept(error)
    return _form_page(form, target), form.http_status, retry_after(error)


def _form_page(form: FeedbackForm, target: MissionTarget, sent_url: str = "") -> str:
    identity = current_identity()
    keep_images(form)
    labels, levels = mission_labels(current_session(), identity.actor, [target.mission]), identity_labels()
    steps = {step.id: labels.steps[step.id].value if step.id in labels.steps else "" for step in target.mission.steps}
    offered = {level: levels[level] for level in target.identity_levels}
    form.show(Offer(kind_labels(), offered, steps, content_languages(current_locale())))
    rare = _rare_languages(target)
    alike = lines_like(target.slug, *form.words) if form.is_submitted() else ()
    return render_template(
        "feedback/submit.html",
        form=form,
        kept=form.kept_tokens,
        sent_url=sent_url,
        mission=target.mission,
        mission_title=labels.missions[target.mission.id],
        slug=target.slug,
        days=target.answer_within_days,
        reading=reading_sentence(target, identity.actor),
        min_group=target.min_group,
        descriptions=identity_descriptions(identity.entity_name),
        previews=level_previews(offered, _sketch(form, rare), current_locale(), clock.now()),
        rare=few_write_each(current_locale(), rare, target.min_group_verbatim) if rare else "",
        few=_few_colleagues(target),
        protection=what_protects(target.identity_levels),
        path=request.path,
        known=known_here(target),
        keeper=keeper_of(form, _draft_address(target)),
        similar_lines=alike,
        similar_heading=similar_heading(alike),
    )


def _sketch(form: FeedbackForm, rare: Collection[str]) -> Sketch:
    """Return what is written so far, for the cards that show each level; ``rare``: languages that few people write."""
    identity = current_identity()
    language = _language_so_far(form)
    return Sketch(
        title=form.title.data or "",
        body=form.body.data or "",
        kind=form.kind.data or "",
        name=identity.name,
        entity_name=identity.entity_name,
        language=language,
        is_rare=language in rare,
    )


def _language_so_far(form: FeedbackForm) -> str:
    """Return the language of what is typed; of an empty form, the one its reader probably writes."""
    actor = current_actor()
    title, body = form.words
    typed = detect(f"{title}\n{body}", (actor.language,)) if title or body else UNDETERMINED
    return form.language_chosen or (actor.language if typed == UNDETERMINED else typed)


def _few_colleagues(target: MissionTarget) -> str:
    """Say when so few people of the reader's entity take part that naming it nearly names them."""
    if IdentityLevel.CONFIDENTIAL not in target.identity_levels:
        return ""
    place, least = (target.mission.campaign_id, target.edition_id), target.min_group_verbatim
    if not few_take_part(current_session(), current_actor(), *place, least):
        return ""
    return few_colleagues(least, target.identity_levels)


def _rare_languages(target: MissionTarget) -> list[str]:
    """Return the languages, among those of the entity and of the interface, in which the card hides the entity.

    A confidential contribution in one of them would nearly tell who wrote it.
    """
    if IdentityLevel.CONFIDENTIAL not in target.identity_levels:
        return []
    actor, least = current_actor(), target.min_group_verbatim
    return rare_languages(current_session(), actor, target.edition_id, {*LOCALES, *target.locales}, least)


def _look_at_writer(address: MissionAddress, form: FeedbackForm) -> Iterator[Caution]:
    """Yield where a hidden name is written, and what a language tells that few people write."""
    yield from form.look_for_name(current_identity().name)
    if form.identity.data == IdentityLevel.CONFIDENTIAL:
        yield from _rare_language(address, form)


def _rare_language(address: MissionAddress, form: FeedbackForm) -> Iterator[Caution]:
    session, actor = current_session(), current_actor()
    language = form.to_input(str(current_app.secret_key)).language_by(actor)
    target = mission_target(session, actor, address)
    least = target.min_group_verbatim
    for rare in rare_languages(session, actor, target.edition_id, {language} - {UNDETERMINED}, least):
        yield rare_language_caution(current_locale(), rare, least, target.identity_levels, form.identity.name)


@bp.get("/campaigns/<slug>/feedback/thanks")
def thanks(slug: str) -> ResponseReturnValue:
    """Confirm, say what happens next, and show the reference code until its reader has noted it."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    sent, codes = sent_last(slug), codes_to_note(slug)
    own = own_sent(session, actor, sent) if sent else None
    missions = missions_of(session, actor, campaign.id)
    number = request.args.get("mission", type=int)
    mission = next((each for each in missions if each.number == number), None)
    following = _next(campaign, missions, mission)
    waits = bool(codes) or own is None or own.waits
    return render_template(
        "feedback/thanks.html",
        slug=slug,
        codes=codes,
        form=BaseForm(formdata=None),
        language=language_label(current_locale(), own.language) if own else "",
        due_label=formats.day(current_locale(), own.due_on) if own and own.due_on else "",
        mission=mission,
        step=_step_asked() if mission else None,
        next_mission=following,
        next_label=start_label(following) if following else "",
        can_submit=can(actor, Action.FEEDBACK_SUBMIT, campaign.facts),
        can_tick=can(actor, Action.MISSION_TICK, campaign.facts),
        waits=waits,
        usual_delay=_usual_delay(campaign) if waits else "",
        url=url_for("feedback.feedback", feedback_id=sent) if sent else "",
    )


def _usual_delay(campaign: CampaignRow) -> str:
    edition = campaign.edition
    delays = usual_delays(current_session(), current_actor(), [edition.id] if edition else [])
    return delay_sentence(delays.get(edition.id)) if edition else ""


def _next(campaign: CampaignRow, missions: list[MissionRow], mission: MissionRow | None) -> MissionRow | None:
    """Return the next mission that is still to do, other than this one."""
    today = clock.today(campaign.edition.time_zone) if campaign.edition else clock.today()
    others = (each for each in missions if each != mission and not each.is_done and each.is_open_on(today))
    return next(others, None)


@bp.post("/campaigns/<slug>/feedback/noted")
def noted(slug: str) -> ResponseReturnValue:
    """Forget the reference codes in this browser: their reader has noted them."""
    campaign_by_slug(current_session(), current_actor(), slug)
    forget_codes(slug)
    return redirect(url_for("home.campaign", slug=slug))


@bp.get("/feedback/kept-images/<token>")
def kept_image(token: str) -> ResponseReturnValue:
    """Serve an image that a form keeps, or its small size, to whose form it is."""
    return image_response(kept_bytes(token), "image/webp", "image")


@bp.get("/feedback/<ident:feedback_id>/images/<int(max=9):number>")
def image(feedback_id: int, number: int) -> ResponseReturnValue:
    """Serve one image, or its small size, to who may read the contribution."""
    key, media_type = image_key(current_session(), current_actor(), feedback_id, number)
    return image_response(image_bytes(key), media_type, f"{idents.encode(feedback_id)}-{number}")


@bp.get("/feedback/<ident:feedback_id>/versions/<int(max=999999):version>/images/<int(max=9):number>")
def version_image(feedback_id: int, version: int, number: int) -> ResponseReturnValue:
    """Serve one image of another version, or its small size, to its author and the moderators."""
    key, media_type = version_image_key(current_session(), current_actor(), feedback_id, version, number)
    return image_response(image_bytes(key), media_type, f"{idents.encode(feedback_id)}-{version}-{number}")


@bp.route("/feedback/reference", methods=["GET", "POST"])
def reference() -> ResponseReturnValue:
    """Come back to a contribution nobody can trace, with its code."""
    session, actor = current_session(), current_actor()
    form = ReferenceForm()
    if not form.validate_on_submit():
        return render_template("feedback/reference.html", form=form), form.http_status
    count_try(REFERENCE_TRIES, "reference", "group", group_of_session(str(current_app.secret_key)))
    try:
        feedback_id = feedback_by_reference(session, actor, reference_hash(form.code.data or ""))
    except DomainError as error:
        form.accept(error)
        return render_template("feedback/reference.html", form=form), form.http_status
    keep_reference(feedback_id)
    return redirect(url_for("feedback.feedback", feedback_id=feedback_id))
