"""Stylesheet, script and mark: served from the package under an address that changes with their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Blueprint, Flask, abort, send_from_directory
from flask.typing import ResponseReturnValue

YEAR_SECONDS = 31_536_000
FOLDER = Path(__file__).parent.parent / "ui" / "static"

bp = Blueprint("assets", __name__)


def init_app(app: Flask) -> None:
    """Read the versions once, at start-up."""
    app.extensions["asset_versions"] = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in sorted(FOLDER.iterdir())
        if path.is_file()
    }
    app.register_blueprint(bp)


@bp.get("/assets/<version>/<name>")
def asset(version: str, name: str) -> ResponseReturnValue:
    """Serve one file, for a year: another content has another address."""
    if not version.isalnum():
        abort(404)
    response = send_from_directory(FOLDER, name, max_age=YEAR_SECONDS)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


@bp.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Serve the mark where browsers look for it."""
    return send_from_directory(FOLDER, "mark.svg", max_age=86_400, mimetype="image/svg+xml")
