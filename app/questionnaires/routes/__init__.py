"""Pages of the questionnaires feature."""

from app.questionnaires.routes import build, question, translate
from app.questionnaires.routes.blueprint import bp

__all__ = ["bp", "build", "question", "translate"]
