"""Inviting colleagues from a list, and what became of the invitations."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.queries import CampaignRow, EditionRow
from app.core import clock
from app.core.errors import DomainError
from app.i18n.locale import native_name
from app.policy.check import require
from app.policy.rules import Action
from app.recruiting import service
from app.recruiting.forms import InviteForm
from app.recruiting.presenters import (
    PreviewPage,
    invitation_items,
    preview_page,
    sent_sentence,
    state_tabs,
)
from app.recruiting.queries import invitation_counts, invitations_page, preview_list
from app.recruiting.routes.blueprint import bp, current_settings, edition_of, languages_spoken
from app.recruiting.types import InvitationState
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session


@bp.get("/recruiting/<slug>/<code>/invitations")
def invitations(slug: str, code: str) -> ResponseReturnValue:
    """List one's own invitations, all or those in one state."""
    session, actor = current_session(), current_actor()
    campaign, place = edition_of(slug, code)
    chosen = next((one for one in InvitationState if one == request.args.get("state")), None)
    after = request.args.get("after", "")
    page = invitations_page(session, actor, place.facts, chosen, after)
    counts = invitation_counts(session, actor, place.facts)
    where: dict[str, Any] = {"slug": slug, "code": code, "state": chosen}
    return render_template(
        "recruiting/invitations.html",
        head=_head(campaign, place),
        slug=slug,
        edition=place,
        items=invitation_items(page.rows, current_locale(), slug, code),
        tabs=state_tabs(counts, chosen, current_locale(), slug, code),
        older_url=url_for("recruiting.invitations", after=page.next_key, **where) if page.next_key else "",
        newer_url=url_for("recruiting.invitations", **where) if after else "",
    )


@bp.route("/recruiting/<slug>/<code>/invite", methods=["GET", "POST"])
def invite(slug: str, code: str) -> ResponseReturnValue:
    """Take a list, show what would become of each line, and send when that was read."""
    campaign, place = edition_of(slug, code)
    form = InviteForm(*_choices(place))
    preview = None
    if form.validate_on_submit():
        try:
            preview, sentence = _read(form, place)
        except DomainError as error:
            form.accept(error)
        else:
            if sentence:
                flash(sentence, "success")
                return redirect(url_for("recruiting.invitations", slug=slug, code=code), 303)
    page = render_template(
        "recruiting/invite.html",
        head=_head(campaign, place),
        slug=slug,
        edition=place,
        form=form,
        preview=preview,
        a_day=current_settings().invitations_a_day,
    )
    return page, 200 if preview is not None else form.http_status


def _read(form: InviteForm, place: EditionRow) -> tuple[PreviewPage | None, str]:
    """Return what would become of the list, or what was done with it when it was to be sent."""
    session, actor = current_session(), current_actor()
    table = form.table()
    lines = form.lines(table)
    limit = current_settings().invitations_a_day
    if form.send.data:
        done = service.invite_people(session, actor, place.id, form.to_input(lines, limit))
        return None, sent_sentence(done, current_locale())
    require(actor, Action.RECRUIT, place.facts)
    form.pasted.data = table.as_text
    return preview_page(preview_list(session, actor, place.facts, lines, limit), current_locale()), ""


@bp.post("/recruiting/<slug>/<code>/invitations/<ident:invitation_id>/send-again")
def send_again(slug: str, code: str, invitation_id: int) -> ResponseReturnValue:
    """Send one invitation once more."""
    edition_of(slug, code)
    service.send_again(current_session(), current_actor(), invitation_id, current_settings().invitations_a_day)
    flash(_("The invitation is on its way again."), "success")
    return redirect(url_for("recruiting.invitations", slug=slug, code=code), 303)


def _head(campaign: CampaignRow, place: EditionRow) -> CampaignHead:
    session, actor = current_session(), current_actor()
    texts = texts_of(session, actor, campaign.text_ids, campaign.default_locale)
    return CampaignHead.of(campaign, texts, PageReader(current_locale(), actor.time_zone, clock.now()), place)


def _choices(place: EditionRow) -> tuple[list[tuple[str, str]], str]:
    """Return the languages in which a mail can be written, and the one to begin with."""
    offered, first = languages_spoken(place)
    return [(locale, native_name(locale)) for locale in offered], first
