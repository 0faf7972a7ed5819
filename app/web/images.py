"""Images as pages take and send them."""

from __future__ import annotations

from flask import Response, current_app, request

from app.files import heic
from app.files.kept import KeptImages
from app.files.store import read_small
from app.web.auth import group_of_session
from app.web.context import current_actor
from app.web.limits import count_try

MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp")
SMALL = "small"  # in an address: the size for a grid
KEPT_IMAGES_OF_GROUP = "480 per 1 hour"  # forms shown again with images, of all who share a group


def accepted_images() -> str:
    """Return what may be chosen, for the browser. A phone makes a JPEG of a photo by itself where it must."""
    return ",".join((*MEDIA_TYPES, *(heic.MEDIA_TYPES if heic.can_read() else ())))


def kept_images() -> KeptImages:
    """Return the images that the reader's forms keep."""
    return KeptImages(current_app.extensions["storage"], str(current_app.secret_key), current_actor().person_id)


def count_kept_images() -> None:
    """Count a form that keeps images, in numbers that nobody reaches by hand.

    :raises TooMany: of all who share a group
    """
    count_try(KEPT_IMAGES_OF_GROUP, "images", "group", group_of_session(str(current_app.secret_key)))


def image_bytes(key: str) -> bytes:
    """Return a stored image in the size that the address asks for."""
    storage = current_app.extensions["storage"]
    return read_small(storage, key) if _is_small_asked() else storage.get(key)


def kept_bytes(token: str) -> bytes:
    """Return an image that a form keeps in the size that the address asks for."""
    kept = kept_images()
    return kept.read_small(token) if _is_small_asked() else kept.read(token).data


def image_response(content: bytes, media_type: str, name: str) -> Response:
    """Return the answer with an image, which no browser takes for anything else."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.webp"'
    return response


def _is_small_asked() -> bool:
    """Tell whether the address asks for the size for a grid."""
    return request.args.get("size") == SMALL
