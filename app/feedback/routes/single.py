"""One contribution: its page, and what its author does with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.types import IdentityLevel
from app.core import clock, idents
from app.core.errors import ChangedMeanwhile, DomainError, Forbidden, NotFound
from app.core.languages import UNDETERMINED
from app.drafts.types import DraftAddress, DraftForm
from app.feedback.errors import AlreadySent, SentBefore
from app.feedback.forms.single import (
    CommentForm,
    LanguageForm,
    ReplyForm,
    ResponseForm,
    RevisionForm,
    RevisionOffer,
)
from app.feedback.lifecycle import LifeStage
from app.feedback.presenters.alike import alike_lines
from app.feedback.presenters.labels import (
    content_languages,
    handling_labels,
    identity_labels,
    kind_labels,
    language_label,
)
from app.feedback.presenters.notes import delay_sentence
from app.feedback.presenters.progress import ProgressEntry, response_preview
from app.feedback.presenters.rare import rare_language_caution
from app.feedback.presenters.shown import shown_lines
from app.feedback.presenters.single import SinglePage
from app.feedback.queries.alike import alike_elsewhere
from app.feedback.queries.delays import usual_delays
from app.feedback.queries.merged import read_elsewhere
from app.feedback.queries.shown import showings_on
from app.feedback.queries.single import FeedbackView, feedback_by_id
from app.feedback.queries.themes import ThemeOption, themes_on
from app.feedback.queries.writers import rare_languages
from app.feedback.routes.blueprint import bp
from app.feedback.routes.drafts import keeper_of, save_for_later, take_up_draft
from app.feedback.routes.images import keep_images
from app.feedback.routes.place import act_url, list_place, page_url, reads_newest_first
from app.feedback.service.language import correct_language
from app.feedback.service.revise import reply_to_question, revise_feedback, withdraw_feedback
from app.missions.queries import mission_labels, missions_of
from app.policy.check import can, require
from app.policy.conditions import may_know_entity
from app.policy.facts import Facts
from app.policy.rules import Action
from app.ready_answers.queries import ready_answers_for
from app.texts.queries import ReadText, texts_of
from app.web.cautions import Caution
from app.web.context import current_actor, current_identity, current_locale, current_session
from app.web.forms import BaseForm, draft_done
from app.web.images import kept_images
from app.web.limits import retry_after
from app.web.parts import Passage, read_passage


@bp.get("/feedback/<ident:feedback_id>")
def feedback(feedback_id: int) -> ResponseReturnValue:
    """Show one contribution with its conversation; what was merged into another one is read there.

    Its author and the moderators can stay, to see what was said between them.
    """
    try:
        view = seen(feedback_id)
    except NotFound:
        return _lead_on(feedback_id)
    if view.feedback.is_merged and "stay" not in request.args:
        try:
            return _lead_on(feedback_id)
        except NotFound:
            return show(view)  # nobody reads the other one now
    return show(view)


def _lead_on(feedback_id: int) -> ResponseReturnValue:
    """Lead to where a merged contribution is read, and say so.

    :raises NotFound: it is not merged, or out of sight there
    """
    found = read_elsewhere(current_session(), current_actor(), feedback_id)
    flash(_("“%(title)s” has been merged into this contribution: both say the same.", title=found.title), "info")
    return redirect(url_for("feedback.feedback", feedback_id=found.shown_in_id))


def seen(feedback_id: int) -> FeedbackView:
    """Return the contribution, with the page of its comments that the address names.

    :raises NotFound: absent, or out of sight
    """
    page = request.args.get("comments", 1, int)
    return feedback_by_id(current_session(), current_actor(), feedback_id, page, newest_first=reads_newest_first())


def show(
    view: FeedbackView, wrong: BaseForm | None = None, parent_id: int | None = None, *, unsent: bool = False
) -> tuple[str, int]:
    """Render the page; ``wrong`` is a form that was refused, shown again with what was typed.

    ``parent_id``: the comment it replies to. ``unsent``: its reader may no longer send it, so that the page has no
    place for it but the top.
    """
    actor, feedback_id = current_actor(), view.feedback.id
    themes = themes_on(current_session(), actor, [feedback_id]).get(feedback_id, [])
    texts = texts_of(current_session(), actor, [*_title_ids(view), *(theme.name_text_id for theme in themes)])
    page = SinglePage.of(view, actor, current_locale(), clock.now(), texts)
    reply_to = idents.encode(parent_id) if parent_id is not None else ""
    is_reply = any(line.public_id == reply_to for line in page.comments)  # else its words stand in the form below
    refused_comment = wrong if isinstance(wrong, CommentForm) else None
    answering = wrong if isinstance(wrong, ResponseForm) else response_form(page)
    if page.may.answer:
        answering.offer(_ready(view))
    body = render_template(
        "feedback/feedback.html",
        page=page,
        place=list_place(view, themes),
        shown=shown_lines(
            showings_on(current_session(), actor, feedback_id, view.facts),
            is_author=can(actor, Action.SHOWING_ANSWER, view.facts),
        ),
        alikes=alike_lines(alike_elsewhere(current_session(), actor, view.facts), feedback_id, current_locale()),
        themes=_theme_links(view, themes, texts),
        feedback_id=feedback_id,
        slug=view.campaign.slug,
        campaign_title=texts[view.campaign.title_text_id],
        unsent=wrong if unsent or (isinstance(wrong, ReplyForm) and not page.may.reply) else None,
        comment_form=CommentForm(formdata=None) if is_reply or refused_comment is None else refused_comment,
        reply=refused_comment,
        reply_to=reply_to,
        reply_url=act_url("feedback.comment", feedback_id, comments=page.comments_page),
        me_too_url=act_url("feedback.take_back_me_too" if page.has_me_too else "feedback.me_too", feedback_id),
        usual_delay=_usual_delay(view),
        here_url=page_url(feedback_id, comments=page.comments_page),
        before_url=page_url(feedback_id, comments=page.comments_page - 1, anchor="comments"),
        after_url=page_url(feedback_id, comments=page.comments_page + 1, anchor="comments"),
        oldest_url=page_url(feedback_id, newest_first=False, anchor="comments"),
        newest_url=page_url(feedback_id, newest_first=True, anchor="comments"),
        reply_form=wrong if isinstance(wrong, ReplyForm) else ReplyForm(formdata=None),
        language_form=wrong if isinstance(wrong, LanguageForm) else _language_form(view),
        response_form=answering,
        ready_url=_ready_url(view),
        is_composing=isinstance(wrong, ResponseForm),
        merged_url=page_url(view.feedback.shown_in_id) if view.feedback.shown_in_id else "",
        preview=_preview(wrong, page) if isinstance(wrong, ResponseForm) else (),
        answer_url=act_url("feedback.answer", feedback_id, anchor="answer-for-the-team"),
        handling_url=act_url("feedback.handling", feedback_id, anchor="answer-for-the-team"),
    )
    return body, wrong.http_status if wrong is not None else 200


def _ready(view: FeedbackView) -> dict[str, str]:
    """Return the ready answers that fit a contribution, by their number."""
    rows = ready_answers_for(current_session(), current_actor(), view.facts)
    return {idents.encode(row.id): row.title for row in rows}


def _ready_url(view: FeedbackView) -> str:
    """Return where the ready answers of the entity are written; "" for who does not, or may not know the entity."""
    actor, is_known = current_actor(), bool(view.entity_code) and may_know_entity(current_actor(), view.facts)
    may_write = is_known and can(actor, Action.READY_ANSWER_WRITE, Facts(entity_id=view.facts.entity_id))
    return url_for("ready_answers.ready_answers", code=view.entity_code) if may_write else ""


def _title_ids(view: FeedbackView) -> list[int | None]:
    """Return the numbers of the titles that stand on the page: of the campaign, the mission and the step."""
    place = view.mission
    return [view.campaign.title_text_id, *((place.title_text_id, place.step_text_id) if place else ())]


def _theme_links(
    view: FeedbackView, themes: Iterable[ThemeOption], texts: Mapping[int, ReadText]
) -> list[tuple[str, Passage]]:
    """Return the themes of the contribution, each with the address of the contributions that have it."""
    return [
        (
            url_for("feedback.feed", slug=view.campaign.slug, theme=idents.encode(theme.id)),
            read_passage(texts[theme.name_text_id]),
        )
        for theme in themes
    ]


def _usual_delay(view: FeedbackView) -> str:
    """Say to the author of what waits how long that usually takes. One statement, for them alone."""
    actor, edition_id = current_actor(), view.feedback.edition_id
    if view.feedback.stage is not LifeStage.WAITING or not can(actor, Action.FEEDBACK_WITHDRAW, view.facts):
        return ""
    return delay_sentence(usual_delays(current_session(), actor, [edition_id]).get(edition_id))


def _preview(form: ResponseForm, page: SinglePage) -> tuple[ProgressEntry, ...]:
    """Return what readers will see of an answer that is only looked at; nothing where it is not."""
    if not form.is_previewed:
        return ()
    data = form.to_input()
    is_moved = data.handling is not None and (data.handling.handling, data.handling.reason) != page.standing
    return response_preview(data, is_moved=is_moved)


def _language_form(view: FeedbackView) -> LanguageForm:
    return LanguageForm(content_languages(current_locale()), formdata=None, data={"language": view.latest.language})


def response_form(page: SinglePage) -> ResponseForm:
    """Return the form of the official answer and of the status, filled from what is stored."""
    return ResponseForm(handling_labels(), formdata=None, data=stored_response(page))


def stored_response(page: SinglePage) -> dict[str, object]:
    """Return what is stored of the answer and of the status, by field."""
    return {
        "body": page.answer.body if page.answer else "",
        "version": page.answer_version,
        "handling": page.handling,
        "reason": page.handling_reason,
        "read": page.version,
    }


def refused(feedback_id: int, form: BaseForm, error: DomainError, parent_id: int | None = None) -> ResponseReturnValue:
    """Show the page again with the rule's sentence; nothing was changed, and the words can be copied."""
    view = seen(feedback_id)
    form.accept(error)
    body, status = show(view, form, parent_id, unsent=isinstance(error, Forbidden))
    return body, status, retry_after(error)


