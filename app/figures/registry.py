"""Every figure there is: its name, its unit, its label, what it is broken down by, and of which people it tells.

How it is counted stands with the rows it counts: ``feedback/queries/figures.py`` for cards, ``enrolment/queries`` for
people (one definition each, which also keeps it up). Figures of people are masked by ``policy/masking.py``, the others
lead to the cards they count. ``pepite figures list`` prints this, ``check`` and ``rebuild`` walk it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from app.core.errors import N_
from app.figures.types import Closure, FigureName


class Unit(StrEnum):
    """What a figure counts."""

    CONTRIBUTIONS = "contributions"
    REACTIONS = "reactions"
    PEOPLE = "people"  # masked


class FigureEntry(NamedTuple):
    """One figure. ``list_filter``: the filter of the list of contributions that shows what it counts."""

    name: FigureName
    unit: Unit
    label: str
    list_filter: str = ""  # with the figure's value; "name=value" where that is always the same
    is_breakdown: bool = False  # by values that may be many: read for a campaign alone
    whole: FigureName | None = None  # of people: which others it is a part of
    is_kept: bool = True  # else it follows from others


FIGURES = (
    FigureEntry(FigureName.CONTRIBUTIONS, Unit.CONTRIBUTIONS, N_("Contributions"), "kind"),
    FigureEntry(FigureName.REACTIONS, Unit.REACTIONS, N_("Reactions of colleagues")),
    FigureEntry(FigureName.ANSWERED, Unit.CONTRIBUTIONS, N_("Answers")),
    FigureEntry(FigureName.PROMISED, Unit.CONTRIBUTIONS, N_("Answers promised"), is_kept=False),
    FigureEntry(
        FigureName.IN_TIME, Unit.CONTRIBUTIONS, N_("Answered within the promise"), f"outcome={Closure.IN_TIME}"
    ),
    FigureEntry(FigureName.LATE, Unit.CONTRIBUTIONS, N_("Late"), f"outcome={Closure.LATE}"),
    FigureEntry(FigureName.DECIDED, Unit.CONTRIBUTIONS, N_("Decided"), f"outcome={Closure.DECIDED}"),
    FigureEntry(FigureName.DONE, Unit.CONTRIBUTIONS, N_("Done"), f"outcome={Closure.DONE}"),
    FigureEntry(
        FigureName.LANGUAGES, Unit.CONTRIBUTIONS, N_("Contributions by language"), "language", is_breakdown=True
    ),
    FigureEntry(FigureName.MISSIONS, Unit.CONTRIBUTIONS, N_("Contributions by mission"), "mission", is_breakdown=True),
    FigureEntry(FigureName.STEPS, Unit.CONTRIBUTIONS, N_("Contributions by step and type"), "step", is_breakdown=True),
    FigureEntry(FigureName.THEMES, Unit.CONTRIBUTIONS, N_("Contributions by theme"), "theme", is_breakdown=True),
    FigureEntry(FigureName.INVITED, Unit.PEOPLE, N_("Invited by e-mail")),
    FigureEntry(FigureName.JOINED, Unit.PEOPLE, N_("Enrolments")),
    FigureEntry(FigureName.ACTIVE, Unit.PEOPLE, N_("Active testers"), whole=FigureName.JOINED),
    FigureEntry(FigureName.CONTRIBUTED, Unit.PEOPLE, N_("Contributors"), whole=FigureName.ACTIVE),
    FigureEntry(FigureName.COMPLETED, Unit.PEOPLE, N_("Finished all missions"), whole=FigureName.JOINED),
)
PEOPLE = {figure.name: figure.whole for figure in FIGURES if figure.unit is Unit.PEOPLE}
BREAKDOWNS = frozenset(figure.name for figure in FIGURES if figure.is_breakdown)
SUMMARISED = tuple(figure.name for figure in FIGURES if figure.is_kept and not figure.is_breakdown)
OF_CARDS = tuple(figure.name for figure in FIGURES if figure.is_kept and figure.unit is not Unit.PEOPLE)
