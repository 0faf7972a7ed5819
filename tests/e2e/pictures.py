"""Pictures to choose in a form."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload


def picture(name: str, colour: str = "navy") -> FilePayload:
    """Return a small PNG file of one colour."""
    stream = BytesIO()
    Image.new("RGB", (320, 200), colour).save(stream, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": stream.getvalue()}