@bp.route("/feedback/<ident:feedback_id>/edit", methods=["GET", "POST"])
def edit(feedback_id: int) -> ResponseReturnValue:
    """Change one's own words."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    page = SinglePage.of(view, actor, current_locale(), clock.now())
    if not page.may.revise:
        raise Forbidden
    form, draft = _revision_form(view), DraftAddress(DraftForm.REVISION, feedback_id)
    if form.is_saved_for_later:
        return save_for_later(form, draft) or _show_edit(form, page, feedback_id)
    take_up_draft(form, draft)
    if form.validate_on_submit():
        try:
            item = revise_feedback(session, actor, feedback_id, form.to_input(), current_app.extensions["storage"])
        except ChangedMeanwhile:
            return _beside(feedback_id, form)
        except DomainError as error:
            form.accept(error)
        else:
            draft_done()
            flash(_said(item.stage), "success")
            return redirect(url_for("feedback.feedback", feedback_id=feedback_id))
    return _show_edit(form, page, feedback_id)


def _revision_form(view: FeedbackView, **options: object) -> RevisionForm:
    """Return the form that changes a contribution, filled from what its author wrote last."""
    latest = view.latest
    data = {
        "kind": latest.kind,
        "title": latest.title,
        "body": latest.body,
        "step": latest.step_id,
        "rating": str(latest.rating or ""),
        "version": view.feedback.version,
    }
    offer = _revision_offer(view)
    return RevisionForm(offer, partial(_look_at_writer, view), kept_images(), data=data, **options)


def _show_edit(form: RevisionForm, page: SinglePage, feedback_id: int) -> ResponseReturnValue:
    keep_images(form)
    form.show_images()
    html = render_template(
        "feedback/edit.html",
        form=form,
        page=page,
        feedback_id=feedback_id,
        kept=form.kept_tokens,
        path=request.path,
        keeper=keeper_of(form, DraftAddress(DraftForm.REVISION, feedback_id)),
    )
    return html, form.http_status


def _beside(feedback_id: int, form: RevisionForm) -> ResponseReturnValue:
    """Show the form again beside what is stored now; what says the same, as after a second click, is stored already."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    form.show_beside(_revision_form(view, formdata=None))
    if form.says_the_same:
        flash(_said(view.feedback.stage), "success")
        return redirect(url_for("feedback.feedback", feedback_id=feedback_id))
    return _show_edit(form, SinglePage.of(view, actor, current_locale(), clock.now()), feedback_id)


