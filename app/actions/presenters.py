"""Actions ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from app.actions.queries import ActionFilters, ActionRow, ChangeMade, MeasureRow, PublicAction
from app.actions.types import PERCENT, PERCENT_NEEDS, ActionState, Effect
from app.i18n import formats
from app.web.parts import Filter, Passage, Row, filter_of, passage_of


def action_state_labels() -> dict[ActionState, str]:
    """Return the name of each state."""
    return {
        ActionState.PLANNED: pgettext("action", "Planned"),
        ActionState.UNDER_WAY: pgettext("action", "Under way"),
        ActionState.DONE: pgettext("action", "Done"),
        ActionState.DROPPED: pgettext("action", "Dropped"),
    }


def effect_labels() -> dict[Effect, str]:
    """Return what each effect says, in plain words."""
    return {
        Effect.NOT_MEASURED: _("Not measured yet"),
        Effect.TOO_FEW: _("Measured on fewer than 20 answers: too few to say"),
        Effect.REACHED: _("Target reached"),
        Effect.BETTER: _("Better than before, target not reached"),
        Effect.NO_CHANGE: _("No change"),
        Effect.WORSE: _("Worse than before"),
    }


@dataclass(frozen=True, slots=True)
class EffectFacts:
    """What was to be measured and what was, ready to print; ``indicator`` is empty where nothing is."""

    indicator: str
    verdict: str
    before: str
    target: str
    measured: tuple[str, ...]  # value, number and day, each with its own direction; empty while nothing was


def effect_facts(row: ActionRow | PublicAction, locale: str) -> EffectFacts:
    """Return the effect of an action: a percentage of too few answers is never shown."""
    if not row.indicator or row.baseline is None or row.target is None:
        return EffectFacts("", "", "", "", ())
    measured = () if row.value is None else _measured(row.value, row.unit, row.answers, row.measured_on, locale)
    return EffectFacts(
        indicator=row.indicator,
        verdict=effect_labels()[row.effect],
        before=in_unit(locale, row.baseline, row.unit),
        target=in_unit(locale, row.target, row.unit),
        measured=measured,
    )


def in_unit(locale: str, value: float, unit: str) -> str:
    """Return a value with its unit, which do not part at a line end; a percentage as the language writes it."""
    if unit == PERCENT:
        return formats.percent(locale, value)
    return f"{formats.decimal(locale, value)}\u00a0{unit}" if unit else formats.decimal(locale, value)


def _measured(value: float, unit: str, answers: int | None, day: date | None, locale: str) -> tuple[str, ...]:
    shown = "" if unit == PERCENT and (answers or 0) < PERCENT_NEEDS else in_unit(locale, value, unit)
    count = "" if answers is None else counted_answers(locale, answers)
    when = "" if day is None else formats.day(locale, day)
    return tuple(filter(None, (shown, count, when)))


def counted_answers(locale: str, number: int) -> str:
    """Return on how many answers or cases something was measured."""
    return f"n\u00a0=\u00a0{formats.number(locale, number)}"


def action_rows(rows: Iterable[ActionRow], locale: str, today: date) -> list[Row]:
    """Return actions as a list."""
    return [_row(row, locale, today) for row in rows]


def made_rows(rows: Iterable[ChangeMade], locale: str) -> tuple[Row, ...]:
    """Return what changed thanks to testers: what was done, what it follows from, what it brought."""
    return tuple(
        Row(
            title=passage_of(row.action.title, row.action.language),
            url=url_for("feedback.feedback", feedback_id=row.decision.feedback_id),
            details=tuple(
                part
                for part in (
                    passage_of(row.decision.title, row.decision.title_language),
                    Passage(row.decision.entity_name, dir="auto"),
                    Passage(_effect(row.action, locale)),
                )
                if part.body
            ),
            status=action_state_labels()[row.action.state],
            tone="good",
        )
        for row in rows
    )


def _effect(action: PublicAction, locale: str) -> str:
    """Say what was measured, where something was."""
    facts = effect_facts(action, locale)
    if action.value is None:
        return ""
    return str(_("%(label)s: %(value)s", label=facts.indicator, value=facts.verdict)) if facts.indicator else ""


def _row(row: ActionRow, locale: str, today: date) -> Row:
    is_late = row.is_late(today)
    day = formats.short_day(locale, row.due_on)
    details = [Passage(owner_label(row)), Passage(row.entity_name)]
    if row.indicator:
        details.append(Passage(effect_labels()[row.effect]))
    return Row(
        title=passage_of(row.title, row.language),
        url=url_for("actions.action", action_id=row.id),
        details=tuple(details),
        status=pgettext("action", "Late: due by %(day)s", day=day) if is_late else action_state_labels()[row.state],
        tone="late" if is_late else "good" if row.state is ActionState.DONE else "",
        when="" if is_late else day,
        when_iso=row.due_on.isoformat(),
    )


def other_language(language: str, asked: str, locale: str) -> str:
    """Name the language of words that are not in the one asked for, in the interface's; "" for those that are."""
    if language.split("-", maxsplit=1)[0] == asked.split("-", maxsplit=1)[0]:
        return ""
    return str(_("Shown in %(language)s", language=formats.language_in_words(locale, language)))


def owner_label(row: ActionRow) -> str:
    """Name the owner, or say that they have left."""
    if row.has_owner_left:
        return _("The owner has left")
    return row.owner_name


def action_choices(entities: Mapping[str, str], filters: ActionFilters) -> tuple[Filter, ...]:
    """Return the filters of the list."""
    states = [(state.value, label) for state, label in action_state_labels().items()]
    chosen = "late" if filters.is_late else filters.state or ""
    by_state = filter_of(
        "state", _("Status"), [("late", pgettext("action", "Late")), *states], chosen, everything=_("All statuses")
    )
    by_entity = filter_of("entity", _("Entity"), entities.items(), filters.entity, everything=_("All entities"))
    return (by_entity, by_state) if len(entities) > 1 else (by_state,)


def measure_lines(rows: Iterable[MeasureRow], unit: str, locale: str) -> list[tuple[tuple[str, ...], str]]:
    """Return what was measured: value, number and day apart, as each has its own direction; and its source."""
    return [(_measured(row.value, unit, row.answers, row.measured_on, locale), row.source) for row in rows]
