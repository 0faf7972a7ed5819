"""The kit as one archive: the same facts give the same bytes."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Mapping

from flask import render_template
from segno import make

from app.i18n.locale import language_of
from app.links.presenters import QUIET_ZONE
from app.recruiting.presenters.kit import Kit
from app.recruiting.presenters.slides import kit_slides

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of archives; no file tells when it was made
UNIX, READABLE = 3, 0o644 << 16
MODULE = 12  # pixels of the image of a QR code: sharp on paper


def kit_archive(kits: Iterable[Kit]) -> bytes:
    """Return what there is to pass on, in one folder for each language. File names are plain ASCII."""
    files: dict[str, bytes] = {}
    for kit in kits:
        locale = kit.facts.locale
        with language_of(locale):
            files |= {f"{locale}/{name}": content for name, content in kit_files(kit).items()}
    return packed(files)


def kit_files(kit: Kit) -> dict[str, bytes]:
    """Return the files of one language, by name."""
    code = qr_png(kit.facts.address)
    image = f"data:image/png;base64,{b64encode(code).decode()}"
    sheets = {
        "poster.html": render_template("recruiting/kit/poster.html", facts=kit.facts, code_url=image),
        "objections.html": render_template("recruiting/kit/objections.html", facts=kit.facts, lines=kit.objections),
    }
    words = {"announcement.txt": kit.announcement, "posts.txt": "\n\n\n".join(kit.posts)}
    return {
        **{name: _as_text(text) for name, text in words.items()},
        **{name: text.encode() for name, text in sheets.items()},
        "slides.pptx": repacked(kit_slides(kit.facts, code)),
        "qr-code.png": code,
    }


def qr_png(address: str) -> bytes:
    """Return the QR code of an address as an image."""
    out = io.BytesIO()
    make(address, error="m", micro=False).save(out, kind="png", border=QUIET_ZONE, scale=MODULE)
    return out.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return an archive that holds nothing but the files: no hour, no owner, one order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files:
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, UNIX, READABLE
            archive.writestr(entry, files[name])
    return out.getvalue()


def repacked(archive: bytes) -> bytes:
    """Return an archive made elsewhere, without the hours of its files."""
    with zipfile.ZipFile(io.BytesIO(archive)) as made:
        return packed({entry.filename: made.read(entry) for entry in made.infolist()})


def _as_text(words: str) -> bytes:
    """Return words as every editor shows them: with the sign of UTF-8, and the line ends of Windows."""
    return "\r\n".join(words.splitlines()).encode("utf-8-sig")
