"""What people send in private conversations."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.asking.service import MessageInput
from app.web.cautions import Caution, CautiousForm
from app.web.forms import IdempotentForm, TextField

MESSAGE_MAX_CHARS = 2000


class MessageForm(CautiousForm, IdempotentForm):
    """One message to the other side; what looks like somebody's data is pointed out first."""

    body = TextField(_l("Your message"), MESSAGE_MAX_CHARS)

    def to_input(self) -> MessageInput:
        """Return what the use cases take."""
        return MessageInput(self.body.data or "", self.submission_key)


class NamelessMessageForm(MessageForm):
    """The answer of an author whose name the other side must not learn: where it stands is pointed out too."""

    def __init__(self, hidden_name: str = "") -> None:
        super().__init__()
        self._hidden_name = hidden_name

    def look_for_cautions(self) -> Iterator[Caution]:
        """Add where the writer's own name stands."""
        yield from super().look_for_cautions()
        yield from self.look_for_name(self._hidden_name)


def message_label(*, is_author: bool) -> str:
    """Return what the field is called for one side."""
    return _("Your answer") if is_author else _("Your message")
