"""What chat channels refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class ChannelAddressMissing(DomainError):
    """A channel is switched on only where its address is known."""

    code = "channel_address_missing"
    message = N_("Please enter the address that your chat gave for this channel.")
    status = 422
    field = "url"


class WebhooksOff(DomainError):
    """The installation calls nothing outside."""

    code = "webhooks_off"
    message = N_("Posting to a chat is switched off for the whole installation. An administrator can switch it on.")
    status = 409


class ChannelOff(DomainError):
    """Nothing is posted to a channel that is switched off."""

    code = "channel_off"
    message = N_("Switch the channel on and save first: nothing is posted while it is off.")
    status = 409
