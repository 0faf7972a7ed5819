"""Pages of the questionnaires feature."""

from app.questionnaires.routes import (
    answer,
    build,
    grid,
    images,
    library,
    moments,
    preview,
    question,
    summary,
    translate,
)
from app.questionnaires.routes.blueprint import bp

__all__ = [
    "answer",
    "bp",
    "build",
    "grid",
    "images",
    "library",
    "moments",
    "preview",
    "question",
    "summary",
    "translate",
]
