"""The assistant: five short pages and a summary. Each saves through the use cases of what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.campaigns.errors import PromiseNeedsReason
from app.campaigns.presenters import PageReader, prepare
from app.campaigns.queries import CampaignRow, locals_of, products_of, translations_of
from app.campaigns.service import CampaignInput, change_campaign, create_campaign
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.entities.queries import entities_list
from app.missions.service import create_mission
from app.products.queries import ProductRow, products_list
from app.products.types import Owner
from app.questionnaires.service import create_questionnaire
from app.readiness.presenters import finding_rows, readiness_label
from app.readiness.queries import readiness_of_editions
from app.readiness.types import Colour, Readiness
from app.safeguards.presenters import place_lines
from app.safeguards.queries import sheet_places
from app.studio import presenters, service
from app.studio.forms import (
    BeginForm,
    DatesForm,
    FramingForm,
    MissionLineForm,
    PeopleForm,
    ProductsForm,
    QuestionnaireLineForm,
    ThemeLineForm,
)
from app.studio.queries import Template, campaign_in_preparation, framed_parts, templates
from app.studio.routes.blueprint import bp, campaign_asked, require_studio
from app.studio.types import StudioPage
from app.texts.queries import texts_of
from app.themes.service.write import create_theme
from app.translating.queries import places_to_translate
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import draft_done
from app.web.parts import Row, read_passage
from config import LOCALES


@bp.route("/new", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    """Begin a campaign, from a template or from nothing."""
    session, actor = current_session(), current_actor()
    require_studio()
    offered = templates(session, actor)
    slug = request.args.get("template", "")
    template = _template_of(offered, slug)
    texts = texts_of(session, actor, [i for each in offered for i in (each.title_text_id, each.pitch_text_id)])
    form = _begin_form(template, texts[template.pitch_text_id].value if template else "")
    if form.validate_on_submit():
        try:
            if template is None:
                made = create_campaign(session, actor, form.to_input())
            else:
                made = service.copy_campaign(session, actor, template.id, form.to_copy())
        except DomainError as error:
            form.accept(error)
        else:
            draft_done()
            flash(_("Saved. The campaign is in preparation: you can leave and come back at any time."), "success")
            return redirect(presenters.assistant_url(StudioPage.PRODUCTS, made.slug))
    page = render_template(
        "studio/begin.html",
        form=form,
        template=read_passage(texts[template.title_text_id]) if template else None,
        slug=slug,
        offered=[
            (read_passage(texts[each.title_text_id]), url_for("studio.begin", template=each.slug))
            for each in offered
            if each.is_offered and each is not template
        ],
    )
    return page, form.http_status


@bp.route("/<slug>/question", methods=["GET", "POST"])
def question(slug: str) -> ResponseReturnValue:
    """Say what is asked, and what it is for."""
    campaign = campaign_asked(slug)
    stored = _input_of(campaign)
    form = _question_form(stored)
    if form.validate_on_submit():
        try:
            change_campaign(current_session(), current_actor(), campaign.id, form.changed(stored))
        except ChangedMeanwhile:
            campaign = campaign_asked(slug)
            form.show_beside(_question_form(_input_of(campaign), sent=False), _saved_last(campaign))
        except DomainError as error:
            form.accept(error)
        else:
            return _go_on(StudioPage.QUESTION, slug)
    return _page(campaign, StudioPage.QUESTION, form=form), form.http_status


@bp.route("/<slug>/products", methods=["GET", "POST"])
def products(slug: str) -> ResponseReturnValue:
    """Say what is tested, and what protects those who test it."""
    session, actor = current_session(), current_actor()
    campaign = campaign_asked(slug)
    offered = products_list(session, actor)
    stored = _input_of(campaign)
    form = _products_form(offered, stored)
    if form.validate_on_submit():
        try:
            change_campaign(session, actor, campaign.id, form.changed(stored))
        except ChangedMeanwhile:
            campaign = campaign_asked(slug)
            again = _products_form(offered, _input_of(campaign), sent=False)
            form.show_beside(again, _saved_last(campaign))
        except DomainError as error:
            form.accept(error)
        else:
            return _go_on(StudioPage.PRODUCTS, slug)
    rules = [line[:4] for line in place_lines(sheet_places(session, actor), current_locale())]
    return _page(campaign, StudioPage.PRODUCTS, form=form, rules=rules), form.http_status


@bp.get("/<slug>/missions")
def missions(slug: str) -> ResponseReturnValue:
    """Show missions, questionnaires and themes, with a short form for each."""
    return _missions_page(campaign_asked(slug))


@bp.post("/<slug>/missions")
def add_mission(slug: str) -> ResponseReturnValue:
    """Add a mission in a few lines."""
    campaign = campaign_asked(slug)
    form = MissionLineForm()
    if form.validate_on_submit():
        try:
            create_mission(current_session(), current_actor(), campaign.id, form.to_input(campaign.source_locale))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The mission has been created."), "success")
            return redirect(url_for("studio.missions", slug=slug, _anchor="missions"))
    return _missions_page(campaign, mission=form), form.http_status


@bp.post("/<slug>/questionnaires")
def add_questionnaire(slug: str) -> ResponseReturnValue:
    """Begin a questionnaire; its questions are written on its own page."""
    campaign = campaign_asked(slug)
    form = QuestionnaireLineForm()
    if form.validate_on_submit():
        session, actor = current_session(), current_actor()
        try:
            made = create_questionnaire(session, actor, campaign.id, form.to_input(campaign.source_locale))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The questionnaire has been created. Next: its questions."), "success")
            return redirect(url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=made.id))
    return _missions_page(campaign, questionnaire=form), form.http_status


@bp.post("/<slug>/themes")
def add_theme(slug: str) -> ResponseReturnValue:
    """Add a theme."""
    campaign = campaign_asked(slug)
    form = ThemeLineForm()
    if form.validate_on_submit():
        try:
            create_theme(current_session(), current_actor(), campaign.id, form.to_input(campaign.source_locale))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The theme has been created."), "success")
            return redirect(url_for("studio.missions", slug=slug, _anchor="themes"))
    return _missions_page(campaign, theme=form), form.http_status


@bp.route("/<slug>/people", methods=["GET", "POST"])
def people(slug: str) -> ResponseReturnValue:
    """Say which entities take part, and under which promise and contract."""
    session, actor = current_session(), current_actor()
    campaign = campaign_asked(slug)
    form = PeopleForm.of(campaign, _entities_left(campaign))
    if form.validate_on_submit():
        chosen = tuple(form.entity_ids.data or ())
        try:
            service.frame_people(session, actor, campaign.id, chosen, form.changed(_input_of(campaign)))
        except ChangedMeanwhile:
            campaign = campaign_asked(slug)
            form.show_beside(PeopleForm.of(campaign, _entities_left(campaign), sent=False), _saved_last(campaign))
        except PromiseNeedsReason:
            flash(_("People have joined this campaign: change its promise on its own page, with a reason."), "error")
            return redirect(url_for("campaigns.edit", slug=slug))
        except DomainError as error:
            form.accept(error)
        else:
            return _go_on(StudioPage.PEOPLE, slug)
    editions = presenters.edition_lines(campaign, _dates(campaign))
    return _page(campaign, StudioPage.PEOPLE, form=form, editions=editions), form.http_status


@bp.route("/<slug>/dates", methods=["GET", "POST"])
def dates(slug: str) -> ResponseReturnValue:
    """Give dates to the editions in preparation, and see which languages are ready."""
    session, actor = current_session(), current_actor()
    campaign = campaign_asked(slug)
    form = _dates_form(campaign)
    if form.validate_on_submit():
        try:
            moved = service.set_shared_dates(session, actor, campaign.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            for _entity, hour in moved:
                flash(prepare.moved_sentence(hour, current_locale()), "warning")
            if form.stays_open:
                flash(prepare.stays_open_sentence(), "info")
            return _go_on(StudioPage.DATES, slug)
    found = next((each for each in places_to_translate(session, actor) if each.place.slug == slug), None)
    page = _page(
        campaign,
        StudioPage.DATES,
        form=form,
        editions=presenters.edition_lines(campaign, _dates(campaign)),
        added=presenters.local_rows(campaign, locals_of(current_session(), current_actor(), campaign.editions)),
        languages=presenters.language_rows(campaign, found, current_locale()),
    )
    return page, form.http_status


@bp.get("/<slug>/summary")
def summary(slug: str) -> ResponseReturnValue:
    """Show what has been set, and what is missing before each edition can open."""
    session, actor = current_session(), current_actor()
    campaign = campaign_asked(slug)
    drafts = [edition.id for edition in campaign.editions if edition.status is EditionStatus.DRAFT]
    readiness, locale = readiness_of_editions(session, actor, drafts), current_locale()
    lines = presenters.edition_lines(campaign, _dates(campaign))
    return _page(
        campaign,
        StudioPage.SUMMARY,
        goes_on=presenters.assistant_url(campaign_in_preparation(session, actor, campaign.id).next_page, slug),
        editions=[
            (line, *_missing(readiness.get(edition.id), locale))
            for line, edition in zip(lines, campaign.editions, strict=True)
        ],
    )


def _missing(readiness: Readiness | None, locale: str) -> tuple[str, Sequence[Row] | None]:
    """Return how far an edition is, and what it lacks; nothing of one that has opened."""
    if readiness is None:
        return "", None
    return readiness_label(readiness)[0], finding_rows(readiness.of(Colour.RED), locale, may_mend=True)


def _page(campaign: CampaignRow, page: StudioPage, **values: Any) -> str:
    """Print a page of the assistant; the texts of its lists are read with the title, in one statement."""
    parts = values.get("parts")
    ids = [*campaign.text_ids, *(parts.text_ids if parts else ())]
    texts = texts_of(current_session(), current_actor(), ids, campaign.default_locale)
    if parts:
        values["mission_rows"] = presenters.mission_rows(parts, texts, campaign.slug)
        values["questionnaire_rows"] = presenters.questionnaire_rows(parts, texts, campaign.slug)
        values["theme_rows"] = presenters.theme_rows(parts, texts)
    return render_template(
        f"studio/{page.value}.html",
        head=presenters.assistant_head(campaign, texts, page),
        campaign=campaign,
        next_url=presenters.assistant_url(presenters.next_page(page), campaign.slug),
        **values,
    )


def _missions_page(
    campaign: CampaignRow,
    mission: MissionLineForm | None = None,
    questionnaire: QuestionnaireLineForm | None = None,
    theme: ThemeLineForm | None = None,
) -> str:
    return _page(
        campaign,
        StudioPage.MISSIONS,
        parts=framed_parts(current_session(), current_actor(), campaign.id),
        mission=mission or MissionLineForm(formdata=None),
        questionnaire=questionnaire or QuestionnaireLineForm(formdata=None),
        theme=theme or ThemeLineForm(formdata=None),
    )


def _go_on(page: StudioPage, slug: str) -> ResponseReturnValue:
    """Say that the page is saved, and lead to the next one."""
    flash(_("Saved."), "success")
    return redirect(presenters.assistant_url(presenters.next_page(page), slug))


def _template_of(offered: Sequence[Template], slug: str) -> Template | None:
    """Return the template that was chosen, as long as it is offered; none was: nothing."""
    found = next((each for each in offered if each.slug == slug and each.is_offered), None)
    if slug and found is None:
        raise NotFound
    return found


def _begin_form(template: Template | None, pitch: str) -> BeginForm:
    """Return the first form: a template offers its languages, its question and what it is for."""
    locales = template.locales if template else LOCALES
    locale = current_locale()
    data = {"source_locale": locale if locale in locales else locales[0], "pitch": pitch}
    form = BeginForm(locales, data=data)
    if template is not None:
        form.description.validators = []
        form.description.flags.required = False
        form.description.description = _("Left empty, it says what the template says.")
    return form


def _input_of(campaign: CampaignRow) -> CampaignInput:
    """Return a campaign as it is stored, to be changed in part."""
    session, actor = current_session(), current_actor()
    states = translations_of(session, actor, campaign)
    title, pitch, description = (state.value for state in states if state.locale == campaign.source_locale)
    return CampaignInput(
        slug=campaign.slug,
        source_locale=campaign.source_locale,
        title=title,
        pitch=pitch,
        description=description,
        identity_levels=campaign.identity_levels,
        min_group=campaign.min_group,
        min_group_verbatim=campaign.min_group_verbatim,
        answer_within_days=campaign.answer_within_days,
        decide_by=campaign.decide_by,
        product_ids=tuple(row.id for row in products_of(session, actor, campaign.id)),
        version=campaign.version,
    )


def _question_form(stored: CampaignInput, *, sent: bool = True) -> FramingForm:
    data = {name: getattr(stored, name) for name in ("title", "pitch", "description", "version")}
    return FramingForm(data=data, **_given(sent=sent))


def _products_form(offered: Sequence[ProductRow], stored: CampaignInput, *, sent: bool = True) -> ProductsForm:
    labels = [
        (row.id, _("%(product)s (competitor)", product=row.name) if row.owner is Owner.COMPETITOR else row.name)
        for row in offered
    ]
    data = {"product_ids": list(stored.product_ids), "version": stored.version}
    return ProductsForm(labels, data=data, **_given(sent=sent))


def _given(*, sent: bool) -> dict[str, Any]:
    return {} if sent else {"formdata": None}


def _entities_left(campaign: CampaignRow) -> list[tuple[int, str]]:
    """Return the entities that do not take part yet."""
    there = {edition.entity_id for edition in campaign.editions}
    return [(row.id, row.name) for row in entities_list(current_session(), current_actor()) if row.id not in there]


def _dates_form(campaign: CampaignRow) -> DatesForm:
    """Return the form, with the entities without dates ticked."""
    drafts = [edition for edition in campaign.editions if edition.status is EditionStatus.DRAFT]
    return DatesForm(
        [(edition.id, edition.entity_name) for edition in drafts],
        data={"edition_ids": [edition.id for edition in drafts if not edition.phases]},
    )


def _dates(campaign: CampaignRow) -> dict[int, str]:
    view = _view()
    return {edition.id: prepare.dates_of(edition, view) for edition in campaign.editions}


def _view() -> PageReader:
    return PageReader(current_locale(), current_actor().time_zone, clock.now())


def _saved_last(campaign: CampaignRow) -> str:
    actor = current_actor()
    found = last_change(current_session(), actor, ("campaign", campaign.id), "campaigns.change")
    return saved_last(found, current_locale(), actor.time_zone)
