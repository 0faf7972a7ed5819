"""Pages of the moderation feature: the queue, the four decisions on its open case, and undoing one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock, idents
from app.core.errors import DomainError, Forbidden, NotFound
from app.core.languages import UNDETERMINED
from app.feedback.presenters.alike import AlikeLine, alike_lines
from app.feedback.queries.alike import alike_elsewhere
from app.feedback.queries.single import feedback_by_id
from app.house_rules.presenters import settings_to_write_url
from app.moderation.errors import AlreadyDecided, CannotBeUndone
from app.moderation.forms import (
    BulkForm,
    CaseForms,
    DeskForms,
    HideForm,
    PublishForm,
    QueueFilterForm,
    RefuseForm,
    SendBackForm,
    WordsForm,
    case_forms,
    desk_forms,
)
from app.moderation.presenters import (
    QueueReader,
    case_acts,
    case_card,
    conflict_sentence,
    counts_sentence,
    decided_sentence,
    filter_choices,
    known_labels,
    left_sentence,
    queue_list,
    view_heading,
    view_links,
)
from app.moderation.presenters.acts import CaseActs
from app.moderation.presenters.batches import batch_lines
from app.moderation.presenters.cases import CaseCard
from app.moderation.presenters.desk import CaseDesk, case_desk
from app.moderation.queries import (
    DeskRow,
    QueueFilters,
    QueueOptions,
    QueueRow,
    case_by_id,
    desks_of,
    notes_of,
    queue_counts,
    queue_options,
    queue_page,
)
from app.moderation.queries.batches import batches_of
from app.moderation.routes.blueprint import bp
from app.moderation.routes.kept import case_url, following_url, kept_filters
from app.moderation.service import (
    UNDO_BATCH_WITHIN,
    decide_cases,
    hide_case,
    publish_and_trust_case,
    publish_case,
    refuse_case_change,
    send_back_case,
    undo_decision,
    undo_decisions,
)
from app.moderation.types import Outcome, QueueView
from app.policy.check import can, require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import sentence_of
from app.web.parts import chosen_links, filters_label
from app.web.toasts import toast
from config import CONTENT_LANGUAGES


@dataclass(frozen=True, slots=True)
class Refusal:
    """How an act ended that did not go through: what to say, and the words to give back."""

    status: HTTPStatus = HTTPStatus.OK
    refused: dict[int, PublishForm] = field(default_factory=dict)
    conflict: str = ""
    bulk: BulkForm | None = None  # one decision on several, to be mended
    unsent: str = ""  # written for a case that somebody else has decided


@dataclass(frozen=True, slots=True)
class OpenCase:
    """The case that is open beside the list, and the forms by which it is decided."""

    card: CaseCard
    acts: CaseActs
    forms: CaseForms
    desk: CaseDesk
    desk_forms: DeskForms
    alikes: Sequence[AlikeLine]


@bp.get("/moderation")
def queue() -> ResponseReturnValue:
    """Show what waits, oldest first, twenty a page, and one case open beside it."""
    return _show(Refusal())


@bp.get(
    "/moderation/<ident:feedback_id>/<any('publish', 'publish-and-trust', 'send-back', 'hide', 'refuse-change'):act>"
)
def back_to_queue(feedback_id: int, act: str) -> ResponseReturnValue:
    """Lead back to the queue who reloads, or changes the language of, a page shown after a refusal."""
    del act
    return redirect(url_for("moderation.queue", **kept_filters(), case=idents.encode(feedback_id)))


@bp.post("/moderation/<ident:feedback_id>/publish")
def publish(feedback_id: int) -> ResponseReturnValue:
    """Let everybody read the contribution."""
    session, actor, form = current_session(), current_actor(), PublishForm()
    return _decide(
        feedback_id,
        form,
        lambda: publish_case(session, actor, feedback_id, form.seen).id,
        _("Published."),
    )


@bp.post("/moderation/<ident:feedback_id>/publish-and-trust")
def publish_and_trust(feedback_id: int) -> ResponseReturnValue:
    """Let everybody read the contribution, and its author's next ones at once, there or in the whole entity."""
    session, actor, form = current_session(), current_actor(), PublishForm()
    said = (
        _("Published. The author’s next contributions to every campaign here will appear at once.")
        if form.is_in_entity
        else _("Published. The author’s next contributions to this campaign will appear at once.")
    )
    return _decide(
        feedback_id,
        form,
        lambda: publish_and_trust_case(session, actor, feedback_id, form.seen, in_entity=form.is_in_entity).id,
        said,
    )


@bp.post("/moderation/<ident:feedback_id>/send-back")
def send_back(feedback_id: int) -> ResponseReturnValue:
    """Give the contribution back with a question."""
    session, actor, form = current_session(), current_actor(), SendBackForm()
    return _decide(
        feedback_id,
        form,
        lambda: send_back_case(session, actor, feedback_id, form.seen, form.text).id,
        _("Sent back. It returns here with the reply."),
    )


