"""Pages of the moderation feature."""

from app.moderation.routes import coverage, desk, log, queue, reports
from app.moderation.routes.blueprint import bp

__all__ = ["bp", "coverage", "desk", "log", "queue", "reports"]
