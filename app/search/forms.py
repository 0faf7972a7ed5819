"""What a reader asks of the search, from the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from wtforms import DateField, Form, SelectField, StringField

from app.core import idents
from app.feedback.types import Handling, Kind
from app.figures.types import Closure
from app.search.queries.scope import SearchFilters

SEARCH_MAX_CHARS = 200
FIRST_YEAR, LAST_YEAR = 2000, 2999  # of a period


class SearchForm(Form):
    """The words and the filters; what makes no sense there is ignored."""

    q = StringField()
    like = SelectField(validate_choice=False)  # a contribution, instead of words
    campaign = SelectField(validate_choice=False)
    entity = SelectField(validate_choice=False)
    language = SelectField(validate_choice=False)
    kind = SelectField(validate_choice=False)
    state = SelectField(validate_choice=False)
    outcome = SelectField(validate_choice=False)
    since = DateField()
    until = DateField()
    after = SelectField(validate_choice=False)

    @property
    def words(self) -> str:
        """What is looked for: never more than the limit, never what a database refuses."""
        return "".join(letter for letter in (self.q.data or "")[:SEARCH_MAX_CHARS] if letter.isprintable()).strip()

    @property
    def is_long(self) -> bool:
        """Whether some of it was left out."""
        return len((self.q.data or "").strip()) > SEARCH_MAX_CHARS

    @property
    def like_id(self) -> int | None:
        """The contribution that others are to be like."""
        try:
            return idents.decode(self.like.data) if self.like.data else None
        except ValueError:
            return None

    def to_filters(
        self, campaigns: Mapping[str, int], entities: Mapping[str, int], languages: Sequence[str]
    ) -> SearchFilters:
        """Return the filters that exist here: campaigns by slug, entities by code."""
        kind, language, handling = self.kind.data or "", self.language.data or "", self.state.data or ""
        outcome = self.outcome.data or ""
        return SearchFilters(
            campaign_id=campaigns.get(self.campaign.data or ""),
            entity_id=entities.get(self.entity.data or ""),
            language=language if language in languages else "",
            kind=Kind(kind) if kind in set(Kind) else None,
            handling=Handling(handling) if handling in set(Handling) else None,
            outcome=Closure(outcome) if outcome in set(Closure) else None,
            since=_day(self.since.data),
            until=_day(self.until.data),
            after=self.after.data or "",
        )


def _day(day: date | None) -> date | None:
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None
