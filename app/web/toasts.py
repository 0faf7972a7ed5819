"""What is said after an act that can be undone for a moment: shown on the next page, whichever it is."""

from __future__ import annotations

from flask import flash


def toast(sentence: str, undo_url: str) -> None:
    """Say what was done, beside a button that undoes it (``ui/components/notice.html`` prints both)."""
    flash(sentence, "toast")
    flash(undo_url, "undo")
