"""Pages of the questionnaires feature."""

from app.questionnaires.routes import answer, build, moments, preview, question, translate
from app.questionnaires.routes.blueprint import bp

__all__ = ["answer", "bp", "build", "moments", "preview", "question", "translate"]
