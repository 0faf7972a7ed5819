"""The translation bench: places, the texts of one in one language, one text."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import idents
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.i18n import formats
from app.i18n.locale import direction_of
from app.policy.actor import Actor
from app.policy.check import can, require, require_sight
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.tables.types import TableFormat
from app.texts.queries import texts_of
from app.texts.types import TextProgress
from app.translating.file_format import write_xliff
from app.translating.forms import TermForm, TranslatedFileForm, bench_form, term_form
from app.translating.presenters import (
    bench_languages,
    bench_lines,
    bench_table,
    file_sentences,
    place_name,
    place_rows,
    state_links,
    term_rows,
    text_sheet,
    text_url,
    unit_of,
)
from app.translating.queries import (
    PAGE_SIZE,
    Bench,
    TextPlace,
    all_texts,
    bench_of,
    bench_page,
    glossary,
    hints_for,
    neighbours_of,
    places_to_translate,
    term_by_id,
    text_on_bench,
)
from app.translating.service import (
    change_term,
    confirm_several,
    remove_term,
    take_file,
    translate_text,
    write_term,
)
from app.translating.types import AGREED_TO
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import Passage
from app.web.tables import table_file

bp = Blueprint("translating", __name__)


@bp.get("/translations")
def overview() -> ResponseReturnValue:
    """List the places whose texts the reader translates, with how far each language is."""
    session, actor = current_session(), current_actor()
    places = places_to_translate(session, actor)
    titles = texts_of(session, actor, [each.place.title_text_id for each in places])
    return render_template("translating/overview.html", places=place_rows(places, titles, current_locale()))


@bp.get("/translations/<slug>/<locale>")
def bench(slug: str, locale: str) -> ResponseReturnValue:
    """List the texts of a place in one language."""
    return _list_page(_bench(slug, locale), TranslatedFileForm(formdata=None))


@bp.post("/translations/<slug>/<locale>")
def confirm(slug: str, locale: str) -> ResponseReturnValue:
    """Mark the ticked translations as right."""
    session, actor = current_session(), current_actor()
    here = _bench(slug, locale)
    count = confirm_several(session, actor, here, request.form.getlist("text", idents.decode))
    if count:
        said = ngettext("%(num)s\u00a0text is now validated.", "%(num)s\u00a0texts are now validated.", count)
        flash(said, "success")
    else:
        flash(_("Nothing was ticked, so nothing has changed."), "info")
    return redirect(url_for("translating.bench", slug=slug, locale=locale, state=_state_asked()), 303)


@bp.route("/translations/<slug>/<locale>/<ident:text_id>", methods=["GET", "POST"])
def text(slug: str, locale: str, text_id: int) -> ResponseReturnValue:
    """Translate one text; saving leads to the next one that is to be done."""
    session, actor = current_session(), current_actor()
    here = _bench(slug, locale)
    found = text_on_bench(session, actor, here, text_id)
    if found.kind in AGREED_TO:
        return redirect(text_url(found, here))
    form = bench_form(found)
    if form.validate_on_submit():
        is_draft = "as_draft" in request.form
        try:
            translate_text(session, actor, here, text_id, form.to_input(is_draft=is_draft))
        except ChangedMeanwhile as error:
            found = text_on_bench(session, actor, here, text_id)
            form.refuse_beside(error, found)
        except DomainError as error:
            form.accept(error)
        else:
            return redirect(_after(here, text_id, is_draft=is_draft), 303)
    around = neighbours_of(session, actor, here, text_id)

    def address(of: int | None) -> str:
        return url_for("translating.text", slug=slug, locale=locale, text_id=of) if of else ""

    html = render_template(
        "translating/text.html",
        title=_name_of(here.place),
        language=formats.language_name(current_locale(), locale),
        source_name=formats.language_name(current_locale(), found.source_locale),
        locale=locale,
        direction=direction_of(locale),
        sheet=text_sheet(found, here, sees_questionnaires=can(actor, Action.QUESTIONNAIRE_WRITE, here.place.facts)),
        hints=hints_for(session, actor, (found.source, found.source_locale), locale),
        form=form,
        back_url=url_for("translating.bench", slug=slug, locale=locale),
        before_url=address(around.before),
        after_url=address(around.after),
    )
    return html, form.http_status


@bp.get("/translations/<slug>/<locale>.<any(xlf, xlsx):kind>")
def export(slug: str, locale: str, kind: str) -> ResponseReturnValue:
    """Return the texts of a place, to be translated in another program; XLIFF those of its own language alone."""
    here = _bench(slug, locale)
    texts = [text for text in all_texts(current_session(), current_actor(), here) if text.kind not in AGREED_TO]
    name = f"{slug.removeprefix('~') or 'pepite'}-{locale}"
    if kind == TableFormat.XLSX.value:
        return table_file(bench_table(texts, here, current_locale()), TableFormat.XLSX, name)
    units = [unit_of(text) for text in texts if text.source_locale == here.place.source_locale]
    response = Response(write_xliff(slug, here.languages, units), mimetype="application/xliff+xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlf"'
    return response


@bp.post("/translations/<slug>/<locale>/file")
def take(slug: str, locale: str) -> ResponseReturnValue:
    """Store the translations of a file, and say what became of each."""
    session, actor = current_session(), current_actor()
    here = _bench(slug, locale)
    form = TranslatedFileForm()
    if form.validate_on_submit():
        try:
            result = take_file(session, actor, here, form.to_units(here))
        except DomainError as error:
            form.accept(error)
        else:
            for sentence in file_sentences(result):
                flash(sentence, "success" if result.stored else "info")
            return redirect(url_for("translating.bench", slug=slug, locale=locale), 303)
    return _list_page(here, form), form.http_status


@bp.get("/glossary")
def glossary_page() -> ResponseReturnValue:
    """Show the group's terms to those who translate."""
    session, actor = current_session(), current_actor()
    can_write = can(actor, Action.GLOSSARY_WRITE, NOTHING)
    rows = term_rows(glossary(session, actor), current_locale(), can_write=can_write)
    return render_template("translating/glossary.html", rows=rows, can_write=can_write)


