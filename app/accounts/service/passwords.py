"""What makes a password acceptable: long, not famous, not the person's own name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from app.accounts.errors import PasswordHoldsName, PasswordTooCommon, PasswordTooLong, PasswordTooShort

MIN_CHARS = 12
MAX_CHARS = 200
NAME_MIN_CHARS = 4  # a shorter word is in many sentences
VARIED_MIN_LETTERS = 5  # different ones: aaaaaaaaaaaa is no password, nor is 121212121212

# What remains of the famous ones without digits and signs around them: password123456 and 1qaz2wsx3edc too.
_FAMOUS = frozenset({
    "password", "passwort", "motdepasse", "palavrapasse", "contrasena", "passwordpassword", "qwerty", "qwertyuiop",
    "azerty", "azertyuiop", "qwertz", "qwertzuiop", "qwertyuiopasdfghjkl", "qwertyqwerty", "azertyazerty", "letmein",
    "letmeinplease", "welcome", "welcometo", "bienvenue", "willkommen", "bemvindo", "iloveyou", "iloveyouforever",
    "administrator", "administrateur", "administrador", "superadministrator", "changeme", "changemeplease",
    "changeit", "sunshine", "princess", "football", "baseball", "basketball", "superman", "batman", "starwars",
    "dragon", "monkey", "master", "shadow", "trustno", "trustnoone", "whatever", "abcdefghijkl", "abcdefghijklm",
    "abcdefghijklmnopqrstuvwxyz", "abcabcabcabc", "asdfghjkl", "zxcvbnm", "asdfghjklzxcvbnm", "qazwsxedc",
    "qazwsxedcrfv", "company", "unternehmen", "entreprise", "empresa", "pepite", "pepitepepite", "test", "testtest",
    "summer", "winter", "spring", "autumn", "sommer", "hiver", "printemps", "primavera", "verao", "inverno", "secret",
    "geheim", "login", "user", "guest", "demo",
})  # fmt: skip
_SEQUENCES = ("01234567890123456789", "98765432109876543210", "1qaz2wsx3edc4rfv", "1q2w3e4r5t6y7u8i")


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password somebody wants, with the name and the address of its owner."""

    value: str
    name: str
    email: str

    def check(self) -> None:
        """Refuse a password that would not protect the account.

        :raises PasswordTooShort: fewer than 12 characters
        :raises PasswordTooLong: more than 200
        :raises PasswordHoldsName: made of the person's name or address
        :raises PasswordTooCommon: among the first that anybody would try
        """
        typed = unicodedata.normalize("NFKC", self.value)
        if len(typed) < MIN_CHARS:
            raise PasswordTooShort(minimum=MIN_CHARS)
        if len(typed) > MAX_CHARS:
            raise PasswordTooLong(maximum=MAX_CHARS)
        folded = _fold(typed)
        if any(word in folded for word in _own_words(self.name, self.email)):
            raise PasswordHoldsName
        if _is_famous(folded):
            raise PasswordTooCommon


def _fold(text: str) -> str:
    """Return the text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _own_words(name: str, email: str) -> set[str]:
    pieces = re.split(r"[\s.@_-]+", f"{_fold(name)} {_fold(email.partition('@')[0])}")
    return {piece for piece in pieces if len(piece) >= NAME_MIN_CHARS}


def _is_famous(folded: str) -> bool:
    letters = "".join(letter for letter in folded if letter.isalpha())
    return (
        letters in _FAMOUS
        or len(set(folded)) < VARIED_MIN_LETTERS
        or any(folded in sequence or folded[:MIN_CHARS] in sequence for sequence in _SEQUENCES)
    )