def _revision_offer(view: FeedbackView) -> RevisionOffer:
    """Return what the author may choose from: that of the mission, the images there are, and a name to be hidden."""
    session, actor, feedback = current_session(), current_actor(), view.feedback
    missions = [row for row in missions_of(session, actor, feedback.campaign_id) if row.id == feedback.mission_id]
    steps = mission_labels(session, actor, missions).steps
    level = IdentityLevel.CONFIDENTIAL
    may_hide = feedback.identity is IdentityLevel.NAMED and level in view.campaign.identity_levels
    return RevisionOffer(
        kinds=kind_labels(),
        steps={step.id: steps[step.id].value for row in missions for step in row.steps if step.id in steps},
        images={image.number: image.alt_text for image in view.latest_images},
        confidential=identity_labels()[level] if may_hide else "",
    )


def _look_at_writer(view: FeedbackView, form: RevisionForm) -> Iterator[Caution]:
    """Yield where a name that is hidden, or is to be, is written, and what a language tells that few people write."""
    if view.feedback.identity is IdentityLevel.CONFIDENTIAL or form.hidden.data:
        yield from form.look_for_name(current_identity().name)
    yield from _rare_language(view, form)


def _rare_language(view: FeedbackView, form: RevisionForm) -> Iterator[Caution]:
    """Yield what is asked when a change hides the name, or brings confidential words in a language few write."""
    session, actor, feedback, data = current_session(), current_actor(), view.feedback, form.to_input()
    former, level = view.latest, IdentityLevel.CONFIDENTIAL
    language = data.language_by(actor, f"{former.title}\n{former.body}", former.language)
    is_confidential = feedback.identity is level
    if data.identity != level and not (is_confidential and language != feedback.language):
        return
    least = view.campaign.min_group_verbatim
    for rare in rare_languages(session, actor, feedback.edition_id, {language} - {UNDETERMINED}, least):
        field = form.body if is_confidential else form.hidden
        yield rare_language_caution(current_locale(), rare, least, (), field.name)


