"""The page of an entity's chat channel."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.limits import count_try
from app.webhooks.forms import ChannelForm, TrialForm
from app.webhooks.presenters import post_labels, post_rows
from app.webhooks.queries import channel_of, posts_of
from app.webhooks.service import Outside, set_channel, try_channel
from config import Settings

bp = Blueprint("webhooks", __name__)

TRIALS = "20 per hour"  # of one person


@bp.route("/entities/<code>/chat", methods=["GET", "POST"])
def channel(code: str) -> ResponseReturnValue:
    """Show the channel of an entity with its last posts, and change it."""
    row = channel_of(current_session(), current_actor(), code)
    form = ChannelForm(row)
    if form.validate_on_submit():
        try:
            set_channel(current_session(), current_actor(), code, form.to_input(), _outside())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The channel has been saved."), "success")
            return redirect(url_for("webhooks.channel", code=code), 303)
    return _page(code, form, TrialForm(formdata=None)), form.http_status


@bp.post("/entities/<code>/chat/test")
def trial(code: str) -> ResponseReturnValue:
    """Post a test message to the channel."""
    row = channel_of(current_session(), current_actor(), code)
    form = TrialForm()
    if form.validate_on_submit():
        count_try(TRIALS, "chat trials of", str(current_actor().person_id))
        try:
            try_channel(current_session(), current_actor(), code, form.submission_key, _outside())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The test message is on its way. What becomes of it is shown below."), "success")
            return redirect(url_for("webhooks.channel", code=code), 303)
    return _page(code, ChannelForm(row), form), form.http_status


def _page(code: str, form: ChannelForm, trial_form: TrialForm) -> str:
    session, actor = current_session(), current_actor()
    row = channel_of(session, actor, code)
    posts = posts_of(session, actor, row)
    texts = texts_of(session, actor, [post.campaign_title_id for post in posts])
    return render_template(
        "webhooks/channel.html",
        row=row,
        form=form,
        trial_form=trial_form,
        is_allowed=_outside().is_on,
        told=list(post_labels().values())[:-1],
        posts=post_rows(posts, texts, current_locale(), actor.time_zone),
    )


def _outside() -> Outside:
    settings: Settings = current_app.extensions["settings"]
    return Outside(settings.webhooks, settings.webhook_internal_hosts)
