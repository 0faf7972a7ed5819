"""Pages of the accounts feature."""

from __future__ import annotations

from app.accounts.routes import mandates, people, profile, sign_in  # noqa: F401 - importing them registers the pages
from app.accounts.routes.blueprint import bp

__all__ = ["bp"]
