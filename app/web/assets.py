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
COMMENTS = {  # of a script: those with a line of their own, and those at the end of a line unless a quote follows
    ".css": re.compile(r"/\*.*?\*/", re.DOTALL),
    ".js": re.compile(r"^\s*(?://.*|/\*\*.*\*/)$|\s+// [^\"'`\n]*$", re.MULTILINE),
}
TEXTS = re.compile(r'("[^"\n]*"|`[^`\n]*`)')  # of a script
BLANKS = re.compile(r" *([{}(),;=<>?:&|\[\]!]+) *")  # beside signs, where they mean nothing
IMPORTS = re.compile(r'(?<=from ")\./([a-z]+\.js)(?=";)')
INDENTS = re.compile(r"\s*\n\s*")

bp = Blueprint("assets", __name__)


@dataclass(frozen=True)  # no slots: what is computed is kept beside the fields
class Asset:
    """One file as it is sent: without comments, indentation, and in a script the blanks beside signs."""

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
    """Return a file without what only its writers read. A script names what it imports with its version."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in COMMENTS:
        text = INDENTS.sub("\n", COMMENTS[path.suffix].sub("", text)).strip()
    if path.suffix == ".js":
        parts = TEXTS.split(text)  # every second one is a text
        text = "".join(part if at % 2 else BLANKS.sub(r"\1", part) for at, part in enumerate(parts))
    text = IMPORTS.sub(lambda found: f"../{read_asset(path.with_name(found[1])).version}/{found[1]}", text)
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
