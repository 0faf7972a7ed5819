"""One question of a questionnaire: added, changed, moved, duplicated, removed."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.campaigns.presenters.prepare import tabs_of
from app.campaigns.queries import CampaignRow
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.i18n import formats
from app.i18n.locale import direction_of
from app.questionnaires import service
from app.questionnaires.errors import ConditionsBroken, TooManyQuestions
from app.questionnaires.forms.build import DuplicateForm, MoveForm, QuestionForm, kind_of, question_form
from app.questionnaires.presenters.build import kind_facts, locales_of
from app.questionnaires.presenters.former import former_parts
from app.questionnaires.queries import QuestionnaireRow, QuestionRow, answered_questions, former_words, replacement_of
from app.questionnaires.routes.blueprint import PAGE, QUESTION, bp
from app.questionnaires.routes.build import campaign_head, questionnaire_asked, reader_in
from app.questionnaires.routes.preview import preview_links, preview_locale, preview_views, typed_view
from app.questions.kinds.kind import QuestionKind
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import sentence_of
from app.web.parts import ChoiceLink


@bp.route(f"{PAGE}/questions/new/<kind_name>", methods=["GET", "POST"])
def add_one(slug: str, questionnaire_id: int, kind_name: str) -> ResponseReturnValue:
    """Write a new question of a kind."""
    session, actor = current_session(), current_actor()
    campaign, row = questionnaire_asked(slug, questionnaire_id)
    kind = kind_of(kind_name)
    if kind is None:
        raise NotFound
    form = question_form(kind)
    if not form.arrange(request.form.get("arrange", "")) and form.validate_on_submit():
        try:
            made = service.add_question(session, actor, row.id, form.to_input(campaign.source_locale))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The question has been added."), "success")
            return redirect(_question_url(slug, row.id, made.id))
    return _form_page(campaign, row, form, None)


@bp.route(QUESTION, methods=["GET", "POST"])
def question(slug: str, questionnaire_id: int, question_id: int) -> ResponseReturnValue:
    """Change one question."""
    session, actor = current_session(), current_actor()
    campaign, row = questionnaire_asked(slug, questionnaire_id)
    found = _found(row, question_id)
    if found is None:
        successor = replacement_of(session, actor, row.id, question_id)
        if successor is None:
            raise NotFound
        return redirect(_question_url(slug, row.id, successor))
    form = _filled(campaign, found)
    if not form.arrange(request.form.get("arrange", "")) and form.validate_on_submit():
        try:
            saved = service.change_question(session, actor, found.question.id, form.to_input(campaign.source_locale))
        except ChangedMeanwhile:
            campaign, row = questionnaire_asked(slug, questionnaire_id)
            found = _found(row, question_id) or found
            by = last_change(session, actor, ("question", question_id), "questionnaires.question_changed")
            form.show_beside(_filled(campaign, found, sent=False), saved_last(by, current_locale(), actor.time_zone))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The question has been saved."), "success")
            return redirect(_question_url(slug, row.id, saved.id))
    return _form_page(campaign, row, form, found)


@bp.post(f"{PAGE}/move")
def move(slug: str, questionnaire_id: int) -> ResponseReturnValue:
    """Put a question in another place."""
    _campaign, row = questionnaire_asked(slug, questionnaire_id)
    form = MoveForm()
    asked = form.asked
    back = url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=row.id)
    if asked is None:
        return redirect(back)
    try:
        service.move_question(current_session(), current_actor(), *asked, form.written_against)
    except (ConditionsBroken, ChangedMeanwhile) as error:
        flash(sentence_of(error), "error")
    return redirect(f"{back}#q{asked[1]}")


@bp.post(f"{QUESTION}/duplicate")
def duplicate(slug: str, questionnaire_id: int, question_id: int) -> ResponseReturnValue:
    """Write a question again below itself."""
    _campaign, row = questionnaire_asked(slug, questionnaire_id)
    try:
        made = service.duplicate_question(
            current_session(), current_actor(), _known(row, question_id), DuplicateForm().submission_key
        )
    except TooManyQuestions as error:
        flash(sentence_of(error), "error")
        return redirect(_question_url(slug, row.id, question_id))
    flash(_("The question has been duplicated. You are now editing the copy."), "success")
    return redirect(_question_url(slug, row.id, made.id))


@bp.post(f"{QUESTION}/remove")
def remove(slug: str, questionnaire_id: int, question_id: int) -> ResponseReturnValue:
    """Ask a question no more."""
    _campaign, row = questionnaire_asked(slug, questionnaire_id)
    try:
        service.remove_question(current_session(), current_actor(), _known(row, question_id))
    except ConditionsBroken as error:
        flash(sentence_of(error), "error")
        return redirect(_question_url(slug, row.id, question_id))
    flash(_("The question has been removed."), "success")
    return redirect(url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=row.id))


def _question_url(slug: str, questionnaire_id: int, question_id: int) -> str:
    return url_for("questionnaires.question", slug=slug, questionnaire_id=questionnaire_id, question_id=question_id)


def _found(row: QuestionnaireRow, question_id: int) -> QuestionRow | None:
    return next((each for each in row.rows if each.question.id == question_id), None)


def _known(row: QuestionnaireRow, question_id: int) -> int:
    """Return the number of a question of this questionnaire."""
    if _found(row, question_id) is None:
        raise NotFound
    return question_id


def _kind(row: QuestionRow) -> QuestionKind:
    kind = kind_of(row.question.kind)
    if kind is None:
        raise NotFound
    return kind


def _filled(campaign: CampaignRow, row: QuestionRow, *, sent: bool = True) -> QuestionForm:
    texts = texts_of(current_session(), reader_in(campaign.source_locale), row.text_ids)
    return question_form(_kind(row), row, texts, sent=sent)


def _form_page(
    campaign: CampaignRow, row: QuestionnaireRow, form: QuestionForm, found: QuestionRow | None
) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    source = campaign.source_locale
    is_typed = found is None or form.is_submitted()
    is_answered = found is not None and found.question.id in answered_questions(session, actor, row.id)
    preview, links = [typed_view(form, source)], tuple[ChoiceLink, ...]()
    if found is not None and not is_typed:
        locale = preview_locale(campaign)
        preview, links = preview_views([found], locale), preview_links(campaign, locale)
    page = render_template(
        "questionnaires/question.html",
        form=form,
        slug=campaign.slug,
        questionnaire_id=row.id,
        question_id=found.question.id if found else None,
        place=row.rows.index(found) + 1 if found else len(row.rows) + 1,
        count=len(row.rows),
        version=row.version,
        corrected=formats.day(current_locale(), found.corrected_on) if found and found.corrected_on else "",
        former=former_parts(former_words(session, actor, [found])[found.question.id], current_locale())
        if found and found.corrected_on
        else (),
        is_answered=is_answered,
        preview=preview,
        preview_links=links,
        is_typed=is_typed,
        is_conditional=found is not None and found.question.show_if is not None,
        kind=kind_facts(form.KIND, current_locale(), locales_of(campaign)),
        source_name=formats.language_in_words(current_locale(), source),
        source_locale=source,
        source_dir=direction_of(source),
        duplicate_form=DuplicateForm(formdata=None),
        head=campaign_head(campaign),
        tabs=tabs_of(campaign, "questionnaires"),
        back_url=url_for("questionnaires.questionnaire", slug=campaign.slug, questionnaire_id=row.id),
    )
    return page, form.http_status
