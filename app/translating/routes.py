"""The translation bench: campaigns, the texts of one in one language, one text."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import campaign_by_slug
from app.core import idents
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.i18n import formats
from app.i18n.locale import direction_of
from app.policy.check import require
from app.policy.rules import Action
from app.texts.queries import texts_of
from app.texts.types import TextProgress
from app.translating.file_format import FileUnit, write_xliff
from app.translating.forms import TranslatedFileForm, bench_form
from app.translating.presenters import (
    bench_languages,
    bench_lines,
    campaign_rows,
    file_sentences,
    state_links,
    text_sheet,
    text_url,
)
from app.translating.queries import (
    PAGE_SIZE,
    Bench,
    BenchText,
    all_texts,
    bench_page,
    campaigns_to_translate,
    next_to_do,
    text_on_bench,
)
from app.translating.service import confirm_several, take_file, translate_text
from app.translating.types import OF_QUESTIONNAIRES
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import read_passage

bp = Blueprint("translating", __name__)


@bp.get("/translations")
def overview() -> ResponseReturnValue:
    """List the campaigns whose texts the reader translates, with how far each language is."""
    session, actor = current_session(), current_actor()
    campaigns = campaigns_to_translate(session, actor)
    titles = texts_of(session, actor, [each.title_text_id for each in campaigns])
    return render_template("translating/overview.html", campaigns=campaign_rows(campaigns, titles, current_locale()))


@bp.get("/translations/<slug>/<locale>")
def bench(slug: str, locale: str) -> ResponseReturnValue:
    """List the texts of a campaign in one language."""
    return _list_page(_bench(slug, locale), TranslatedFileForm(formdata=None))


@bp.post("/translations/<slug>/<locale>")
def confirm(slug: str, locale: str) -> ResponseReturnValue:
    """Mark the ticked translations as right."""
    session, actor = current_session(), current_actor()
    place = _bench(slug, locale)
    count = confirm_several(session, actor, place, request.form.getlist("text", idents.decode))
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
    place = _bench(slug, locale)
    found = text_on_bench(session, actor, place, text_id)
    if found.kind in OF_QUESTIONNAIRES:
        return redirect(text_url(found, slug, locale))
    form = bench_form(found)
    if form.validate_on_submit():
        is_draft = "as_draft" in request.form
        try:
            translate_text(session, actor, place, text_id, form.to_input(is_draft=is_draft))
        except ChangedMeanwhile as error:
            found = text_on_bench(session, actor, place, text_id)
            form.refuse_beside(error, found)
        except DomainError as error:
            form.accept(error)
        else:
            return redirect(_after(place, text_id, is_draft=is_draft), 303)
    texts = texts_of(session, actor, [place.campaign.title_text_id])
    html = render_template(
        "translating/text.html",
        title=read_passage(texts[place.campaign.title_text_id]),
        language=formats.language_name(current_locale(), locale),
        source_name=formats.language_name(current_locale(), found.source_locale),
        locale=locale,
        direction=direction_of(locale),
        sheet=text_sheet(found),
        form=form,
        back_url=url_for("translating.bench", slug=slug, locale=locale),
    )
    return html, form.http_status


@bp.get("/translations/<slug>/<locale>.xlf")
def export(slug: str, locale: str) -> ResponseReturnValue:
    """Return the texts of a campaign, to be translated in another program."""
    session, actor = current_session(), current_actor()
    place = _bench(slug, locale)
    units = [_unit_of(each) for each in all_texts(session, actor, place) if each.kind not in OF_QUESTIONNAIRES]
    response = Response(write_xliff(slug, place.languages, units), mimetype="application/xliff+xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{locale}.xlf"'
    return response


@bp.post("/translations/<slug>/<locale>/file")
def take(slug: str, locale: str) -> ResponseReturnValue:
    """Store the translations of a file, and say what became of each."""
    session, actor = current_session(), current_actor()
    place = _bench(slug, locale)
    require(actor, Action.TEXT_TRANSLATE, place.facts)
    form = TranslatedFileForm()
    if form.validate_on_submit():
        try:
            result = take_file(session, actor, place, form.to_units(place.languages))
        except DomainError as error:
            form.accept(error)
        else:
            for sentence in file_sentences(result):
                flash(sentence, "success" if result.stored else "info")
            return redirect(url_for("translating.bench", slug=slug, locale=locale), 303)
    return _list_page(place, form), form.http_status


def _list_page(place: Bench, file_form: TranslatedFileForm) -> str:
    session, actor, reader = current_session(), current_actor(), current_locale()
    campaign, locale = place
    state, number = _state_asked(), request.args.get("page", 1, type=int)
    page = bench_page(session, actor, place, frozenset({state} if state else ()), number)
    here = next(each for each in page.progress if each.locale == locale)
    texts = texts_of(session, actor, [campaign.title_text_id])

    def address(of: int) -> str:
        return url_for("translating.bench", slug=campaign.slug, locale=locale, state=state, page=of if of > 1 else None)

    return render_template(
        "translating/bench.html",
        title=read_passage(texts[campaign.title_text_id]),
        language=formats.language_name(reader, locale),
        languages=bench_languages(page.progress, campaign.slug, locale, reader),
        states=state_links(here, campaign.slug, state, reader),
        lines=bench_lines(page.texts, campaign.slug, locale),
        confirm_url=url_for("translating.confirm", slug=campaign.slug, locale=locale, state=state),
        newer_url=address(number - 1) if number > 1 else "",
        older_url=address(number + 1) if number * PAGE_SIZE < page.found else "",
        file_form=file_form,
        export_url=url_for("translating.export", slug=campaign.slug, locale=locale),
        take_url=url_for("translating.take", slug=campaign.slug, locale=locale),
    )


def _unit_of(text: BenchText) -> FileUnit:
    is_done = text.state is TextProgress.VALIDATED
    return FileUnit(idents.encode(text.text_id), text.source, text.words, is_done=is_done, kind=text.kind)


def _bench(slug: str, locale: str) -> Bench:
    return Bench(campaign_by_slug(current_session(), current_actor(), slug), locale)


def _after(place: Bench, saved_id: int, *, is_draft: bool) -> str:
    """Say that a text is saved, and return the page that follows: the next text to be done, else the list."""
    follows = next_to_do(current_session(), current_actor(), place, saved_id)
    if is_draft:
        flash(_("The draft has been saved. Readers do not see it yet."), "success")
    elif follows is None:
        flash(_("The translation has been saved. Every text in this language is ready."), "success")
    else:
        flash(_("The translation has been saved. This is the next text."), "success")
    if follows is None:
        return url_for("translating.bench", slug=place.campaign.slug, locale=place.locale)
    return url_for("translating.text", slug=place.campaign.slug, locale=place.locale, text_id=follows)


def _state_asked() -> TextProgress | None:
    """Return the state that the address narrows the list to."""
    asked = request.args.get("state", "")
    if not asked:
        return None
    try:
        return TextProgress(asked)
    except ValueError:
        raise NotFound from None
