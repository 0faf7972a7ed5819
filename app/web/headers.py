"""Headers of every answer, and where a form may come from."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request

from config import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


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

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        nonce = g.get("csp_nonce")
        script = f"script-src 'self' 'nonce-{nonce}'" if nonce else "script-src 'self'"
        headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'none'; {script}; style-src 'self'; img-src 'self'; font-src 'self'; "
            "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
            "object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        )
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()")
        if settings.cookie_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.blueprint != "assets":
            headers["Cache-Control"] = "no-store"
        return response
