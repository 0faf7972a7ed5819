"""Why an image is not accepted, and what a missing file answers."""

from __future__ import annotations

from app.core.errors import N_, DomainError, NotFound


class ImageTooLarge(DomainError):
    """More bytes than one image may have. ``limit`` is in MB."""

    code = "image_too_large"
    message = N_("This image is too large: %(limit)s\u00a0MB at most. Choose a smaller one.")
    status = 413
    field = "images"


class NotAnImage(DomainError):
    """The content, whatever its name says, is none of the accepted kinds."""

    code = "not_an_image"
    message = N_("This file is not an image we can show. Choose a JPEG, PNG or WebP file.")
    status = 415
    field = "images"


class HeicNotRead(DomainError):
    """A photo as iPhones store it, and this installation has not the library that reads it."""

    code = "heic_not_read"
    message = N_(
        "HEIC photos cannot be read here. In the phone’s camera settings choose JPEG or “Most compatible”; "
        "for this photo, take a screenshot of it and choose that one."
    )
    status = 415
    field = "images"


class ImageTooManyPixels(DomainError):
    """A picture that would fill the memory once decoded. ``limit`` is in millions of pixels."""

    code = "image_too_many_pixels"
    message = N_(
        "This image has too many pixels: %(limit)s\u00a0million at most. "
        "Open it, take a screenshot of it, and choose that one."
    )
    status = 422
    field = "images"


class ImageMoves(DomainError):
    """An animation: only its first picture could be kept."""

    code = "image_moves"
    message = N_("This image is animated; only still images can be shown. Choose a still image or a screenshot.")
    status = 422
    field = "images"


class ImageDamaged(DomainError):
    """It begins like an image and cannot be read to its end."""

    code = "image_damaged"
    message = N_("This image cannot be read: the file is damaged or incomplete. Choose another one.")
    status = 422
    field = "images"


class FileGone(NotFound):
    """The storage holds nothing under that key."""

    code = "file_gone"
    message = N_("This file no longer exists.")


class NoRoom(DomainError):
    """The storage cannot be written: the disk is full, or the folder is not ours."""

    code = "no_room"
    message = N_("The file could not be stored. Please tell the administrators of this site.")
    status = 507
