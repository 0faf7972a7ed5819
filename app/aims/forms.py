"""What a sponsor sends."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.aims.service import WORDS_MAX_CHARS, AimInput
from app.web.forms import IdempotentForm, LineField


class AimForm(IdempotentForm):
    """One aim."""

    words = LineField(
        _l("Aim"), WORDS_MAX_CHARS, description=_l("One sentence that everybody in the entity understands.")
    )

    def to_input(self) -> AimInput:
        """Return what the use case takes."""
        return AimInput(self.words.data or "", self.submission_key)
