"""Pages of legal texts: what one is asked to read, what an entity has published, and where that is written."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import saved_last
from app.accounts.queries import last_change
from app.campaigns.presenters.prepare import progress_labels
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.entities.queries import EntityPlace, entity_place
from app.legal import queries, service
from app.legal.errors import LegalTextChanged
from app.legal.forms import LegalConfirmForm, LegalForm, LegalPublishForm, legal_form
from app.legal.presenters import (
    asked_page,
    kind_name,
    legal_lines,
    legal_page,
    publish_page,
    reading_facts,
    reading_lines,
    reading_text,
    reading_title,
)
from app.legal.queries import LegalWork
from app.legal.types import LegalPlace
from app.policy.actor import LegalKind
from app.policy.check import can, require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.types import TextProgress
from app.web.addresses import safe_path
from app.web.carry import unpack_form
from app.web.context import current_actor, current_identity, current_locale, current_session
from app.web.forms import draft_done

bp = Blueprint("legal", __name__)
OF_ENTITY = "/entities/<code>/legal"


@bp.route("/legal", methods=["GET", "POST"])
def mine() -> ResponseReturnValue:
    """Show what the reader is asked to read, the texts of their entity, then all they confirmed.

    What they were writing comes along.
    """
    form = LegalConfirmForm()
    if request.method != "POST":
        form.next.data = request.args.get("next", "")
    return _mine_page(form)


@bp.post("/legal/confirm")
def confirm() -> ResponseReturnValue:
    """Note that the reader read what they were asked to, and lead back to what they were doing."""
    form = LegalConfirmForm()
    try:
        service.confirm_legal_texts(current_session(), current_actor(), form.wording_ids, agrees=bool(form.agrees.data))
    except DomainError as error:
        if isinstance(error, LegalTextChanged):
            form.agrees.data = False
        form.accept(error)
        return _mine_page(form), form.http_status
    carried = unpack_form(form.carried.data)
    if carried is not None:
        return render_template("charters/resume.html", carried=carried)
    flash(_("Thank you. You can read these texts at any time, at the foot of each page."), "success")
    return redirect(safe_path(form.next.data), 303)


@bp.get("/legal/<ident:reading_id>")
def reading(reading_id: int) -> ResponseReturnValue:
    """Show the very words the reader confirmed, for paper too."""
    row = queries.reading_by_id(current_session(), current_actor(), reading_id)
    return render_template(
        "legal/reading.html",
        title=reading_title(row),
        entity_name=row.entity_name,
        facts=reading_facts(row, current_locale(), current_identity().name),
        text=reading_text(row),
    )


@bp.get(OF_ENTITY)
def entity(code: str) -> ResponseReturnValue:
    """Show the legal texts of an entity."""
    session, actor = current_session(), current_actor()
    place = entity_place(session, actor, code, Action.LEGAL_READ)
    may_write = can(actor, Action.LEGAL_WRITE, place.facts)
    rows = queries.legal_rows(session, actor, place.id)
    return render_template(
        "legal/entity.html",
        place=place,
        entity_url=url_for("governance.entity", code=code) if can(actor, Action.GATE_VIEW, place.facts) else "",
        rows=legal_lines(rows, code, current_locale(), with_absent=True),
        to_write=[(kind_name(row.kind), url_for("legal.edit", code=code, text_name=row.kind.value)) for row in rows]
        if may_write
        else [],
    )


@bp.get(f"{OF_ENTITY}/<text_name>")
def text(code: str, text_name: str) -> ResponseReturnValue:
    """Show a text as it was published, what changed in it, and its versions."""
    session, actor = current_session(), current_actor()
    place, where = _place(code, text_name)
    found = queries.published_text(session, actor, where, request.args.get("version", type=int))
    return render_template(
        "legal/text.html",
        place=place,
        page=legal_page(found, where.kind, code, current_locale()),
        edit_url=url_for("legal.edit", code=code, text_name=text_name)
        if can(actor, Action.LEGAL_WRITE, place.facts)
        else "",
    )


@bp.route(f"{OF_ENTITY}/<text_name>/edit", methods=["GET", "POST"])
def edit(code: str, text_name: str) -> ResponseReturnValue:
    """Write a text, in each language of the entity."""
    session, actor = current_session(), current_actor()
    place, where = _place(code, text_name)
    work = queries.legal_work(session, actor, where)
    form = legal_form(work)
    if form.validate_on_submit():
        try:
            service.write_legal_text(session, actor, where, form.to_input())
        except ChangedMeanwhile:
            work = queries.legal_work(session, actor, where)
            form.show_beside(legal_form(work, sent=False), _saved_last(work))
        except DomainError as error:
            form.accept(error)
        else:
            draft_done()
            flash(_("The text has been saved. Nobody reads it until you publish it."), "success")
            return redirect(url_for("legal.publish", code=code, text_name=text_name), 303)
    return _edit_page(place, where, work, form), form.http_status


@bp.route(f"{OF_ENTITY}/<text_name>/publish", methods=["GET", "POST"])
def publish(code: str, text_name: str) -> ResponseReturnValue:
    """Show a text as its readers will see it, in one language after the other, and publish it."""
    session, actor = current_session(), current_actor()
    place, where = _place(code, text_name)
    work = queries.legal_work(session, actor, where)
    if not work.ready:
        require(actor, Action.LEGAL_WRITE, place.facts)
        return redirect(url_for("legal.edit", code=code, text_name=text_name), 303)
    form = LegalPublishForm.of(work)
    if form.validate_on_submit():
        try:
            service.publish_legal_text(session, actor, where, form.to_input())
        except ChangedMeanwhile as error:
            work = queries.legal_work(session, actor, where)
            form = LegalPublishForm.of(work)
            form.version.data = str(work.saved)
            form.accept(error)
        else:
            flash(_("The text is published."), "success")
            return redirect(url_for("legal.text", code=code, text_name=text_name), 303)
    return _publish_page(place, where, work, form), form.http_status


@bp.post(f"{OF_ENTITY}/<text_name>/withdraw")
def withdraw(code: str, text_name: str) -> ResponseReturnValue:
    """Ask for a text no longer."""
    place, where = _place(code, text_name)
    service.withdraw_legal_text(current_session(), current_actor(), where)
    flash(_("People are no longer asked to read the text. Those who confirmed it can still read it."), "success")
    return redirect(url_for("legal.entity", code=place.code), 303)


def _place(code: str, text_name: str) -> tuple[EntityPlace, LegalPlace]:
    """Return the entity and the text that an address names."""
    place = entity_place(current_session(), current_actor(), code, Action.LEGAL_READ)
    kind = next((each for each in LegalKind if each.value == text_name), None)
    if kind is None:
        raise NotFound
    return place, LegalPlace(place.id, kind)


def _mine_page(form: LegalConfirmForm) -> str:
    session, actor, locale = current_session(), current_actor(), current_locale()
    asked = asked_page(queries.asked_of_me(session, actor), locale)
    code = current_identity().entity_code
    rows = queries.legal_rows(session, actor, actor.entity_id) if actor.entity_id is not None else ()
    return render_template(
        "legal/mine.html",
        asked=asked,
        form=form,
        rows=legal_lines(rows, code, locale, with_absent=False),
        write_url=url_for("legal.entity", code=code)
        if can(actor, Action.LEGAL_WRITE, Facts(entity_id=actor.entity_id))
        else "",
        readings=reading_lines(queries.my_readings(session, actor), locale),
    )


def _edit_page(place: EntityPlace, where: LegalPlace, work: LegalWork, form: LegalForm) -> str:
    labels = progress_labels()
    progress = {
        locale: labels[work.states[locale].state if locale in work.states else TextProgress.MISSING]
        for locale in work.locales
    }
    sections = form.sections(progress)
    return render_template(
        "legal/edit.html",
        place=place,
        name=kind_name(where.kind),
        kind=where.kind.value,
        work=work,
        form=form,
        sections=sections,
        ticks={section.locale: form.tick(section.locale) for section in sections},
        saved=_saved_last(work),
    )


def _publish_page(place: EntityPlace, where: LegalPlace, work: LegalWork, form: LegalPublishForm) -> str:
    wanted = request.args.get("locale", "")
    reading = wanted if wanted in work.locales else work.locales[0]
    page_url = url_for("legal.publish", code=place.code, text_name=where.kind.value)
    return render_template(
        "legal/publish.html",
        place=place,
        name=kind_name(where.kind),
        kind=where.kind.value,
        work=work,
        form=form,
        page=publish_page(work, where.kind, reading, page_url, current_locale()),
    )


def _saved_last(work: LegalWork) -> str:
    """Say who saved the text last, and when, as the journal knows it; "" when nobody did."""
    actor = current_actor()
    if work.text_id is None:
        return ""
    change = last_change(current_session(), actor, ("legal_text", work.text_id), "legal.write")
    return saved_last(change, current_locale(), actor.time_zone)