@bp.route("/glossary/new", methods=["GET", "POST"])
def new_term_page() -> ResponseReturnValue:
    """Add a term."""
    session, actor = current_session(), _glossary_writer()
    form = term_form()
    if form.validate_on_submit():
        try:
            write_term(session, actor, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The term has been saved."), "success")
            return redirect(url_for("translating.glossary_page"), 303)
    return _term_page(form), form.http_status


@bp.route("/glossary/<ident:term_id>/edit", methods=["GET", "POST"])
def change_term_page(term_id: int) -> ResponseReturnValue:
    """Change a term."""
    session, actor = current_session(), _glossary_writer()
    form = term_form(term_by_id(session, actor, term_id))
    if form.validate_on_submit():
        try:
            change_term(session, actor, term_id, form.to_input())
        except ChangedMeanwhile:
            form.show_beside(term_form(term_by_id(session, actor, term_id), sent=False))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The term has been saved."), "success")
            return redirect(url_for("translating.glossary_page"), 303)
    return _term_page(form, url_for("translating.remove_term_page", term_id=term_id)), form.http_status


@bp.post("/glossary/<ident:term_id>/remove")
def remove_term_page(term_id: int) -> ResponseReturnValue:
    """Remove a term."""
    session, actor = current_session(), _glossary_writer()
    remove_term(session, actor, term_id)
    flash(_("The term has been removed."), "success")
    return redirect(url_for("translating.glossary_page"), 303)


def _glossary_writer() -> Actor:
    actor = current_actor()
    require_sight(actor, Action.BENCH_VIEW, NOTHING)
    require(actor, Action.GLOSSARY_WRITE, NOTHING)
    return actor


def _term_page(form: TermForm, remove_url: str = "") -> str:
    return render_template("translating/term.html", form=form, sections=form.sections(), remove_url=remove_url)


def _list_page(here: Bench, file_form: TranslatedFileForm) -> str:
    session, actor, reader = current_session(), current_actor(), current_locale()
    place, locale = here
    state, number = _state_asked(), request.args.get("page", 1, type=int)
    page = bench_page(session, actor, here, frozenset({state} if state else ()), number)
    progress = next((each for each in page.progress if each.locale == locale), None)

    def address(of: int) -> str:
        return url_for("translating.bench", slug=place.slug, locale=locale, state=state, page=of if of > 1 else None)

    return render_template(
        "translating/bench.html",
        title=_name_of(place),
        campaign_url=_preparation_url(place),
        language=formats.language_name(reader, locale),
        languages=bench_languages(page.progress, place.slug, locale, reader),
        states=state_links(progress, place.slug, state, reader) if progress else [],
        lines=bench_lines(page.texts, here, can_agree=can(actor, Action.CHARTER_WRITE, place.facts)),
        confirm_url=url_for("translating.confirm", slug=place.slug, locale=locale, state=state),
        newer_url=address(number - 1) if number > 1 else "",
        older_url=address(number + 1) if number * PAGE_SIZE < page.found else "",
        file_form=file_form,
        xliff_url=_export_url(here, "xlf") if locale != place.source_locale else "",
        xlsx_url=_export_url(here, "xlsx"),
        take_url=url_for("translating.take", slug=place.slug, locale=locale),
    )


def _export_url(here: Bench, kind: str) -> str:
    return url_for("translating.export", slug=here.place.slug, locale=here.locale, kind=kind)


def _preparation_url(place: TextPlace) -> str:
    """Return where a campaign goes on, for who prepares it; "" for everybody else, and outside campaigns."""
    if place.campaign_id is None or not can(current_actor(), Action.CAMPAIGN_WRITE, place.facts):
        return ""
    return url_for("studio.summary", slug=place.slug)


def _name_of(place: TextPlace) -> Passage:
    return place_name(place, texts_of(current_session(), current_actor(), [place.title_text_id]))


def _bench(slug: str, locale: str) -> Bench:
    return bench_of(current_session(), current_actor(), slug, locale)


def _after(here: Bench, saved_id: int, *, is_draft: bool) -> str:
    """Say that a text is saved, and return the page that follows: the next text to be done, else the list."""
    follows = neighbours_of(current_session(), current_actor(), here, saved_id).to_do
    if is_draft:
        flash(_("The draft has been saved. Readers do not see it yet."), "success")
    elif follows is None:
        flash(_("The translation has been saved. Every text in this language is ready."), "success")
    else:
        flash(_("The translation has been saved. This is the next text."), "success")
    if follows is None:
        return url_for("translating.bench", slug=here.place.slug, locale=here.locale)
    return url_for("translating.text", slug=here.place.slug, locale=here.locale, text_id=follows)


def _state_asked() -> TextProgress | None:
    """Return the state that the address narrows the list to."""
    asked = request.args.get("state", "")
    if not asked:
        return None
    try:
        return TextProgress(asked)
    except ValueError:
        raise NotFound from None
