"""Prepare a session: what is asked, and of whom."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import campaigns_page
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError, Forbidden
from app.policy.check import require
from app.policy.rules import Action
from app.reviews.forms import GROUP, AssessorForm, ReviewForm, review_data
from app.reviews.presenters import kind_of_review_labels, review_rows, reviews_calendar, tie_rule_labels
from app.reviews.queries import ReviewRow, chairable_places, review_by_id, reviews_list
from app.reviews.routes.blueprint import bp
from app.reviews.service import (
    change_review,
    invite_assessor,
    open_review,
    prepare_review,
    remove_assessor,
)
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import sentence_of
from config import Settings

CAMPAIGNS_MAX = 100


@bp.get("/reviews")
def reviews() -> ResponseReturnValue:
    """List the sessions that the reader chairs or marks."""
    session, actor = current_session(), current_actor()
    rows = reviews_list(session, actor)
    return render_template(
        "reviews/reviews.html",
        rows=review_rows(rows, current_locale()),
        dates_url=url_for("reviews.dates") if any(row.is_assessor for row in rows) else "",
        can_prepare=bool(chairable_places(session, actor)),
    )


@bp.get("/reviews/dates.ics")
def dates() -> ResponseReturnValue:
    """Return the last days of the sessions that ask for the reader's marks, for their own calendar."""
    rows = reviews_list(current_session(), current_actor())
    settings: Settings = current_app.extensions["settings"]
    content = reviews_calendar(rows, current_locale(), clock.now(), settings.base_url)
    answer = Response(content, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="reviews.ics"'
    return answer


@bp.route("/reviews/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Prepare a session."""
    session, actor = current_session(), current_actor()
    places = chairable_places(session, actor)
    if not places:
        raise Forbidden
    form = ReviewForm()
    form.offer(
        [(GROUP if one.entity_id is None else str(one.entity_id), one.name or _("Central team")) for one in places],
        _campaign_choices(),
        kind_of_review_labels(),
        tie_rule_labels(),
    )
    if form.validate_on_submit():
        try:
            made = prepare_review(session, actor, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            return redirect(url_for("reviews.shortlist", review_id=made.id), 303)
    return render_template("reviews/form.html", form=form, back_url=url_for("reviews.reviews")), form.http_status


@bp.route("/reviews/<ident:review_id>/edit", methods=["GET", "POST"])
def edit(review_id: int) -> ResponseReturnValue:
    """Change a session that is not open yet."""
    session, actor = current_session(), current_actor()
    review = review_by_id(session, actor, review_id)
    require(actor, Action.REVIEW_CHAIR, review.facts)
    form = _filled(review)
    if form.validate_on_submit():
        try:
            change_review(session, actor, review_id, form.to_input())
        except ChangedMeanwhile:
            form.show_beside(_filled(review_by_id(session, actor, review_id)))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("reviews.review", review_id=review_id), 303)
    back_url = url_for("reviews.review", review_id=review_id)
    return render_template("reviews/form.html", form=form, back_url=back_url), form.http_status


def _filled(review: ReviewRow) -> ReviewForm:
    form = ReviewForm(data=review_data(review))
    form.offer([], _campaign_choices(), kind_of_review_labels(), tie_rule_labels())
    form.keep(review)
    return form


def _campaign_choices() -> list[tuple[str, str]]:
    listed = campaigns_page(current_session(), current_actor(), limit=CAMPAIGNS_MAX).rows
    return [(str(each.campaign.id), each.texts[each.campaign.title_text_id].value) for each in listed]


@bp.route("/reviews/<ident:review_id>/assessors", methods=["GET", "POST"])
def assessors(review_id: int) -> ResponseReturnValue:
    """Choose who is asked for marks."""
    session, actor = current_session(), current_actor()
    review = review_by_id(session, actor, review_id)
    require(actor, Action.REVIEW_CHAIR, review.facts)
    form = AssessorForm()
    if form.validate_on_submit():
        try:
            invite_assessor(session, actor, review_id, form.email.data or "")
        except DomainError as error:
            form.accept(error)
        else:
            return redirect(url_for("reviews.assessors", review_id=review_id), 303)
    page = render_template("reviews/assessors.html", review=review_by_id(session, actor, review_id), form=form)
    return page, form.http_status


@bp.post("/reviews/<ident:review_id>/assessors/<ident:person_id>/remove")
def drop_assessor(review_id: int, person_id: int) -> ResponseReturnValue:
    """Ask somebody no longer."""
    remove_assessor(current_session(), current_actor(), review_id, person_id)
    return redirect(url_for("reviews.assessors", review_id=review_id), 303)


@bp.post("/reviews/<ident:review_id>/open")
def start(review_id: int) -> ResponseReturnValue:
    """Ask the assessors for their marks."""
    try:
        open_review(current_session(), current_actor(), review_id)
    except DomainError as error:
        if error.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        flash(sentence_of(error), "error")
    else:
        flash(_("The review is open. The assessors are notified."), "success")
    return redirect(url_for("reviews.review", review_id=review_id), 303)
