"""Choose the subjects of a session: by the filters of the feed, the most supported first, or by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import campaigns_page
from app.core import idents
from app.core.errors import DomainError
from app.feedback.forms.filters import FeedFilterForm
from app.feedback.presenters.labels import handling_labels, kind_labels
from app.feedback.queries.feed import FeedFilters, FeedRow, feed_page
from app.feedback.queries.themes import ThemeOption, themes_of
from app.feedback.types import Sort
from app.policy.check import require
from app.policy.rules import Action
from app.reviews.forms import ShortlistForm
from app.reviews.presenters import ShortlistCandidate, subject_line
from app.reviews.queries import ReviewRow, review_by_id, subjects_of
from app.reviews.routes.blueprint import bp
from app.reviews.service import add_subjects, remove_subject
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import Filter, filter_of, passage_of
from app.web.support import supported_by

CAMPAIGNS_MAX = 100


@bp.route("/reviews/<ident:review_id>/shortlist", methods=["GET", "POST"])
def shortlist(review_id: int) -> ResponseReturnValue:
    """Show what is on the shortlist and what can be added, or add it."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    review = review_by_id(session, actor, review_id)
    require(actor, Action.REVIEW_CHAIR, review.facts)
    form = ShortlistForm()
    if form.validate_on_submit():
        try:
            count = add_subjects(session, actor, review_id, form.chosen())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Contributions added: %(count)s", count=count), "success")
            return redirect(request.full_path, 303)
    subjects = subjects_of(session, actor, review)
    found, filters, search = _offered(review)
    there = {each.feedback_id for each in subjects}
    page = render_template(
        "reviews/shortlist.html",
        review=review,
        form=form,
        lines=[subject_line(review, each, locale) for each in subjects],
        candidates=[_candidate(row, locale) for row in found if row.id not in there],
        filters=filters,
        search=search,
    )
    return page, form.http_status


@bp.post("/reviews/<ident:review_id>/subjects/<ident:item_id>/remove")
def drop_subject(review_id: int, item_id: int) -> ResponseReturnValue:
    """Take a subject off the shortlist."""
    remove_subject(current_session(), current_actor(), review_id, item_id)
    return redirect(url_for("reviews.shortlist", review_id=review_id), 303)


def _offered(review: ReviewRow) -> tuple[Sequence[FeedRow], list[Filter], str]:
    """Return what the filters let through of one campaign, the filters, and the words searched."""
    session, actor = current_session(), current_actor()
    ours = [
        each
        for each in campaigns_page(session, actor, limit=CAMPAIGNS_MAX).rows
        if each.campaign.id in review.campaign_ids
    ]
    if not ours:
        return (), [], ""
    asked = request.args.get("campaign", "")
    chosen = next((each for each in ours if str(each.campaign.id) == asked), ours[0]).campaign
    themes = themes_of(session, actor, chosen.facts)
    names = {key: text.value for key, text in texts_of(session, actor, [one.name_text_id for one in themes]).items()}
    filters = _filters(review, themes)
    titles = [(str(each.campaign.id), each.texts[each.campaign.title_text_id].value) for each in ours]
    offered = [filter_of("campaign", _("Campaign"), titles, str(chosen.id)), *_choices(filters, themes, names)]
    return feed_page(session, actor, chosen.facts, filters).rows, offered, filters.search


def _filters(review: ReviewRow, themes: Sequence[ThemeOption]) -> FeedFilters:
    """Return what is asked; for an entity, of what shows that entity alone."""
    ids = {idents.encode(one.id): one.id for one in themes}
    filters = FeedFilterForm(request.args).to_filters({}, {}, (), ids, {})
    if "sort" not in request.args:
        filters = replace(filters, sort=Sort.ME_TOO)
    return replace(filters, entity_id=review.entity_id)


def _choices(filters: FeedFilters, themes: Sequence[ThemeOption], names: Mapping[int, str]) -> list[Filter]:
    orders = ((Sort.ME_TOO.value, _("Most supported first")), (Sort.NEWEST.value, _("Newest first")))
    states = handling_labels()
    offered = [
        filter_of("kind", _("Type"), kind_labels().items(), filters.kind or "", everything=_("All types")),
        filter_of("state", _("Status"), states.items(), filters.handling or "", everything=_("All statuses")),
        filter_of("sort", _("Sort by"), orders, filters.sort.value),
    ]
    if themes:
        labels = [(idents.encode(one.id), names.get(one.name_text_id, "")) for one in themes]
        chosen = idents.encode(filters.theme_id) if filters.theme_id is not None else ""
        offered.append(filter_of("theme", _("Theme"), labels, chosen, everything=_("All themes")))
    return offered


def _candidate(row: FeedRow, locale: str) -> ShortlistCandidate:
    return ShortlistCandidate(
        idents.encode(row.id),
        passage_of(row.title, row.language),
        row.kind.value,
        kind_labels()[row.kind],
        supported_by(locale, row.me_too_count),
    )
