"""What stands in the address of a monthly note: it opens one page, of one entity, for one person, until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.core import idents
from app.core.seals import sealed, unsealed

_NOTE = b"pepite: monthly note "
NOTE_LASTS = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class NoteAddress:
    """For whom a note was written, of which entity, and on which day."""

    person_id: int
    entity_id: int
    written_on: date

    @property
    def expires_on(self) -> date:
        """The first day on which the address leads nowhere."""
        return self.written_on + NOTE_LASTS


def note_token(secret: str, address: NoteAddress) -> str:
    """Return what the link to a note carries. It comes from the installation's secret, and is stored nowhere."""
    words = f"{idents.encode(address.person_id)}.{address.entity_id}.{address.written_on.toordinal()}"
    return sealed(secret, _NOTE, words)


def note_in(secret: str, token: str) -> NoteAddress | None:
    """Return what a token was made for; ``None``: nobody made it here."""
    words = unsealed(secret, _NOTE, token)
    if words is None:
        return None
    person, entity, day = words.split(".")
    return NoteAddress(idents.decode(person), int(entity), date.fromordinal(int(day)))
