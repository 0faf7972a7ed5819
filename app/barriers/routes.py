"""Pages of barriers: report one, see what becomes of it, handle it, choose who receives reports."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.barriers.forms import BarrierForm, ContactForm, HandleBarrierForm
from app.barriers.presenters import aid_labels, barrier_rows, barrier_state_labels, barrier_view, contact_rows
from app.barriers.queries import barrier_by_id, barriers_page, contact_list, receiver_of, receives_reports
from app.barriers.service import choose_barrier_contact, handle_barrier, report_barrier
from app.barriers.types import BarrierList
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError
from app.policy.check import can, require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.web.addresses import page_name
from app.web.context import current_actor, current_locale, current_session
from app.web.limits import count_try
from app.web.parts import ChoiceLink

bp = Blueprint("barriers", __name__)

REPORTS_PER_PERSON = "20 per hour"


@bp.get("/barriers")
def barriers() -> ResponseReturnValue:
    """List one's own reports, or those one receives."""
    session, actor = current_session(), current_actor()
    receives = receives_reports(session, actor)
    asked = BarrierList.RECEIVED if request.args.get("list") == BarrierList.RECEIVED else BarrierList.MINE
    which = asked if receives else BarrierList.MINE
    page = barriers_page(session, actor, which, request.args.get("after", ""))
    labels = {BarrierList.MINE: _("Reported by me"), BarrierList.RECEIVED: _("For me to handle")}
    links = [ChoiceLink(label, url_for("barriers.barriers", list=key), key is which) for key, label in labels.items()]
    return render_template(
        "barriers/barriers.html",
        rows=barrier_rows(page.rows, current_locale(), clock.now(), received=which is BarrierList.RECEIVED),
        is_received=which is BarrierList.RECEIVED,
        lists=links if receives else [],
        newer_url=url_for("barriers.barriers", list=which) if request.args.get("after") else "",
        older_url=url_for("barriers.barriers", list=which, after=page.next_key) if page.next_key else "",
        contacts_url=url_for("barriers.contacts") if can(actor, Action.ENTITY_MANAGE, NOTHING) else "",
    )


@bp.route("/barriers/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Show the form, or send what it holds."""
    session, actor = current_session(), current_actor()
    form = BarrierForm(page_name(request.args.get("page", "")), aid_labels())
    if form.validate_on_submit():
        try:
            count_try(REPORTS_PER_PERSON, "barriers of", str(actor.person_id))
            report = report_barrier(session, actor, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Thank you. Your report has been sent; a copy is on its way to you."), "success")
            return redirect(url_for("barriers.barrier", report_id=report.id), 303)
    return render_template("barriers/new.html", form=form, receiver=receiver_of(session, actor)), form.http_status


@bp.route("/barriers/<ident:report_id>", methods=["GET", "POST"])
def barrier(report_id: int) -> ResponseReturnValue:
    """Show one report; whoever receives it says how far it is."""
    session, actor = current_session(), current_actor()
    row, facts = barrier_by_id(session, actor, report_id)
    if request.method == "POST":
        require(actor, Action.BARRIER_HANDLE, facts)
    form = HandleBarrierForm(row, barrier_state_labels())
    if form.validate_on_submit():
        try:
            handle_barrier(session, actor, report_id, form.to_input())
        except ChangedMeanwhile:
            form.show_beside(HandleBarrierForm(row, barrier_state_labels()))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Saved. The person who reported it is told."), "success")
            return redirect(url_for("barriers.barrier", report_id=report_id), 303)
    return render_template(
        "barriers/barrier.html",
        page=barrier_view(row, current_locale(), clock.now()),
        form=form if can(actor, Action.BARRIER_HANDLE, facts) else None,
    ), form.http_status


@bp.route("/barriers/contacts", methods=["GET", "POST"])
def contacts() -> ResponseReturnValue:
    """Show who receives the reports of each entity, and choose somebody."""
    session, actor = current_session(), current_actor()
    rows = contact_list(session, actor)
    form = ContactForm()
    form.offer(rows)
    if form.validate_on_submit():
        try:
            choose_barrier_contact(session, actor, form.entity.data or "", form.email.data or "")
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("Saved. New reports of this entity go there."), "success")
            return redirect(url_for("barriers.contacts"), 303)
    return render_template("barriers/contacts.html", form=form, rows=contact_rows(rows)), form.http_status
