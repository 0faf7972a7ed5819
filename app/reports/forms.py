"""What is sent to ask for a report, and what the address of its page asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.reports.service import ReportWish
from app.reports.types import ReportFormat, Rhythm
from app.web.forms import BaseForm, choices

WHOLE = "-"  # in place of an entity's code: the whole campaign


class AskReportForm(BaseForm):
    """Of what, in which language, as which files."""

    first_entity = ""  # what is offered first

    entity = SelectField(_l("What it is about"))
    language = SelectField(_l("Language of the report"))
    formats = SelectMultipleField(
        _l("Formats"),
        [InputRequired(_l("Please choose at least one format."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("All of them hold the same figures."),
    )

    rhythm = SelectField(
        _l("How often"),
        validate_choice=True,
        description=_l("A scheduled report stops by itself on the day you lose the right to it."),
    )

    def offer(
        self,
        entities: Iterable[tuple[str, str]],
        languages: Sequence[tuple[str, str]],
        formats: Iterable[tuple[str, str]],
        rhythms: Iterable[tuple[str, str]],
    ) -> None:
        """Print what can be chosen."""
        offered = list(entities)
        self.first_entity = offered[0][0]
        self.entity.choices = choices(offered)
        self.language.choices = choices(languages)
        self.formats.choices = choices(formats)
        self.rhythm.choices = choices([("", _("Once, now")), *rhythms])

    @property
    def how_often(self) -> Rhythm | None:
        """How often it is built; ``None``: once."""
        return Rhythm(self.rhythm.data) if self.rhythm.data else None

    def to_input(self) -> ReportWish:
        """Return what the use case takes."""
        formats = frozenset(ReportFormat(one) for one in self.formats.data or ())
        return ReportWish("" if self.entity.data == WHOLE else self.entity.data, self.language.data or "", formats)


def whole_label() -> str:
    """Name the choice that is no entity."""
    return str(_("The whole campaign"))
