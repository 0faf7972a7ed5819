"""Words that a test reads easily."""

from __future__ import annotations

from datetime import date


class PlainWording:
    """Says each part by its number, and everything else as it is."""

    def part(self, part_id: int) -> str:
        """Say a part by its number."""
        return f"p{part_id}"

    def number(self, value: float) -> str:
        """Write a number shortly."""
        return f"{value:g}"

    def pair(self, first: str, second: str) -> str:
        """Put two things on a line."""
        return f"{first}: {second}"

    def day(self, value: date) -> str:
        """Write a date."""
        return value.isoformat()

    def sentence(self, message: str) -> str:
        """Say it in English."""
        return message
