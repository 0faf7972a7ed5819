"""Rules of this feature that can say no."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class FileNotRead(DomainError):
    """It is no file with the columns of the list."""

    code = "answering.file_not_read"
    message = N_("This file cannot be read. Save it as XLSX or CSV with its first line unchanged, and choose it again.")
    status = 422
    field = "file"


class TooManyLines(DomainError):
    """More lines than are looked at together."""

    code = "answering.too_many_lines"
    message = N_("This file has more lines than can be read at once. Please split it.")
    status = 422
    field = "file"
