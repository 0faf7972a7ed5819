"""What the links in an invitation's mail open: no account is needed, and opening changes nothing."""

from __future__ import annotations

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.presenters import device_of
from app.core.errors import DomainError
from app.policy.actor import SYSTEM
from app.recruiting import service
from app.recruiting.credentials import stopped_by
from app.recruiting.errors import InvitationGone, InvitedElse
from app.recruiting.forms import AcceptForm
from app.recruiting.queries import FollowedInvitation, followed_invitation
from app.recruiting.routes.blueprint import bp, current_settings
from app.texts.queries import EMPTY, texts_of
from app.web import auth
from app.web.context import current_locale, current_session, identity_or_none
from app.web.forms import BaseForm, sentence_of
from app.web.parts import read_passage

PRIVATE_PAGE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}  # its address opens an account


@bp.route("/invitation/<token>", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    """Lead who has an account to signing in and joining; let the others open one, in the entity that invited them."""
    try:
        found = followed_invitation(current_session(), SYSTEM, current_settings().secret_key, token)
        _refuse_others(found)
    except (InvitationGone, InvitedElse) as error:
        return _gone(error)
    join_url = url_for("enrolment.join", slug=found.slug)
    identity = identity_or_none()
    if identity is not None:
        return redirect(join_url, 303)
    if found.person_id is not None:
        return redirect(url_for("accounts.sign_in", next=join_url), 303)
    form = AcceptForm(found.name)
    if form.validate_on_submit():
        try:
            device = device_of(request.user_agent.string)
            data = form.to_input(current_locale(), device)
            session_token = service.accept_invitation(current_session(), SYSTEM, found.id, data)
        except InvitationGone as error:
            return _gone(error)
        except DomainError as error:
            form.accept(error)
        else:
            auth.start_session(session_token)
            return redirect(join_url, 303)
    texts = texts_of(
        current_session(), replace(SYSTEM, locale=current_locale()), [found.title_text_id, found.pitch_text_id]
    )
    page = render_template(
        "recruiting/invitation.html",
        form=form,
        found=found,
        title=read_passage(texts.get(found.title_text_id, EMPTY)),
        pitch=read_passage(texts.get(found.pitch_text_id, EMPTY)),
    )
    return page, form.http_status, PRIVATE_PAGE


def _refuse_others(found: FollowedInvitation) -> None:
    """Stop whoever is signed in with another address, and who may no longer sign in.

    :raises InvitedElse: the invitation is not theirs
    :raises InvitationGone: the account of its address is closed
    """
    identity = identity_or_none()
    if identity is not None and identity.actor.person_id != found.person_id:
        raise InvitedElse
    if found.person_id is not None and not found.can_sign_in:
        raise InvitationGone


def _gone(error: DomainError) -> ResponseReturnValue:
    title = _("This invitation cannot be used")
    page = render_template("ui/gone.html", title=title, sentence=sentence_of(error), page_class="slim")
    return page, error.status, PRIVATE_PAGE


@bp.route("/no-more-invitations/<token>", methods=["GET", "POST"])
def stop(token: str) -> ResponseReturnValue:
    """Send an address no more invitations, at one click and without signing in."""
    hashed = stopped_by(current_settings().secret_key, token)
    if hashed is None:
        return _gone(InvitationGone())
    form = BaseForm()
    is_done = form.validate_on_submit()
    if is_done:
        service.stop_invitations(current_session(), SYSTEM, hashed)
    return render_template("recruiting/stop.html", form=form, is_done=is_done), 200, PRIVATE_PAGE
