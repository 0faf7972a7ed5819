"""Signing in and out, by password or by a mail link; the language, signed in or not."""

from __future__ import annotations

from contextlib import suppress
from secrets import token_urlsafe

from flask import redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.accounts.credentials import email_key, token_hash
from app.accounts.errors import BadCredentials, LinkExpired, LinkUsed
from app.accounts.forms import CredentialsForm, LinkForm
from app.accounts.queries import check_link, session_by_token
from app.accounts.routes.blueprint import bp, device, settings
from app.accounts.service import (
    ask_sign_in_link,
    choose_locale,
    end_session,
    note_lockout,
    sign_in_with_password,
    use_sign_in_link,
)
from app.core.errors import NotFound, TooMany
from app.policy.actor import SYSTEM
from app.web import auth
from app.web.addresses import safe_path
from app.web.carry import unpack_form
from app.web.context import current_actor, current_identity, current_session, identity_or_none
from app.web.forms import BaseForm, sentence_of
from app.web.limits import count_try, forget_tries, retry_after

LINKS_PER_ASKER = "5 per 15 minutes"  # of one browser, for one mailbox
LINKS_PER_MAILBOX = "20 per 10 minutes"  # whoever asks; beyond it, those that lie there are enough
GOING_TO = "going_to"  # cookie key: where a person was going when they were asked to sign in
ASKER = "asker"  # cookie key: a number of this browser, for the limit alone
OWNER_TOLD = "1 per hour"  # about a lock-out: the one who causes it should not fill the owner's mailbox
PRIVATE_PAGE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}  # its address opens an account


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for address and password; bring back what somebody was writing when their session ended."""
    form = CredentialsForm()
    if request.method != "POST":
        if identity_or_none() is not None:
            return redirect(safe_path(request.args.get("next")), 303)
        form.next.data = request.args.get("next", "")
        if form.next.data:
            cookie[GOING_TO] = safe_path(form.next.data)  # a mail link opens in this browser, and forgets the way
        return _sign_in_page(form)
    if "email" not in request.form:  # only what was being written: it waits in the form
        return _sign_in_page(form)
    return _answer(form) if form.validate_on_submit() else _sign_in_page(form, form.http_status)


def _answer(form: CredentialsForm) -> ResponseReturnValue:
    """Sign in, and go where the person was going, with what they were writing."""
    try:
        token = _try_password(form.email.data or "", form.password.data or "")
    except (BadCredentials, TooMany) as error:
        form.accept(error)
        return _sign_in_page(form, form.http_status, retry_after(error))
    _enter(token)
    carried = unpack_form(form.carried.data)
    if carried is not None:
        return render_template("accounts/resume.html", carried=carried)
    return redirect(_first_page(token, safe_path(form.next.data)), 303)


def _first_page(token: str, path: str) -> str:
    """Return where somebody goes who has just signed in: first to the legal texts that they are asked to read."""
    row = session_by_token(current_session(), SYSTEM, token)
    return url_for("legal.mine", next=path) if row is not None and row.rights.legal_owed else path


def _sign_in_page(
    form: CredentialsForm, status: int = 200, headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    return render_template("accounts/sign_in.html", form=form), status, headers or {}


def _try_password(email: str, password: str) -> str:
    """Return a session's token.

    :raises TooMany: too many tries for this account, whether or not it exists, or from this address
    :raises BadCredentials: the answer to everything else that is not right
    """
    limit, account = settings().sign_in_attempts, _account(email)
    count_try(settings().sign_in_attempts_per_address, "sign-in from", request.remote_addr or "")
    try:
        count_try(limit, "sign-in to", account)
    except TooMany:
        _tell_owner(email, account)
        raise
    token = sign_in_with_password(current_session(), SYSTEM, email, password, device())
    forget_tries(limit, "sign-in to", account)
    return token


def _account(email: str) -> str:
    """Return the name under which tries are counted: the counter's storage holds no address."""
    return token_hash(email_key(email))


def _tell_owner(email: str, account: str) -> None:
    with suppress(TooMany):
        count_try(OWNER_TOLD, "locked out of", account)
        note_lockout(current_session(), SYSTEM, email)


def _enter(token: str) -> None:
    """Put the session into this browser, in place of the one it had."""
    identity = identity_or_none()
    if identity is not None:
        with suppress(NotFound):
            end_session(current_session(), identity.actor, identity.session_id)
    auth.start_session(token)


@bp.route("/sign-in/link", methods=["GET", "POST"])
def ask_link() -> ResponseReturnValue:
    """Send a link by mail; the answer does not tell whether the address has an account."""
    form = LinkForm()
    if not form.validate_on_submit():
        sent = request.method != "POST" and "sent" in request.args
        return render_template("accounts/ask_link.html", form=form, sent=sent), form.http_status
    email = form.email.data or ""
    try:
        count_try(settings().sign_in_attempts_per_address, "link from", request.remote_addr or "")
        count_try(LINKS_PER_ASKER, "link of", _asker(), _account(email))
    except TooMany as error:
        form.accept(error)
        return render_template("accounts/ask_link.html", form=form, sent=False), form.http_status, retry_after(error)
    with suppress(TooMany):  # the mailbox has had enough of them, and those still work: its owner is not refused
        count_try(LINKS_PER_MAILBOX, "link to", _account(email))
        ask_sign_in_link(current_session(), SYSTEM, email, settings().secret_key)
    return redirect(url_for("accounts.ask_link", sent=1), 303)


def _asker() -> str:
    """Return the number of this browser: who asks for another's address uses up their own tries alone."""
    return str(cookie.setdefault(ASKER, token_urlsafe(12)))


@bp.route("/sign-in/link/<token>", methods=["GET", "POST"])
def link(token: str) -> ResponseReturnValue:
    """Show a button that signs in. Opening the page changes nothing: mail scanners open every link."""
    try:
        if request.method != "POST":
            check_link(current_session(), SYSTEM, token)
            return render_template("accounts/link.html", form=BaseForm()), PRIVATE_PAGE
        going_to = safe_path(cookie.get(GOING_TO))
        session_token = use_sign_in_link(current_session(), SYSTEM, token, device())
        _enter(session_token)
    except (LinkUsed, LinkExpired) as error:
        return render_template("accounts/link_gone.html", sentence=sentence_of(error)), error.status, PRIVATE_PAGE
    return redirect(_first_page(session_token, going_to), 303)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session, here and in every copy of its cookie."""
    with suppress(NotFound):
        end_session(current_session(), current_actor(), current_identity().session_id)
    auth.sign_out()
    return redirect(url_for("accounts.sign_in"), 303)


@bp.post("/language")
def choose_language() -> ResponseReturnValue:
    """Keep the language: in the profile, and in this browser for when nobody is signed in."""
    code = request.form.get("locale", "")
    if code in settings().locales:
        cookie["locale"] = code
        identity = identity_or_none()
        if identity is not None:
            choose_locale(current_session(), identity.actor, code)
    return redirect(safe_path(request.form.get("next")), 303)
