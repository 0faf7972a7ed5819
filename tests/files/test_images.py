"""An image is cleaned, or refused with a reason."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from app.core.errors import DomainError
from app.files.errors import ImageDamaged, ImageMoves, ImageTooLarge, ImageTooManyPixels, NotAnImage
from app.files.images import LONG_SIDE, SHORT_SIDE, clean_image
from config import UPLOAD_MAX_BYTES

GPS = 0x8825
ORIENTATION = 0x0112
QUARTER_TURN = 6


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object) -> bytes:
    """Return a small image of that kind."""
    out = BytesIO()
    Image.new(mode, size, 128).save(out, kind, **options)
    return out.getvalue()


def header_only(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that claims that size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


def reread(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_every_accepted_kind_becomes_webp(kind: str) -> None:
    clean = clean_image(picture(kind))
    again = reread(clean.data)
    assert (again.format, again.size) == ("WEBP", (40, 30))
    assert (clean.media_type, clean.width, clean.height) == ("image/webp", 40, 30)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_depth_and_palette_is_read(mode: str) -> None:
    assert clean_image(picture(mode=mode)).width == 40


def test_grey_of_sixteen_bits_stays_grey() -> None:
    out = BytesIO()
    Image.new("I;16", (8, 8), 0x8000).save(out, "PNG")
    colour = reread(clean_image(out.getvalue()).data).convert("RGB").getpixel((4, 4))
    assert isinstance(colour, tuple)
    assert colour[0] == pytest.approx(128, abs=4)


def test_transparency_is_kept() -> None:
    assert reread(clean_image(picture(mode="RGBA")).data).mode == "RGBA"


def test_print_colours_are_read() -> None:
    assert clean_image(picture("JPEG", mode="CMYK")).width == 40


def test_what_the_camera_wrote_is_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = QUARTER_TURN
    exif.get_ifd(GPS)[2] = (48.0, 51.0, 24.0)
    clean = clean_image(picture("JPEG", exif=exif.tobytes()))
    again = reread(clean.data)
    assert (clean.width, clean.height) == again.size == (30, 40)
    assert not again.getexif()
    assert not {"exif", "xmp", "icc_profile"} & set(again.info)


def test_a_tail_behind_the_image_is_gone() -> None:
    assert b"<script>" not in clean_image(picture() + b"<script>alert(1)</script>").data


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((3200, 6400), (SHORT_SIDE, 3200)),
        ((4800, 1200), (4800, 1200)),  # a wide one keeps its height
        ((1080, 20_000), (884, LONG_SIDE)),  # a screenshot that was scrolled: its letters stay readable
        ((2000, 12_000), (1600, 9600)),
    ],
)
def test_the_short_side_and_the_area_are_limited(size: tuple[int, int], kept: tuple[int, int]) -> None:
    clean = clean_image(picture("PNG", size))
    assert (clean.width, clean.height) == kept


def test_a_photo_of_todays_phones_is_accepted() -> None:
    clean = clean_image(picture("JPEG", (8064, 6048)))
    assert (clean.width, clean.height) == (2133, SHORT_SIDE)
    with pytest.raises(ImageTooManyPixels):
        clean_image(picture("JPEG", (8064, 6048), progressive=True))


def scans_of(raw: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Return what stands before the scans of a JPEG, each scan, and its end."""
    head, *scans = raw.removesuffix(b"\xff\xd9").split(b"\xff\xda")
    return head, [b"\xff\xda" + scan for scan in scans], b"\xff\xd9"


def test_a_photo_whose_colours_come_one_after_the_other_counts_as_progressive() -> None:
    """Such a file says nothing of it, and is in memory whole before anything is shown."""
    raw = picture("JPEG", (6000, 5000))
    start = raw.index(b"\xff\xda")
    alone = raw[:start] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + raw[start + 14 :]
    assert clean_image(raw).width == 1920
    with pytest.raises(ImageTooManyPixels):
        clean_image(alone)


