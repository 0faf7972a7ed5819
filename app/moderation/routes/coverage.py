"""The page that tells who can moderate which language this week."""

from __future__ import annotations

from flask import render_template

from app.moderation.presenters.coverage import coverage_cells, gaps_sentence
from app.moderation.queries import coverage
from app.moderation.routes.blueprint import bp
from app.web.context import current_actor, current_locale, current_session


@bp.get("/moderation/languages")
def languages() -> str:
    """Show, for each entity and language, who moderates it, and where nobody does."""
    rows = coverage(current_session(), current_actor())
    return render_template(
        "moderation/languages.html", cells=coverage_cells(rows, current_locale()), sentence=gaps_sentence(rows)
    )
