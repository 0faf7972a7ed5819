"""How what was confirmed is found again."""

from __future__ import annotations


def confirmed_key(on_behalf_id: int) -> str:
    """Return the key of the contribution that confirmed words became: two clicks make one."""
    return f"on-behalf-{on_behalf_id}"
