"""The images of a form, while it is shown again."""

from __future__ import annotations

from app.core.errors import TooMany
from app.feedback.forms.images import ImagesForm
from app.web.forms import sentence_of
from app.web.images import count_kept_images


def keep_images(form: ImagesForm) -> None:
    """Keep the images of a form that is shown again, in numbers that nobody reaches by hand."""
    if not form.has_new_images:
        return
    try:
        count_kept_images()
    except TooMany as error:
        form.images.errors = [*form.images.errors, sentence_of(error)]
    else:
        form.keep_images()
