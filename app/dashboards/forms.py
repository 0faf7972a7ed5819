"""What a reader asks of a dashboard, from the address."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, IntegerField, SelectField

from app.core.languages import UNDETERMINED
from app.dashboards.types import VIEW_NAME_MAX_CHARS, DashboardFilters
from app.feedback.types import Kind
from app.figures.weeks import monday_of
from app.web.forms import BaseForm, LineField
from config import CONTENT_LANGUAGES

FIRST_YEAR, LAST_YEAR = 2000, 2999  # between which a period can lie


class DashboardFilterForm(Form):
    """What makes no sense is ignored; what does not exist in the campaign, the read leaves out."""

    entity = SelectField(validate_choice=False)
    since = DateField()  # a period is of whole weeks: of this day's, to that of the next field
    until = DateField()
    language = SelectField(validate_choice=False)
    kind = SelectField(validate_choice=False)
    mission = IntegerField()
    step = IntegerField()
    theme = SelectField(validate_choice=False)
    product = IntegerField()
    beside = SelectField(validate_choice=False)
    before = SelectField(validate_choice=False)
    beside_since = DateField()  # another period of whole weeks, at the side
    beside_until = DateField()

    def to_filters(self) -> DashboardFilters:
        """Return the filters, the two ends of each period in their order."""
        kind, language = self.kind.data or "", self.language.data or ""
        since, until = _weeks(self.since.data, self.until.data)
        beside_since, beside_until = _weeks(self.beside_since.data, self.beside_until.data)
        return DashboardFilters(
            entity=self.entity.data or "",
            since=since,
            until=until,
            language=language if language in {*CONTENT_LANGUAGES, UNDETERMINED} else "",
            kind=Kind(kind) if kind in set(Kind) else None,
            mission=self.mission.data or 0,
            step=self.step.data or 0,
            theme=self.theme.data or "",
            product=self.product.data or 0,
            beside=self.beside.data or "",
            beside_before=bool(self.before.data),
            beside_since=beside_since,
            beside_until=beside_until,
        )


class ViewForm(BaseForm):
    """The name of a view."""

    name = LineField(_l("Name of the view"), VIEW_NAME_MAX_CHARS, description=_l("Only you see your views."))


def _weeks(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    """Return a Monday and a Sunday: the weeks of two days, whichever of them comes first."""
    since, until = _monday(first), _monday(last)
    if since is not None and until is not None and until < since:
        since, until = until, since
    return since, until + timedelta(days=6) if until is not None else None


def _monday(day: date | None) -> date | None:
    return monday_of(day) if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None
