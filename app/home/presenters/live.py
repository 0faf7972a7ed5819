"""The counter of a campaign, or of all: a page that is left open reads it again."""

from __future__ import annotations

from flask_babel import gettext as _

from app.campaigns.presenters.figures import Address, figure_labels, people_note, people_value, volume_tiles
from app.figures.shown import Figures
from app.figures.types import FigureName
from app.i18n import formats
from app.web.parts import Tile


def live_tiles(locale: str, figures: Figures, responses: int | None, address: Address) -> tuple[Tile, ...]:
    """Return contributions, answers, reactions, questionnaires, and who takes part; people masked as everywhere."""
    contributions, reactions, *people = volume_tiles(locale, figures, address)
    answers = formats.number(locale, figures.of_cards(FigureName.ANSWERED))
    sent = Tile(_("Questionnaires sent"), "", _("Too few people: a number could tell who they are."), is_masked=True)
    if responses is not None:
        sent = Tile(_("Questionnaires sent"), people_value(locale, responses), people_note(locale))
    answered = Tile(figure_labels()[FigureName.ANSWERED], answers, _("Official answers, in time or not."))
    return (contributions, answered, reactions, sent, *people)


def live_values(tiles: tuple[Tile, ...]) -> list[str]:
    """Return what a page that is open shows anew, in the order of its figures."""
    return [_("Not shown") if tile.is_masked else tile.value for tile in tiles]
