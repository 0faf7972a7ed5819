"""Pages of the moderation feature."""

from app.moderation.routes import coverage, desk, log, queue, reports, rules
from app.moderation.routes.blueprint import bp

__all__ = ["bp", "coverage", "desk", "log", "queue", "reports", "rules"]
