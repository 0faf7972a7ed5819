"""Pages of the questionnaires feature."""

from app.questionnaires.routes import answer, build, images, library, moments, preview, question, summary, translate
from app.questionnaires.routes.blueprint import bp

__all__ = ["answer", "bp", "build", "images", "library", "moments", "preview", "question", "summary", "translate"]
