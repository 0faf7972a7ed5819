"""What browsers send to the pages of this feature."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from app.web.cautions import Caution
from tests.feedback.scene import Scene

_keys = count(1)
SEEN = Caution("rare_language_en", "identity", "").confirmation  # few write English where a test says nothing of it


def address_of(scene: Scene) -> str:
    """Return where a contribution to the scene's mission is written."""
    return f"/campaigns/{scene.campaign.slug}/missions/{scene.mission.number}/feedback/new"


def written(**fields: Any) -> dict[str, Any]:
    """Return a form as it is sent, right unless told otherwise."""
    number = next(_keys)
    right = {
        "key": f"a key of the form, number {number}",
        "kind": "problem",
        "title": "The upload stops",
        "body": f"The second photo shows a grey bar, time {number}.",
        "identity": "named",
        "rating": "",
        "step": "",
        "confirmed": SEEN,
    }
    return right | fields


def picture(colour: str = "red", kind: str = "PNG") -> bytes:
    """Return a small image."""
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, kind)
    return out.getvalue()


def send(client: FlaskClient, scene: Scene, *images: tuple[bytes, str], **fields: Any) -> TestResponse:
    """Send the form; ``images`` are contents and file names."""
    data = written(**fields)
    if images:
        data["images"] = [(BytesIO(content), name) for content, name in images]
    return client.post(address_of(scene), data=data, content_type="multipart/form-data" if images else None)


def tokens_in(html: str) -> list[str]:
    """Return the tokens of the images that a form keeps."""
    return re.findall(r'name="kept" value="([^"]+)"', html)


def kept_in(html: str) -> list[str]:
    """Return the alternative texts of the images that a form keeps."""
    return [unescape(alt) for alt in re.findall(r'<img src="/feedback/kept-images/[^>]* alt="([^"]*)"', html)]


def alts_in(html: str) -> dict[str, str]:
    """Return the descriptions of images that a form shows, by the names of their fields."""
    fields = re.findall(r'<textarea[^>]*name="(alt_texts-\d+)"[^>]*>\s*(.*?)</textarea>', html, re.DOTALL)
    return {name: unescape(value) for name, value in fields}
