"""One image in, one clean WebP out: what was hidden in the file does not reach the storage."""

from __future__ import annotations

import struct
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from app.files.errors import ImageDamaged, ImageTooLarge, ImageTooManyPixels, NotAnImage
from config import UPLOAD_MAX_BYTES

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 25_000_000
MAX_SIDE = 2400  # pixels: enough to read a screenshot, full width
QUALITY = 82  # WebP, 0 to 100
EFFORT = 3  # WebP, 0 (quick) to 6 (small)
MEDIA_TYPE = "image/webp"

# Pillow's own guard, at the same limit: it looks at the header too. Its other remarks tell of harmless oddities.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
warnings.filterwarnings("ignore", module=r"PIL\.")

_BYTES_PER_MB = 1024 * 1024
_MEGAPIXELS = MAX_PIXELS // 1_000_000
# What Pillow raises on bytes that lie about themselves, depending on the format and on where they stop.
_UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, EOFError, OverflowError, IndexError, KeyError, struct.error)


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A picture made anew from its pixels: no place, no camera, no tail, nothing but what is seen."""

    data: bytes
    media_type: str
    width: int  # pixels
    height: int  # pixels


def clean_image(raw: bytes) -> CleanImage:
    """Return the image as it may be stored and shown, upright and at most ``MAX_SIDE`` pixels a side.

    The content decides, never a name or a declared type. The size is read from the header, before
    anything is decoded. Costs up to half a second of computing.

    :raises ImageTooLarge: too many bytes
    :raises NotAnImage: none of the accepted kinds
    :raises ImageTooManyPixels: too much to decode
    :raises ImageDamaged: cannot be read to its end
    """
    if len(raw) > UPLOAD_MAX_BYTES:
        raise ImageTooLarge(limit=UPLOAD_MAX_BYTES // _BYTES_PER_MB)
    with _opened(raw) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise ImageTooManyPixels(limit=_MEGAPIXELS)
        try:
            picture = _upright(opened)
            data = _encoded(picture)
        except _UNREADABLE as error:
            raise ImageDamaged from error
    return CleanImage(data, MEDIA_TYPE, picture.width, picture.height)


def _opened(raw: bytes) -> Image.Image:
    """Read the header only."""
    try:
        return Image.open(BytesIO(raw), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageTooManyPixels(limit=_MEGAPIXELS) from error
    except UnidentifiedImageError as error:
        raise NotAnImage from error
    except _UNREADABLE as error:
        raise ImageDamaged from error


def _upright(opened: Image.Image) -> Image.Image:
    """Decode the first picture, within ``MAX_SIDE``, turned the way it was taken."""
    opened.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a JPEG is decoded directly at half or quarter size
    has_alpha = "A" in opened.getbands() or "transparency" in opened.info
    picture = _eight_bits(opened).convert("RGBA" if has_alpha else "RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _eight_bits(opened: Image.Image) -> Image.Image:
    """Bring greys of sixteen bits to eight: a plain conversion would show them white."""
    if not opened.mode.startswith("I"):
        return opened
    return opened.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")


def _encoded(picture: Image.Image) -> bytes:
    """Write the pixels alone: no EXIF, no XMP, no colour profile."""
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=EFFORT, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()
