"""Shapes of what the browser sends to recruit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from werkzeug.datastructures import FileStorage
from wtforms import DateField, FileField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.recruiting.errors import ListEmpty, ListTooLong, ListUnreadable
from app.recruiting.file_format import (
    FILE_MAX_BYTES,
    LINES_MAX,
    NONE,
    Columns,
    ListLine,
    PastedList,
    colleagues_in,
    columns_of,
    read_list,
)
from app.recruiting.service import AcceptInput, InviteInput
from app.tables.types import TableFault, TableRefused
from app.web.forms import BaseForm, IdempotentForm, LineField, choices

NAME_MAX_CHARS = 120
_YES, _NO = "yes", "no"
_SHOWN_CHARS = 24  # of a cell, in the list of columns


class PersonalLinkForm(BaseForm):
    """Until when a personal link works."""

    ends_on = DateField(_l("Last day"), [InputRequired(_l("Please choose a day."))])

    def __init__(self, ends_on: date) -> None:
        super().__init__(data={"ends_on": ends_on})

    def to_input(self) -> date:
        """Return what the use case takes."""
        assert self.ends_on.data is not None
        return self.ends_on.data


class ColumnField(SelectField):
    """A column of the list; anything else that is sent is taken as "as recognised"."""

    def pre_validate(self, form: object) -> None:
        """Take what is no column of this list for none: another list may have been pasted meanwhile."""


class InviteForm(IdempotentForm):
    """A list of colleagues, and how to read it."""

    pasted = TextAreaField(
        _l("Paste a list"),
        description=_l(
            "One colleague a line: the address, with or without the name. Straight from a spreadsheet is fine."
        ),
    )
    file = FileField(_l("Or choose a file (CSV or XLSX)"), render_kw={"accept": ".csv,.txt,.tsv,.xlsx"})
    locale = SelectField(_l("Language of the e-mail"))
    header = ColumnField(_l("The first line"))
    email_column = ColumnField(_l("E-mail address"))
    name_column = ColumnField(lazy_pgettext("person", "Name"))
    family_column = ColumnField(_l("Family name, if it has a column of its own"))
    send = StringField()

    def __init__(self, locales: Iterable[tuple[str, str]], default_locale: str) -> None:
        super().__init__(data={"locale": default_locale})
        self.locale.choices = choices(locales)
        for field in (self.header, self.email_column, self.name_column, self.family_column):
            field.choices = []

    def table(self) -> PastedList:
        """Return the list, from the file or as pasted.

        :raises ListTooLong, ListUnreadable, ListEmpty: see ``read_list``
        """
        try:
            return read_list(self._content())
        except TableRefused as refused:
            raise _refusal(refused) from refused

    def _content(self) -> bytes | str:
        upload = self.file.data
        if isinstance(upload, FileStorage) and upload.filename:
            return upload.stream.read(FILE_MAX_BYTES + 1)
        return self.pasted.data or ""

    def columns(self, table: PastedList) -> Columns:
        """Return which column holds what: as chosen by hand, else as recognised; the fields then show that."""
        found = columns_of(table)
        has_header = {_YES: True, _NO: False}.get(self.header.data or "", found.has_header)
        chosen = Columns(
            _column(self.email_column.data, table, found.email),
            _column(self.name_column.data, table, found.name),
            _column(self.family_column.data, table, found.family_name),
            has_header,
        )
        if chosen.email == NONE:
            chosen = Columns(found.email, chosen.name, chosen.family_name, has_header)
        self._offer(table, chosen)
        return chosen

    def _offer(self, table: PastedList, chosen: Columns) -> None:
        first = table.rows[0][1]
        offered = [
            (str(column), _l("%(label)s: %(value)s", label=column + 1, value=_shortened(first, column)))
            for column in range(table.width)
        ]
        none = (str(NONE), _l("No column"))
        shown: list[tuple[Any, list[Any], object]] = [
            (self.email_column, offered, chosen.email),
            (self.name_column, [none, *offered], chosen.name),
            (self.family_column, [none, *offered], chosen.family_name),
            (
                self.header,
                [(_YES, _l("names the columns")), (_NO, _l("is a colleague"))],
                _YES if chosen.has_header else _NO,
            ),
        ]
        for field, options, value in shown:
            field.choices = choices(options)
            field.data = str(value)

    def lines(self, table: PastedList) -> list[ListLine]:
        """Return the colleagues of the list.

        :raises ListTooLong: more than are taken at a time
        """
        try:
            return colleagues_in(table, self.columns(table))
        except TableRefused as refused:
            raise _refusal(refused) from refused

    def to_input(self, lines: list[ListLine], mails_a_day: int) -> InviteInput:
        """Return what the use case takes."""
        return InviteInput(lines, self.locale.data, mails_a_day)


def _refusal(refused: TableRefused) -> ListTooLong | ListUnreadable | ListEmpty:
    if refused.fault is TableFault.TOO_LONG:
        return ListTooLong(maximum=LINES_MAX)
    return ListUnreadable() if refused.fault is TableFault.UNREADABLE else ListEmpty()


def _shortened(cells: Sequence[str], column: int) -> str:
    """Return what tells a column from the others: its first cell, cut where it is long."""
    words = cells[column] if column < len(cells) else ""
    return words if 0 < len(words) <= _SHOWN_CHARS else f"{words[:_SHOWN_CHARS]}…" if words else "–"


def _column(sent: str | None, table: PastedList, otherwise: int) -> int:
    """Return the column that was chosen, if the list has it."""
    if sent == str(NONE):
        return NONE
    if sent is None or not (sent.isascii() and sent.isdecimal()) or len(sent) > len(str(table.width)):
        return otherwise
    return int(sent) if int(sent) < table.width else otherwise


class AcceptForm(BaseForm):
    """How somebody who opens an account wants to be called."""

    name = LineField(_l("Your name"), NAME_MAX_CHARS)

    def __init__(self, name: str) -> None:
        super().__init__(data={"name": name})

    def to_input(self, locale: str, device: str) -> AcceptInput:
        """Return what the use case takes."""
        return AcceptInput(self.name.data or "", locale, device)
