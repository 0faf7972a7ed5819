"""Pages of the accounts feature."""

from __future__ import annotations

from app.accounts.routes import mandates, people, profile, sign_in
from app.accounts.routes.blueprint import bp

__all__ = ["bp", "mandates", "people", "profile", "sign_in"]
