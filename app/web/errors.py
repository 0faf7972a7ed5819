"""Errors become pages here, and only here."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from traceback import format_tb
from typing import cast

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.core.errors import AgreementOwed, CharterOwed, DomainError, Unauthenticated, Unavailable
from app.core.failures import describe
from app.policy.actor import Role
from app.web.auth import ask_no_more, identity_or_none
from app.web.carry import pack_form, typed_words
from app.web.forms import CSRFError, sentence_of
from app.web.headers import SAFE_METHODS
from app.web.limits import retry_after
from app.web.roles import ROLE_LABELS

log = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 30


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, show_refusal)
    app.register_error_handler(CSRFError, show_expired)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(OperationalError, show_unavailable)
    app.register_error_handler(Exception, show_bug)


def show_refusal(error: DomainError) -> ResponseReturnValue:
    """A rule said no: its sentence, in the reader's language, and what they wrote for nothing."""
    if isinstance(error, Unauthenticated):
        return ask_to_sign_in()
    if isinstance(error, AgreementOwed):
        return ask_to_agree(error)
    roles = cast("Sequence[Role]", error.params.get("roles", ()))
    response = _page(error.status, sentence_of(error), typed_words(), roles)
    response.headers.update(retry_after(error))
    return response


def ask_to_sign_in() -> ResponseReturnValue:
    """Send to the sign-in page, and bring what was written back afterwards."""
    if request.method in SAFE_METHODS:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    carried = pack_form()
    page = render_template("web/signed_out.html", carried=carried, sign_in_url=url_for("accounts.sign_in"))
    return make_response(page, 401)


def ask_to_agree(error: AgreementOwed) -> ResponseReturnValue:
    """Send to the charter that changed, or to the terms of use, and bring what was written back afterwards."""
    is_charter = isinstance(error, CharterOwed)
    page_url = url_for("charters.mine" if is_charter else "legal.mine")
    if request.method in SAFE_METHODS:
        return redirect(page_url)
    page = render_template("web/agreement_owed.html", is_charter=is_charter, carried=pack_form(), page_url=page_url)
    return make_response(page, error.status)


def show_expired(error: CSRFError) -> ResponseReturnValue:
    """The form is too old, or not ours. Nobody signed in: the words are kept for after signing in."""
    if identity_or_none() is None and request.endpoint not in {"accounts.sign_in", "accounts.ask_link"}:
        return ask_to_sign_in()
    return _page(
        error.code or 400, _("This form has expired. Go back, reload the page and send it again."), typed_words()
    )


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Werkzeug's own errors, in our words; ``Allow`` and ``Retry-After`` are kept."""
    status = error.code or 500
    if status in range(300, 400):
        return error.get_response()
    response = _page(status, _sentence(status))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def show_unavailable(error: OperationalError) -> ResponseReturnValue:
    """The database does not answer: say so, without its words."""
    log.error("database unavailable: %s", type(error.orig).__name__)
    ask_no_more()
    response = _page(503, _(Unavailable.message))
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def show_bug(error: Exception) -> ResponseReturnValue:
    """Anything else is a bug: its place is logged with the request's number, never its words; no detail is shown."""
    log.error("unexpected error: %s\n%s", describe(error), "".join(format_tb(error.__traceback__)))
    ask_no_more()
    return _page(500, _("Something went wrong on our side. Please try again; if it happens again, tell us."))


def _sentence(status: int) -> str:
    sentences = {
        400: _("The request could not be understood."),
        404: _("This page does not exist, or you do not have access to it."),
        405: _("This address cannot be used in this way."),
        413: _("What you sent is too large. An image can have up to 10\u00a0MB, and a contribution up to five images."),
        414: _("This address is too long."),
        415: _("This type of file is not accepted."),
        429: _("Too many attempts. Please wait a few minutes and try again."),
    }
    return str(sentences.get(status, _("This is not possible here.")))


def _page(status: int, sentence: str, unsent: Sequence[str] = (), roles: Sequence[Role] = ()) -> Response:
    """Return the error page, with the texts that came to nothing; if even that fails, the sentence alone."""
    try:
        body = render_template(
            "web/error.html",
            status=status,
            sentence=sentence,
            unsent=unsent,
            roles=[ROLE_LABELS[role] for role in roles],
            request_id=g.get("request_id", ""),
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, the person gets the sentence
        log.error("the error page itself failed: %s", describe(error))
        body = sentence
    return make_response(body, status)
