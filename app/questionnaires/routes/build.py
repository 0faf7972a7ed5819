"""The questionnaires of a campaign, for who writes them: the list, and one with its questions."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.presenters.prepare import tabs_of
from app.campaigns.queries import CampaignRow, campaign_by_slug
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.questionnaires import service
from app.questionnaires.forms.build import QuestionnaireForm
from app.questionnaires.presenters.build import (
    built_questionnaire,
    kind_cards,
    language_lines,
    questionnaire_list,
)
from app.questionnaires.presenters.moments import wave_lines
from app.questionnaires.queries import (
    QuestionnaireRow,
    answered_questions,
    missions_to_ask_in,
    questionnaire_by_id,
    questionnaires_of,
    retired_questions,
    translation_progress,
    waves_of_campaign,
)
from app.questionnaires.routes.blueprint import LIST, PAGE, bp
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session


@bp.get(LIST)
def questionnaires(slug: str) -> ResponseReturnValue:
    """List the questionnaires of a campaign."""
    session, actor = current_session(), current_actor()
    campaign = writable_campaign(slug)
    listed = questionnaires_of(session, actor, campaign.id)
    ids = [*campaign.text_ids, *(one.title_text_id for one in listed)]
    texts = texts_of(session, actor, ids, campaign.default_locale)
    return render_template(
        "questionnaires/questionnaires.html",
        slug=slug,
        head=CampaignHead.of(campaign, texts, page_reader()),
        tabs=tabs_of(campaign, "questionnaires"),
        rows=questionnaire_list(campaign, listed, texts, current_locale()),
    )


@bp.route(f"{LIST}/new", methods=["GET", "POST"])
def create(slug: str) -> ResponseReturnValue:
    """Begin a questionnaire."""
    session, actor = current_session(), current_actor()
    campaign = writable_campaign(slug)
    form = QuestionnaireForm()
    if form.validate_on_submit():
        try:
            made = service.create_questionnaire(session, actor, campaign.id, form.to_input(campaign.source_locale))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The questionnaire has been created. Next: its questions."), "success")
            return redirect(url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=made.id))
    return _head_page(campaign, form, None)


@bp.get(PAGE)
def questionnaire(slug: str, questionnaire_id: int) -> ResponseReturnValue:
    """Show a questionnaire with its questions, for who builds it."""
    session, actor = current_session(), current_actor()
    campaign, row = questionnaire_asked(slug, questionnaire_id)
    retired = retired_questions(session, actor, row.id)
    prompts = [each.prompt_text_id for each in row.rows] + [each.prompt_text_id for each in retired]
    waves = [wave for wave in waves_of_campaign(session, actor, campaign.id) if wave.questionnaire_id == row.id]
    missions = missions_to_ask_in(session, actor, campaign.id) if waves else []
    prompts += [each.title_text_id for each in missions]
    ids = [*campaign.text_ids, row.title_text_id, row.intro_text_id, *prompts]
    texts = texts_of(session, actor, ids, campaign.default_locale)
    answered = answered_questions(session, actor, row.id)
    progress = translation_progress(session, actor, row.id)
    return render_template(
        "questionnaires/questionnaire.html",
        slug=slug,
        questionnaire_id=row.id,
        head=CampaignHead.of(campaign, texts, page_reader()),
        tabs=tabs_of(campaign, "questionnaires"),
        page=built_questionnaire(row, retired, answered, texts, current_locale()),
        waves=wave_lines(waves, campaign, missions, texts, current_locale()),
        languages=language_lines(progress, campaign, current_locale()),
    )


@bp.route(f"{PAGE}/edit", methods=["GET", "POST"])
def edit(slug: str, questionnaire_id: int) -> ResponseReturnValue:
    """Change the title and the introduction of a questionnaire."""
    session, actor = current_session(), current_actor()
    campaign, row = questionnaire_asked(slug, questionnaire_id)
    form = _head_form(campaign, row)
    if form.validate_on_submit():
        try:
            service.change_questionnaire(session, actor, row.id, form.to_input(campaign.source_locale))
        except ChangedMeanwhile:
            row = questionnaire_asked(slug, questionnaire_id)[1]
            by = last_change(session, actor, ("questionnaire", row.id), "questionnaires.changed")
            stored = _head_form(campaign, row, sent=False)
            form.show_beside(stored, saved_last(by, current_locale(), actor.time_zone))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The questionnaire has been saved."), "success")
            return redirect(url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=row.id))
    return _head_page(campaign, form, row)


@bp.get(f"{PAGE}/questions/new")
def choose_kind(slug: str, questionnaire_id: int) -> ResponseReturnValue:
    """Choose what to add to a questionnaire."""
    campaign, row = questionnaire_asked(slug, questionnaire_id)
    questions, published, blocks = kind_cards(slug, row.id)
    return render_template(
        "questionnaires/choose_kind.html",
        slug=slug,
        questionnaire_id=row.id,
        head=campaign_head(campaign),
        tabs=tabs_of(campaign, "questionnaires"),
        groups=((_("Questions"), questions), (_("Published scales"), published), (_("Between questions"), blocks)),
    )


def writable_campaign(slug: str) -> CampaignRow:
    """Return a campaign whose questionnaires the person may write."""
    campaign = campaign_by_slug(current_session(), current_actor(), slug)
    require(current_actor(), Action.QUESTIONNAIRE_WRITE, campaign.facts)
    return campaign


def questionnaire_asked(slug: str, questionnaire_id: int) -> tuple[CampaignRow, QuestionnaireRow]:
    """Return the campaign and the questionnaire of the address, or answer that there is nothing there."""
    campaign = writable_campaign(slug)
    row = questionnaire_by_id(current_session(), current_actor(), questionnaire_id)
    if row.campaign_id != campaign.id:
        raise NotFound
    return campaign, row


def campaign_head(campaign: CampaignRow) -> CampaignHead:
    """Return the head of a campaign's page."""
    texts = texts_of(current_session(), current_actor(), campaign.text_ids, campaign.default_locale)
    return CampaignHead.of(campaign, texts, page_reader())


def page_reader() -> PageReader:
    """Return for whom the page is printed."""
    return PageReader(current_locale(), current_actor().time_zone, clock.now())


def reader_in(locale: str) -> Actor:
    """Return the person as a reader of another language."""
    return replace(current_actor(), locale=locale)


def _head_form(campaign: CampaignRow, row: QuestionnaireRow, *, sent: bool = True) -> QuestionnaireForm:
    ids = [row.title_text_id, row.intro_text_id]
    texts = texts_of(current_session(), reader_in(campaign.source_locale), ids)
    return QuestionnaireForm.of(row, texts, sent=sent)


def _head_page(campaign: CampaignRow, form: QuestionnaireForm, row: QuestionnaireRow | None) -> ResponseReturnValue:
    list_url = url_for("questionnaires.questionnaires", slug=campaign.slug)
    page = render_template(
        "questionnaires/head.html",
        form=form,
        is_new=row is None,
        campaign=campaign,
        head=campaign_head(campaign),
        tabs=tabs_of(campaign, "questionnaires"),
        back_url=url_for("questionnaires.questionnaire", slug=campaign.slug, questionnaire_id=row.id)
        if row
        else list_url,
    )
    return page, form.http_status
