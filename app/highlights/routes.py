"""Pages on which authors are asked and thanked, and the board of nuggets."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.highlights.forms import AdoptionForm, NuggetFilterForm, ShowingForm
from app.highlights.presenters import ask_labels, asked_lines, nugget_cards, nugget_filters, stance_labels
from app.highlights.queries import (
    AskSubject,
    NuggetRow,
    adopting_entities,
    adoptions_of,
    ask_subject,
    nugget_by_id,
    nugget_options,
    nuggets_page,
)
from app.highlights.service import answer_showing, ask_showing, note_adoption, take_back_showing
from app.texts.queries import texts_of
from app.web.addresses import safe_path
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import chosen_links, filters_label, passage_of

bp = Blueprint("highlights", __name__)


@bp.route("/feedback/<ident:feedback_id>/showings", methods=["GET", "POST"])
def ask(feedback_id: int) -> ResponseReturnValue:
    """Ask the author of a contribution whether it may be shown, or thank them."""
    session, actor = current_session(), current_actor()
    subject = ask_subject(session, actor, feedback_id)
    form = ShowingForm(ask_labels())
    if form.validate_on_submit():
        try:
            ask_showing(session, actor, feedback_id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Sent to the author. Nothing is shown before they agree."), "success")
            return redirect(url_for("highlights.ask", feedback_id=feedback_id), 303)
    return _ask_page(subject, form)


@bp.post("/showings/<ident:showing_id>/agree")
def agree(showing_id: int) -> ResponseReturnValue:
    """Agree that a contribution of one's own is shown."""
    answer_showing(current_session(), current_actor(), showing_id, agrees=True)
    flash(_("Thank you. You can withdraw your agreement at any time."), "success")
    return redirect(safe_path(request.form.get("next")), 303)


@bp.post("/showings/<ident:showing_id>/refuse")
def refuse(showing_id: int) -> ResponseReturnValue:
    """Refuse it, or take an agreement back."""
    answer_showing(current_session(), current_actor(), showing_id, agrees=False)
    flash(_("Your answer has been noted. Nothing is shown."), "success")
    return redirect(safe_path(request.form.get("next")), 303)


@bp.post("/showings/<ident:showing_id>/take-back")
def take_back(showing_id: int) -> ResponseReturnValue:
    """Show a contribution no longer, or ask no longer."""
    take_back_showing(current_session(), current_actor(), showing_id)
    flash(_("It is taken back, and shown no longer."), "success")
    return redirect(safe_path(request.form.get("next")), 303)


@bp.get("/nuggets")
def nuggets() -> ResponseReturnValue:
    """Show what other entities found. Five statements at most."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    options = nugget_options(session, actor)
    filters = NuggetFilterForm(request.args).to_filters(options)
    page = nuggets_page(session, actor, filters)
    texts = texts_of(session, actor, {each.campaign_title_id for each in options})
    choices = nugget_filters(options, filters, texts, locale)
    asked = {name: value for name in ("entity", "campaign", "language") if (value := request.args.get(name, ""))}
    return render_template(
        "highlights/nuggets.html",
        cards=nugget_cards(page.rows, adoptions_of(session, actor, [row.id for row in page.rows]), texts, locale),
        choices=choices if options else (),
        open_label=filters_label(choices, locale),
        chosen=chosen_links(choices, lambda name: _url({**asked, name: ""})),
        can_adopt=bool(adopting_entities(session, actor)),
        first_url=_url(asked) if filters.after else "",
        next_url=_url({**asked, "after": page.next_key}) if page.next_key else "",
    )


@bp.route("/nuggets/<ident:showing_id>", methods=["GET", "POST"])
def nugget(showing_id: int) -> ResponseReturnValue:
    """Show one nugget, and what sponsors say becomes of it in their entities."""
    session, actor = current_session(), current_actor()
    row = nugget_by_id(session, actor, showing_id)
    entities = adopting_entities(session, actor)
    form = AdoptionForm(entities, stance_labels())
    if entities and form.validate_on_submit():
        try:
            note_adoption(session, actor, showing_id, form.entity.data, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Your note has been published under the nugget."), "success")
            return redirect(url_for("highlights.nugget", showing_id=showing_id), 303)
    return _nugget_page(row, form if entities else None)


def _nugget_page(row: NuggetRow, form: AdoptionForm | None) -> ResponseReturnValue:
    session, actor, locale = current_session(), current_actor(), current_locale()
    texts = texts_of(session, actor, [row.campaign_title_id])
    [card] = nugget_cards([row], adoptions_of(session, actor, [row.id]), texts, locale)
    return render_template("highlights/nugget.html", card=card, form=form), form.http_status if form else 200


def _ask_page(subject: AskSubject, form: ShowingForm) -> ResponseReturnValue:
    html = render_template(
        "highlights/ask.html",
        form=form,
        title=passage_of(subject.title, subject.language),
        body=passage_of(subject.body, subject.language),
        can_be_asked=subject.can_be_asked,
        lines=asked_lines(subject.asked, current_locale()),
        back_url=url_for("feedback.feedback", feedback_id=subject.id),
    )
    return html, form.http_status


def _url(asked: dict[str, str]) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return url_for("highlights.nuggets") + (f"?{urlencode(kept)}" if kept else "")
