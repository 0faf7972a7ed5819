"""Pages of the moderation feature."""

from app.moderation.routes import queue, reports
from app.moderation.routes.blueprint import bp

__all__ = ["bp", "queue", "reports"]
