"""Pages of the notifications feature."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.notifications.credentials import mail_stopped_by
from app.notifications.errors import MailStopUnknown
from app.notifications.forms import MuteForm, ReadForm, TryAgainForm, WishesForm
from app.notifications.kinds import see_notices, see_subjects
from app.notifications.presenters import (
    cadence_labels,
    count_lines,
    failed_lines,
    muted_lines,
    notice_groups,
    refused_lines,
    topic_label,
)
from app.notifications.queries.mails import failed_mails, mail_counts, refused_addresses
from app.notifications.queries.notices import notices_page
from app.notifications.queries.wishes import campaigns_to_mute, my_wishes
from app.notifications.service import (
    RETRIED_SORTS,
    mark_read,
    mute_subject,
    set_mail_wishes,
    stop_mails,
    try_address_again,
    try_mails_again,
    unmute_subject,
)
from app.notifications.types import SubjectType
from app.policy.actor import SYSTEM
from app.policy.check import can, require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.web.addresses import safe_path
from app.web.context import current_actor, current_identity, current_locale, current_session
from app.web.forms import BaseForm, sentence_of
from config import Settings

bp = Blueprint("notifications", __name__)

PRIVATE_PAGE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}  # its address acts for somebody


@bp.get("/notifications")
def notices() -> ResponseReturnValue:
    """Show what the reader was told, newest first."""
    after = request.args.get("after", "")
    session, actor = current_session(), current_actor()
    page = notices_page(session, actor, after)
    muted = my_wishes(session, actor).muted
    return render_template(
        "notifications/notices.html",
        groups=notice_groups(see_notices(session, actor, page.rows), current_locale(), muted),
        sees_mails=can(actor, Action.MAILS_MANAGE, NOTHING),
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
    return _back()


@bp.post("/notifications/mute")
def mute() -> ResponseReturnValue:
    """Want no more mails about one thing, or want them again, and go back."""
    subject_type, subject_id, is_muted = MuteForm().to_subject()
    if is_muted:
        mute_subject(current_session(), current_actor(), subject_type, subject_id)
        flash(_("You receive no more e-mails about it. Its notifications stay on this page."), "success")
    else:
        unmute_subject(current_session(), current_actor(), subject_type, subject_id)
        flash(_("You receive e-mails about it again, as you set for its topic."), "success")
    return _back()


@bp.route("/notifications/settings", methods=["GET", "POST"])
def settings() -> ResponseReturnValue:
    """Show and change which mails the reader wants, and when."""
    session, actor = current_session(), current_actor()
    wishes, campaigns = my_wishes(session, actor), campaigns_to_mute(session, actor)
    form = WishesForm(wishes, campaigns, cadence_labels())
    if form.validate_on_submit():
        try:
            set_mail_wishes(session, actor, form.to_input())
        except ChangedMeanwhile:
            form.show_beside(WishesForm(my_wishes(session, actor), campaigns, cadence_labels(), sent=False))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Your notification settings have been saved."), "success")
            return redirect(url_for("notifications.settings"), 303)
    subjects = [each for each in wishes.muted if each[0] is not SubjectType.CAMPAIGN]
    page = render_template(
        "notifications/settings.html",
        form=form,
        muted=muted_lines(see_subjects(session, actor, subjects)),
        here=url_for("notifications.settings"),
    )
    return page, form.http_status


@bp.route("/notifications/stop/<token>", methods=["GET", "POST"])
def stop(token: str) -> ResponseReturnValue:
    """Stop mails for who follows the link in one, without signing in; a mail program sends the POST by itself."""
    secret = cast("Settings", current_app.extensions["settings"]).secret_key
    stopped = mail_stopped_by(secret, token)
    if stopped is None:
        return _stop_unknown()
    person_id, topic = stopped
    is_done = request.method == "POST"
    if is_done:
        try:
            stop_mails(current_session(), SYSTEM, person_id, topic)
        except NotFound:
            return _stop_unknown()
    page = render_template("notifications/stop.html", form=BaseForm(), topic=topic_label(topic), is_done=is_done)
    return page, 200, PRIVATE_PAGE


def _stop_unknown() -> ResponseReturnValue:
    error = MailStopUnknown()
    return render_template("notifications/stop_unknown.html", sentence=sentence_of(error)), error.status, PRIVATE_PAGE


def _back() -> ResponseReturnValue:
    """Go back to the page of this feature that the form names."""
    place = safe_path(request.form.get("next"))
    return redirect(place if place.startswith(url_for("notifications.notices")) else url_for("notifications.notices"))


@bp.get("/notifications/e-mails")
def mails() -> ResponseReturnValue:
    """Show who runs the site what waits, what could not leave, and which addresses were refused."""
    session, actor = current_session(), current_actor()
    failed = failed_lines(failed_mails(session, actor), RETRIED_SORTS)
    return render_template(
        "notifications/mails.html",
        counts=count_lines(mail_counts(session, actor)),
        failed=failed,
        can_try_all=any(line.job for line in failed),
        refused=refused_lines(refused_addresses(session, actor), current_locale()),
    )


@bp.post("/notifications/e-mails/try-again")
def try_again() -> ResponseReturnValue:
    """Try one mail again that was given up, or all of the list."""
    job_id = TryAgainForm().to_number("job")
    count = try_mails_again(current_session(), current_actor(), None if job_id is None else [job_id])
    if count:
        flash(
            ngettext("%(num)d\u00a0e-mail is tried again.", "%(num)d\u00a0e-mails are tried again.", count), "success"
        )
    else:
        flash(_("Nothing is left to be tried again."), "info")
    return redirect(url_for("notifications.mails"), 303)


@bp.post("/notifications/e-mails/addresses")
def try_address() -> ResponseReturnValue:
    """Send mails again to an address that was refused."""
    person_id = TryAgainForm().to_number("person")
    if person_id is None:
        require(current_actor(), Action.MAILS_MANAGE, NOTHING)
        raise NotFound
    try_address_again(current_session(), current_actor(), person_id)
    flash(_("The next e-mails are sent to this address again."), "success")
    return redirect(url_for("notifications.mails"), 303)
