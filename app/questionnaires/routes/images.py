"""The images that answer questions: to who gave them, and to who reads the answers of all."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.core import idents
from app.questionnaires.queries.summary import summary_image
from app.questionnaires.queries.waves import own_image
from app.questionnaires.routes.blueprint import LIST, WAVE, bp
from app.web.context import current_actor, current_session
from app.web.images import image_bytes, image_response, kept_bytes

ALL_ENTITIES = "-"  # in an address, in place of an entity's code


@bp.get(f"{WAVE}/images/<ident:question_id>")
def answer_image(slug: str, wave_id: int, question_id: int) -> ResponseReturnValue:
    """Serve the image that the reader gave as an answer, or its small size."""
    key, media_type = own_image(current_session(), current_actor(), slug, wave_id, question_id)
    return image_response(image_bytes(key), media_type, idents.encode(question_id))


@bp.get("/questionnaires/kept-images/<token>")
def kept_answer(token: str) -> ResponseReturnValue:
    """Serve an image that a page of questions keeps, or its small size, to whose page it is."""
    return image_response(kept_bytes(token), "image/webp", "image")


@bp.get(f"{LIST}/<int(max=2147483647):wave_id>/summary/<code>/images/<ident:file_id>")
def summary_picture(slug: str, wave_id: int, code: str, file_id: int) -> ResponseReturnValue:
    """Serve an image among all answers, or its small size, where the summary shows it."""
    where = (slug, wave_id, "" if code == ALL_ENTITIES else code)
    key, media_type = summary_image(current_session(), current_actor(), where, file_id)
    return image_response(image_bytes(key), media_type, idents.encode(file_id))
