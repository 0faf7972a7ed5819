"""The file of answers, and the act that publishes it."""

from __future__ import annotations

import base64
import binascii

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField

from app.answering.errors import FileNotRead
from app.answering.service import read_answers
from app.answering.types import AnswerLine
from app.web.forms import BaseForm


class AnswersFileForm(BaseForm):
    """A filled list."""

    file = FileField(_l("The filled list, as a CSV file"))

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.file.flags.required = True  # ``to_content`` refuses its absence

    def to_content(self) -> bytes:
        """Return what the file holds.

        :raises FileNotRead: no file was chosen
        """
        stored = self.file.data
        content = stored.read() if hasattr(stored, "read") else b""
        if not content:
            raise FileNotRead
        return bytes(content)


class PublishAnswersForm(BaseForm):
    """The file that was looked at, carried to the act that publishes it."""

    content = HiddenField()

    @staticmethod
    def carried(content: bytes) -> str:
        """Return a file as the form carries it."""
        return base64.b64encode(content).decode()

    def to_lines(self) -> list[AnswerLine]:
        """Return the lines.

        :raises FileNotRead: what is carried is no such file
        """
        try:
            content = base64.b64decode(self.content.data or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise FileNotRead from error
        return read_answers(content)
