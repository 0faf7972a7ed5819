"""What an entity adds to a campaign, as its people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.campaigns.presenters.head import fallback_note
from app.campaigns.queries import EditionRow, LocalRow
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, read_passage
from app.web.roles import ROLE_LABELS


@dataclass(frozen=True, slots=True)
class LocalPart:
    """The part of a campaign's page that one entity alone reads; what is empty is not shown."""

    entity_name: str
    variant: str
    words: Passage
    fallback_label: str  # of words in another language than the reader's
    contact: str
    contact_role: str

    @property
    def has_words(self) -> bool:
        """Whether there is something to read, beside whom to ask."""
        return bool(self.variant or self.words.body)


def local_part(edition: EditionRow, row: LocalRow, texts: Mapping[int, ReadText], locale: str) -> LocalPart:
    """Return what an edition adds, ready to print."""
    role = str(ROLE_LABELS[row.role]) if row.role else ""
    read = texts.get(row.text_id or 0, EMPTY)
    return LocalPart(
        edition.entity_name, row.variant, read_passage(read), fallback_note(read, locale), row.contact, role
    )
