"""Pages on which many answers are published at once."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.answering.forms import AnswersFileForm, PublishAnswersForm
from app.answering.presenters import answers_label, column_names, lines_page, unanswered_table
from app.answering.queries import check_lines, unanswered_in
from app.answering.service import publish_answers
from app.answering.types import ListColumn
from app.campaigns.queries import campaign_by_slug
from app.core.errors import DomainError
from app.tables.types import TableFormat
from app.web.context import current_actor, current_locale, current_session
from app.web.tables import table_file

bp = Blueprint("answering", __name__)


@bp.get("/campaigns/<slug>/answers")
def answers(slug: str) -> ResponseReturnValue:
    """Show how many answers are owed in a campaign, and take a filled list."""
    return _show(slug, AnswersFileForm())


@bp.get("/campaigns/<slug>/answers.<any(csv, xlsx):kind>")
def export(slug: str, kind: str) -> ResponseReturnValue:
    """Return what has no answer yet, to be filled in; without any name."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    table = unanswered_table(unanswered_in(session, actor, campaign.id))
    return table_file(table, TableFormat(kind), f"answers-{slug}")


@bp.post("/campaigns/<slug>/answers")
def preview(slug: str) -> ResponseReturnValue:
    """Show what publishing a filled list would do, line by line; nothing happens yet."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    form = AnswersFileForm()
    if not form.validate_on_submit():
        return _show(slug, form)
    try:
        content, sent = form.to_lines(_names())
        lines = check_lines(session, actor, campaign.id, sent)
    except DomainError as error:
        form.accept(error)
        return _show(slug, form)
    return render_template(
        "answering/preview.html",
        slug=slug,
        page=lines_page(lines, current_locale()),
        form=PublishAnswersForm(formdata=None, data={"content": PublishAnswersForm.carried(content)}),
    )


@bp.post("/campaigns/<slug>/answers/publish")
def publish(slug: str) -> ResponseReturnValue:
    """Publish the answers that were looked at."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    form = PublishAnswersForm()
    try:
        published, late = publish_answers(session, actor, campaign.id, form.to_lines(_names()))
    except DomainError as error:
        refused = AnswersFileForm(formdata=None)
        refused.accept(error)
        return _show(slug, refused)
    flash(_("Published: %(answers)s.", answers=answers_label(published, current_locale())), "success")
    if late:
        flash(_("Some contributions were answered by a colleague in the meantime. Those answers stay."), "info")
    return redirect(url_for("answering.answers", slug=slug), 303)


def _names() -> dict[ListColumn, set[str]]:
    """Return what the columns of a list may be called: a colleague may have downloaded it in another language."""
    return column_names(current_app.extensions["settings"].locales)


def _show(slug: str, form: AnswersFileForm) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    count = len(unanswered_in(session, actor, campaign.id))
    return render_template("answering/answers.html", slug=slug, form=form, count=count), form.http_status
