"""What somebody would leave behind, ready to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from app.campaigns.types import IdentityLevel
from app.feedback.presenters.cards import FeedCard, FeedReader, feed_cards
from app.feedback.presenters.labels import state_labels
from app.feedback.queries.feed import FeedRow
from app.feedback.types import State
from app.leaving.queries import OwnWords
from app.leaving.types import Fate
from app.web.parts import Passage, passage_of


@dataclass(frozen=True, slots=True)
class LeavingItem:
    """One own contribution, with what is chosen for it; ``card`` is what readers will then see, if anything."""

    field: str
    title: Passage
    status: str
    state: State
    fate: Fate
    card: FeedCard | None
    note: str  # why there is no card, or when readers will see it


def fate_labels() -> dict[Fate, str]:
    """Return the choices in words."""
    return {
        Fate.KEEP: _("Keep it as it is"),
        Fate.WITHOUT_ME: _("Keep it without me"),
        Fate.DELETE: _("Delete it"),
    }


def fate_notes() -> dict[Fate, str]:
    """Return what each choice means."""
    return {
        Fate.KEEP: _("Nothing changes for readers. You can still find it under “My activity”."),
        Fate.WITHOUT_ME: _(
            "Your name is deleted for good: nobody can tell any more who wrote it, you included. It cannot be undone, "
            "and you hear nothing more about it. Colleagues may have read your name before."
        ),
        Fate.DELETE: _("Words, images, answers and comments on it are deleted. It cannot be undone."),
    }


def leaving_items(
    rows: Iterable[OwnWords], chosen: Callable[[int], Fate], name: Callable[[int], str], reading: FeedReader
) -> list[LeavingItem]:
    """Return the contributions, each with the card readers will see once the choice is carried out."""
    labels = state_labels()
    return [_item(row, chosen(row.id), name(row.id), reading, labels[row.state]) for row in rows]


def _item(row: OwnWords, fate: Fate, name: str, reading: FeedReader, status: str) -> LeavingItem:
    is_shown = row.state in {State.PUBLISHED, State.WAITING} and fate is not Fate.DELETE
    shown = _without_author(row.card) if fate is Fate.WITHOUT_ME else row.card
    return LeavingItem(
        field=name,
        title=passage_of(row.card.title, row.card.language),
        status=status,
        state=row.state,
        fate=fate,
        card=feed_cards([shown], reading)[0]._replace(is_mine=False) if is_shown else None,
        note=_note(row.state, fate),
    )


def _note(state: State, fate: Fate) -> str:
    """Say what readers see instead of the card, or when they see it."""
    if fate is Fate.DELETE:
        return _("Readers see nothing.")
    sentences = {
        State.PUBLISHED: "",
        State.WAITING: _("Nothing yet: a moderator reads it first. Once it is published, they will see this:"),
        State.SENT_BACK: _("Nothing, as long as the question of a moderator has no answer."),
        State.HIDDEN: _("Nothing, as long as it is hidden."),
    }
    return sentences[state]


def _without_author(card: FeedRow) -> FeedRow:
    """Return a card as readers will see it once its author is gone."""
    return card._replace(identity=IdentityLevel.UNTRACEABLE, author_id=None, author_name=None, entity_name=None)
