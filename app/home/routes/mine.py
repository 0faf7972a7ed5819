"""All that the reader sent."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.campaigns.presenters import PageReader
from app.core import clock
from app.home import queries
from app.home.presenters.mine import mine_cards
from app.home.routes.blueprint import bp
from app.web.context import current_actor, current_locale, current_session


@bp.get("/mine")
def mine() -> ResponseReturnValue:
    """Show all that the reader sent, newest first. One statement, whatever the rows."""
    session, actor = current_session(), current_actor()
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    page = queries.my_page(session, actor, request.args.get("after", ""))
    return render_template(
        "home/mine.html",
        cards=mine_cards(page.rows, view),
        newer_url=url_for("home.mine") if request.args.get("after") else "",
        older_url=url_for("home.mine", after=page.next_key) if page.next_key else "",
    )
