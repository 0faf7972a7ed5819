"""The forms that keep drafts, and which of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class DraftForm(StrEnum):
    """What is being written."""

    CONTRIBUTION = "contribution"  # its subject: the mission
    REVISION = "revision"  # its subject: the contribution


class DraftAddress(NamedTuple):
    """Which of a person's drafts is meant."""

    form: DraftForm
    subject_id: int


# Images are not kept; nor is a token, nor what was confirmed.
FIELDS: Mapping[DraftForm, tuple[str, ...]] = {
    DraftForm.CONTRIBUTION: ("kind", "title", "body", "step", "rating", "language", "identity"),
    DraftForm.REVISION: ("kind", "title", "body", "step", "rating", "version"),
}
MAX_BYTES = 64 * 1024  # of all that one draft holds
WRITER_MAX_CHARS = 40
KEPT_DAYS = 30  # after the edition has closed