def _said(stage: LifeStage) -> str:
    """Say what becomes of a change."""
    if stage is LifeStage.CHANGE_WAITING:
        return _(
            "Your change has been sent. A moderator will read it; in the meantime the previous version stays visible."
        )
    if stage is LifeStage.WAITING:
        return _("Your contribution has been edited. A moderator will read it before others do.")
    return _("Your contribution has been edited. Readers can see that it was.")


@bp.post("/feedback/<ident:feedback_id>/language")
def language(feedback_id: int) -> ResponseReturnValue:
    """Say in which language a contribution is written."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    view = feedback_by_id(session, actor, feedback_id)
    require(actor, Action.FEEDBACK_CORRECT_LANGUAGE, view.facts)
    form = LanguageForm(content_languages(locale))
    if not form.validate_on_submit():
        return show(view, form)
    feedback = correct_language(session, actor, feedback_id, form.language.data)
    corrected = feedback.language_moderated
    flash(_("Language: %(language)s.", language=language_label(locale, corrected)), "success")
    if not can(actor, Action.FEEDBACK_VIEW, replace(view.facts, language=corrected)):
        return redirect(url_for("moderation.queue"))
    return redirect(url_for("feedback.feedback", feedback_id=feedback_id))


@bp.post("/feedback/<ident:feedback_id>/reply")
def reply(feedback_id: int) -> ResponseReturnValue:
    """Answer the moderator's question."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    is_named = view.feedback.identity is IdentityLevel.NAMED
    form = ReplyForm("" if is_named else current_identity().name)
    if not form.validate_on_submit():
        return show(view, form)
    try:
        reply_to_question(session, actor, feedback_id, form.to_input())
    except AlreadySent:
        pass  # the same form twice is one answer
    except SentBefore:
        flash(_("You have already sent this."), "info")
        return redirect(url_for("feedback.feedback", feedback_id=feedback_id))
    except DomainError as error:
        return refused(feedback_id, form, error)
    flash(_("Thank you. A moderator will read your reply."), "success")
    return redirect(url_for("feedback.feedback", feedback_id=feedback_id))


@bp.post("/feedback/<ident:feedback_id>/withdraw")
def withdraw(feedback_id: int) -> ResponseReturnValue:
    """Take one's own contribution back."""
    session, actor = current_session(), current_actor()
    view = feedback_by_id(session, actor, feedback_id)
    withdraw_feedback(session, actor, feedback_id)
    flash(_("Your contribution has been withdrawn. Nobody can see it any more."), "success")
    return redirect(url_for("home.campaign", slug=view.campaign.slug))
