"""In which language somebody wrote."""

from __future__ import annotations

import json
import math
import mmap
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path
from struct import Struct
from threading import Lock

from app.language.names import KNOWN, UNDETERMINED

THRESHOLD = 0.6  # below, guesses are wrong more often than a reader forgives
ENOUGH = 600  # characters: more change no answer
CACHED_ROWS = 4_000  # about 0.6 MB
ROW = 256  # moves of a state, one for each byte

_loading = Lock()
_loaded: list[Model] = []  # the one model of the process, once somebody needed it


def detect(text: str) -> str:
    """Return the code of the language, one of ``KNOWN``, or ``UNDETERMINED`` when it cannot be told.

    "ok", a number, an emoji, an address tell nothing. About 100 microseconds a sentence; the first call
    of a process loads the model (one to two seconds), unless ``warm_up`` did.
    """
    code, confidence = _model().classify(text[:ENOUGH])
    return code if confidence >= THRESHOLD else UNDETERMINED


def warm_up() -> None:
    """Load the model now rather than at the first contribution. About 10 MB."""
    _model()


class Model:
    """The library's naive Bayes over byte sequences, for the ten languages alone: ``model.py`` lays it out."""

    def __init__(self) -> None:
        program = Path(__file__).with_name("model.py")
        with tempfile.TemporaryFile() as file:  # mapped: what nobody's language touches stays out of memory
            subprocess.run([sys.executable, "-I", str(program), *KNOWN], stdout=file, check=True)  # noqa: S603 - our own program
            made = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        begin = made.find(b"\n") + 1
        head = json.loads(made[:begin])

        def table(name: str) -> memoryview:
            place = head["tables"][name]
            start = begin + place["start"]
            return memoryview(made)[start : start + place["size"]].cast(place["type"])

        self._classes: list[str] = head["classes"]
        self._priors: list[float] = head["priors"]
        self._row_of, self._last_byte, self._usual = table("row_of"), table("last_byte"), table("usual")
        self._starts, self._bytes, self._targets = table("starts"), bytes(table("bytes")), table("targets")
        self._features, self._rows = table("features"), _Rows(table("weights"), len(self._classes), head["unit"])

    def classify(self, text: str) -> tuple[str, float]:
        """Return the likeliest language and how sure that is, 0 to 1."""
        plain = unicodedata.normalize("NFC", text.lower() if text.isupper() else text)
        letters = plain.encode("utf-8", "surrogatepass")
        features = self._found(letters)
        if not features:
            return self._classes[0], 1 / len(self._classes)
        sharpness = 1 / math.sqrt(len(letters))
        scores = [score * sharpness for score in self._scores(features)]
        best = max(scores)
        return self._classes[scores.index(best)], 1 / sum(math.exp(score - best) for score in scores)

    def _found(self, letters: bytes) -> Counter[int]:
        """Return how often each known sequence of bytes occurs."""
        row_of, starts, find, targets = self._row_of, self._starts, self._bytes.find, self._targets
        last_byte, usual, features = self._last_byte, self._usual, self._features
        state, found = 0, []
        for letter in letters:
            row = row_of[state]
            place = find(letter, starts[row], starts[row + 1])
            state = targets[place] if place >= 0 else usual[last_byte[row] * ROW + letter]
            feature = features[state]
            if feature >= 0:
                found.append(feature)
        return Counter(found)

    def _scores(self, found: Counter[int]) -> list[float]:
        """Return the log-likelihood of each language."""
        as_often: dict[int, list[int]] = {}
        for feature, count in found.items():
            as_often.setdefault(count, []).append(self._rows[feature])
        scores = self._priors
        for count, rows in as_often.items():
            factor = -math.log1p(count)
            scores = [score + factor * total for score, total in zip(scores, self._rows.totals(rows), strict=True)]
        return scores


class _Rows(dict[int, int]):
    """The weights of the features met so far; forgets all of them when there are too many.

    A feature's weights stand side by side in one number: one addition adds those of every language.
    """

    def __init__(self, weights: memoryview, languages: int, unit: int) -> None:
        super().__init__()
        self._weights, self._languages, self._unit = weights, languages, unit
        self._row = Struct(f"={languages}I")

    def __missing__(self, feature: int) -> int:
        if len(self) >= CACHED_ROWS:
            self.clear()
        start = feature * self._languages
        self[feature] = row = int.from_bytes(self._weights[start : start + self._languages], sys.byteorder)
        return row

    def totals(self, rows: list[int]) -> list[float]:
        """Return the sum of each language's weights, without its sign."""
        totals = self._row.unpack(sum(rows).to_bytes(self._row.size, sys.byteorder))
        return [total / self._unit for total in totals]


def _model() -> Model:
    """Return the model, loaded once whatever the number of threads; afterwards it only reads."""
    if not _loaded:
        with _loading:
            if not _loaded:
                _loaded.append(Model())
    return _loaded[0]
