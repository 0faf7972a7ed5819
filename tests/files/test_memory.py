"""The memory one image takes is bounded, whatever it claims or holds: measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.files import heic
from tests.files.test_heic import claiming, photo
from tests.files.test_images import header_only

ROOT = Path(__file__).parents[2]
MEASURE = """
import sys
from app.core.errors import DomainError
from app.files import heic
from app.files.images import Image, clean_image
heic.enable(), Image.init()
raw = open(sys.argv[1], "rb").read()
def peak():
    return next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
before = peak()
try:
    clean_image(raw)
    print("taken", peak() - before)
except DomainError as error:
    print(error.code, peak() - before)
"""
REFUSED_MB = 20  # what a refusal may cost: nothing was decoded
TAKEN_MB = 450  # a WebP: its decoder holds the picture three times
BIG = (5000, 4990)

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")


def measured(folder: Path, raw: bytes) -> tuple[str, int]:
    """Return what becomes of an image, and by how many MB the process grew at most."""
    path = folder / "image"
    path.write_bytes(raw)
    done = subprocess.run([sys.executable, "-c", MEASURE, path], cwd=ROOT, capture_output=True, text=True, check=True)
    said, size = done.stdout.split()
    return said, int(size)


def encoded(kind: str, size: tuple[int, int], mode: str = "RGB", **options: object) -> bytes:
    """Return an image of one colour: few bytes, many pixels."""
    out = BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        lambda: header_only(10_000, 10_000),
        lambda: encoded("JPEG", (12_000, 9_000)),
        lambda: encoded("JPEG", (10_000, 9_000), progressive=True),
        lambda: encoded("PNG", (10_000, 10_000), "1"),
        lambda: claiming(photo(), 10_000, 10_000),
    ],
    ids=["PNG", "JPEG", "progressive JPEG", "bits", "HEIC"],
)
def test_a_hundred_megapixels_are_refused_unread(tmp_path: Path, make: object) -> None:
    assert callable(make)
    said, size = measured(tmp_path, make())
    assert said == "image_too_many_pixels"
    assert size < REFUSED_MB


def test_a_photo_that_is_larger_than_it_says_is_refused_unread(tmp_path: Path) -> None:
    said, size = measured(tmp_path, claiming(photo((4000, 4000)), 64, 48))
    assert (said, size < REFUSED_MB) == ("image_damaged", True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "size", "mode", "options"),
    [
        ("JPEG", (10_000, 9_990), "RGB", {}),
        ("JPEG", BIG, "RGB", {"progressive": True, "subsampling": 0}),
        ("JPEG", BIG, "CMYK", {"progressive": True}),
        ("PNG", BIG, "RGBA", {}),
        ("WEBP", BIG, "RGBA", {"method": 0}),
        ("HEIF", BIG, "RGB", {"enc_params": {"preset": "ultrafast"}}),
    ],
    ids=["JPEG", "progressive", "print", "PNG", "WebP", "HEIC"],
)
def test_the_largest_that_are_taken(
    tmp_path: Path, kind: str, size: tuple[int, int], mode: str, options: dict[str, object]
) -> None:
    heic.enable()
    said, taken = measured(tmp_path, encoded(kind, size, mode, **options))
    sys.stdout.write(f"{kind} {mode}: {taken} MB\n")
    assert said == "taken"
    assert taken < TAKEN_MB
