"""Pages of review sessions: prepare, shortlist, mark, results."""

from app.reviews.routes import mark, prepare, results, shortlist
from app.reviews.routes.blueprint import bp

__all__ = ["bp", "mark", "prepare", "results", "shortlist"]
