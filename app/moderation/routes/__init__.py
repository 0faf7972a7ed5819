"""Pages of the moderation feature."""

from app.moderation.routes import coverage, desk, queue, reports
from app.moderation.routes.blueprint import bp

__all__ = ["bp", "coverage", "desk", "queue", "reports"]