@bp.post("/moderation/<ident:feedback_id>/hide")
def hide(feedback_id: int) -> ResponseReturnValue:
    """Hide the contribution, with a reason."""
    session, actor, form = current_session(), current_actor(), HideForm()
    return _decide(
        feedback_id,
        form,
        lambda: hide_case(session, actor, feedback_id, form.seen, form.text).id,
        _("Hidden. The author will read your reason."),
    )


@bp.post("/moderation/<ident:feedback_id>/refuse-change")
def refuse_change(feedback_id: int) -> ResponseReturnValue:
    """Let readers go on with the former version, with a reason."""
    session, actor, form = current_session(), current_actor(), RefuseForm()
    return _decide(
        feedback_id,
        form,
        lambda: refuse_case_change(session, actor, feedback_id, form.seen, form.text).id,
        _("The previous version stays. The author will read your reason."),
    )


@bp.post("/moderation/decisions/<ident:decision_id>/undo")
def undo(decision_id: int) -> ResponseReturnValue:
    """Undo one's own decision, within seconds; the contribution stands where it stood, and is open again."""
    try:
        feedback = undo_decision(current_session(), current_actor(), decision_id)
    except CannotBeUndone as error:
        flash(sentence_of(error), "warning")
        return redirect(url_for("moderation.queue", **kept_filters()))
    flash(_("Undone."), "success")
    if feedback.waiting_since is None:
        return redirect(url_for("feedback.feedback", feedback_id=feedback.id))
    return redirect(case_url(idents.encode(feedback.id)))


@bp.get("/moderation/bulk")
def back_from_bulk() -> ResponseReturnValue:
    """Lead back to the queue who reloads the page shown after a refusal."""
    return redirect(url_for("moderation.queue", **kept_filters()))


@bp.post("/moderation/bulk")
def bulk() -> ResponseReturnValue:
    """Take one decision on the contributions that are selected."""
    session, actor = current_session(), current_actor()
    require(actor, Action.QUEUE_VIEW, NOTHING)
    form = BulkForm(request.form.getlist("case"))
    if not form.validate_on_submit():
        return _show(Refusal(form.http_status, bulk=form))
    try:
        done = decide_cases(session, actor, Outcome(form.act.data), form.picked(), form.words.data or "")
    except Forbidden:
        raise
    except DomainError as error:
        form.accept(error)
        return _show(Refusal(form.http_status, bulk=form))
    if done.left:
        flash(left_sentence(done.left), "warning")
    if done.decided:
        toast(decided_sentence(done.decided), url_for("moderation.undo_bulk", batch_id=done.batch_id, **kept_filters()))
    return redirect(case_url(""))


@bp.post("/moderation/bulk/<ident:batch_id>/undo")
def undo_bulk(batch_id: int) -> ResponseReturnValue:
    """Undo what one decided at once."""
    try:
        done = undo_decisions(current_session(), current_actor(), batch_id)
    except CannotBeUndone as error:
        flash(sentence_of(error), "warning")
    else:
        flash(_("Undone."), "success")
        if done.left:
            flash(left_sentence(done.left), "warning")
    return redirect(url_for("moderation.queue", **kept_filters()))


@bp.get("/moderation/decided")
def batches() -> str:
    """Show what one decided at once in the last day, to be undone."""
    session, actor = current_session(), current_actor()
    rows = batches_of(session, actor, UNDO_BATCH_WITHIN)
    lines = batch_lines(rows, current_locale(), actor.time_zone)
    return render_template("moderation/batches.html", lines=lines)


def _decide(feedback_id: int, form: PublishForm, act: Callable[[], int], said: str) -> ResponseReturnValue:
    """Take the decision and go on with the next case, or show the same one again with what was written."""
    if not form.validate_on_submit():
        return _refuse(feedback_id, form)
    try:
        decision_id = act()
    except AlreadyDecided as error:
        sentence = conflict_sentence(error, current_locale(), current_actor().time_zone)
        return _show(Refusal(HTTPStatus.CONFLICT, conflict=sentence, unsent=form.text))
    except Forbidden:
        raise  # the queue would not hold the case
    except DomainError as error:
        form.accept(error)
        return _refuse(feedback_id, form)
    toast(said, url_for("moderation.undo", decision_id=decision_id, **kept_filters()))
    if request.args.get("from") == "page":  # decided on the contribution's own page
        return redirect(url_for("feedback.feedback", feedback_id=feedback_id))
    return redirect(following_url())


