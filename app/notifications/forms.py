"""What a reader sends about their notices."""

from __future__ import annotations

from wtforms import HiddenField

from app.core import idents
from app.core.errors import NotFound
from app.web.forms import BaseForm


class ReadForm(BaseForm):
    """Mark some notices as read, or all when none is named."""

    notice = HiddenField()

    def to_ids(self) -> list[int] | None:
        """Return the notices, or ``None`` for all.

        :raises NotFound: not the identifiers of notices
        """
        if not self.notice.data:
            return None
        try:
            return [idents.decode(one) for one in self.notice.data.split()]
        except ValueError as error:
            raise NotFound from error
