"""In which language somebody wrote."""

from __future__ import annotations

from threading import Lock
from typing import Any

from app.language.names import KNOWN, UNDETERMINED

THRESHOLD = 0.6  # below, guesses are wrong more often than a reader forgives
ENOUGH = 600  # characters: more change no answer

_loading = Lock()
_loaded: list[Any] = []  # the one model of the process, once somebody needed it


def detect(text: str) -> str:
    """Return the code of the language, one of ``KNOWN``, or ``UNDETERMINED`` when it cannot be told.

    "ok", a number, an emoji, an address tell nothing. About 30 microseconds a sentence; the first call
    of a process loads the model (one to two seconds), unless ``warm_up`` did.
    """
    code, confidence = _model().classify(text[:ENOUGH])
    return str(code) if confidence >= THRESHOLD else UNDETERMINED


def warm_up() -> None:
    """Load the model now rather than at the first contribution. About 75 MB."""
    _model()


def _model() -> Any:  # noqa: ANN401 - the library has no types
    """Return the model, loaded once whatever the number of threads; afterwards it only reads."""
    if not _loaded:
        with _loading:
            if not _loaded:
                _loaded.append(_load())
    return _loaded[0]


def _load() -> Any:  # noqa: ANN401 - the library has no types
    """Load the model, and leave the ninety languages behind that nobody asks about."""
    import numpy as np  # noqa: PLC0415 - heavy
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - heavy

    every = LanguageIdentifier.from_model_file(MODEL_FILE)
    every.set_languages(KNOWN)
    return LanguageIdentifier(
        np.ascontiguousarray(every.nb_ptc),
        every.nb_pc,
        every.nb_classes,
        every.tk_nextmove,
        every.tk_output,
        norm_probs=True,
        tk_row=every.tk_row,
    )
