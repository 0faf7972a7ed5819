"""Addresses: identifiers in paths, and where a person may be sent next."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from werkzeug.routing import BaseConverter, ValidationError

from app.core import idents


class IdentConverter(BaseConverter):
    """``<ident:feedback_id>``: thirteen letters in the address, a number in the code; anything else is a 404."""

    regex = "[0-9A-Za-z]{13}"

    def to_python(self, value: str) -> int:
        """Read the identifier of an address."""
        try:
            return idents.decode(value)
        except ValueError as error:
            raise ValidationError from error

    def to_url(self, value: int) -> str:
        """Write an identifier into an address."""
        return idents.encode(value)


def init_app(app: Flask) -> None:
    """Register the converter, and find nothing under an address that no database can look up."""
    app.url_map.converters["ident"] = IdentConverter

    @app.before_request
    def refuse_nul() -> None:
        if "\0" in request.path:  # PostgreSQL refuses it in a text, with an error instead of no row
            abort(404)


def path_of(endpoint: str, /, **values: object) -> str:
    """Return the path of a page, also where there is no request; the host of its address comes from the settings."""
    return current_app.url_map.bind("localhost").build(endpoint, values)


def page_name(path: str) -> str:
    """Return the path of a page without what names or opens one thing: identifiers, codes, seals, what was sought.

    Who reports a barrier would else say which contribution, be it one nobody can trace, they were at.
    """
    parts = urlsplit(path).path.split("/")
    return "/".join(
        "…" if len(part) == idents.LENGTH or before == "j" or _SEALED.search(part) else part
        for before, part in _pairs(parts)
    )


def _pairs(parts: list[str]) -> list[tuple[str, str]]:
    return list(zip(["", *parts], parts, strict=False))


def safe_path(target: str | None) -> str:
    r"""Return ``target`` when it is a path of this site, else ``/``.

    Refuses other hosts in every spelling: ``//host``, ``/\host``, schemes, control characters, user names.
    """
    if not target or not target.startswith("/") or len(target) > MAX_PATH_CHARS:
        return "/"
    if target[1:2] in {"/", "\\"} or any(ord(letter) < ord(" ") or letter == "\\" for letter in target):
        return "/"
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else "/"


MAX_PATH_CHARS = 2000
_SEALED = re.compile(r"\.[0-9a-f]{64}$")  # as core/seals.py writes it