def test_a_photo_in_thousands_of_parts_is_refused() -> None:
    noisy = BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(noisy, "JPEG", progressive=True)
    head, scans, end = scans_of(noisy.getvalue())
    assert clean_image(noisy.getvalue()).width == 64
    with pytest.raises(ImageDamaged):
        clean_image(head + b"".join(scans) + scans[-1] * 5000 + end)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_refused_and_said_to_be_one(kind: str) -> None:
    frames, out = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")], BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    with pytest.raises(ImageMoves):
        clean_image(out.getvalue())


def display_p3() -> bytes:
    """Return the colour profile of a phone's screen (Display P3, gamma 2.2), written by hand: it is a few numbers."""

    def xyz(*values: float) -> bytes:
        return b"XYZ " + bytes(4) + b"".join(struct.pack(">i", round(value * 65_536)) for value in values)

    gamma = b"curv" + bytes(4) + struct.pack(">IH", 1, 0x0233) + bytes(2)
    tags = {
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.51512, 0.24120, -0.00105), b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.15710, 0.06657, 0.78407), b"rTRC": gamma, b"gTRC": gamma, b"bTRC": gamma,
    }  # fmt: skip
    table, body, place = b"", b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", place + len(body), len(content))
        body += content
    head = struct.pack(">I4sI4s4s4s", place + len(body), bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">iii", 63_190, 65_536, 54_061) + bytes(48)
    return head + struct.pack(">I", len(tags)) + table + body


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("JPEG", "RGB"), ("WEBP", "RGBA")])
def test_colours_of_a_profile_become_those_of_the_screen(kind: str, mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (40, 30), (230, 40, 40)).save(out, kind, icc_profile=display_p3(), quality=100)
    pixel = reread(clean_image(out.getvalue()).data).convert("RGB").getpixel((20, 15))
    assert isinstance(pixel, tuple)
    assert all(abs(got - right) < 16 for got, right in zip(pixel, (251, 0, 18), strict=True)), pixel


def test_a_profile_that_makes_no_sense_changes_nothing() -> None:
    raw = picture("PNG", icc_profile=b"no profile at all")
    assert clean_image(raw).data == clean_image(picture("PNG")).data


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><body>no</body></html>",
        b"GIF89a" + bytes(40),
        b"%PDF-1.7\n",
        b"MZ" + bytes(200),
        b"PK\x03\x04" + bytes(200),
        bytes(1000),
    ],
    ids=["empty", "svg", "html", "gif", "pdf", "exe", "zip", "zeros"],
)
def test_refuses_what_is_no_image(raw: bytes) -> None:
    with pytest.raises(NotAnImage):
        clean_image(raw)


@pytest.mark.parametrize("size", [(30_000, 30_000), (5_001, 5_000), (8_000, 8_000), (2**31 - 1, 1)])
def test_refuses_too_many_pixels_before_decoding(size: tuple[int, int]) -> None:
    with pytest.raises(ImageTooManyPixels):
        clean_image(header_only(*size))


def test_refuses_too_many_bytes() -> None:
    with pytest.raises(ImageTooLarge):
        clean_image(picture() + bytes(UPLOAD_MAX_BYTES))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_refuses_what_stops_half_way(kind: str, share: float) -> None:
    noisy = BytesIO()
    Image.effect_noise((200, 200), 90).convert("RGB").save(noisy, kind)
    raw = noisy.getvalue()
    with pytest.raises((ImageDamaged, NotAnImage)):
        clean_image(raw[: int(len(raw) * share)])


def test_refuses_a_header_without_a_picture() -> None:
    with pytest.raises(ImageDamaged):
        clean_image(header_only(40, 30))


@pytest.mark.parametrize("kind", [ImageTooLarge, NotAnImage, ImageTooManyPixels, ImageDamaged])
def test_every_refusal_belongs_to_the_field(kind: type[DomainError]) -> None:
    assert kind.field == "images"
    assert kind.status in {413, 415, 422}
