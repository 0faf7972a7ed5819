"""Headers of every answer, and where a form may come from."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request

from config import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}


def csp_nonce() -> str:
    """Return the nonce of this answer's own stylesheet and script."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def init_app(app: Flask, settings: Settings) -> None:
    """Check where requests come from and set the headers, also on errors and downloads."""
    own = urlsplit(settings.base_url)
    hosts = {
        own.netloc,
        *({"localhost", f"127.0.0.1:{settings.port}", f"localhost:{settings.port}"} if not settings.production else ()),
    }

    @app.before_request
    def refuse_strangers() -> None:
        if not settings.testing and request.host not in hosts and request.path not in {"/healthz", "/readyz"}:
            abort(400)
        if request.method in SAFE_METHODS:
            return
        site = request.headers.get("Sec-Fetch-Site")
        origin = request.headers.get("Origin")
        if site in {"cross-site", "same-site"} or (
            origin not in {None, "null"} and urlsplit(origin or "").netloc != request.host
        ):
            abort(400)

    fixed = dict(FIXED)
    if settings.cookie_secure:
        fixed["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    @app.after_request
    def harden(response: Response) -> Response:
        _harden(response, fixed)
        return response


def _harden(response: Response, fixed: Mapping[str, str]) -> None:
    """Add what a page does not say of itself; keep what was signed in for out of every cache."""
    headers = response.headers
    said = {name.lower() for name, _value in headers}
    for name, value in fixed.items():
        if name.lower() not in said:
            headers.add(name, value)
    if "content-security-policy" not in said:
        headers.add("Content-Security-Policy", _policy(g.get("csp_nonce")))
    if request.blueprint != "assets":
        headers["Cache-Control"] = "no-store"


def _policy(nonce: str | None) -> str:
    """Return the rules of a page: nothing but its own, and the script that carries its nonce."""
    script = f"script-src 'self' 'nonce-{nonce}'" if nonce else "script-src 'self'"
    frames = "frame-src 'self'; " if g.get("shows_frame") else ""
    return (
        f"default-src 'none'; {script}; style-src 'self'; img-src 'self'; font-src 'self'; {frames}"
        "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def show_frame() -> None:
    """Let the page of this answer hold a frame with another page of ours."""
    g.shows_frame = True


# Of a page that stands in a frame of ours: to look at only, so nothing runs, is sent or leads out of it. It keeps its
# origin, without which our own stylesheet would not be its own.
FRAMED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; object-src 'none'; sandbox allow-same-origin"
    )
}
