"""Shapes of what the browser sends about chat channels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import pgettext
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.outside.address import URL_MAX_CHARS
from app.web.forms import BaseForm, IdempotentForm, LineField, choices
from app.webhooks.queries import ChannelRow
from app.webhooks.service import ChannelInput
from app.webhooks.types import ChatFormat

ON, OFF = "on", "off"


class ChannelForm(BaseForm):
    """Which chat, at which address, on or off. The address is never shown again."""

    state = RadioField(_l("Posting to the channel"), [InputRequired(_l("Please choose one."))])
    format = RadioField(_l("Chat"), [InputRequired(_l("Please choose one."))])
    url = LineField(
        _l("Address of the channel"),
        URL_MAX_CHARS,
        required=False,
        description=_l("Your chat gives it for an incoming webhook. Whoever has it can post: it is never shown again."),
    )

    def __init__(self, row: ChannelRow) -> None:
        super().__init__(data={"state": ON if row.is_on else OFF, "format": row.format})
        self.state.choices = choices([(ON, pgettext("channel", "On")), (OFF, pgettext("channel", "Off"))])
        self.format.choices = choices([(ChatFormat.TEAMS, "Microsoft Teams"), (ChatFormat.SLACK, "Slack")])

    def to_input(self) -> ChannelInput:
        """Return what the use case takes."""
        return ChannelInput(ChatFormat(self.format.data), self.url.data or "", self.state.data == ON)


class TrialForm(IdempotentForm):
    """Asks for a test message; sent twice, it is one."""
