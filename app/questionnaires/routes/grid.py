"""Products of a campaign side by side."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.questionnaires.presenters.grid import grid_page
from app.questionnaires.queries.grid import product_grid
from app.questionnaires.routes.blueprint import bp
from app.texts.queries import texts_of
from app.web.charts import chart_file
from app.web.context import current_actor, current_locale, current_session


@bp.get("/campaigns/<slug>/grid")
def grid(slug: str) -> ResponseReturnValue:
    """Show what the same questions gave for each product, in all entities or in one."""
    session, actor = current_session(), current_actor()
    asked = request.args.get("questionnaire", type=int)
    found = product_grid(session, actor, slug, request.args.get("entity", ""), asked)
    page = grid_page(found, texts_of(session, actor, found.text_ids, found.default_locale), current_locale())
    return chart_file(page.charts) or render_template("questionnaires/grid.html", slug=slug, page=page)
