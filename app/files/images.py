"""One image in, one clean WebP out: what was hidden in the file does not reach the storage."""

from __future__ import annotations

import math
import struct
import warnings
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from app.files import heic
from app.files.errors import (
    HeicNotRead,
    ImageDamaged,
    ImageMoves,
    ImageTooLarge,
    ImageTooManyPixels,
    NotAnImage,
)
from config import UPLOAD_MAX_BYTES

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 25_000_000  # decoded: 100 MB at most
MAX_PHOTO_PIXELS = 100_000_000  # of a JPEG, which is decoded directly at a half, a quarter or an eighth of its size
MAX_SCANS = 100  # of a JPEG in parts: cameras write ten or so, and each takes the time of a whole picture
SHORT_SIDE = 1600  # pixels: a screenshot that was scrolled stays readable, however long it is
AREA = 16_000_000  # pixels
LONG_SIDE = 16_383  # pixels: WebP has no longer one
QUALITY = 82  # WebP, 0 to 100
SMALL_SIZE = 480, 640  # pixels at most: in a grid all are shown alike, of a taller one its top
EFFORT = 3  # WebP, 0 (quick) to 6 (small)
MEDIA_TYPE = "image/webp"

# Pillow's own guard, at the highest limit: it looks at the header too. Its other remarks tell of harmless oddities.
Image.MAX_IMAGE_PIXELS = MAX_PHOTO_PIXELS
warnings.filterwarnings("ignore", module=r"PIL\.")
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)  # the later filter is asked first

_BYTES_PER_MB = 1024 * 1024
_MEGAPIXELS = MAX_PIXELS // 1_000_000
_START_OF_SCAN = b"\xff\xda"
# What Pillow raises on bytes that lie about themselves, depending on the format and on where they stop.
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    OverflowError,
    LookupError,
    RuntimeError,
    struct.error,
)
_one_at_a_time = Lock()  # a decoded picture takes up to 450 MB: a process has room for one, however many threads it has


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
    anything is decoded. Costs up to half a second of computing, and up to 450 MB of memory for as long;
    who comes meanwhile waits.

    :raises ImageTooLarge: too many bytes
    :raises NotAnImage: none of the accepted kinds
    :raises HeicNotRead: a HEIC file, which this installation cannot read
    :raises ImageTooManyPixels: too much to decode
    :raises ImageMoves: an animation
    :raises ImageDamaged: cannot be read to its end
    """
    if len(raw) > UPLOAD_MAX_BYTES:
        raise ImageTooLarge(limit=UPLOAD_MAX_BYTES // _BYTES_PER_MB)
    with _one_at_a_time, _opened(raw) as opened:
        if getattr(opened, "is_animated", False) and opened.format in {"PNG", "WEBP"}:
            raise ImageMoves
        _draft(opened, raw)
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
    formats: tuple[str, ...] = FORMATS
    if heic.is_heic(raw):
        if not heic.enable():
            raise HeicNotRead
        formats = (heic.FORMAT,)
    try:
        return Image.open(BytesIO(raw), formats=formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageTooManyPixels(limit=_MEGAPIXELS) from error
    except UnidentifiedImageError as error:
        raise NotAnImage from error
    except _UNREADABLE as error:
        raise ImageDamaged from error


def _draft(opened: Image.Image, raw: bytes) -> None:
    """Let a JPEG be decoded smaller. One in parts is in memory whole before any of it is shown: its size counts.

    :raises ImageTooManyPixels, ImageDamaged: one in parts that has too many pixels, or too many parts
    """
    if not isinstance(opened, JpegImageFile):
        return
    if _is_in_parts(opened, raw):
        if opened.width * opened.height > MAX_PIXELS:
            raise ImageTooManyPixels(limit=_MEGAPIXELS)
        if raw.count(_START_OF_SCAN) > MAX_SCANS:
            raise ImageDamaged
    opened.draft(opened.mode, _limited(opened.size))


def _is_in_parts(opened: JpegImageFile, raw: bytes) -> bool:
    """Tell whether a JPEG is progressive, or its first scan holds some of its colours only."""
    read = opened.fp.tell() if opened.fp else 0  # Pillow has read to the end of what begins the first scan
    first = raw.rfind(_START_OF_SCAN, 0, read)
    return "progressive" in opened.info or raw[first + 4] < len(opened.getbands())


def _limited(size: tuple[int, int]) -> tuple[int, int]:
    """Return the size within the limits, in the same proportions."""
    scale = min(1, SHORT_SIDE / min(size), math.sqrt(AREA / (size[0] * size[1])), LONG_SIDE / max(size))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _upright(opened: Image.Image) -> Image.Image:
    """Decode the first picture within the limits, in sRGB, turned the way it was taken."""
    has_alpha = "A" in opened.getbands() or "transparency" in opened.info
    profile = opened.info.get("icc_profile", b"")
    picture, wanted = _eight_bits(opened), "RGBA" if has_alpha else "RGB"
    if picture.mode != wanted and not (profile and picture.mode == "CMYK"):
        picture = picture.convert(wanted)
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
