"""Figures ready to print: one name and one sentence for each, on whatever page it stands."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from app.core import clock
from app.figures.registry import FIGURES
from app.figures.shown import Figures
from app.figures.types import Closure, FigureName
from app.figures.weeks import last_sunday
from app.i18n import formats
from app.policy.masking import share_percent
from app.web.parts import Tile

NO_VALUE = "—"  # where there is nothing to count yet
Address = Callable[..., str]  # of the cards a figure counts, from the filters that show them; "" when it has no page


def nowhere(**_filters: str) -> str:
    """Return no address: for figures of several pages of cards."""
    return ""


def figure_labels() -> dict[FigureName, str]:
    """Return what each figure is called on every page."""
    labels = {figure.name: _(figure.label) for figure in FIGURES}
    of_many = {FigureName.DECIDED: pgettext("figure", "Decided"), FigureName.DONE: pgettext("figure", "Done")}
    return labels | of_many


def kept_promise_sentence(locale: str, in_time: int, promised: int) -> str:
    """Say how many of the answers that were due came within the time promised."""
    if not promised:
        return str(_("No answer is due yet."))
    return str(
        ngettext(
            "Of the %(whole)s\u00a0contribution due an answer, %(part)s\u00a0got one within the time promised. "
            "The target is all of them.",
            "Of the %(whole)s\u00a0contributions due an answer, %(part)s\u00a0got one within the time promised. "
            "The target is all of them.",
            promised,
            part=formats.number(locale, in_time),
            whole=formats.number(locale, promised),
        )
    )


def closure_tiles(locale: str, figures: Figures, address: Address) -> tuple[Tile, ...]:
    """Return what became of contributions: answered within the promise, decided, done."""
    whole, promised = figures.of_cards(FigureName.CONTRIBUTIONS), figures.promised
    in_time, decided, done = (
        figures.of_cards(name) for name in (FigureName.IN_TIME, FigureName.DECIDED, FigureName.DONE)
    )
    number, labels = formats.number, figure_labels()
    of_whole = {"whole": number(locale, whole)}
    decision = ngettext(
        "%(part)s\u00a0of %(whole)s\u00a0contribution has a decision, either way, with its reason.",
        "%(part)s\u00a0of %(whole)s\u00a0contributions have a decision, either way, with its reason.",
        whole,
        part=number(locale, decided),
        **of_whole,
    )
    action = ngettext(
        "%(part)s\u00a0of %(whole)s\u00a0contribution led to a completed action.",
        "%(part)s\u00a0of %(whole)s\u00a0contributions led to a completed action.",
        whole,
        part=number(locale, done),
        **of_whole,
    )
    return (
        Tile(
            labels[FigureName.IN_TIME],
            ratio(locale, in_time, promised),
            kept_promise_sentence(locale, in_time, promised),
            url=address(outcome=Closure.IN_TIME),
            share=in_time / promised if promised else None,
        ),
        Tile(labels[FigureName.DECIDED], ratio(locale, decided, whole), decision, url=address(outcome=Closure.DECIDED)),
        Tile(labels[FigureName.DONE], ratio(locale, done, whole), action, url=address(outcome=Closure.DONE)),
    )


def volume_tiles(locale: str, figures: Figures, address: Address, note: str = "") -> tuple[Tile, ...]:
    """Return how much there is to read, and how many people take part; ``note`` is about the contributions."""
    labels = figure_labels()
    cards = formats.number(locale, figures.of_cards(FigureName.CONTRIBUTIONS))
    reactions = formats.number(locale, figures.of_cards(FigureName.REACTIONS))
    return (
        Tile(labels[FigureName.CONTRIBUTIONS], cards, note or _("All that readers can open."), url=address()),
        Tile(labels[FigureName.REACTIONS], reactions, _("Comments and support.")),
        *(_people_tile(locale, figures, name) for name in (FigureName.JOINED, FigureName.ACTIVE)),
    )


def nameless_note(locale: str, nameless: Figures) -> str:
    """Say how many contributions are counted for the campaign alone; nothing where there are none."""
    count = nameless.of_cards(FigureName.CONTRIBUTIONS)
    if not count:
        return ""
    return str(
        ngettext(
            "%(count)s\u00a0of them does not show its entity.",
            "%(count)s\u00a0of them do not show their entity.",
            count,
            count=formats.number(locale, count),
        )
    )


def people_value(locale: str, people: int | None) -> str:
    """Write a number of people as it is known: at least so many."""
    return (
        str(_("Not shown"))
        if people is None
        else str(_("%(count)s\u00a0or more", count=formats.number(locale, people)))
    )


def people_note(locale: str) -> str:
    """Say of which day figures about people are, and how they are told."""
    day = formats.day(locale, last_sunday(clock.today()))
    return str(_("As of %(day)s, rounded down so that nobody can be singled out.", day=day))


def _people_tile(locale: str, figures: Figures, name: FigureName) -> Tile:
    people = figures.of_people(name)
    if people is None:
        reason = _("Too few people: a number could tell who they are.")
        return Tile(figure_labels()[name], "", reason, is_masked=True)
    return Tile(figure_labels()[name], people_value(locale, people), people_note(locale))


def ratio(locale: str, part: int, whole: int) -> str:
    """Write a share: in percent from twenty answers, in words under that, nothing of nothing."""
    percent = share_percent(part, whole)
    if percent is not None:
        return formats.percent(locale, percent)
    return part_of(locale, part, whole)


def part_of(locale: str, part: int, whole: int) -> str:
    """Write "x of y"; nothing of nothing."""
    if not whole:
        return NO_VALUE
    return str(_("%(part)s\u00a0of %(whole)s", part=formats.number(locale, part), whole=formats.number(locale, whole)))
