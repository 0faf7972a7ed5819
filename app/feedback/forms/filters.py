"""What a reader asks of a list, from the address."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from wtforms import (
    DateField,
    Form,
    IntegerField,
    SelectField,
)

from app.feedback.queries.feed import SEARCH_MAX_CHARS, FeedFilters
from app.feedback.queries.owed import OwedFilters, Promise
from app.feedback.types import Handling, Kind, Sort
from app.figures.types import Closure
from app.figures.weeks import monday_of
from app.web.forms import LineField

FIRST_YEAR, LAST_YEAR = 2000, 2999  # in which a week can be asked for


class FeedFilterForm(Form):
    """What the reader asks of the feed, from the address; what makes no sense there is ignored."""

    kind = SelectField(validate_choice=False)
    mission = IntegerField()
    step = IntegerField()  # of that mission
    entity = SelectField(validate_choice=False)
    language = SelectField(validate_choice=False)
    state = SelectField(validate_choice=False)
    outcome = SelectField(validate_choice=False)
    theme = SelectField(validate_choice=False)
    product = IntegerField()  # that is tried in a mission
    highlighted = SelectField(validate_choice=False)
    week = DateField()  # its Monday
    since = DateField()  # a period of whole weeks, of which this is a day of the first
    until = DateField()  # and this of the last
    sort = SelectField(validate_choice=False)
    q = LineField("", SEARCH_MAX_CHARS, required=False)
    after = SelectField(validate_choice=False)

    def product_among(self, products: Collection[int]) -> int | None:
        """Return the product that is asked for, where missions try it."""
        return self.product.data if self.product.data in products else None

    def to_filters(
        self,
        missions: Mapping[int, int],
        entities: Mapping[str, int],
        languages: Sequence[str],
        themes: Mapping[str, int],
        steps: Mapping[tuple[int, int], int],
    ) -> FeedFilters:
        """Return the filters that exist here: missions by number, entities by code, themes by public number.

        ``steps``: by the mission's number and their own.
        """
        kind, language, handling = self.kind.data or "", self.language.data or "", self.state.data or ""
        number = self.mission.data or 0
        monday = _monday(self.until.data)
        sort, outcome = self.sort.data or "", self.outcome.data or ""
        return FeedFilters(
            kind=Kind(kind) if kind in set(Kind) else None,
            mission_id=missions.get(number),
            step_id=steps.get((number, self.step.data or 0)),
            entity_id=entities.get(self.entity.data or ""),
            language=language if language in languages else "",
            handling=Handling(handling) if handling in set(Handling) else None,
            outcome=Closure(outcome) if outcome in set(Closure) else None,
            monday=_monday(self.week.data),
            since=_monday(self.since.data),
            until=monday + timedelta(days=6) if monday else None,
            is_highlighted=bool(self.highlighted.data),
            theme_id=themes.get(self.theme.data or ""),
            search=_searchable(self.q.data or ""),
            sort=Sort(sort) if sort in set(Sort) else Sort.NEWEST,
            after=self.after.data or "",
        )


def _monday(day: date | None) -> date | None:
    """Return the first day of the week asked for, where a calendar has it."""
    return monday_of(day) if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _searchable(text: str) -> str:
    """Return what can be searched: never more than the limit, never what a database refuses."""
    return "".join(letter for letter in text[:SEARCH_MAX_CHARS] if letter.isprintable())


class OwedFilterForm(Form):
    """What the reader asks of a list of what is owed; what is not offered is left out."""

    entity = SelectField(validate_choice=False)
    promise = SelectField(validate_choice=False)

    def to_filters(self, entities: Collection[str]) -> OwedFilters:
        """Return the filters; ``entities``: the codes offered."""
        promise = self.promise.data or ""
        return OwedFilters(
            entity=self.entity.data if self.entity.data in entities else "",
            promise=Promise(promise) if promise in set(Promise) else None,
        )
