"""When a question is asked, and when its questionnaire is."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.presenters.prepare import tabs_of
from app.campaigns.queries import CampaignRow
from app.campaigns.types import IdentityLevel
from app.core import idents
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.questionnaires import service
from app.questionnaires.errors import WaveAsked
from app.questionnaires.forms.moments import ShowIfForm, WaveForm, what_values
from app.questionnaires.presenters.build import moment_label
from app.questionnaires.presenters.moments import (
    EarlierQuestion,
    condition_lines,
    mission_label,
    question_label,
    relation_label,
)
from app.questionnaires.queries import QuestionnaireRow, QuestionRow, missions_to_ask_in, waves_of_campaign
from app.questionnaires.routes.blueprint import PAGE, QUESTION, bp
from app.questionnaires.routes.build import campaign_head, questionnaire_asked
from app.questionnaires.types import Moment
from app.questions.types import Mode
from app.texts.queries import EMPTY, texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import choices, sentence_of


@bp.route(f"{QUESTION}/show-if", methods=["GET", "POST"])
def show_if(slug: str, questionnaire_id: int, question_id: int) -> ResponseReturnValue:
    """Say after which answers a question is asked."""
    campaign, row = questionnaire_asked(slug, questionnaire_id)
    found = _found(row, question_id)
    stored = found.question.show_if
    form = ShowIfForm(data={"mode": stored.mode if stored else Mode.ALL, "version": found.version})
    form.mode.validate_choice = False
    if form.validate_on_submit():
        data = form.to_input(stored)
        try:
            service.set_show_if(current_session(), current_actor(), question_id, data)
        except ChangedMeanwhile as error:
            form.accept(error)
            row = questionnaire_asked(slug, questionnaire_id)[1]
            found = _found(row, question_id)
            form.version.data = str(found.version)
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The condition has been saved."), "success")
            return redirect(
                url_for("questionnaires.show_if", slug=slug, questionnaire_id=row.id, question_id=question_id)
            )
    return _show_if_page(campaign, row, form, found)


@bp.route(f"{PAGE}/waves/new", methods=["GET", "POST"])
def add_wave(slug: str, questionnaire_id: int) -> ResponseReturnValue:
    """Ask a questionnaire at one more moment."""
    session, actor = current_session(), current_actor()
    campaign, row = questionnaire_asked(slug, questionnaire_id)
    missions = missions_to_ask_in(session, actor, campaign.id)
    texts = texts_of(session, actor, [each.title_text_id for each in missions], campaign.default_locale)
    form = WaveForm(
        [(moment, moment_label(moment)) for moment in Moment],
        [(edition.id, edition.entity_name) for edition in campaign.editions],
        [(each.id, mission_label(each, texts)) for each in missions],
    )
    if form.validate_on_submit():
        try:
            service.add_wave(session, actor, row.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The questionnaire is now asked at that moment."), "success")
            return redirect(url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=row.id))
    page = render_template(
        "questionnaires/wave.html",
        form=form,
        can_be_untraceable=campaign.offers(IdentityLevel.UNTRACEABLE),
        head=campaign_head(campaign),
        tabs=tabs_of(campaign, "questionnaires"),
        back_url=url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=row.id),
    )
    return page, form.http_status


@bp.post(f"{PAGE}/waves/<int(max=2147483647):wave_id>/remove")
def remove_wave(slug: str, questionnaire_id: int, wave_id: int) -> ResponseReturnValue:
    """Ask a questionnaire no more at a moment."""
    session, actor = current_session(), current_actor()
    campaign, row = questionnaire_asked(slug, questionnaire_id)
    here = {wave.id for wave in waves_of_campaign(session, actor, campaign.id) if wave.questionnaire_id == row.id}
    if wave_id not in here:
        raise NotFound
    try:
        service.remove_wave(session, actor, wave_id)
    except WaveAsked as error:
        flash(sentence_of(error), "error")
    else:
        flash(_("The questionnaire is no longer asked at that moment."), "success")
    return redirect(url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=row.id))


def _found(row: QuestionnaireRow, question_id: int) -> QuestionRow:
    """Return a question of the questionnaire."""
    found = next((each for each in row.rows if each.question.id == question_id), None)
    if found is None:
        raise NotFound
    return found


def _show_if_page(
    campaign: CampaignRow, row: QuestionnaireRow, form: ShowIfForm, found: QuestionRow
) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    place = row.rows.index(found) + 1
    stored = found.question.show_if
    conditions = stored.conditions if stored else ()
    shown = {condition.question_id for condition in conditions}
    chosen = _chosen(form.on.data or request.args.get("on", ""), row, place)
    about = [each for each in row.rows if each.question.id in shown or each is chosen]
    ids = [each.prompt_text_id for each in row.rows[:place]]
    ids += [text_id for each in about for text_id in each.part_text_ids.values()]
    texts = texts_of(session, actor, ids, campaign.default_locale)
    if chosen is not None:
        form.on.data = idents.encode(chosen.question.id)
        form.what.choices = choices(
            (value, relation_label(relation, texts.get(chosen.part_text_ids.get(part, 0), EMPTY).value))
            for relation, part, value in what_values(chosen.question)
        )
    page = render_template(
        "questionnaires/show_if.html",
        form=form,
        place=place,
        label=question_label(place, found, texts),
        lines=condition_lines(conditions, row, texts, current_locale()),
        earlier=[
            EarlierQuestion(each.question.id, question_label(number, each, texts))
            for number, each in enumerate(row.rows[: place - 1], start=1)
            if what_values(each.question)
        ],
        chosen=question_label(row.rows.index(chosen) + 1, chosen, texts) if chosen else "",
        chosen_id=chosen.question.id if chosen else 0,
        encode=idents.encode,
        head=campaign_head(campaign),
        tabs=tabs_of(campaign, "questionnaires"),
        question_url=url_for(
            "questionnaires.question", slug=campaign.slug, questionnaire_id=row.id, question_id=found.question.id
        ),
    )
    return page, form.http_status


def _chosen(name: str, row: QuestionnaireRow, place: int) -> QuestionRow | None:
    """Return the earlier question that a condition is being written for."""
    try:
        question_id = idents.decode(name)
    except ValueError:
        return None
    return next((each for each in row.rows[: place - 1] if each.question.id == question_id), None)
