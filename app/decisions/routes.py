"""Pages of the decisions feature."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.aims.queries import current_aims
from app.core import idents
from app.core.errors import DomainError
from app.decisions.errors import AlreadyRecorded, AnotherDecisionStands
from app.decisions.forms import DecisionForm, decided_filters, decision_form
from app.decisions.presenters import (
    decided_choices,
    decided_passages,
    decision_cards,
    decision_entries,
    decision_preview,
    verdict_descriptions,
)
from app.decisions.queries import (
    DecidedFilters,
    DecidedOn,
    DecisionRow,
    decided_on,
    decided_page,
    decided_places,
    decisions_of,
    linkable,
    where_decided,
)
from app.decisions.service import record_decision
from app.feedback.presenters.progress import told_sentence
from app.policy.check import can, require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import draft_done
from app.web.parts import filters_label
from config import Settings

bp = Blueprint("decisions", __name__)


@bp.get("/decisions")
def decisions() -> ResponseReturnValue:
    """List what was decided, in all campaigns the reader sees, the last decision first."""
    session, actor, locale = current_session(), current_actor(), current_locale()
    places = decided_places(session, actor)
    filters = decided_filters(request.args, places.campaigns, places.entities)
    page = decided_page(session, actor, filters, request.args.get("after", ""))
    ids = [text_id for row in page.rows for text_id in (row.reason_text_id, row.campaign_title_id)]
    texts = texts_of(session, actor, [*ids, *places.campaigns.values()])
    choices = decided_choices(places, texts, filters)
    kept = {name: request.args[name] for name in ("campaign", "entity", "verdict", "aim") if request.args.get(name)}
    cards = decision_cards(page.rows, texts, actor, locale)
    return render_template(
        "decisions/decisions.html",
        cards=cards,
        choices=choices,
        open_label=filters_label(choices, locale),
        is_narrowed=filters != DecidedFilters(),
        aim=cards[0].aim if filters.aim and cards else None,
        owed_url=url_for("feedback.decisions") if can(actor, Action.DECISIONS_OWED_VIEW, NOTHING) else "",
        first_url=_url(kept) if request.args.get("after") else "",
        next_url=_url(kept, page.next_key) if page.next_key else "",
    )


def _url(kept: dict[str, Any], after: str = "") -> str:
    return url_for("decisions.decisions", **kept, after=after or None)


@bp.route("/feedback/<ident:feedback_id>/decision", methods=["GET", "POST"])
def record(feedback_id: int) -> ResponseReturnValue:
    """Show the form, or record what the sponsor decided."""
    session, actor = current_session(), current_actor()
    feedback_id = where_decided(session, actor, feedback_id)
    subject = decided_on(session, actor, feedback_id)
    require(actor, Action.DECISION_RECORD, subject.facts)
    earlier = decisions_of(session, actor, subject.id)
    form = _form(subject, earlier)
    if not form.validate_on_submit():
        return _show(subject, form, earlier)
    try:
        record_decision(session, actor, feedback_id, form.to_input())
    except AlreadyRecorded:
        pass  # the same form twice is one decision
    except DomainError as error:
        form.accept(error)
        if isinstance(error, AnotherDecisionStands):
            earlier = decisions_of(session, actor, subject.id)
            form.replaces.data = idents.encode(earlier[0].id) if earlier else ""
        return _show(subject, form, earlier)
    draft_done()
    flash(_("The decision is recorded. The author and those who supported the contribution are notified."), "success")
    return redirect(url_for("feedback.feedback", feedback_id=feedback_id, _anchor="answer"))


def _form(subject: DecidedOn, earlier: tuple[DecisionRow, ...]) -> DecisionForm:
    """Return the form; one that replaces a decision begins with the contributions that one is about."""
    session, actor = current_session(), current_actor()
    settings: Settings = current_app.extensions["settings"]
    standing = earlier[0] if earlier else None
    others = linkable(session, actor, subject, standing)
    data = {
        "replaces": idents.encode(standing.id) if standing else "",
        "linked": [idents.encode(one.id) for one in others if one.is_linked],
    }
    form = decision_form(tuple(settings.locales), data)
    form.offer(others, current_aims(session, actor, subject.shown_entity_id, subject.campaign_id))
    return form


def _show(subject: DecidedOn, form: DecisionForm, earlier: tuple[DecisionRow, ...]) -> ResponseReturnValue:
    title, body = decided_passages(subject)
    session, actor, locale = current_session(), current_actor(), current_locale()
    texts = texts_of(session, actor, [row.reason_text_id for row in earlier])
    html = render_template(
        "decisions/record.html",
        form=form,
        sections=form.sections(),
        descriptions=verdict_descriptions(),
        title=title,
        body=body,
        earlier=decision_entries(earlier, texts, actor, locale),
        preview=decision_preview(form.to_input()) if form.is_previewed else (),
        told=told_sentence(subject.audience, locale),
        back_url=url_for("feedback.feedback", feedback_id=subject.id),
        draft_key=url_for("decisions.record", feedback_id=subject.id),
    )
    return html, form.http_status
