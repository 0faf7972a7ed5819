"""States of an invitation, and why a line of a list cannot be sent."""

from __future__ import annotations

from enum import StrEnum


class InvitationState(StrEnum):
    """Where an invitation stands. That somebody wants none is no state: it is deleted."""

    WAITING = "waiting"  # its mail has not left yet
    SENT = "mailed"
    BOUNCED = "bounced"  # the mail server refused the address
    ACCEPTED = "accepted"  # an account was opened with it
    JOINED = "joined"  # it stays so, also for who leaves: nobody is told of that


class LineFault(StrEnum):
    """Why a line of a list is not invited."""

    INVALID = "invalid"
    MISTAKABLE = "mistakable"  # letters of another alphabet, that look like Latin ones
    NAME = "name"  # the name holds what no name holds
    DOUBLE = "double"
    ELSEWHERE = "elsewhere"  # an account of another entity, a closed one, or a domain of other entities alone
    INVITED = "invited"
    JOINED = "joined"  # or asked to, or took part once
    STOPPED = "stopped"
    TOMORROW = "tomorrow"  # over the number of mails of a day


class AddressCaution(StrEnum):
    """What is pointed out about an address that is invited all the same."""

    UNKNOWN_DOMAIN = "unknown_domain"  # nobody of the entity has an address there
    LOOKS_LIKE = "looks_like"  # nearly a domain of the entity
