"""What a writer is asked to look at once more before it is stored: a form is shown again, and says what to choose."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext as _
from wtforms import HiddenField

from app.core.private_data import PrivateKind, find_private_data, mask
from app.core.wording import find_own_name
from app.web.forms import BaseForm

MASKED, KEPT = "mask", "keep"
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to look at: beside which field, the sentence, and the words it is about, if any."""

    code: str  # stable name of what was found
    field: str
    sentence: str
    words: str = ""
    places: tuple[Place, ...] = ()  # where the words stand in the field, so that they can be masked there
    keep_label: str = ""
    choice: str = ""  # of the writer, for what has words: MASKED, KEPT, or nothing yet

    @property
    def confirmation(self) -> str:
        """What the form sends back to say what is chosen about this very thing: 16 letters and digits."""
        return hashlib.sha256(f"{self.code}\n{self.field}\n{self.words}".encode()).hexdigest()[:16]

    @property
    def choice_name(self) -> str:
        """The name of the two radio buttons."""
        return f"found-{self.confirmation}"


class CautiousForm(BaseForm):
    """A form that asks before it sends what its writer may not have meant to.

    The first sending shows the form again with its cautions. Of words that look like somebody's data the second says
    which are to be masked and which are to be kept; of the rest it names what was shown. What came in meanwhile is
    asked about like anything new. No choice is stored: of what is masked only the mark is.
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
            found: dict[tuple[PrivateKind, str], list[Place]] = {}
            for data in find_private_data(field.data or ""):
                found.setdefault((data.kind, data.words), []).append(data.place)
            for (kind, words), places in found.items():
                yield Caution(
                    kind, field.name, _private_sentence(kind), words, tuple(places), _("Keep it, it is invented")
                )

    def look_for_name(self, name: str) -> Iterator[Caution]:
        """Yield where somebody who does not show their name wrote it."""
        sentence = _("This looks like your own name:")
        for field in self.typed_fields():
            text, found = field.data or "", dict[str, list[Place]]()
            private = [data.place for data in find_private_data(text)]  # asked about already
            for start, end in find_own_name(text, name):
                if not any(first < end and start < last for first, last in private):
                    found.setdefault(text[start:end], []).append((start, end))
            for words, places in found.items():
                yield Caution("own_name", field.name, sentence, words, tuple(places), _("Keep it"))

    def is_confirmed(self, found: Iterable[Caution]) -> bool:
        """Tell whether the writer has chosen about all that was found, and mask what is to be; else ask."""
        self.cautions = [_chosen(caution) for caution in found]
        seen = set((self.confirmed.data or "").split())
        if all(caution.choice or (not caution.words and caution.confirmation in seen) for caution in self.cautions):
            self._mask()
            return True
        self.confirmed.data = " ".join(caution.confirmation for caution in self.cautions if not caution.words)
        for field in (*self, *self.typed_fields()):
            field.cautions = [caution for caution in self.cautions if caution.field == field.name]
        return False

    def _mask(self) -> None:
        for field in self.typed_fields():
            masked = [
                place
                for caution in self.cautions
                if caution.field == field.name and caution.choice == MASKED
                for place in caution.places
            ]
            if masked:
                field.data = mask(field.data or "", masked)
        self.cautions = []


def _chosen(caution: Caution) -> Caution:
    """Return the caution with what its writer chose; what cannot be masked is only confirmed."""
    choice = request.form.get(caution.choice_name, "") if caution.words else ""
    return replace(caution, choice=choice if choice in {MASKED, KEPT} else "")


def _private_sentence(kind: PrivateKind) -> str:
    sentences = {
        PrivateKind.IBAN: _("This looks like an account number (IBAN):"),
        PrivateKind.CARD: _("This looks like a card number:"),
        PrivateKind.EMAIL: _("This looks like an e-mail address:"),
        PrivateKind.PHONE: _("This looks like a phone number:"),
        PrivateKind.NATIONAL_NUMBER: _("This looks like a tax or social security number:"),
    }
    return str(sentences[kind])
