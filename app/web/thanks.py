"""What this browser's encrypted cookie knows of what was sent: for whom the thanks are, and codes not noted yet."""

from __future__ import annotations

from flask import session as cookie

THANKS, CODES = "thanks", "codes"
MAX_CODES = 5


def keep_thanks(slug: str, sent_id: int, code: str = "") -> None:
    """Remember what was sent last; a reference code stays until its reader says that it is noted."""
    cookie[THANKS] = [slug, str(sent_id)]
    if code:
        cookie[CODES] = [*(kept for kept in _codes() if kept[1] != code), [slug, code]][-MAX_CODES:]


def sent_last(slug: str) -> int | None:
    """Return the number of what was sent last, if it was for that campaign."""
    kept_slug, sent = cookie.get(THANKS, ("", ""))
    return int(sent) if kept_slug == slug and sent else None


def codes_to_note(slug: str) -> list[str]:
    """Return the reference codes of a campaign that nobody has noted, the newest first."""
    return [code for kept_slug, code in reversed(_codes()) if kept_slug == slug]


def forget_codes(slug: str) -> None:
    """Forget the reference codes of a campaign: they are noted."""
    cookie[CODES] = [kept for kept in _codes() if kept[0] != slug]
    cookie.pop(THANKS, None)


def _codes() -> list[list[str]]:
    kept: list[list[str]] = cookie.get(CODES, [])
    return kept
