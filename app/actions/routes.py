"""Pages of actions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions.forms import ActionForm, MeasureForm, ProgressForm, action_filters, action_form
from app.actions.presenters import (
    action_choices,
    action_rows,
    action_state_labels,
    effect_facts,
    measure_lines,
    other_language,
    owner_label,
)
from app.actions.queries import (
    ActionFilters,
    ActionRow,
    action_by_id,
    action_entities,
    actions_page,
    in_words_of_reader,
    measures_of,
)
from app.actions.service import change_action, measure_action, plan_action, report_action
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.decisions.queries import decisions_by_id
from app.i18n import formats
from app.policy.check import can, require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.queries import words_in_all_languages
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import filters_label, passage_of
from config import Settings

bp = Blueprint("actions", __name__)


@bp.get("/actions")
def actions() -> ResponseReturnValue:
    """List the actions that the reader follows or owns, the first due first. Four statements."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    entities = action_entities(session, actor)
    filters = action_filters(request.args, entities)
    page = actions_page(session, actor, filters, request.args.get("after", ""))
    choices = action_choices(entities, filters)
    kept = {name: request.args[name] for name in ("entity", "state", "decision") if request.args.get(name)}
    return render_template(
        "actions/actions.html",
        rows=action_rows(page.rows, locale, clock.today(actor.time_zone)),
        choices=choices,
        open_label=filters_label(choices, locale),
        is_narrowed=filters != ActionFilters(),
        first_url=_url(kept) if request.args.get("after") else "",
        next_url=_url(kept, page.next_key) if page.next_key else "",
    )


def _url(kept: dict[str, Any], after: str = "") -> str:
    return url_for("actions.actions", **kept, after=after or None)


@bp.route("/decisions/<ident:decision_id>/actions/new", methods=["GET", "POST"])
def create(decision_id: int) -> ResponseReturnValue:
    """Plan an action that follows from a decision."""
    session, actor = current_session(), current_actor()
    decision = decisions_by_id(session, actor, [decision_id]).get(decision_id)
    if decision is None:
        raise NotFound
    require(actor, Action.ACTION_WRITE, Facts(entity_id=decision.entity_id or actor.entity_id))
    form = action_form(_locales())
    if form.validate_on_submit():
        try:
            made = plan_action(session, actor, decision_id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The action is planned. Its owner is told."), "success")
            return redirect(url_for("actions.action", action_id=made.id), 303)
    subject = passage_of(decision.title, decision.title_language)
    subject_url = url_for("feedback.feedback", feedback_id=decision.feedback_id)
    html = render_template(
        "actions/form.html", form=form, sections=form.sections(), subject=subject, subject_url=subject_url, is_new=True
    )
    return html, form.http_status


def _locales() -> tuple[str, ...]:
    settings: Settings = current_app.extensions["settings"]
    return tuple(settings.locales)


def _filled(row: ActionRow, *, sent: bool = True) -> ActionForm:
    ids = (row.title_text_id, row.indicator_text_id, row.unit_text_id)
    words = words_in_all_languages(current_session(), current_actor(), ids)
    return action_form(_locales(), (row, words), sent=sent)


@bp.route("/actions/<ident:action_id>/edit", methods=["GET", "POST"])
def edit(action_id: int) -> ResponseReturnValue:
    """Change what is planned."""
    session, actor = current_session(), current_actor()
    row = action_by_id(session, actor, action_id)
    require(actor, Action.ACTION_WRITE, row.facts)
    form = _filled(row)
    if form.validate_on_submit():
        try:
            change_action(session, actor, action_id, form.to_input())
        except ChangedMeanwhile:
            row = action_by_id(session, actor, action_id)
            form.show_beside(_filled(row, sent=False))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The action has been saved."), "success")
            return redirect(url_for("actions.action", action_id=action_id), 303)
    subject, subject_url = passage_of(row.title, row.language), url_for("actions.action", action_id=action_id)
    html = render_template(
        "actions/form.html", form=form, sections=form.sections(), subject=subject, subject_url=subject_url, is_new=False
    )
    return html, form.http_status


@bp.route("/actions/<ident:action_id>", methods=["GET", "POST"])
def action(action_id: int) -> ResponseReturnValue:
    """Show an action; its owner says how it stands."""
    session, actor = current_session(), current_actor()
    row = action_by_id(session, actor, action_id)
    if request.method == "POST":
        require(actor, Action.ACTION_REPORT, row.facts)
    form = ProgressForm(row, action_state_labels())
    if form.validate_on_submit():
        try:
            report_action(session, actor, action_id, form.to_input())
        except ChangedMeanwhile:
            form.show_beside(
                ProgressForm(action_by_id(session, actor, action_id), action_state_labels(), formdata=None)
            )
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Saved. Testers read it on the pages of results."), "success")
            return redirect(url_for("actions.action", action_id=action_id), 303)
    return _show(row, form, MeasureForm(formdata=None)), form.http_status


@bp.post("/actions/<ident:action_id>/measures")
def measure(action_id: int) -> ResponseReturnValue:
    """Store a measured value."""
    session, actor = current_session(), current_actor()
    row = action_by_id(session, actor, action_id)
    require(actor, Action.ACTION_REPORT, row.facts)
    form = MeasureForm()
    if form.validate_on_submit():
        try:
            measure_action(session, actor, action_id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The measured value has been saved."), "success")
            return redirect(url_for("actions.action", action_id=action_id, _anchor="effect"), 303)
    return _show(row, ProgressForm(row, action_state_labels(), formdata=None), form), form.http_status


def _show(row: ActionRow, form: ProgressForm, measure_form: MeasureForm) -> str:
    session, actor, locale = current_session(), current_actor(), current_locale()
    reports, writes = can(actor, Action.ACTION_REPORT, row.facts), can(actor, Action.ACTION_WRITE, row.facts)
    (row,) = in_words_of_reader(session, actor, [row])
    effect = effect_facts(row, locale)
    return render_template(
        "actions/action.html",
        row=row,
        title=passage_of(row.title, row.language),
        fallback_label=other_language(row.language, locale, locale),
        subject=passage_of(row.subject, row.subject_language) if row.subject else None,
        state=action_state_labels()[row.state],
        is_late=row.is_late(clock.today(actor.time_zone)),
        owner=owner_label(row),
        due=formats.day(locale, row.due_on),
        effect=effect,
        measures=measure_lines(measures_of(session, actor, row.id), row.unit, locale) if effect.indicator else [],
        form=form if reports else None,
        measure_form=measure_form if reports and effect.indicator else None,
        edit_url=url_for("actions.edit", action_id=row.id) if writes else "",
    )
