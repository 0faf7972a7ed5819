"""One image in, one clean WebP out: what was hidden in the file does not reach the storage."""

from __future__ import annotations

import math
import struct
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from app.files.errors import ImageDamaged, ImageMoves, ImageTooLarge, ImageTooManyPixels, NotAnImage
from config import UPLOAD_MAX_BYTES

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 25_000_000  # decoded: 100 MB at most
MAX_PHOTO_PIXELS = 100_000_000  # of a JPEG, which is decoded directly at a half, a quarter or an eighth of its size
SHORT_SIDE = 1600  # pixels: a screenshot that was scrolled stays readable, however long it is
AREA = 16_000_000  # pixels
LONG_SIDE = 16_383  # pixels: WebP has no longer one
QUALITY = 82  # WebP, 0 to 100
SMALL_SIZE = 480, 640  # pixels at most: in a grid all are shown alike, of a taller one its top
EFFORT = 3  # WebP, 0 (quick) to 6 (small)
MEDIA_TYPE = "image/webp"

# Pillow's own guard, at the highest limit: it looks at the header too. Its other remarks tell of harmless oddities.
Image.MAX_IMAGE_PIXELS = MAX_PHOTO_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
warnings.filterwarnings("ignore", module=r"PIL\.")

_BYTES_PER_MB = 1024 * 1024
_MEGAPIXELS = MAX_PIXELS // 1_000_000
# What Pillow raises on bytes that lie about themselves, depending on the format and on where they stop.
_UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, EOFError, OverflowError, IndexError, KeyError, struct.error)


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A picture encoded anew from its pixels, without any metadata."""

    data: bytes
    media_type: str
    width: int  # pixels
    height: int  # pixels
    small: bytes  # the same for a grid: ``SMALL_SIZE`` at most


def clean_image(raw: bytes) -> CleanImage:
    """Return the image as it may be stored and shown: upright, in sRGB, its short side and its area limited.

    The content decides, never a name or a declared type. The size is read from the header, before
    anything is decoded. Costs up to half a second of computing.

    :raises ImageTooLarge: too many bytes
    :raises NotAnImage: none of the accepted kinds
    :raises ImageTooManyPixels: too much to decode
    :raises ImageMoves: an animation
    :raises ImageDamaged: cannot be read to its end
    """
    if len(raw) > UPLOAD_MAX_BYTES:
        raise ImageTooLarge(limit=UPLOAD_MAX_BYTES // _BYTES_PER_MB)
    with _opened(raw) as opened:
        if getattr(opened, "is_animated", False) and opened.format in {"PNG", "WEBP"}:
            raise ImageMoves
        _draft(opened)
        if opened.width * opened.height > MAX_PIXELS:
            raise ImageTooManyPixels(limit=_MEGAPIXELS)
        try:
            picture = _upright(opened)
            data, small = _encoded(picture), _encoded(_small(picture))
        except _UNREADABLE as error:
            raise ImageDamaged from error
    return CleanImage(data, MEDIA_TYPE, picture.width, picture.height, small)


def small_image(data: bytes) -> bytes:
    """Return the small size of an image that was cleaned before."""
    with Image.open(BytesIO(data), formats=["WEBP"]) as picture:
        return _encoded(_small(picture))


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


def _draft(opened: Image.Image) -> None:
    """Let a JPEG be decoded smaller. A progressive one is not: its parts are in memory whole before any is shown."""
    if "progressive" not in opened.info:
        opened.draft(opened.mode, _limited(opened.size))


def _limited(size: tuple[int, int]) -> tuple[int, int]:
    """Return the size within the limits, in the same proportions."""
    scale = min(1, SHORT_SIDE / min(size), math.sqrt(AREA / (size[0] * size[1])), LONG_SIDE / max(size))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _upright(opened: Image.Image) -> Image.Image:
    """Decode the first picture within the limits, in sRGB, turned the way it was taken."""
    has_alpha = "A" in opened.getbands() or "transparency" in opened.info
    profile = opened.info.get("icc_profile", b"")
    picture = _eight_bits(opened)
    if not (profile and picture.mode == "CMYK"):
        picture = picture.convert("RGBA" if has_alpha else "RGB")
    size = _limited(picture.size)
    if size != picture.size:
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture = _in_srgb(picture, profile)
    picture.info["exif"] = opened.info.get("exif", b"")
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert colours that a profile describes; a profile that makes no sense changes nothing."""
    if not profile:
        return picture
    colours = picture if picture.mode == "CMYK" else picture.convert("RGB")
    try:
        described = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(colours, described, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        converted = None
    if converted is None:
        return picture.convert("RGB") if picture.mode == "CMYK" else picture
    if picture.mode == "RGBA":
        converted.putalpha(picture.getchannel("A"))
    return converted


def _eight_bits(opened: Image.Image) -> Image.Image:
    """Bring greys of sixteen bits to eight: a plain conversion would show them white."""
    if not opened.mode.startswith("I"):
        return opened
    return opened.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")


def _small(picture: Image.Image) -> Image.Image:
    """Return what a grid shows: narrow, and of a tall picture the top, where its words can be read."""
    width, height = SMALL_SIZE
    shown = min(picture.height, max(1, picture.width * height // width))
    size = min(width, picture.width), max(1, round(shown * min(1, width / picture.width)))
    return picture.resize(size, Image.Resampling.LANCZOS, box=(0, 0, picture.width, shown), reducing_gap=2.0)


def _encoded(picture: Image.Image) -> bytes:
    """Write the pixels alone: no EXIF, no XMP, no colour profile."""
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=EFFORT, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()
