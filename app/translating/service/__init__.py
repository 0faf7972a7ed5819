"""What can be done on the bench and to the glossary."""

from app.translating.service.bench import (
    BenchInput,
    FileResult,
    confirm_several,
    take_file,
    translate_text,
)
from app.translating.service.glossary import TermInput, change_term, remove_term, write_term

__all__ = [
    "BenchInput",
    "FileResult",
    "TermInput",
    "change_term",
    "confirm_several",
    "remove_term",
    "take_file",
    "translate_text",
    "write_term",
]
