"""Pages of the notifications feature."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.notifications.forms import ReadForm
from app.notifications.kinds import see_notices
from app.notifications.presenters import notice_groups
from app.notifications.queries.notices import notices_page
from app.notifications.service import mark_read
from app.web.addresses import safe_path
from app.web.context import current_actor, current_identity, current_locale, current_session

bp = Blueprint("notifications", __name__)


@bp.get("/notifications")
def notices() -> ResponseReturnValue:
    """Show what the reader was told, newest first."""
    after = request.args.get("after", "")
    session, actor = current_session(), current_actor()
    page = notices_page(session, actor, after)
    return render_template(
        "notifications/notices.html",
        groups=notice_groups(see_notices(session, actor, page.rows), current_locale()),
        has_unread=current_identity().unread_count > 0,
        here=request.full_path.rstrip("?"),
        older_url=url_for("notifications.notices", after=page.next_key) if page.next_key else "",
        newer_url=url_for("notifications.notices") if after else "",
    )


@bp.post("/notifications/read")
def read() -> ResponseReturnValue:
    """Mark what was told of one thing as read, or everything, and go back."""
    form = ReadForm()
    mark_read(current_session(), current_actor(), form.to_ids())
    place = safe_path(request.form.get("next"))
    return redirect(place if place.startswith(url_for("notifications.notices")) else url_for("notifications.notices"))
