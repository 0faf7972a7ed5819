"""A questionnaire in another language: ten questions a page, the source beside each text."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.presenters.prepare import tabs_of
from app.campaigns.queries import CampaignRow
from app.core.errors import ChangedMeanwhile, NotFound
from app.i18n import formats
from app.i18n.locale import direction_of
from app.questionnaires import service
from app.questionnaires.forms.translate import TranslationsForm
from app.questionnaires.presenters.build import locales_of
from app.questionnaires.presenters.translate import QUESTIONS_A_PAGE, page_links, shown_texts, texts_on
from app.questionnaires.queries import QuestionnaireRow
from app.questionnaires.routes.blueprint import PAGE, bp
from app.questionnaires.routes.build import campaign_head, questionnaire_asked
from app.texts.queries import TextState, text_states
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import sentence_of


@bp.route(f"{PAGE}/translations/<locale>", methods=["GET", "POST"])
def translation(slug: str, questionnaire_id: int, locale: str) -> ResponseReturnValue:
    """Translate some texts of a questionnaire into one language."""
    campaign, row = questionnaire_asked(slug, questionnaire_id)
    if locale not in locales_of(campaign)[1:]:
        raise NotFound
    number = request.args.get("page", 1, type=int)
    pages = max(1, -(-len(row.rows) // QUESTIONS_A_PAGE))
    if not 1 <= number <= pages:
        raise NotFound
    states = _states(campaign, row, locale, number)
    form = TranslationsForm.of(states)
    refusal = ""
    if form.validate_on_submit():
        try:
            service.translate_questionnaire(current_session(), current_actor(), row.id, locale, form.to_input())
        except ChangedMeanwhile as error:
            form.refusal, refusal = error, sentence_of(error)
            form.show_stored(TranslationsForm.of(_states(campaign, row, locale, number), sent=False))
        else:
            flash(_("The translation has been saved."), "success")
            if number < pages:
                return redirect(_page_url(slug, row.id, locale, number + 1))
            return redirect(url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=row.id))
    source = campaign.source_locale
    page = render_template(
        "questionnaires/translation.html",
        slug=slug,
        questionnaire_id=row.id,
        form=form,
        refusal=refusal,
        texts=shown_texts(row, number, states),
        locale=locale,
        dir=direction_of(locale),
        name=formats.language_in_words(current_locale(), locale),
        source_locale=source,
        source_dir=direction_of(source),
        pages=page_links(slug, row.id, locale, (number, pages)),
        head=campaign_head(campaign),
        tabs=tabs_of(campaign, "questionnaires"),
    )
    return page, form.http_status


def _page_url(slug: str, questionnaire_id: int, locale: str, number: int) -> str:
    here = "questionnaires.translation"
    return url_for(here, slug=slug, questionnaire_id=questionnaire_id, locale=locale, page=number)


def _states(
    campaign: CampaignRow, row: QuestionnaireRow, locale: str, number: int
) -> list[tuple[TextState, TextState]]:
    """Return the texts of one page: the source and the translation of each."""
    ids = [text_id for text_id, _label in texts_on(row, number)]
    states = text_states(current_session(), current_actor(), ids, (campaign.source_locale, locale))
    return list(zip(states[::2], states[1::2], strict=True))
