"""Pages of recruiting."""

from __future__ import annotations

from app.recruiting.routes import invitations, kit, opened, overview
from app.recruiting.routes.blueprint import bp

__all__ = ["bp", "invitations", "kit", "opened", "overview"]
