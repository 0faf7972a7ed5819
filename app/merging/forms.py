"""What a manager sends to merge two contributions."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired, Optional

from app.core import idents
from app.merging.errors import OtherNotFound
from app.merging.types import Kept
from app.web.forms import BaseForm, LineField, choices

ADDRESS_MAX_CHARS = 300


class MergeForm(BaseForm):
    """Another contribution, chosen or named by its address, and which of the two stays."""

    other = RadioField(_l("Possible duplicates"), [Optional()])
    address = LineField(
        _l("Or the address of another contribution"),
        ADDRESS_MAX_CHARS,
        required=False,
        description=_l("Copy it from your browser while the other contribution is open."),
    )
    keep = RadioField(_l("Which one stays?"), [InputRequired(_l("Please choose one."))], default=Kept.THIS)

    def __init__(self, offered: Iterable[tuple[int, str]], labels: Iterable[tuple[Kept, str]]) -> None:
        super().__init__()
        self.other.choices = choices((idents.encode(number), title) for number, title in offered)
        self.keep.choices = choices((kept.value, label) for kept, label in labels)

    def to_pair(self, feedback_id: int) -> tuple[int, int]:
        """Return the numbers of the duplicate and of the one that stays.

        :raises OtherNotFound: nothing was chosen, and the address names no contribution
        """
        other_id = self._other_id()
        return (other_id, feedback_id) if Kept(self.keep.data) is Kept.THIS else (feedback_id, other_id)

    def _other_id(self) -> int:
        said = self.address.data or self.other.data or ""
        named = said.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
        try:
            return idents.decode(named)
        except ValueError as error:
            raise OtherNotFound from error
