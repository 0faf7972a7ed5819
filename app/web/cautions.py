"""What a writer is asked to look at once more before it is stored: a form is shown again, and may be sent anyway."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from wtforms import HiddenField

from app.core.private_data import PrivateKind, find_private_data
from app.web.forms import BaseForm


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to look at: beside which field, the sentence, and the words it is about, if any."""

    code: str  # stable name of what was found
    field: str
    sentence: str
    words: str = ""

    @property
    def confirmation(self) -> str:
        """What the form sends back to say that this very thing may be sent: 16 letters and digits."""
        return hashlib.sha256(f"{self.code}\n{self.words}".encode()).hexdigest()[:16]


class CautiousForm(BaseForm):
    """A form that asks before it sends what its writer may not have meant to.

    The first sending shows the form again with its cautions; the second names what was shown and goes through. What
    came in meanwhile is asked about like anything new.
    """

    confirmed = HiddenField()

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.cautions: list[Caution] = []

    def is_right(self) -> bool:
        """Check what costs more than the fields' own rules; a form that has such a thing says so here."""
        return True

    def validate(self, extra_validators: Mapping[str, Sequence[Callable[..., None]]] | None = None) -> bool:
        """Ask only when all the rest is right: one thing at a time."""
        return (
            bool(super().validate(extra_validators)) and self.is_right() and self.is_confirmed(self.look_for_cautions())
        )

    def look_for_cautions(self) -> Iterator[Caution]:
        """Yield what stands in the words; a form that looks at more adds its own."""
        for field in self.typed_fields():
            for found in find_private_data(field.data or ""):
                yield Caution(found.kind, field.name, _private_sentence(found.kind), found.words)

    def is_confirmed(self, found: Iterable[Caution]) -> bool:
        """Tell whether the writer has seen all that was found; else make the form ready to show it."""
        self.cautions = list(dict.fromkeys([*self.cautions, *found]))
        needed = [caution.confirmation for caution in self.cautions]
        if set(needed) <= set((self.confirmed.data or "").split()):
            return True
        self.confirmed.data = " ".join(needed)
        for field in (*self, *self.typed_fields()):
            field.cautions = [caution for caution in self.cautions if caution.field == field.name]
        return False


def _private_sentence(kind: PrivateKind) -> str:
    sentences = {
        PrivateKind.IBAN: _("This looks like an account number (IBAN):"),
        PrivateKind.CARD: _("This looks like a card number:"),
        PrivateKind.EMAIL: _("This looks like an e-mail address:"),
        PrivateKind.PHONE: _("This looks like a phone number:"),
        PrivateKind.NATIONAL_NUMBER: _("This looks like a tax or social security number:"),
    }
    return str(sentences[kind])
