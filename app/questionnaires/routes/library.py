"""Questions taken from another questionnaire."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.presenters.prepare import tabs_of
from app.core import idents
from app.core.errors import DomainError
from app.questionnaires import service
from app.questionnaires.forms.build import DuplicateForm
from app.questionnaires.presenters.moments import EarlierQuestion, question_label
from app.questionnaires.queries import QuestionnaireRow, library_of, questionnaire_by_id
from app.questionnaires.routes.blueprint import PAGE, bp
from app.questionnaires.routes.build import campaign_head, questionnaire_asked
from app.texts.queries import EMPTY, texts_of
from app.web.context import current_actor, current_session
from app.web.forms import sentence_of


@bp.route(f"{PAGE}/library", methods=["GET", "POST"])
def library(slug: str, questionnaire_id: int) -> ResponseReturnValue:
    """Choose questions of another questionnaire, and add copies of them."""
    session, actor = current_session(), current_actor()
    campaign, row = questionnaire_asked(slug, questionnaire_id)
    entries = [entry for entry in library_of(session, actor) if entry.id != row.id]
    chosen_id = request.values.get("from", 0, type=int)
    chosen = questionnaire_by_id(session, actor, chosen_id) if chosen_id in {entry.id for entry in entries} else None
    form = DuplicateForm()
    if chosen is not None and form.validate_on_submit():
        data = service.TakeInput(chosen.id, _ticked(), form.submission_key)
        try:
            count = service.take_questions(session, actor, row.id, data)
        except DomainError as error:
            form.accept(error)
            flash(sentence_of(error), "error")
        else:
            flash(_("The questions have been added at the end.") if count else _("No question was chosen."), "success")
            return redirect(url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=row.id))
    ids = [text_id for entry in entries for text_id in (entry.title_text_id, entry.campaign_title_text_id)]
    texts = texts_of(session, actor, ids, campaign.default_locale)
    page = render_template(
        "questionnaires/library.html",
        form=form,
        entries=[
            (
                entry.id,
                texts.get(entry.title_text_id, EMPTY).value,
                texts.get(entry.campaign_title_text_id, EMPTY).value,
            )
            for entry in entries
        ],
        chosen_id=chosen.id if chosen else 0,
        questions=_labels(chosen) if chosen else [],
        encode=idents.encode,
        head=campaign_head(campaign),
        tabs=tabs_of(campaign, "questionnaires"),
        back_url=url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=row.id),
    )
    return page, form.http_status


def _labels(chosen: QuestionnaireRow) -> list[EarlierQuestion]:
    """Return the questions that can be taken."""
    texts = texts_of(current_session(), current_actor(), [each.prompt_text_id for each in chosen.rows])
    return [
        EarlierQuestion(each.question.id, question_label(place, each, texts))
        for place, each in enumerate(chosen.rows, start=1)
    ]


def _ticked() -> tuple[int, ...]:
    """Return the questions whose boxes are ticked; what names none is left out."""
    found = []
    for name in request.form.getlist("question"):
        try:
            found.append(idents.decode(name))
        except ValueError:
            continue
    return tuple(found)
