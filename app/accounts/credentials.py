"""Passwords, tokens and addresses: the cryptography, and what makes two spellings one address."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.wording import fold_email

TOKEN_BYTES = 32
EMAIL_MAX_CHARS = 254
LOCAL_MAX_CHARS = 64
_LINK_PURPOSE = b"pepite: sign-in link "

# More than twice the least that OWASP asks for, and about 60 ms on one core: a whole entity signs in at nine.
_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
# Costs as much to check as a real one, and nothing opens it: its 32 bytes are no hash of anything known.
_NOBODYS_HASH = f"$argon2id$v=19$m={32 * 1024},t=3,p=1${'A' * 22}${'A' * 43}"

_LETTERS = {"Lu", "Ll", "Lt", "Lo"}  # not the modifiers: an apostrophe has no alphabet
_ADDRESS = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9-]+(\.[a-z0-9-]+)*", re.IGNORECASE)


def hash_password(password: str) -> str:
    """Return the form in which a password is stored: Argon2id, with its own salt."""
    return _hasher.hash(_typed(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether the password opens the hash. Without a hash the same time is spent, and the answer is no."""
    try:
        _hasher.verify(stored or _NOBODYS_HASH, _typed(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """Tell whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


def _typed(password: str) -> bytes:
    """Return the same bytes whatever keyboard typed the accents."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def new_token() -> str:
    """Return a secret nobody can guess, fit for a cookie or an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Return the form in which a token is stored: SHA-256, 64 characters."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def link_token(secret: str, link_id: int) -> str:
    """Return the token of a mail link. Derived from the installation's secret, so it is stored nowhere."""
    digest = hmac.new(secret.encode(), _LINK_PURPOSE + str(link_id).encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def clean_address(raw: str) -> str | None:
    """Return the address as mail is sent to it, or ``None`` when it is none.

    Compatibility forms become plain letters and the domain becomes ASCII (IDNA). A name part with other
    letters is refused: too many of them look like Latin ones.
    """
    composed = unicodedata.normalize("NFKC", raw)
    plain = "".join(letter for letter in composed if unicodedata.category(letter) not in {"Cf", "Cc", "Zs"})
    local, at, domain = plain.rpartition("@")
    try:
        address = f"{local}{at}{domain.encode('idna').decode() if domain else ''}"
    except UnicodeError:
        return None
    if len(address) > EMAIL_MAX_CHARS or len(local) > LOCAL_MAX_CHARS:
        return None
    return address if _ADDRESS.fullmatch(address) else None


def email_key(raw: str) -> str:
    """Return the key of an address: one for all its spellings. What is no address has one too, that no account has."""
    address = clean_address(raw)
    return fold_email(address) if address else f"?{token_hash(fold_email(raw))}"


def mixes_alphabets(name: str) -> bool:
    """Tell whether a word mixes letters of several alphabets, as in a name made to pass for another."""
    words = unicodedata.normalize("NFKC", name).split()
    return any(len(_alphabets(word)) > 1 for word in words)


def _alphabets(word: str) -> set[str]:
    return {_alphabet(letter) for letter in word if unicodedata.category(letter) in _LETTERS}


def _alphabet(letter: str) -> str:
    """Return LATIN, CYRILLIC, ARABIC…; the Japanese ones count as one, as they are written together."""
    name = unicodedata.name(letter, "UNKNOWN").split(" ", maxsplit=1)[0]
    return "HAN" if name in {"CJK", "HIRAGANA", "KATAKANA"} else name
