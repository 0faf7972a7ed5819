"""Pages of the campaigns feature: the list everybody reads, and those on which a campaign is prepared."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.campaigns import queries, service
from app.campaigns.errors import PromiseNeedsReason
from app.campaigns.forms import CampaignForm, EditionForm, LocalForm, PhasesForm, WelcomeForm, local_form
from app.campaigns.presenters import CampaignCard, CampaignHead, PageReader, animator_lines, prepare
from app.campaigns.presenters.promise import weakened_lines
from app.campaigns.queries import CampaignRow, EditionRow, LocalWritten
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.entities.queries import entities_list
from app.i18n import formats
from app.i18n.locale import direction_of
from app.policy.check import can, require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.products.queries import products_list
from app.products.types import Owner
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import draft_done

bp = Blueprint("campaigns", __name__)


@bp.get("/campaigns")
def campaigns() -> ResponseReturnValue:
    """Show the campaigns the person may see, newest first."""
    actor, view = current_actor(), _view()
    page = queries.campaigns_page(current_session(), actor, request.args.get("after", ""))
    after = page.next_key
    return render_template(
        "campaigns/campaigns.html",
        cards=[CampaignCard.of(row, view) for row in page.rows],
        can_write=can(actor, Action.CAMPAIGN_WRITE, NOTHING),
        mandate_url=url_for("accounts.new_mandate") if can(actor, Action.MANDATES_VIEW, NOTHING) else "",
        older_url=url_for("campaigns.campaigns", after=after) if after else "",
        newer_url=url_for("campaigns.campaigns") if "after" in request.args else "",
    )


@bp.route("/campaigns/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Write a new campaign."""
    session, actor = current_session(), current_actor()
    require(actor, Action.CAMPAIGN_WRITE, NOTHING)
    form = CampaignForm(_product_choices(), data={"source_locale": current_locale()})
    if form.validate_on_submit():
        try:
            made = service.create_campaign(session, actor, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            draft_done()
            flash(_("The campaign has been created. Next: which entities take part?"), "success")
            return redirect(url_for("campaigns.editions", slug=made.slug))
    return render_template("campaigns/create.html", form=form), form.http_status


@bp.route("/campaigns/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """Change a campaign, its promise, and its contract while nobody has contributed."""
    session, actor = current_session(), current_actor()
    campaign = _writable(slug)
    form = _campaign_form(campaign)
    if form.validate_on_submit():
        try:
            saved = service.change_campaign(session, actor, campaign.id, form.to_input(campaign))
        except ChangedMeanwhile:
            stored = _campaign_form(_writable(slug), sent=False)
            form.show_beside(stored, _saved_last(("campaign", campaign.id), "campaigns.change"))
        except PromiseNeedsReason as error:
            form.ask_reason(error, weakened_lines(error.before, error.after, current_locale()))
        except DomainError as error:
            form.accept(error)
        else:
            outdated = _("Saved. Translations of the texts you changed are now out of date.")
            draft_done()
            flash(outdated if saved.has_new_words else _("The campaign has been saved."), "success")
            return redirect(url_for("campaigns.edit", slug=slug))
    page = render_template(
        "campaigns/edit.html",
        form=form,
        campaign=campaign,
        source_dir=direction_of(campaign.source_locale),
        tabs=prepare.tabs_of(campaign, "edit"),
        head=_head(campaign),
    )
    return page, form.http_status


@bp.get("/campaigns/<slug>/products")
def products(slug: str) -> ResponseReturnValue:
    """Show what the campaign tests, and where that is chosen."""
    campaign = _writable(slug)
    chosen = queries.products_of(current_session(), current_actor(), campaign.id)
    return render_template(
        "campaigns/products.html",
        slug=slug,
        head=_head(campaign),
        tabs=prepare.tabs_of(campaign, "products"),
        rows=prepare.product_rows(chosen),
    )


@bp.get("/campaigns/<slug>/translations")
def translations(slug: str) -> ResponseReturnValue:
    """Lead on to the translation bench, in the first language that is not the campaign's own."""
    campaign = _writable(slug)
    others = queries.languages_written(current_session(), current_actor(), campaign.id)[1:]
    if not others:
        return redirect(url_for("translating.overview"))
    return redirect(url_for("translating.bench", slug=slug, locale=others[0]))


@bp.route("/campaigns/<slug>/editions", methods=["GET", "POST"])
def editions(slug: str) -> ResponseReturnValue:
    """Show which entities take part, and add one."""
    session, actor = current_session(), current_actor()
    campaign = _writable(slug)
    there = {edition.entity_id for edition in campaign.editions}
    entities = {row.id: row for row in entities_list(session, actor)}
    form = EditionForm([(row.id, row.name) for row in entities.values() if row.id not in there])
    if form.validate_on_submit():
        try:
            made = service.add_edition(session, actor, campaign.id, form.entity_id.data)
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The entity has been added. Next: its dates."), "success")
            return redirect(url_for("campaigns.edition", slug=slug, code=entities[made.entity_id].code))
    figures = queries.figures_of(session, actor, [campaign])[campaign.id]
    page = render_template(
        "campaigns/editions.html", form=form, campaign=campaign, tabs=prepare.tabs_of(campaign, "editions"),
        rows=prepare.edition_rows(campaign, figures, _view()), head=_head(campaign),
    )  # fmt: skip
    return page, form.http_status


@bp.route("/campaigns/<slug>/editions/<code>", methods=["GET", "POST"])
def edition(slug: str, code: str) -> ResponseReturnValue:
    """Show one entity's part: its dates, the way to what is missing before it opens, who animates it."""
    campaign, row = _edition_of(slug, code)
    form = PhasesForm.of(row)
    if form.validate_on_submit():
        try:
            data = form.to_input()
            result = service.set_phases(current_session(), current_actor(), row.id, data, form.written_against)
        except ChangedMeanwhile:
            _campaign, stored = _edition_of(slug, code)
            by = _saved_last(("edition", row.id), "campaigns.set_phases")
            form.show_beside(PhasesForm.of(stored, sent=False), by)
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The dates have been saved."), "success")
            for moved in result.moved:
                flash(prepare.moved_sentence(moved, current_locale()), "warning")
            if form.stays_open:
                flash(prepare.stays_open_sentence(), "info")
            return redirect(url_for("campaigns.edition", slug=slug, code=code))
    return _edition_page(campaign, row, form), form.http_status


@bp.post("/campaigns/<slug>/editions/<code>/welcome")
def welcome(slug: str, code: str) -> ResponseReturnValue:
    """Let the employees of other entities take part."""
    campaign, row = _edition_of(slug, code)
    form = _welcome_form(campaign, row)
    if form.validate_on_submit():
        try:
            service.welcome_entities(current_session(), current_actor(), row.id, form.entity_ids.data or ())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The entities have been saved."), "success")
            return redirect(url_for("campaigns.edition", slug=slug, code=code))
    return _edition_page(campaign, row, PhasesForm.of(row, sent=False), form), form.http_status


@bp.route("/campaigns/<slug>/editions/<code>/local", methods=["GET", "POST"])
def local(slug: str, code: str) -> ResponseReturnValue:
    """Write what an entity adds to a campaign: words, the product as it is tested there, a contact."""
    session, actor = current_session(), current_actor()
    campaign, row = _edition_of(slug, code)
    written = queries.local_written(session, actor, row)
    form = local_form(written)
    if form.validate_on_submit():
        try:
            service.write_local(session, actor, row.id, form.to_input())
        except ChangedMeanwhile:
            written = queries.local_written(session, actor, row)
            form.show_beside(local_form(written, sent=False), _saved_last(("edition", row.id), "campaigns.set_local"))
        except DomainError as error:
            form.accept(error)
        else:
            draft_done()
            flash(_("Saved. The people of the entity read it on the campaign’s page."), "success")
            return redirect(url_for("campaigns.local", slug=slug, code=code), 303)
    return _local_page(campaign, row, written, form), form.http_status


def _local_page(campaign: CampaignRow, row: EditionRow, written: LocalWritten, form: LocalForm) -> str:
    labels = prepare.progress_labels()
    return render_template(
        "campaigns/local.html",
        campaign=campaign,
        edition=row,
        is_closed=row.status is EditionStatus.CLOSED,
        is_prepared=any(each.status is EditionStatus.DRAFT for each in campaign.editions),
        form=form,
        sections=form.sections({locale: labels[state.state] for locale, state in written.states.items()}),
        head=_head(campaign, row),
        tabs=prepare.tabs_of(campaign, "editions"),
    )


@bp.post("/campaigns/<slug>/editions/<code>/close")
def close_edition(slug: str, code: str) -> ResponseReturnValue:
    """End the entity's part."""
    _campaign, row = _edition_of(slug, code)
    service.close_edition(current_session(), current_actor(), row.id)
    flash(_("The edition has been closed. Everything can still be read."), "success")
    return redirect(url_for("campaigns.edition", slug=slug, code=code))


def _view() -> PageReader:
    return PageReader(current_locale(), current_actor().time_zone, clock.now())


def _writable(slug: str) -> CampaignRow:
    """Return a campaign the person may change."""
    campaign = queries.campaign_by_slug(current_session(), current_actor(), slug)
    require(current_actor(), Action.CAMPAIGN_WRITE, campaign.facts)
    return campaign


def _edition_of(slug: str, code: str) -> tuple[CampaignRow, EditionRow]:
    """Return a campaign and one entity's part in it."""
    campaign = _writable(slug)
    found = next((row for row in campaign.editions if row.entity_code == code), None)
    if found is None:
        raise NotFound
    require(current_actor(), Action.EDITION_WRITE, found.facts)
    return campaign, found


def _product_choices() -> list[tuple[int, str]]:
    products = products_list(current_session(), current_actor())
    return [
        (row.id, _("%(product)s (competitor)", product=row.name) if row.owner is Owner.COMPETITOR else row.name)
        for row in products
    ]


def _campaign_form(campaign: CampaignRow, *, sent: bool = True) -> CampaignForm:
    """Return the form of a campaign; ``sent`` tells that a browser may be sending it."""
    session, actor = current_session(), current_actor()
    states = queries.translations_of(session, actor, campaign)
    words = [state.value for state in states if state.locale == campaign.source_locale]
    chosen = [product.id for product in queries.products_of(session, actor, campaign.id)]
    return CampaignForm.of(campaign, words, _product_choices(), chosen, sent=sent)


def _saved_last(thing: tuple[str, int], action: str, details: Mapping[str, str] | None = None) -> str:
    """Say who saved a thing last, and when, as the journal knows it."""
    actor = current_actor()
    return saved_last(last_change(current_session(), actor, thing, action, details), current_locale(), actor.time_zone)


def _head(campaign: CampaignRow, shown: EditionRow | None = None) -> CampaignHead:
    texts = texts_of(current_session(), current_actor(), campaign.text_ids, campaign.default_locale)
    return CampaignHead.of(campaign, texts, _view(), shown)


def _welcome_form(campaign: CampaignRow, row: EditionRow) -> WelcomeForm:
    """Return the form with the entities that have no edition of their own."""
    there = {edition.entity_id for edition in campaign.editions}
    entities = entities_list(current_session(), current_actor())
    return WelcomeForm([(each.id, each.name) for each in entities if each.id not in there], row.welcomes)


def _edition_page(
    campaign: CampaignRow,
    row: EditionRow,
    form: PhasesForm,
    welcome: WelcomeForm | None = None,
) -> str:
    session, actor = current_session(), current_actor()
    return render_template(
        "campaigns/edition.html",
        campaign=campaign,
        edition=row,
        is_draft=row.status is EditionStatus.DRAFT,
        is_closed=row.status is EditionStatus.CLOSED,
        form=form,
        welcome=welcome or _welcome_form(campaign, row),
        head=_head(campaign, row),
        tabs=prepare.tabs_of(campaign, "editions"),
        status_label=prepare.status_label(row),
        zone_label=formats.zone_name(current_locale(), row.time_zone),
        lines=animator_lines(queries.animators_of(session, actor, row)),
    )
