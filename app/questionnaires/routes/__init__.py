"""Pages of the questionnaires feature."""

from app.questionnaires.routes import answer, build, question, translate
from app.questionnaires.routes.blueprint import bp

__all__ = ["answer", "bp", "build", "question", "translate"]
