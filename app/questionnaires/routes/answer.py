"""Somebody answers a questionnaire: screen by screen, then a review, then sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError, NotFound
from app.core.references import reference_code
from app.questionnaires.errors import (
    AnsweredElsewhere,
    PairCodeIncomplete,
    ResponseAlreadySent,
)
from app.questionnaires.forms.answer import BACK, NEXT, REVIEW, STAY, AnswerForm, number_in, sent_form
from app.questionnaires.forms.images import REMOVE, images_sent, kept_in, removed_in, with_kept
from app.questionnaires.forms.words import SentWordsForm, TypedWordsForm, typed_words_form, words_form
from app.questionnaires.presenters.answer import (
    Marks,
    Sheet,
    Typed,
    promises,
    refusals_of,
    refused_on,
    review_page,
    screen_page,
    sheet_of,
)
from app.questionnaires.presenters.given import given_answers
from app.questionnaires.presenters.question import QuestionReader
from app.questionnaires.queries.read import QuestionRow, asked_questions, former_words
from app.questionnaires.queries.screening import own_application
from app.questionnaires.queries.waves import (
    AskedWave,
    OwnWave,
    answerable_wave,
    asked_wave,
    pairs_with_others,
    sent_cells,
)
from app.questionnaires.routes.blueprint import LIST, WAVE, bp
from app.questionnaires.service.pictures import SentImages
from app.questionnaires.service.respond import Saved, save_answers, send_response
from app.questions.errors import AnswersNotReady, NothingAnswered
from app.questions.reading import problems_of, read_all
from app.questions.screens import screen_with
from app.texts.queries import texts_of
from app.web.auth import current_identity, group_of_session
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import new_form_key, sentence_of
from app.web.images import count_kept_images, kept_images
from app.web.limits import count_try

SAVINGS = "3000 per 1 hour"
SENDINGS_OF_GROUP = "240 per 1 hour"  # what nobody may trace, of all who share a group


@bp.get(WAVE)
def answer(slug: str, wave_id: int) -> ResponseReturnValue:
    """Show a screen of questions: the one asked for, else the first that has one left to answer."""
    try:
        asked = answerable_wave(current_session(), current_actor(), wave_id)
    except ResponseAlreadySent:
        return redirect(url_for("questionnaires.thanks", slug=slug, wave_id=wave_id))
    _check(asked.row, slug)
    sheet = _sheet(asked.row, asked.fields)
    at = number_in(request.args.get("at", ""))
    place = _place(sheet, at)
    return _screen(sheet, place, Marks(refused_on(sheet, [each.id for each in sheet.screens[place].asking])))


@bp.post(WAVE)
def save(slug: str, wave_id: int) -> ResponseReturnValue:
    """Save what is on the screen and go on; a script asks for nothing more than the saving."""
    form = sent_form()
    if form.go == STAY or request.accept_mimetypes.best == "application/json":
        return _save_quietly(wave_id, form)
    asked = answerable_wave(current_session(), current_actor(), wave_id)
    _check(asked.row, slug)
    form, images = removed_in(form), images_sent(form)
    if form.is_resumed:
        typed = form.fields if asked.row.is_untraceable else {**asked.fields, **form.typed}
        return _go_on(_sheet(asked.row, typed), form)
    if asked.row.is_untraceable:
        if images.new:
            count_kept_images()
        form = with_kept(form, images, kept_images())
        return _go_on(_sheet(asked.row, form.fields), form, images.errors)
    count_try(SAVINGS, "answers", str(current_actor().person_id))
    form, words = _looked_at(asked, form)
    saved = save_answers(current_session(), current_actor(), wave_id, form.to_typed(images.to_input()))
    if saved.elsewhere:
        return _beside(saved, form)
    waiting = {each: {**saved.wave.fields.get(each, {}), **form.fields.get(each, {})} for each in saved.to_look_at}
    return _go_on(_sheet(saved.wave.row, {**saved.wave.fields, **waiting}), form, images.errors, words)


@bp.get(f"{WAVE}/review")
def review(slug: str, wave_id: int) -> ResponseReturnValue:
    """Show all answers before they are sent."""
    try:
        asked = answerable_wave(current_session(), current_actor(), wave_id)
    except ResponseAlreadySent:
        return redirect(url_for("questionnaires.thanks", slug=slug, wave_id=wave_id))
    _check(asked.row, slug)
    if asked.row.is_untraceable:  # its answers are nowhere but in the page that was left
        return redirect(_url("answer", asked.row))
    return _review(_sheet(asked.row, asked.fields))


@bp.post(f"{WAVE}/send")
def send(slug: str, wave_id: int) -> ResponseReturnValue:
    """Send the answers, once; who sends them twice is thanked twice."""
    session, actor, form = current_session(), current_actor(), sent_form()
    asked = asked_wave(session, actor, wave_id)
    _check(asked.row, slug)
    if asked.row.is_untraceable and form.go != NEXT:  # back to a question
        return _go_on(_sheet(asked.row, form.fields), form)
    typed = form.fields if asked.row.is_untraceable else asked.fields
    if form.is_resumed:
        return _review(_sheet(asked.row, typed), form=form)
    sheet = _sheet(asked.row, typed)
    words = words_form(sheet.reading, current_identity().name, asked.looked_at)
    if _is_complete(sheet, form) and not words.is_chosen():
        return _review(sheet, form=form, words=words), HTTPStatus.UNPROCESSABLE_ENTITY
    if asked.row.is_untraceable:
        count_try(SENDINGS_OF_GROUP, "answers", "group", group_of_session(str(current_app.secret_key)))
    try:
        images = kept_in(sheet.image_answers, typed, kept_images()) if asked.row.is_untraceable else SentImages()
        send_response(session, actor, wave_id, form.to_send(words.to_words(), images))
    except ResponseAlreadySent:
        pass
    except (AnswersNotReady, NothingAnswered, AnsweredElsewhere, PairCodeIncomplete) as error:
        asked = asked_wave(session, actor, wave_id)
        typed = form.fields if asked.row.is_untraceable else asked.fields
        return _review(_sheet(asked.row, typed), error, form), error.status
    return redirect(_url("thanks", asked.row))


@bp.get(f"{WAVE}/thanks")
def thanks(slug: str, wave_id: int) -> ResponseReturnValue:
    """Say that the answers have arrived, and show them to who gave them, where that is known."""
    session, actor = current_session(), current_actor()
    asked = asked_wave(session, actor, wave_id)
    _check(asked.row, slug)
    if not asked.row.is_sent:
        return redirect(_url("answer", asked.row))
    lines = []
    if not asked.row.is_untraceable:
        rows = asked_questions(session, actor, asked.row.questionnaire_id)
        given = sent_cells(session, actor, asked.row)
        reader = _reader(asked.row, rows)
        lines = given_answers(rows, given, reader, former_words(session, actor, rows))
    return render_template("questionnaires/answer_thanks.html", slug=slug, wave=asked.row, lines=lines)


@bp.get(f"{LIST}/<int(max=2147483647):wave_id>/applied")
def applied(slug: str, wave_id: int) -> ResponseReturnValue:
    """Show what the reader answered when they applied."""
    session, actor = current_session(), current_actor()
    found, given = own_application(session, actor, slug, wave_id)
    rows = asked_questions(session, actor, found.questionnaire_id)
    ids = [found.title_text_id, *(text_id for row in rows for text_id in row.text_ids)]
    reader = QuestionReader(current_locale(), actor.person_id, texts_of(session, actor, ids, found.source_locale))
    return render_template(
        "questionnaires/applied.html",
        slug=slug,
        title=reader.text(found.title_text_id),
        lines=given_answers(rows, given, reader, former_words(session, actor, rows)),
    )


def _looked_at(asked: AskedWave, form: AnswerForm) -> tuple[AnswerForm, TypedWordsForm | None]:
    """Return the form with its words as their writer has chosen; else with what is to be chosen before it is stored.

    One statement where something looks like somebody's data; else none.
    """
    found = asked.to_look_at(form.typed)
    if not found:
        return form, None
    rows = asked_questions(current_session(), current_actor(), asked.row.questionnaire_id)
    reading = read_all([row.question for row in rows], {**asked.fields, **form.typed})
    questions = [question for question in reading.asked if question.id in found]  # others are not on the page
    words = typed_words_form(questions, form.typed)
    if not words.is_chosen():
        return form, words
    fields = {**form.fields, **words.to_fields(form.typed)}
    return replace(form, fields=fields, looked_at=tuple(question.id for question in questions)), None


def _save_quietly(wave_id: int, form: AnswerForm) -> ResponseReturnValue:
    """Save the answer that a script sends; say which version is stored, or why it is not."""
    session, actor = current_session(), current_actor()
    try:
        count_try(SAVINGS, "answers", str(actor.person_id))
        saved = save_answers(session, actor, wave_id, form.to_typed())
    except DomainError as error:
        return {"sentence": sentence_of(error)}, error.status
    rows = asked_questions(session, actor, saved.wave.row.questionnaire_id, form.shown)
    held = _private_sentences(rows, form, saved.to_look_at) if saved.to_look_at else {}
    if saved.elsewhere:
        changed = [str(question_id) for question_id in saved.elsewhere]
        told = {"sentence": _elsewhere_quietly(), "elsewhere": changed, "problems": held}
        return told, AnsweredElsewhere.status
    if held:
        return {"problems": held}, HTTPStatus.UNPROCESSABLE_ENTITY
    return {"version": saved.wave.row.version, "problems": refusals_of(rows, form.typed)}


def _private_sentences(rows: Sequence[QuestionRow], form: AnswerForm, found: Sequence[int]) -> dict[str, str]:
    """Say of answers that are not stored what looks like somebody's data, by the question's id as text."""
    words = typed_words_form([row.question for row in rows], form.typed)
    words.is_chosen()
    sentence = _(
        "This looks like somebody’s data: %(words)s. It is not saved yet. Go on, and choose to mask it or to keep it."
    )
    return {str(each): sentence % {"words": ", ".join(words.words_found(each))} for each in found}


def _go_on(
    sheet: Sheet,
    form: AnswerForm,
    left_out: Mapping[int, str] | None = None,
    words: TypedWordsForm | None = None,
) -> ResponseReturnValue:
    """Show what comes next: the server decides, so that conditions need no script.

    ``left_out``: why images were not taken; they are nowhere, so that their page is shown again whatever was pressed.
    So it is where something is to be chosen about the words (``words``), which are not stored before.
    """
    refused = {**refused_on(sheet, form.shown), **(left_out or {})}
    if form.is_resumed or left_out or words or (refused and form.go in {NEXT, REVIEW}):
        about = words.first_asked_about if words else form.shown[0] if form.shown else 0
        place = _place(sheet, about)
        return _screen(sheet, place, Marks(refused), words, is_resumed=form.is_resumed), 200 if form.is_resumed else 422
    if form.go.startswith(REMOVE):
        place = _place(sheet, number_in(form.go.removeprefix(REMOVE)))
    elif form.go == BACK:
        place = sheet.before(form.shown) if form.shown else len(sheet.screens) - 1
    elif form.target is not None:
        place = _place(sheet, form.target)
    else:
        after = sheet.after(form.shown) if form.go != REVIEW else None
        if after is None:
            return _review(sheet) if sheet.wave.is_untraceable else redirect(_url("review", sheet.wave))
        place = after
    if sheet.wave.is_untraceable:
        return _screen(sheet, place, Marks())
    return redirect(_url("answer", sheet.wave, at=sheet.screens[place].asking[0].id))


def _beside(saved: Saved, form: AnswerForm) -> ResponseReturnValue:
    """Show what was typed, and beside it what another window or device has saved: pressing again writes over that."""
    sheet = _sheet(saved.wave.row, {**saved.wave.fields, **form.typed})
    place = _place(sheet, next(iter(saved.elsewhere)))
    flash(_elsewhere(), "error")
    return _screen(sheet, place, Marks(refused_on(sheet, form.shown), saved.elsewhere)), AnsweredElsewhere.status


def _elsewhere() -> str:
    return _(
        "You have answered this in another window or on another device in the meantime. What you see under the "
        "question is saved; to replace it by what you typed here, go on once more."
    )


def _elsewhere_quietly() -> str:
    return _(
        "You have answered this in another window or on another device in the meantime. What you typed here is not "
        "saved yet: go on to see both and choose."
    )


def _is_complete(sheet: Sheet, form: AnswerForm) -> bool:
    """Tell whether nothing but a choice about words keeps what the sender has seen from being sent: one at a time."""
    is_seen = sheet.wave.is_untraceable or sheet.wave.version == form.version
    return is_seen and not sheet.wave.is_sent and not problems_of(sheet.reading)


def _check(wave: OwnWave, slug: str) -> None:
    if wave.slug != slug:
        raise NotFound


def _sheet(wave: OwnWave, typed: Typed) -> Sheet:
    rows = asked_questions(current_session(), current_actor(), wave.questionnaire_id)
    sheet = sheet_of(wave, rows, typed, _reader(wave, rows), is_small=is_small_screen())
    if not sheet.screens:  # it asks nothing yet
        raise NotFound
    return sheet


def _place(sheet: Sheet, question_id: int) -> int:
    """Return the place of the screen that shows a question; where it is not asked, of the first with one left."""
    found = screen_with(sheet.screens, question_id)
    return sheet.first_open() if found is None else found


def _screen(
    sheet: Sheet, place: int, marks: Marks, words: TypedWordsForm | None = None, *, is_resumed: bool = False
) -> str:
    title = sheet.reader.text(sheet.wave.title_text_id)
    return render_template(
        "questionnaires/answer.html",
        wave=sheet.wave,
        title=title,
        intro=sheet.reader.text(sheet.wave.intro_text_id) if place == 0 and sheet.wave.intro_text_id else None,
        page=screen_page(sheet, place, marks),
        promises=promises(sheet.wave, sheet.reader.locale) if place == 0 else (),
        words=words,
        left_out=sheet.left_out,
        is_resumed=is_resumed,
        url=_url("answer", sheet.wave),
        writer=new_form_key(),
    )


def _review(
    sheet: Sheet,
    error: DomainError | None = None,
    form: AnswerForm | None = None,
    words: SentWordsForm | None = None,
) -> str:
    wave = sheet.wave
    pairs = wave.is_untraceable and pairs_with_others(current_session(), current_actor(), wave)
    kept_code = form.new_code if form else ""
    return render_template(
        "questionnaires/answer_review.html",
        wave=wave,
        title=sheet.reader.text(wave.title_text_id),
        page=review_page(sheet, error.problems if isinstance(error, AnswersNotReady) else None, words),
        words=words,
        error="" if error is None else sentence_of(error),
        is_code_wrong=isinstance(error, PairCodeIncomplete),
        pair_code=form.pair_code if form else "",
        new_code=(kept_code or reference_code(str(current_app.secret_key), new_form_key())) if pairs else "",
        left_out=sheet.left_out,
        send_url=_url("send", wave),
        back_url=_url("answer", wave, at=sheet.screens[-1].asking[0].id),
    )


def _reader(wave: OwnWave, rows: Sequence[QuestionRow]) -> QuestionReader:
    ids = [*wave.text_ids, *(text_id for row in rows for text_id in row.text_ids)]
    texts = texts_of(current_session(), current_actor(), ids, wave.default_locale)
    return QuestionReader(current_locale(), current_actor().person_id, texts, partial(_image_url, wave))


def _image_url(wave: OwnWave, question_id: int, named: str) -> str:
    """Return where an own image is seen: a stored one, or of an untraceable wave the one that its page keeps."""
    if wave.is_untraceable:
        return url_for("questionnaires.kept_answer", token=named)
    return url_for("questionnaires.answer_image", slug=wave.slug, wave_id=wave.id, question_id=question_id)


def is_small_screen() -> bool:
    """Tell whether a phone asks: it says so itself, and gets one question at a time."""
    return "Mobi" in request.headers.get("User-Agent", "")


def _url(endpoint: str, wave: OwnWave, at: int | None = None) -> str:
    return url_for(f"questionnaires.{endpoint}", slug=wave.slug, wave_id=wave.id, at=at)
