"""Where the reader of a contribution is: in which list they walk, and in which order they read the comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from app.core import idents
from app.core.languages import UNDETERMINED
from app.feedback.forms.filters import FeedFilterForm
from app.feedback.queries.feed import SEARCH_MAX_CHARS, FeedFilters, neighbours
from app.feedback.queries.single import FeedbackView
from app.feedback.queries.themes import ThemeOption
from app.feedback.types import State
from app.web.context import current_actor, current_session
from config import CONTENT_LANGUAGES

LIST_ARGS = (
    "q",
    "sort",
    "kind",
    "mission",
    "step",
    "entity",
    "language",
    "state",
    "outcome",
    "week",
    "since",
    "until",
    "theme",
    "product",
    "highlighted",
)  # of the feed
NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The list the reader came from, and what stands before and after; empty at its ends."""

    list_url: str
    previous_url: str
    next_url: str


def list_args() -> dict[str, str]:
    """Return the filters of the list the reader came from, as the address has them."""
    asked = request.args
    return {name: value[:SEARCH_MAX_CHARS] for name in LIST_ARGS if (value := asked.get(name, ""))} if asked else {}


def list_query() -> str:
    """Return the same, ready to follow a question mark."""
    return urlencode(list_args())


def reads_newest_first() -> bool:
    """Whether the reader asked for the last comments first."""
    return request.args.get("order") == NEWEST


def page_url(feedback_id: int, *, comments: int = 1, newest_first: bool | None = None, anchor: str = "") -> str:
    """Return the address of a contribution in the list the reader walks, at a page of its comments."""
    is_newest = reads_newest_first() if newest_first is None else newest_first
    return url_for("feedback.feedback", feedback_id=feedback_id, **_place(comments, anchor, newest_first=is_newest))


def act_url(endpoint: str, feedback_id: int, *, comments: int = 1, anchor: str = "") -> str:
    """Return where a form of the page is sent to, so that its reader comes back to the same place."""
    is_newest = reads_newest_first()
    return url_for(endpoint, feedback_id=feedback_id, **_place(comments, anchor, newest_first=is_newest))


def _place(comments: int, anchor: str, *, newest_first: bool) -> dict[str, Any]:
    pages = {"comments": comments} if comments > 1 else {}
    order = {"order": NEWEST} if newest_first else {}
    return {**list_args(), **pages, **order, "_anchor": anchor or None}


def list_place(view: FeedbackView, themes: Iterable[ThemeOption]) -> ListPlace:
    """Return what stands before and after in the list the reader came from. One statement for what is public.

    ``themes``: those of the contribution.
    """
    feedback = view.feedback
    list_url = _feed_url(view.campaign.slug)
    if feedback.state is not State.PUBLISHED:
        return ListPlace(list_url, "", "")
    found = neighbours(current_session(), current_actor(), feedback.id, _filters(view, themes))
    previous_url, next_url = ("" if each is None else page_url(each, newest_first=False) for each in found)
    return ListPlace(list_url, previous_url, next_url)


def _feed_url(slug: str) -> str:
    query = list_query()
    return url_for("feedback.feed", slug=slug) + (f"?{query}" if query else "")


def _filters(view: FeedbackView, themes: Iterable[ThemeOption]) -> FeedFilters:
    """Return the list's filters; by mission, step, entity or theme: the contribution's own, as it is in the list."""
    feedback = view.feedback
    missions = {view.mission.number: feedback.mission_id} if view.mission and feedback.mission_id else {}
    entities = {view.entity_code: feedback.shown_entity_id} if feedback.shown_entity_id else {}
    known = {idents.encode(theme.id): theme.id for theme in themes}
    languages = (*CONTENT_LANGUAGES, UNDETERMINED)
    asked = (view.mission.number if view.mission else 0, request.args.get("step", 0, type=int))
    steps = {asked: feedback.step_id} if feedback.step_id else {}
    return FeedFilterForm(request.args).to_filters(missions, entities, languages, known, steps)
