"""The images of a form, while it is shown again."""

from __future__ import annotations

from flask import current_app

from app.core.errors import TooMany
from app.feedback.forms.images import ImagesForm
from app.files.kept import KeptImages
from app.web.auth import group_of_session
from app.web.context import current_actor
from app.web.forms import sentence_of
from app.web.limits import count_try

KEPT_IMAGES_OF_GROUP = "480 per 1 hour"  # forms shown again with images, of all who share a group


def kept_images() -> KeptImages:
    """Return the images that the reader's forms keep."""
    return KeptImages(current_app.extensions["storage"], str(current_app.secret_key), current_actor().person_id)


def keep_images(form: ImagesForm) -> None:
    """Keep the images of a form that is shown again, in numbers that nobody reaches by hand."""
    if not form.has_new_images:
        return
    try:
        count_try(KEPT_IMAGES_OF_GROUP, "images", "group", group_of_session(str(current_app.secret_key)))
    except TooMany as error:
        form.images.errors = [*form.images.errors, sentence_of(error)]
    else:
        form.keep_images()
