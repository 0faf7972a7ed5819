"""What somebody was writing when they were refused, given back.

When their session has ended it is signed and carried through the sign-in page; else the page that refuses shows it.
Nothing is stored: the words travel in the page itself, signed so that only what this site received
comes back, and only for a few hours.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

MAX_CHARS = 100_000
LIFE_SECONDS = 4 * 3600
TEXT_FIELDS = re.compile(  # of the forms in which people write, in any language; answers to questions are named q5
    r"(title|body|pitch|description|reason|answer|question|why|spot|page|may|confidentiality|step_\d+)(\.\w+|_\w+)?|q\d+(_\d+_words)?"
)
NOT_CARRIED = frozenset({"csrf_token", "password", "old_password", "new_password", "repeated", "key", "confirmed"})


@dataclass(frozen=True, slots=True)
class CarriedForm:
    """Where the form was going, and its fields."""

    path: str
    fields: tuple[tuple[str, str], ...]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="carried-form", serializer=json)


def pack_form() -> str:
    """Return the fields of this request, signed; empty when there is nothing, or too much, to carry."""
    fields = _fields()
    return str(_serializer().dumps({"path": request.path, "fields": fields})) if fields else ""


def typed_words() -> tuple[str, ...]:
    """Return the texts of this request's form, for its writer to copy: one word too, where a field takes words."""
    return tuple(value for name, value in _fields() if _is_text(name, value))


def _is_text(name: str, value: str) -> bool:
    """Tell whether somebody typed it: what holds a blank is no choice, and nor is a word in a field of words."""
    words = value.split()
    return len(words) > 1 or (len(words) == 1 and not words[0].isdecimal() and bool(TEXT_FIELDS.fullmatch(name)))


def _fields() -> list[tuple[str, str]]:
    """Return the fields of this request; none when they are too long, or no form at all."""
    try:
        fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED]
    except HTTPException:  # larger than any form of ours
        return []
    return fields if sum(len(value) for _, value in fields) <= MAX_CHARS else []


def unpack_form(packed: str | None) -> CarriedForm | None:
    """Return what was carried, or ``None`` when it is missing, altered or too old."""
    if not packed:
        return None
    try:
        content = _serializer().loads(packed, max_age=LIFE_SECONDS)
    except BadSignature:
        return None
    return CarriedForm(content["path"], tuple((name, value) for name, value in content["fields"]))
