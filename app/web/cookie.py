"""The session's cookie, encrypted: what it keeps is for this site to read, not for who sees cookies pass."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from flask import Flask
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature
from typing_extensions import override


class CookieCipher:
    """Writes and reads a cookie's value; the key follows from the installation's secret."""

    def __init__(self, secret: str) -> None:
        key = hashlib.sha256(f"session cookie {secret}".encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(key))
        self._serializer = TaggedJSONSerializer()

    def dumps(self, value: dict[str, Any]) -> str:
        """Return the value as a cookie carries it."""
        return self._fernet.encrypt(self._serializer.dumps(value).encode()).decode()

    def loads(self, raw: str, max_age: int | None = None) -> dict[str, Any]:
        """Return what a cookie says; ``max_age`` is in seconds.

        :raises BadSignature: it was altered, is too old, or was not written here
        """
        try:
            return dict(self._serializer.loads(self._fernet.decrypt(raw, ttl=max_age).decode()))
        except InvalidToken as error:
            msg = "not a cookie of this site"
            raise BadSignature(msg) from error


class EncryptedCookies(SecureCookieSessionInterface):
    """Flask's own sessions, with a value nobody else can read."""

    @override
    def get_signing_serializer(self, app: Flask) -> CookieCipher:  # type: ignore[override]  # same two methods
        return CookieCipher(str(app.secret_key))
