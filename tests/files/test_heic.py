"""Photos as iPhones store them: made anew like the others, or refused with what to do."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from app.files import heic
from app.files.errors import HeicNotRead, ImageDamaged, ImageTooManyPixels, NotAnImage
from app.files.images import clean_image

GPS, ORIENTATION, QUARTER_TURN = 0x8825, 0x0112, 6


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the library one that is not installed."""
    monkeypatch.setattr("app.files.heic.find_spec", lambda _name: None)
    for each in (heic.can_read, heic.enable):
        each.cache_clear()
    yield
    for each in (heic.can_read, heic.enable):
        each.cache_clear()


def photo(size: tuple[int, int] = (640, 480), colour: str = "red", **options: object) -> bytes:
    """Return a photo as a phone stores it."""
    assert heic.enable()
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "HEIF", **options)
    return out.getvalue()


def claiming(raw: bytes, width: int, height: int) -> bytes:
    """Return the photo with another size in its header."""
    place = raw.index(b"ispe") + 8
    return raw[:place] + struct.pack(">II", width, height) + raw[place + 8 :]


def test_it_becomes_webp_upright_and_says_nothing_of_the_phone() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = QUARTER_TURN
    exif.get_ifd(GPS)[2] = (48.0, 51.0, 24.0)
    clean = clean_image(photo(exif=exif.tobytes()))
    with Image.open(BytesIO(clean.data)) as again:
        assert (again.format, again.size) == ("WEBP", (480, 640))
        assert not again.getexif()
        assert not {"exif", "xmp", "icc_profile"} & set(again.info)
        colour = again.convert("RGB").getpixel((240, 320))
    assert isinstance(colour, tuple)
    assert all(abs(got - right) < 16 for got, right in zip(colour, (255, 0, 0), strict=True)), colour


def test_its_size_is_read_before_it_is_decoded() -> None:
    with pytest.raises(ImageTooManyPixels):
        clean_image(claiming(photo(), 10_000, 10_000))


def test_one_that_is_larger_than_it_says_is_not_decoded() -> None:
    with pytest.raises(ImageDamaged):
        clean_image(claiming(photo((2000, 1500)), 64, 48))


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.95])
def test_one_that_stops_half_way_is_refused(share: float) -> None:
    out = BytesIO()
    assert heic.enable()
    Image.effect_noise((200, 200), 90).convert("RGB").save(out, "HEIF")
    raw = out.getvalue()
    with pytest.raises((ImageDamaged, NotAnImage)):
        clean_image(raw[: int(len(raw) * share)])


@pytest.mark.usefixtures("without_library")
def test_it_is_told_by_its_content() -> None:
    avif, movie = (b"\0\0\0\x1cftyp" + brand + bytes(40) for brand in (b"avif", b"isom"))
    for raw in (avif, movie):
        with pytest.raises(NotAnImage):
            clean_image(raw)


@pytest.mark.usefixtures("without_library")
def test_where_the_library_is_missing_the_sentence_says_what_to_do() -> None:
    raw = b"\0\0\0\x1cftypheic" + bytes(40)
    with pytest.raises(HeicNotRead, match="heic_not_read") as refused:
        clean_image(raw)
    assert refused.value.field == "images"
    assert "choose JPEG or “Most compatible”" in refused.value.message
