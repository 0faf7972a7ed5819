"""The session itself, its results once it is closed, and its minutes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.errors import NotFound
from app.i18n import formats
from app.i18n.locale import direction_of
from app.policy.check import can
from app.policy.rules import Action
from app.reviews.forms import proposals_sent
from app.reviews.presenters import (
    assessor_status,
    closed_label,
    in_label,
    kind_of_review_labels,
    own_progress_label,
    proposal_labels,
    result_line,
    review_state_labels,
    subject_line,
    tie_sentences,
)
from app.reviews.queries import ReviewRow, marks_progress, own_marks, results_of, review_by_id, subjects_of
from app.reviews.routes.blueprint import bp
from app.reviews.service import close_review, propose_decisions
from app.reviews.types import ReviewState
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.pdf import can_write_pdf, write_pdf


@bp.get("/reviews/<ident:review_id>")
def review(review_id: int) -> ResponseReturnValue:
    """Show where a session stands: to its chairs, to its assessors, and to both its results once it is closed."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    found = review_by_id(session, actor, review_id)
    subjects = subjects_of(session, actor, found)
    own = ""
    if found.state is ReviewState.OPEN and found.is_assessor(actor):
        done, asked = marks_progress(session, actor, found, subjects, own_marks(session, actor, found))
        own = own_progress_label(found, done, asked, locale)
    return render_template(
        "reviews/review.html",
        review=found,
        **_about(found),
        lines=[subject_line(found, each, locale) for each in subjects],
        may_chair=can(actor, Action.REVIEW_CHAIR, found.facts),
        is_assessor=found.is_assessor(actor),
        has_handed_in=found.has_handed_in(actor),
        own_progress=own,
        results=_results(found) if found.state is ReviewState.CLOSED else None,
        by_disagreement=request.args.get("sort") == "disagreement",
        is_late=found.due_on < clock.today(),
    )


@bp.get("/reviews/<ident:review_id>/minutes")
def minutes(review_id: int) -> ResponseReturnValue:
    """Show the minutes of a closed session, to read and to print."""
    found = _closed(review_id)
    return render_template(
        "reviews/minutes.html",
        **_minutes_of(found, _results(found)),
        may_chair=can(current_actor(), Action.REVIEW_CHAIR, found.facts),
        file_url=url_for("reviews.minutes_file", review_id=review_id) if can_write_pdf() else "",
    )


@bp.get("/reviews/<ident:review_id>/minutes.pdf")
def minutes_file(review_id: int) -> ResponseReturnValue:
    """Return the minutes as PDF; where the site cannot write one, the page to print."""
    if not can_write_pdf():
        return minutes(review_id)
    found, locale = _closed(review_id), current_locale()
    results = _results(found)
    # A file has no address that a link could start from.
    results["lines"] = [replace(line, subject=replace(line.subject, url="")) for line in results["lines"]]
    page = render_template(
        "reviews/kit/paper.html", **_minutes_of(found, results), locale=locale, direction=direction_of(locale)
    )
    response = Response(write_pdf(page, "report.css").content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="minutes.pdf"'
    return response


@bp.post("/reviews/<ident:review_id>/proposals")
def propose(review_id: int) -> ResponseReturnValue:
    """Save what the minutes propose."""
    session, actor = current_session(), current_actor()
    found = review_by_id(session, actor, review_id)
    propose_decisions(session, actor, review_id, proposals_sent(subjects_of(session, actor, found)))
    flash(_("Saved."), "success")
    return redirect(url_for("reviews.minutes", review_id=review_id), 303)


@bp.post("/reviews/<ident:review_id>/close")
def close(review_id: int) -> ResponseReturnValue:
    """Close a session before all are in."""
    close_review(current_session(), current_actor(), review_id)
    flash(_("The review is closed. Its results can be read."), "success")
    return redirect(url_for("reviews.review", review_id=review_id), 303)


def _closed(review_id: int) -> ReviewRow:
    """Return a closed session; before that there are no minutes."""
    found = review_by_id(current_session(), current_actor(), review_id)
    if found.state is not ReviewState.CLOSED:
        raise NotFound
    return found


def _minutes_of(found: ReviewRow, results: dict[str, Any]) -> dict[str, Any]:
    """Return what minutes say, in words."""
    return {
        "review": found,
        **_about(found),
        "results": results,
        "proposals": proposal_labels(),
        "as_of": formats.day(current_locale(), clock.today(current_actor().time_zone)),
    }


def _about(found: ReviewRow) -> dict[str, Any]:
    """Return what pages say of a session, in words."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    texts = texts_of(session, actor, found.campaign_title_ids)
    weights = sum(each.weight for each in found.criteria)
    return {
        "campaigns": formats.listed(locale, [texts[one].value for one in found.campaign_title_ids if one in texts]),
        "asker": found.entity_name or _("Central team"),
        "kind_label": kind_of_review_labels()[found.kind],
        "tie_sentence": tie_sentences()[found.tie_rule],
        "state_label": review_state_labels()[found.state],
        "due_label": formats.day(locale, found.due_on),
        "in_label": in_label(found, locale),
        "closed_label": closed_label(found, actor, locale),
        "criteria": [
            (
                each.name,
                formats.number(locale, each.weight),
                formats.percent(locale, round(100 * each.weight / weights)),
            )
            for each in found.criteria
            if weights
        ],
    }


def _results(found: ReviewRow) -> dict[str, Any]:
    """Return the results of a closed session, ready to print."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    rows = results_of(session, actor, found, subjects_of(session, actor, found))
    ordered = list(rows.rows)
    if request.args.get("sort") == "disagreement":
        ordered.sort(key=lambda row: row.score.spread, reverse=True)
    return {
        "lines": [result_line(found, row, actor, locale) for row in ordered],
        "people": [(each.name, assessor_status(found, each, rows.took_part)) for each in found.assessors],
    }
