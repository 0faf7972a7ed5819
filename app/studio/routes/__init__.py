"""Pages of the studio."""

from app.studio.routes import assistant, overview
from app.studio.routes.blueprint import bp

__all__ = ["assistant", "bp", "overview"]
