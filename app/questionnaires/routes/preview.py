"""A questionnaire as people see it, in a language, before anybody is asked."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.campaigns.presenters.prepare import tabs_of
from app.campaigns.queries import CampaignRow
from app.core.errors import NotFound
from app.i18n import formats
from app.questionnaires.forms.build import QuestionForm
from app.questionnaires.presenters.build import locales_of
from app.questionnaires.presenters.question import QuestionReader, QuestionView, question_view
from app.questionnaires.queries import QuestionRow
from app.questionnaires.routes.blueprint import PAGE, bp
from app.questionnaires.routes.build import campaign_head, questionnaire_asked, reader_in
from app.texts.queries import ReadText, texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import ChoiceLink

QUESTIONS_SHOWN = 20  # on one page
PROMPT_ID, HELP_ID = -1, -2  # of texts that are not stored; those of parts are numbered from 1
NO_WORDS = "…"


@bp.get(f"{PAGE}/preview")
def preview(slug: str, questionnaire_id: int) -> ResponseReturnValue:
    """Show a questionnaire as people see it; nothing can be sent from here."""
    campaign, row = questionnaire_asked(slug, questionnaire_id)
    locale = preview_locale(campaign)
    number = request.args.get("page", 1, type=int)
    pages = max(1, -(-len(row.rows) // QUESTIONS_SHOWN))
    if not 1 <= number <= pages:
        raise NotFound
    first = (number - 1) * QUESTIONS_SHOWN
    return render_template(
        "questionnaires/preview.html",
        preview=preview_views(row.rows[first : first + QUESTIONS_SHOWN], locale),
        preview_links=preview_links(campaign, locale),
        pages=_page_links(number, pages, locale),
        back_url=url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=row.id),
        head=campaign_head(campaign),
        tabs=tabs_of(campaign, "questionnaires"),
    )


def _page_links(here: int, count: int, locale: str) -> list[ChoiceLink]:
    """Return the pages of a long questionnaire; none of a short one."""
    numbers = range(1, count + 1) if count > 1 else ()
    return [ChoiceLink(str(number), f"?lang={locale}&page={number}", number == here) for number in numbers]


def preview_locale(campaign: CampaignRow) -> str:
    """Return the language of a preview: the one asked for where the campaign speaks it, else the campaign's own."""
    asked = request.args.get("lang", "")
    return asked if asked in locales_of(campaign) else campaign.source_locale


def preview_links(campaign: CampaignRow, locale: str) -> tuple[ChoiceLink, ...]:
    """Return the languages in which the page that is open can be looked at."""
    return tuple(
        ChoiceLink(formats.language_name(current_locale(), each), f"?lang={each}", each == locale)
        for each in locales_of(campaign)
    )


def typed_view(form: QuestionForm, locale: str) -> QuestionView:
    """Return a question as people will read it once its form is saved; its words are in the campaign's language."""
    question, data = form.to_question(), form.to_input(locale)
    words = {PROMPT_ID: {locale: data.prompt[locale] or NO_WORDS}, HELP_ID: data.help}
    words |= {number: part.words for number, part in enumerate(data.parts, start=1)}
    texts = {key: ReadText(each[locale], locale, is_fallback=False) for key, each in words.items() if each[locale]}
    row = QuestionRow(question, PROMPT_ID, HELP_ID, {part.id: part.id for part in question.parts}, None)
    return question_view(row, {}, QuestionReader(locale, current_actor().person_id, texts))


def preview_views(rows: Sequence[QuestionRow], locale: str) -> list[QuestionView]:
    """Return questions as people read them in a language. One statement."""
    ids = [text_id for row in rows for text_id in row.text_ids]
    texts = texts_of(current_session(), reader_in(locale), ids)
    reader = QuestionReader(locale, current_actor().person_id, texts)
    return [question_view(row, {}, reader) for row in rows]
