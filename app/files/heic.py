"""Photos as iPhones and some other phones store them. The library that reads them is not installed everywhere."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

FORMAT = "HEIF"  # Pillow's name of it
BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
MEDIA_TYPES = ("image/heic", "image/heif", ".heic", ".heif")  # many systems know no type for such a file


def is_heic(raw: bytes) -> bool:
    """Tell whether the content says that it is such a photo."""
    return raw[4:8] == b"ftyp" and raw[8:12] in BRANDS


@cache
def can_read() -> bool:
    """Tell whether the library is installed here."""
    return find_spec("pillow_heif") is not None


@cache
def enable() -> bool:
    """Let Pillow open such photos; tell whether it can. The library is loaded with the first photo: it is large."""
    if not can_read():
        return False
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    return True
