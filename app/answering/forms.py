"""The file of answers, and the act that publishes it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField

from app.answering.errors import FileNotRead, TooManyLines
from app.answering.file_format import BYTES_MAX, read_answers
from app.answering.types import AnswerLine, ListColumn
from app.tables.types import TableFault, TableRefused
from app.web.forms import BaseForm

Names = Mapping[ListColumn, Collection[str]]  # see ``read_answers``


class AnswersFileForm(BaseForm):
    """A filled list."""

    file = FileField(_l("The filled list, as an XLSX or CSV file"), render_kw={"accept": ".csv,.txt,.tsv,.xlsx"})

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.file.flags.required = True  # ``to_lines`` refuses its absence

    def to_lines(self, names: Names) -> tuple[bytes, list[AnswerLine]]:
        """Return what the file holds, as it is and line by line.

        :raises FileNotRead: no file was chosen, or it is no list
        :raises TooManyLines: more than are looked at together
        """
        stored = self.file.data
        content = stored.read(BYTES_MAX + 1) if hasattr(stored, "read") else b""
        if not content:
            raise FileNotRead
        return content, _lines(content, names)


class PublishAnswersForm(BaseForm):
    """The file that was looked at, carried to the act that publishes it."""

    content = HiddenField()

    @staticmethod
    def carried(content: bytes) -> str:
        """Return a file as the form carries it."""
        return base64.b64encode(content).decode()

    def to_lines(self, names: Names) -> list[AnswerLine]:
        """Return the lines.

        :raises FileNotRead: what is carried is no such file
        """
        try:
            content = base64.b64decode(self.content.data or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise FileNotRead from error
        return _lines(content, names)


def _lines(content: bytes, names: Names) -> list[AnswerLine]:
    try:
        return read_answers(content, names)
    except TableRefused as refused:
        raise (TooManyLines if refused.fault is TableFault.TOO_LONG else FileNotRead) from refused
