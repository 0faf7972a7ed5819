"""Mark: the grid, one subject at a time, pairs; and hand in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.reviews.errors import MarksMissing
from app.reviews.forms import SubjectForm, choice_sent, grid_sent, marks_sent, pair_sent
from app.reviews.presenters import SCALE, mark_line, own_progress_label, pair_line, subject_line
from app.reviews.queries import ReviewRow, SubjectRow, own_marks, own_pairs, review_by_id, subjects_of
from app.reviews.routes.blueprint import bp
from app.reviews.service import choose_first, hand_in, save_opinions
from app.reviews.types import NUMBER_DIGITS, ReviewKind, ReviewState
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import sentence_of


@bp.route("/reviews/<ident:review_id>/marks", methods=["GET", "POST"])
def marks(review_id: int) -> ResponseReturnValue:
    """Show the grid of the reader's own marks, or save them."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    review = review_by_id(session, actor, review_id)
    if review.kind is ReviewKind.PAIRS:
        return redirect(url_for("reviews.pairs", review_id=review_id), 303)
    subjects = subjects_of(session, actor, review)
    own = own_marks(session, actor, review)
    refusal, sent = None, False
    if request.method == "POST":
        try:
            save_opinions(session, actor, review_id, grid_sent(review, subjects, own.on))
        except ChangedMeanwhile as error:
            refusal, sent = error, True
            own = own_marks(session, actor, review)
        else:
            flash(_("Your marks have been saved."), "success")
            return redirect(url_for("reviews.marks", review_id=review_id), 303)
    lines = [
        mark_line(review, each, own.on(each.id), locale, sent=marks_sent(review, each) if sent else None)
        for each in subjects
    ]
    page = render_template(
        "reviews/marks.html",
        review=review,
        lines=lines,
        scale=SCALE,
        may_mark=_may_mark(review),
        refusal=sentence_of(refusal) if refusal else "",
    )
    return page, refusal.status if refusal else 200


@bp.route("/reviews/<ident:review_id>/subjects/<ident:item_id>", methods=["GET", "POST"])
def subject(review_id: int, item_id: int) -> ResponseReturnValue:
    """Show one subject with what it says, and the reader's own marks on it; or save them."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    review = review_by_id(session, actor, review_id)
    subjects = subjects_of(session, actor, review)
    own = own_marks(session, actor, review)
    here = next((place for place, each in enumerate(subjects) if each.id == item_id), None)
    if here is None:
        raise NotFound
    found, said = subjects[here], own.on(item_id)
    form = SubjectForm(data={"note": said.note})
    if form.validate_on_submit():
        try:
            save_opinions(session, actor, review_id, {item_id: form.opinion(review, found, said)})
        except DomainError as error:
            form.accept(error)
            said = own_marks(session, actor, review).on(item_id)
        else:
            flash(_("Your marks have been saved."), "success")
            return redirect(_next_url(review, subjects, here), 303)
    typed = marks_sent(review, found) if request.method == "POST" else None
    has_conflict = "conflict" in request.form if request.method == "POST" else said.has_conflict
    return render_template(
        "reviews/subject.html",
        review=review,
        form=form,
        line=mark_line(review, found, said, locale, sent=typed),
        others=[subject_line(review, each, locale) for each in subjects],
        has_conflict=has_conflict,
        is_own=found.is_own,
        scale=SCALE,
        may_mark=_may_mark(review) and found.is_counted and found.is_readable and not found.is_own,
        previous_url=_subject_url(review, subjects, here - 1),
        next_url=_subject_url(review, subjects, here + 1),
        back_url=url_for("reviews.marks", review_id=review.id),
    ), form.http_status


def _subject_url(review: ReviewRow, subjects: tuple[SubjectRow, ...], place: int) -> str:
    if not 0 <= place < len(subjects):
        return ""
    return url_for("reviews.subject", review_id=review.id, item_id=subjects[place].id)


def _next_url(review: ReviewRow, subjects: tuple[SubjectRow, ...], here: int) -> str:
    """Return the next subject, or the whole grid after the last one."""
    return _subject_url(review, subjects, here + 1) or url_for("reviews.marks", review_id=review.id)


@bp.route("/reviews/<ident:review_id>/pairs", methods=["GET", "POST"])
def pairs(review_id: int) -> ResponseReturnValue:
    """Show the pair that is next, or one that was chosen before; or save which comes first."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    review = review_by_id(session, actor, review_id)
    if review.kind is ReviewKind.GRID:
        return redirect(url_for("reviews.marks", review_id=review_id), 303)
    if request.method == "POST":
        choice = choice_sent()
        if choice is not None:
            choose_first(session, actor, review_id, pair_sent(), choice)
            return redirect(url_for("reviews.pairs", review_id=review_id), 303)
        flash(_("Please choose one of the two, or “Equal”."), "error")
    subjects = subjects_of(session, actor, review)
    own = own_marks(session, actor, review)
    shown = own_pairs(session, actor, review, subjects, own)
    asked = request.args.get("pair", "")
    number = int(asked) if asked.isdecimal() and len(asked) <= NUMBER_DIGITS else 0
    place = next((place for place, each in enumerate(shown, 1) if place == number), 0)
    place = place or next((place for place, each in enumerate(shown, 1) if each.choice is None), 0)
    done = sum(each.choice is not None for each in shown)
    return render_template(
        "reviews/pairs.html",
        review=review,
        pair=pair_line(review, shown[place - 1], place, len(shown), locale) if place else None,
        previous_url=url_for("reviews.pairs", review_id=review_id, pair=place - 1) if place > 1 else "",
        first_url=url_for("reviews.pairs", review_id=review_id, pair=1) if shown else "",
        progress=own_progress_label(review, done, len(shown), locale),
        may_mark=_may_mark(review),
    )


@bp.post("/reviews/<ident:review_id>/hand-in")
def finish(review_id: int) -> ResponseReturnValue:
    """Hand in the reader's own marks."""
    try:
        hand_in(current_session(), current_actor(), review_id)
    except MarksMissing as error:
        flash(sentence_of(error), "error")
    else:
        flash(_("Your marks are in. Thank you."), "success")
    return redirect(url_for("reviews.review", review_id=review_id), 303)


def _may_mark(review: ReviewRow) -> bool:
    return review.state is ReviewState.OPEN and not review.has_handed_in(current_actor())