def _refuse(feedback_id: int, form: PublishForm) -> ResponseReturnValue:
    """Show what was refused with its words: in the queue, or by itself when it is not there."""
    if form.words is None:
        return _show(Refusal(form.http_status, {feedback_id: form}))
    view = feedback_by_id(current_session(), current_actor(), feedback_id)
    if view.feedback.waiting_since is not None:
        return _show(Refusal(form.http_status, {feedback_id: form}))
    require(current_actor(), Action.FEEDBACK_MODERATE, view.facts)
    title, text, button = (
        (_("Send back with a question"), _("The author and the moderators will read it."), _("Send the question"))
        if isinstance(form, SendBackForm)
        else (
            _("Hide from others"),
            _("Others can no longer see it. Its author is told why."),
            _("Hide with this reason"),
        )
    )
    if isinstance(form, WordsForm):
        form.content_language.data = view.feedback.language
    html = render_template(
        "moderation/decide.html", form=form, item=view.feedback, title=title, text=text, button=button
    )
    return html, form.http_status


def _show(outcome: Refusal) -> ResponseReturnValue:
    session, actor, locale = current_session(), current_actor(), current_locale()
    options = queue_options(session, actor, request.args.get("campaign", ""))
    languages = [
        code for code in (*CONTENT_LANGUAGES, UNDETERMINED) if options.languages is None or code in options.languages
    ]
    filters = QueueFilterForm(request.args).to_filters(options, set(languages))
    after = request.args.get("after", "")
    page = queue_page(session, actor, filters, after, options)
    opened = _opened(page.rows, outcome, filters.view)
    kept = kept_filters()
    reader = QueueReader(locale, actor.time_zone, clock.now(), kept)
    desks = desks_of(session, actor, [row.id for row in (*page.rows, *((opened,) if opened else ()))])
    choices = filter_choices(options, languages, filters, locale, known_labels(desks.values()))
    listed = queue_list(page.rows, opened, reader, desks)
    is_unanswered = filters.view is QueueView.UNANSWERED
    html = render_template(
        "moderation/queue.html",
        list=listed,
        opened=_open_case(opened, desks.get(opened.id, DeskRow()), reader, listed.following, outcome)
        if opened
        else None,
        choices=choices,
        open_label=filters_label(choices, locale),
        chosen=chosen_links(choices, lambda name: url_for("moderation.queue", **{**kept, name: None, "after": None})),
        summary="" if is_unanswered else counts_sentence(queue_counts(session, actor, options), locale),
        is_narrowed=filters != QueueFilters(),
        view=filters.view,
        heading=view_heading(filters.view),
        views=view_links(
            filters.view,
            lambda view: url_for("moderation.queue", **{**kept, "view": view, "after": None}),
            may_answer=can(actor, Action.ANSWERS_OWED_VIEW, NOTHING),
        ),
        may_pick=not is_unanswered,
        more_pages=_more_pages(options),
        next_url=url_for("moderation.queue", **{**kept, "after": page.next_key}) if page.next_key else "",
        first_url=url_for("moderation.queue", **{**kept, "after": None}) if after else "",
        outcome=outcome,
        bulk_url=url_for("moderation.bulk", **kept),
        bulk=outcome.bulk or BulkForm((), formdata=None),
    )
    return html, outcome.status


def _more_pages(options: QueueOptions) -> list[tuple[str, str]]:
    """Return the other pages about moderation that the reader may open: the name and address of each."""
    actor = current_actor()
    settings_url = settings_to_write_url(actor, [(entity.id, entity.code) for entity in options.entities])
    pages = (
        (_("Languages"), url_for("moderation.languages") if can(actor, Action.COVERAGE_VIEW, NOTHING) else ""),
        (_("Rules"), url_for("moderation.rules")),
        (_("Undo"), url_for("moderation.batches")),
        (_("Trust"), url_for("moderation.trust") if can(actor, Action.TRUST_VIEW, NOTHING) else ""),
        (_("Log"), url_for("moderation.log") if can(actor, Action.LOG_EXPORT, NOTHING) else ""),
        (_("Settings of moderation"), settings_url),
    )
    return [(name, url) for name, url in pages if url]


def _opened(rows: Sequence[QueueRow], outcome: Refusal, view: QueueView) -> QueueRow | None:
    """Return the case that is open: the one that was refused, the one that is asked for, else the oldest."""
    wanted = next(iter(outcome.refused), None) or request.args.get("case", None, idents.decode)
    found = next((row for row in rows if row.id == wanted), None)
    if found is None and wanted:
        try:
            found = case_by_id(current_session(), current_actor(), wanted, view)
        except NotFound:  # decided, or taken back, meanwhile
            found = None
    return found or next(iter(rows), None)


def _open_case(row: QueueRow, desk: DeskRow, reader: QueueReader, following: str, outcome: Refusal) -> OpenCase:
    """Return the open case; ``following``: see ``QueueList``."""
    session, actor = current_session(), current_actor()
    notes = notes_of(session, actor, row.id, row.facts) if desk.note_count and row.may_decide else ()
    return OpenCase(
        card=case_card(row, reader),
        acts=case_acts(row, reader, following),
        forms=case_forms(row.language, outcome.refused.get(row.id)),
        desk=case_desk(row.id, desk, notes, reader),
        desk_forms=desk_forms(row.moderators, desk),
        alikes=alike_lines(alike_elsewhere(session, actor, row.facts), row.id, reader.locale),
    )
