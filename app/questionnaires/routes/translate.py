"""Where the languages of a questionnaire were translated before the bench had them all."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.questionnaires.routes.blueprint import PAGE, bp
from app.questionnaires.routes.build import questionnaire_asked


@bp.get(f"{PAGE}/translations/<locale>")
def translation(slug: str, questionnaire_id: int, locale: str) -> ResponseReturnValue:
    """Lead on to the bench."""
    questionnaire_asked(slug, questionnaire_id)
    return redirect(url_for("translating.bench", slug=slug, locale=locale), 308)
