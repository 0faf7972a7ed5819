"""Pages of charters: those somebody accepts and accepted, and those on which they are written."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.presenters.prepare import tabs_of
from app.campaigns.queries import CampaignRow, EditionRow, campaign_by_slug
from app.charters import queries, service
from app.charters.errors import CharterChanged, CharterNotAccepted
from app.charters.forms import AgreeForm, CharterForm, CharterTranslationForm
from app.charters.presenters import accepted_lines, accepted_page, benches_of, owed_cards
from app.charters.queries import CharterWork
from app.charters.types import CharterPlace
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.policy.check import require
from app.policy.rules import Action
from app.texts.queries import texts_of
from app.web.carry import unpack_form
from app.web.context import current_actor, current_identity, current_locale, current_session

bp = Blueprint("charters", __name__)
OF_CAMPAIGN = "/campaigns/<slug>/charter/edit"
OF_EDITION = "/campaigns/<slug>/editions/<code>/charter"


@bp.route("/charters", methods=["GET", "POST"])
def mine() -> ResponseReturnValue:
    """Show what the reader is asked to accept, then all they accepted; what they were writing comes along."""
    return _mine_page(AgreeForm())


@bp.post("/campaigns/<slug>/charter")
def accept(slug: str) -> ResponseReturnValue:
    """Note that the reader agrees, and lead back to what they were doing."""
    session, actor = current_session(), current_actor()
    owed = next((each for each in queries.owed_places(session, actor) if each.slug == slug), None)
    form = AgreeForm()
    if owed is None:
        return redirect(url_for("charters.mine"))
    if not form.agrees.data:
        form.accept(CharterNotAccepted())
        return _mine_page(form, slug), form.http_status
    try:
        service.accept_charters(session, actor, owed.place, form.wording_ids)
    except CharterChanged as error:
        form.agrees.data = False
        form.accept(error)
        return _mine_page(form, slug), form.http_status
    carried = unpack_form(form.carried.data)
    if carried is not None:
        return render_template("charters/resume.html", carried=carried)
    flash(_("Thank you. You can read at any time what you agreed to."), "success")
    return redirect(url_for("home.campaign", slug=slug))


@bp.get("/charters/<ident:acceptance_id>")
def accepted(acceptance_id: int) -> ResponseReturnValue:
    """Show the very words the reader agreed to, for paper too."""
    session, actor = current_session(), current_actor()
    row = queries.acceptance_by_id(session, actor, acceptance_id)
    titles = texts_of(session, actor, [row.title_text_id])
    page = accepted_page(row, titles, current_locale(), current_identity().name)
    return render_template("charters/accepted.html", page=page)


@bp.route(OF_CAMPAIGN, methods=["GET", "POST"])
def edit_charter(slug: str) -> ResponseReturnValue:
    """Write the charter of a campaign."""
    campaign, _edition = _writable(slug, None)
    return _write(campaign, None)


@bp.route(OF_EDITION, methods=["GET", "POST"])
def edit_addition(slug: str, code: str) -> ResponseReturnValue:
    """Write what one edition adds to the charter."""
    return _write(*_writable(slug, code))


@bp.post(f"{OF_CAMPAIGN}/<locale>")
def translate_charter(slug: str, locale: str) -> ResponseReturnValue:
    """Store a charter in one language."""
    campaign, _edition = _writable(slug, None)
    return _translate(campaign, None, locale)


@bp.post(f"{OF_EDITION}/<locale>")
def translate_addition(slug: str, code: str, locale: str) -> ResponseReturnValue:
    """Store in one language what an edition adds."""
    return _translate(*_writable(slug, code), locale)


@bp.post(f"{OF_CAMPAIGN}/withdraw")
def withdraw_charter(slug: str) -> ResponseReturnValue:
    """Ask for the charter no longer."""
    campaign, _edition = _writable(slug, None)
    return _withdraw(campaign, None)


@bp.post(f"{OF_EDITION}/withdraw")
def withdraw_addition(slug: str, code: str) -> ResponseReturnValue:
    """Ask no longer for what an edition adds."""
    return _withdraw(*_writable(slug, code))


def _mine_page(form: AgreeForm, slug: str = "") -> str:
    """Return the page; the form stands, with its refusal, beside the campaign it is about."""
    session, actor = current_session(), current_actor()
    places = queries.owed_places(session, actor) if actor.charters_owed else ()
    asked = queries.asked_in(session, actor, [each.place for each in places]) if places else ()
    rows = queries.accepted_by_me(session, actor)
    ids = [*(each.title_text_id for each in places), *(each.title_text_id for each in rows)]
    titles = texts_of(session, actor, ids)
    cards = owed_cards(places, asked, titles, current_locale())
    forms = {card.slug: form if card.slug == slug else AgreeForm(formdata=None) for card in cards}
    for of_campaign, each in forms.items():
        each.agrees.id = each.agrees.label.field_id = f"agrees-{of_campaign}"
    return render_template(
        "charters/mine.html",
        cards=cards,
        forms=forms,
        carried=request.form.get("carried", ""),
        lines=accepted_lines(rows, titles, current_locale()),
    )


def _writable(slug: str, code: str | None) -> tuple[CampaignRow, EditionRow | None]:
    """Return a campaign the person may change, and one of its editions when the address names one."""
    campaign = campaign_by_slug(current_session(), current_actor(), slug)
    require(current_actor(), Action.CHARTER_WRITE, campaign.facts)
    if code is None:
        return campaign, None
    found = next((row for row in campaign.editions if row.entity_code == code), None)
    if found is None:
        raise NotFound
    return campaign, found


def _place(campaign: CampaignRow, edition: EditionRow | None) -> CharterPlace:
    return CharterPlace(campaign.id, edition.id if edition else None)


def _url(campaign: CampaignRow, edition: EditionRow | None, act: str = "edit", locale: str | None = None) -> str:
    """Return the address of a page or an act on a charter."""
    if edition is None:
        return url_for(f"charters.{act}_charter", slug=campaign.slug, locale=locale)
    return url_for(f"charters.{act}_addition", slug=campaign.slug, code=edition.entity_code, locale=locale)


def _work(campaign: CampaignRow, edition: EditionRow | None) -> CharterWork | None:
    return queries.charter_work(current_session(), current_actor(), _place(campaign, edition))


def _write(campaign: CampaignRow, edition: EditionRow | None) -> ResponseReturnValue:
    work = _work(campaign, edition)
    form = CharterForm.of(work, is_local=edition is not None)
    if form.validate_on_submit():
        try:
            service.write_charter(current_session(), current_actor(), _place(campaign, edition), form.to_input())
        except ChangedMeanwhile:
            work = _work(campaign, edition)
            form.show_beside(CharterForm.of(work, is_local=edition is not None, sent=False), _saved_last(work))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The text has been saved. People are asked to accept it from now on."), "success")
            return redirect(_url(campaign, edition))
    return _edit_page(campaign, edition, work, form), form.http_status


def _translate(campaign: CampaignRow, edition: EditionRow | None, locale: str) -> ResponseReturnValue:
    work = _work(campaign, edition)
    if work is None or locale not in work.locales[1:]:
        raise NotFound
    form = CharterTranslationForm.of(work, locale, sent=True)
    if form.validate_on_submit():
        try:
            service.translate_charter(current_session(), current_actor(), work.charter_id, form.to_input(locale))
        except ChangedMeanwhile:
            work = _work(campaign, edition) or work
            form.show_beside(CharterTranslationForm.of(work, locale, sent=False), _saved_last(work))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The translation has been saved."), "success")
            return redirect(f"{_url(campaign, edition)}#language-{locale}")
    own = CharterForm.of(work, is_local=edition is not None, sent=False)
    return _edit_page(campaign, edition, work, own, {locale: form}), form.http_status


def _withdraw(campaign: CampaignRow, edition: EditionRow | None) -> ResponseReturnValue:
    work = _work(campaign, edition)
    if work is None:
        raise NotFound
    service.withdraw_charter(current_session(), current_actor(), work.charter_id)
    flash(_("People are no longer asked to accept the text. Those who accepted it can still read it."), "success")
    return redirect(_url(campaign, edition))


def _saved_last(work: CharterWork | None) -> str:
    """Say who saved the text last, and when, as the journal knows it."""
    if work is None:
        return ""
    actor = current_actor()
    change = last_change(current_session(), actor, ("charter", work.charter_id), "charters.write")
    return saved_last(change, current_locale(), actor.time_zone)


def _edit_page(
    campaign: CampaignRow,
    edition: EditionRow | None,
    work: CharterWork | None,
    form: CharterForm,
    sent: dict[str, CharterTranslationForm] | None = None,
) -> str:
    session, actor = current_session(), current_actor()
    texts = texts_of(session, actor, campaign.text_ids, campaign.default_locale)
    urls = {code: _url(campaign, edition, "translate", locale=code) for code in work.locales[1:]} if work else {}
    forms = {code: CharterTranslationForm.of(work, code, sent=False) for code in urls} if work else {}
    return render_template(
        "charters/edit.html",
        campaign=campaign,
        edition=edition,
        head=CampaignHead.of(campaign, texts, PageReader(current_locale(), actor.time_zone, clock.now())),
        tabs=tabs_of(campaign, "editions" if edition else "edit_charter"),
        form=form,
        work=work,
        source_locale=work.source_locale if work else edition.default_locale if edition else campaign.source_locale,
        forms={**forms, **(sent or {})},
        benches=benches_of(work, urls, current_locale()) if work else (),
        form_url=_url(campaign, edition),
        withdraw_url=_url(campaign, edition, "withdraw"),
        additions=campaign.editions if edition is None else (),
    )
