"""Where the pages of the home feature are registered."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("home", __name__)
