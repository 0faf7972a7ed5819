"""Pages of the studio."""

from app.studio.routes import assistant, overview  # noqa: F401 - they add their pages
from app.studio.routes.blueprint import bp

__all__ = ["bp"]
