"""What a sponsor sends to take an approval back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.forms import BaseForm, TextField

REASON_MAX_CHARS = 1000


class RevokeForm(BaseForm):
    """Why the approval is taken back."""

    reason = TextField(
        _l("Reason"),
        REASON_MAX_CHARS,
        description=_l("The central team reads it beside the date."),
        render_kw={"rows": 3},
    )
