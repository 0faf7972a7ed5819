"""Pages of an entity's ready answers, for who manages its community."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.core.errors import ChangedMeanwhile, DomainError
from app.entities.queries import EntityPlace, entity_place
from app.policy.rules import Action
from app.ready_answers.forms import ReadyAnswerForm, ready_answer_form
from app.ready_answers.presenters import ready_answer_rows
from app.ready_answers.queries import (
    campaigns_of,
    languages_of,
    ready_answer_by_id,
    ready_answer_texts,
    ready_answers_in,
)
from app.ready_answers.service import change_ready_answer, delete_ready_answer, write_ready_answer
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session

bp = Blueprint("ready_answers", __name__)


@bp.get("/entities/<code>/ready-answers")
def ready_answers(code: str) -> ResponseReturnValue:
    """List them. Three statements, whatever their number."""
    session, actor, place = current_session(), current_actor(), _place(code)
    rows = ready_answers_in(session, actor, place)
    ids = [text_id for row in rows for text_id in (row.body_text_id, row.campaign_title_id)]
    return render_template(
        "ready_answers/list.html",
        place=place,
        rows=ready_answer_rows(rows, texts_of(session, actor, ids), code),
    )


@bp.route("/entities/<code>/ready-answers/new", methods=["GET", "POST"])
def create(code: str) -> ResponseReturnValue:
    """Write one."""
    session, actor, place = current_session(), current_actor(), _place(code)
    form = ready_answer_form(languages_of(session, actor, place), _campaigns(place))
    if form.validate_on_submit():
        try:
            write_ready_answer(session, actor, place.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The ready answer has been saved."), "success")
            return redirect(url_for("ready_answers.ready_answers", code=code), 303)
    return _form_page(place, form)


@bp.route("/entities/<code>/ready-answers/<ident:ready_id>/edit", methods=["GET", "POST"])
def edit(code: str, ready_id: int) -> ResponseReturnValue:
    """Change one."""
    session, actor, place = current_session(), current_actor(), _place(code)
    form = _filled(place, ready_id)
    if form.validate_on_submit():
        try:
            change_ready_answer(session, actor, ready_id, form.to_input())
        except ChangedMeanwhile:
            by = last_change(session, actor, ("ready_answer", ready_id), "ready_answers.change")
            form.show_beside(_filled(place, ready_id, sent=False), saved_last(by, current_locale(), actor.time_zone))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The ready answer has been saved."), "success")
            return redirect(url_for("ready_answers.ready_answers", code=code), 303)
    return _form_page(place, form, url_for("ready_answers.delete", code=code, ready_id=ready_id))


@bp.post("/entities/<code>/ready-answers/<ident:ready_id>/delete")
def delete(code: str, ready_id: int) -> ResponseReturnValue:
    """Delete one."""
    session, actor, place = current_session(), current_actor(), _place(code)
    ready_answer_by_id(session, actor, place, ready_id)
    delete_ready_answer(session, actor, ready_id)
    flash(_("The ready answer has been deleted. Answers published with it stay."), "success")
    return redirect(url_for("ready_answers.ready_answers", code=code), 303)


def _place(code: str) -> EntityPlace:
    return entity_place(current_session(), current_actor(), code, Action.READY_ANSWER_WRITE)


def _filled(place: EntityPlace, ready_id: int, *, sent: bool = True) -> ReadyAnswerForm:
    """Return the form of what is there, in its first language first."""
    session, actor = current_session(), current_actor()
    row = ready_answer_by_id(session, actor, place, ready_id)
    texts = ready_answer_texts(session, actor, place, row)
    return ready_answer_form(tuple(texts.states), _campaigns(place), (row, texts), sent=sent)


def _campaigns(place: EntityPlace) -> dict[int, str]:
    session, actor = current_session(), current_actor()
    titles = campaigns_of(session, actor, place)
    texts = texts_of(session, actor, titles.values())
    return {number: texts[title_id].value for number, title_id in titles.items() if title_id in texts}


def _form_page(place: EntityPlace, form: ReadyAnswerForm, delete_url: str = "") -> ResponseReturnValue:
    page = render_template(
        "ready_answers/form.html", place=place, form=form, sections=form.sections(), delete_url=delete_url
    )
    return page, form.http_status
