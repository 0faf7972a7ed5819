"""Pages of the house rules: an entity's moderation settings, its own rules, and a campaign's settings."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.presenters.head import timing_sentence
from app.campaigns.presenters.prepare import progress_labels, tabs_of
from app.campaigns.queries import CampaignRow, campaign_by_slug
from app.campaigns.service import set_moderation_timing
from app.campaigns.types import ModerationTiming
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError
from app.entities.queries import EntityPlace, entity_place
from app.house_rules.forms import CampaignModerationForm, HeldWordsForm, RulesForm, language_progress, rules_form
from app.house_rules.presenters import own_rules
from app.house_rules.queries import RulesTexts, rules_read, rules_texts, words_of_list
from app.house_rules.service import set_words, write_rules
from app.house_rules.types import RulesPlace
from app.policy.check import can, require
from app.policy.rules import Action
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import draft_done

bp = Blueprint("house_rules", __name__)


@bp.route("/entities/<code>/moderation", methods=["GET", "POST"])
def of_entity(code: str) -> ResponseReturnValue:
    """Show what an entity adds to moderation; its community manager changes the words that always wait."""
    session, actor = current_session(), current_actor()
    place = entity_place(session, actor, code, Action.HOUSE_RULES_VIEW)
    if request.method == "POST":
        require(actor, Action.HOUSE_RULES_WRITE, place.facts)
    where = RulesPlace(entity_id=place.id)
    form = HeldWordsForm.of(words_of_list(session, actor, where))
    if form.validate_on_submit():
        try:
            set_words(session, actor, where, form.to_input())
        except ChangedMeanwhile:
            stored = HeldWordsForm.of(words_of_list(session, actor, where), sent=False)
            form.show_beside(stored, _saved_last(("entity", place.id), "house_rules.set_words"))
        except DomainError as error:
            form.accept(error)
        else:
            draft_done()
            flash(_("The words have been saved. They apply to what is sent from now on."), "success")
            return redirect(url_for("house_rules.of_entity", code=code), 303)
    page = render_template(
        "house_rules/entity.html",
        form=form,
        place=place,
        may_write=can(actor, Action.HOUSE_RULES_WRITE, place.facts),
        words=words_of_list(session, actor, where).words,
        saved=_saved_last(("entity", place.id), "house_rules.set_words"),
        rules=own_rules(rules_read(session, actor, [place.id]), current_locale()),
    )
    return page, form.http_status


@bp.route("/entities/<code>/moderation/rules", methods=["GET", "POST"])
def rules(code: str) -> ResponseReturnValue:
    """Write what an entity adds to the rules of moderation, in each of its languages."""
    session, actor = current_session(), current_actor()
    place = entity_place(session, actor, code, Action.HOUSE_RULES_VIEW)
    require(actor, Action.HOUSE_RULES_WRITE, place.facts)
    texts = rules_texts(session, actor, place.id)
    form = rules_form(texts)
    if form.validate_on_submit():
        try:
            write_rules(session, actor, place.id, form.to_input())
        except ChangedMeanwhile:
            texts = rules_texts(session, actor, place.id)
            form.show_beside(rules_form(texts, sent=False), _saved_last(("entity", place.id), "house_rules.write"))
        except DomainError as error:
            form.accept(error)
        else:
            draft_done()
            flash(_("The rules have been saved. Everybody in the entity can read them."), "success")
            return redirect(url_for("house_rules.rules", code=code), 303)
    return _rules_page(place, texts, form), form.http_status


def _rules_page(place: EntityPlace, texts: RulesTexts, form: RulesForm) -> str:
    sections = form.sections(language_progress(texts, progress_labels()))
    return render_template(
        "house_rules/rules.html",
        form=form,
        place=place,
        sections=sections,
        ticks={section.locale: form.tick(section.locale) for section in sections},
    )


@bp.route("/campaigns/<slug>/moderation", methods=["GET", "POST"])
def of_campaign(slug: str) -> ResponseReturnValue:
    """Say when moderators read what a campaign is sent, and which words always wait there."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    require(actor, Action.CAMPAIGN_WRITE, campaign.facts)
    where = RulesPlace(campaign_id=campaign.id)
    form = _campaign_form(campaign, where)
    if form.validate_on_submit():
        try:
            set_words(session, actor, where, form.to_input())
            set_moderation_timing(session, actor, campaign.id, form.chosen)
        except ChangedMeanwhile:
            stored = _campaign_form(campaign_by_slug(session, actor, slug), where, sent=False)
            form.show_beside(stored, _saved_last(("campaign", campaign.id), "house_rules.set_words"))
        except DomainError as error:
            form.accept(error)
        else:
            draft_done()
            flash(_("Saved. It applies to what is sent from now on, and the campaign’s page says so."), "success")
            return redirect(url_for("house_rules.of_campaign", slug=slug), 303)
    texts = texts_of(session, actor, campaign.text_ids, campaign.default_locale)
    page = render_template(
        "house_rules/campaign.html",
        form=form,
        head=CampaignHead.of(campaign, texts, PageReader(current_locale(), actor.time_zone, clock.now())),
        tabs=tabs_of(campaign, "of_campaign"),
        told={timing.value: timing_sentence(timing) for timing in ModerationTiming},
    )
    return page, form.http_status


def _campaign_form(campaign: CampaignRow, where: RulesPlace, *, sent: bool = True) -> CampaignModerationForm:
    row = words_of_list(current_session(), current_actor(), where)
    return CampaignModerationForm.of(row, sent=sent, timing=campaign.moderation_timing.value)


def _saved_last(thing: tuple[str, int], action: str) -> str:
    """Say who saved a thing last, and when, as the journal knows it; "" when nobody did."""
    actor = current_actor()
    return saved_last(last_change(current_session(), actor, thing, action), current_locale(), actor.time_zone)
