"""An answer of a few words."""

from __future__ import annotations

from app.core.errors import N_
from app.questions.kinds.kind import Setting
from app.questions.kinds.long_text import InWords


class ShortText(InWords):
    """One line."""

    name = "short_text"
    seconds = 20
    label = N_("Short text")
    help = N_("A few words, on one line.")
    settings = (Setting("max_chars", N_("Characters at most"), 120, 10, 300),)
    joined_by = " "


KIND = ShortText()
