"""Import a library without the parts it loads just in case."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(name: str) -> Iterator[None]:
    """Let the imports inside find no module ``name``, unless it is loaded already; later ones find it again."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to say: not to be found
    try:
        yield
    finally:
        del sys.modules[name]
