"""Pages of messages: those that were sent, a new one, and how many have not started."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.errors import DomainError
from app.i18n import formats
from app.messages.forms import message_form
from app.messages.presenters import (
    message_rows,
    model_links,
    model_words,
    names_until,
    place_items,
    previews,
    recipients_label,
    started_words,
    state_label,
)
from app.messages.queries import (
    NotStarted,
    WritingPlace,
    message_by_id,
    messages_written,
    started_count,
    writing_place,
    writing_places,
)
from app.messages.service import cancel_message, open_names_not_started, try_message, write_message
from app.messages.types import AUDIENCE_OF, MessageState, Model
from app.policy.masking import threshold_of
from app.switches.queries import is_on
from app.switches.types import Switch
from app.texts.queries import EMPTY, texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.limits import count_try
from app.web.parts import read_passage

bp = Blueprint("messages", __name__)

TRIALS = "20 per hour"  # of one person


@bp.get("/recruiting/messages")
def messages() -> ResponseReturnValue:
    """List the editions one writes to, and what was sent there."""
    session, actor = current_session(), current_actor()
    places, rows = writing_places(session, actor), messages_written(session, actor)
    ids = [*(place.title_text_id for place in places), *(row.subject_text_id for row in rows)]
    texts = texts_of(session, actor, ids)
    return render_template(
        "messages/messages.html",
        places=place_items(places, texts),
        rows=message_rows(rows, texts, current_locale()),
    )


@bp.route("/recruiting/messages/<slug>/<code>/new", methods=["GET", "POST"])
def new(slug: str, code: str) -> ResponseReturnValue:
    """Write a message from a model: read it, mail it to oneself, send it."""
    session, actor = current_session(), current_actor()
    place = writing_place(session, actor, slug, code)
    asked = request.args.get("model")
    model = Model(asked) if asked in set(Model) else Model.WELCOME
    form = message_form(model_words(model, _titles(place)))
    if form.validate_on_submit():
        try:
            message_id = write_message(session, actor, place, form.to_input(model))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The message is on its way, or will be sent at the time you chose."), "success")
            return redirect(url_for("messages.message", message_id=message_id), 303)
    elif form.is_trial:
        count_try(TRIALS, "trial messages of", str(actor.person_id))
        sent = try_message(session, actor, place, form.to_input(model))
        flash(
            ngettext("%(num)d\u00a0e-mail is on its way to you.", "%(num)d\u00a0e-mails are on their way to you.", sent)
        )
    words = form.to_input(model)
    return render_template(
        "messages/new.html",
        form=form,
        sections=form.sections(),
        models=model_links(place, model),
        previews=previews(current_locale(), words.subject, words.body) if form.is_previewed else [],
        entity_name=place.entity_name,
        audience=recipients_label(AUDIENCE_OF[model]),
        is_off=model is Model.REMINDER and not is_on(session, place.entity_id, Switch.NOT_STARTED_REMINDER),
        switch_url=url_for("switches.switch", code=code, switch_name=Switch.NOT_STARTED_REMINDER.value),
    ), form.http_status


@bp.get("/recruiting/messages/<ident:message_id>")
def message(message_id: int) -> ResponseReturnValue:
    """Show one message in each of its languages."""
    session, actor = current_session(), current_actor()
    row = message_by_id(session, actor, message_id)
    subject: dict[str, str] = {}
    body: dict[str, str] = {}
    for locale in (row.default_locale, *row.locales):
        read = texts_of(session, replace(actor, locale=locale), [row.subject_text_id, row.body_text_id])
        words = read.get(row.body_text_id, EMPTY)
        subject[words.locale] = read.get(row.subject_text_id, EMPTY).value
        body[words.locale] = words.value
    title = texts_of(session, actor, [row.title_text_id, row.subject_text_id])
    return render_template(
        "messages/message.html",
        subject=read_passage(title.get(row.subject_text_id, EMPTY)),
        campaign=read_passage(title.get(row.title_text_id, EMPTY)),
        previews=previews(current_locale(), subject, body),
        status=state_label(row.state),
        audience=recipients_label(row.audience),
        entity_name=row.entity_name,
        sender=row.sender or _("An account that was deleted"),
        when=formats.moment(current_locale(), row.send_at, row.time_zone),
        when_iso=row.send_at.isoformat(),
        cancel_url=url_for("messages.cancel", message_id=row.id) if row.state is MessageState.SCHEDULED else "",
    )


@bp.post("/recruiting/messages/<ident:message_id>/cancel")
def cancel(message_id: int) -> ResponseReturnValue:
    """Cancel a message that has not left."""
    cancel_message(current_session(), current_actor(), message_id)
    flash(_("The message has been cancelled: nobody receives it."), "success")
    return redirect(url_for("messages.message", message_id=message_id), 303)


@bp.route("/recruiting/messages/<slug>/<code>/not-started", methods=["GET", "POST"])
def not_started(slug: str, code: str) -> ResponseReturnValue:
    """Say how many joined and have not started; their names on request, where the entity allows it."""
    session, actor = current_session(), current_actor()
    place = writing_place(session, actor, slug, code)
    names = open_names_not_started(session, actor, place) if request.method == "POST" else NotStarted(None, ())
    texts = texts_of(session, actor, [place.title_text_id])
    return render_template(
        "messages/not_started.html",
        campaign=read_passage(texts.get(place.title_text_id, EMPTY)),
        entity_name=place.entity_name,
        figures=started_words(current_locale(), started_count(session, actor, place)),
        step=formats.number(current_locale(), threshold_of(place.min_group)),
        is_opened=request.method == "POST",
        names=names.names,
        until=names_until(current_locale(), names),
        names_on=is_on(session, place.entity_id, Switch.NOT_STARTED_NAMES),
        reminder_on=is_on(session, place.entity_id, Switch.NOT_STARTED_REMINDER),
        remind_url=url_for("messages.new", slug=slug, code=code, model=Model.REMINDER.value),
        names_switch_url=url_for("switches.switch", code=code, switch_name=Switch.NOT_STARTED_NAMES.value),
        reminder_switch_url=url_for("switches.switch", code=code, switch_name=Switch.NOT_STARTED_REMINDER.value),
    )


def _titles(place: WritingPlace) -> dict[str, str]:
    """Return the campaign's title in each language of the entity."""
    session, actor = current_session(), current_actor()
    return {
        locale: texts_of(session, replace(actor, locale=locale), [place.title_text_id])
        .get(place.title_text_id, EMPTY)
        .value
        for locale in place.languages
    }
