"""Stylesheet, scripts and mark: served from memory under an address that changes with their content."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

YEAR_SECONDS = 31_536_000
DAY_SECONDS = 86_400
FOLDER = Path(__file__).parent.parent / "ui" / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
COMMENTS = {".css": re.compile(r"/\*.*?\*/", re.DOTALL), ".js": re.compile(r"^\s*//.*$", re.MULTILINE)}
INDENTS = re.compile(r"\s*\n\s*")

bp = Blueprint("assets", __name__)


@dataclass(frozen=True)  # no slots: what is computed is kept beside the fields
class Asset:
    """One file as it is sent: without comments and indentation."""

    media_type: str
    content: bytes

    @cached_property
    def version(self) -> str:
        """What its address says of its content."""
        return hashlib.sha256(self.content).hexdigest()[:12]

    @cached_property
    def packed(self) -> bytes:
        """The content as small as Brotli makes it: too slow for each answer, so done once."""
        return brotli.compress(self.content, quality=11)


def init_app(app: Flask) -> None:
    """Read the files once, at start-up."""
    app.extensions["assets"] = {
        path.name: read_asset(path) for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES
    }
    app.register_blueprint(bp)


def read_asset(path: Path) -> Asset:
    """Return a file without what only its writers read. In a script, a comment beside code stays."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in COMMENTS:
        text = INDENTS.sub("\n", COMMENTS[path.suffix].sub("", text)).strip()
    return Asset(TYPES[path.suffix], text.encode())


@bp.get("/assets/<version>/<name>")
def asset(version: str, name: str) -> ResponseReturnValue:
    """Serve one file, for a year: another content has another address."""
    if not version.isalnum() or name not in current_app.extensions["assets"]:
        abort(404)
    response = _sent(name)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


@bp.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Serve the mark where browsers look for it."""
    response = _sent("mark.svg")
    response.headers["Cache-Control"] = f"public, max-age={DAY_SECONDS}"
    return response


def _sent(name: str) -> Response:
    """Return an answer with the file, packed for those who take it so; for others it is packed like a page."""
    found: Asset = current_app.extensions["assets"][name]
    is_packed = request.accept_encodings["br"] > 0
    response = Response(found.packed if is_packed else found.content, mimetype=found.media_type)
    response.vary.add("Accept-Encoding")
    if is_packed:
        response.content_encoding = "br"
    response.set_etag(f"{found.version}{'-br' if is_packed else ''}")
    response.make_conditional(request)
    return response
