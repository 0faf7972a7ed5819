"""Pages of the feedback feature: the form, the feed, one contribution and what is done with it."""

from app.feedback.routes import converse, feed, handle, names, owed, similar, single, submit
from app.feedback.routes.blueprint import bp

__all__ = ["bp", "converse", "feed", "handle", "names", "owed", "similar", "single", "submit"]
