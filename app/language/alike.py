"""Which texts of other languages mean nearly the same as one: vectors of `vectors.py`, kept in half their size.

All vectors of the model are close to each other, and those of one language closer still: what a language has in
common is taken off first. How near two texts are then says little by itself, as short ones are near to many: they have
to stand out from all that each of them is compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt
from typing import TYPE_CHECKING

from app.language.groups import LEAST_TEXTS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_ALIKE = 0.3  # docs/decisions/045 says what that finds
USUAL = (0.16, 0.5)  # below the middle, what is usual spreads as far as a normal one does; above are those looked for
WEIGHT_OF_ALL = 4  # a language of few texts has most in common with all of them: as many of these count with its own
LOOKED_AT = 20  # of the nearest, those for whom it is asked as well


def halved(vector: bytes) -> bytes:
    """Return a vector as it is kept: numbers of two bytes instead of four."""
    import numpy as np

    return np.frombuffer(vector, "<f4").astype("<f2").tobytes()


def nearest_elsewhere(vectors: Sequence[bytes], languages: Sequence[str], at: int, most: int) -> list[int]:
    """Return the places of the texts in other languages that mean nearly the same as that at ``at``, the nearest first.

    Two texts find each other or neither does. None among fewer than LEAST_TEXTS. The same for the same texts.
    """
    if len(vectors) < LEAST_TEXTS or len(set(languages)) <= 1:
        return []
    import numpy as np

    texts, spoken = _apart(vectors, languages), np.array(languages)
    furthest = sqrt(2 * log(len(vectors)))  # of as many by chance alone, in spreads from the middle

    def elsewhere(place: int) -> tuple[NDArray[np.intp], NDArray[np.float32], float]:
        """Return the texts of other languages than that of a text, how near they are, and how near one has to be."""
        others = np.flatnonzero(spoken != spoken[place])
        near = np.einsum("ij,j->i", texts, texts[place])[others]  # no threads: the same sum each time
        low, middle = np.quantile(near, USUAL)
        return others, near, max(LEAST_ALIKE, float(middle + furthest * (middle - low)))

    others, near, enough = elsewhere(at)
    ranked = sorted((-round(float(near[each]), 4), int(others[each])) for each in np.flatnonzero(near >= enough))
    found = [place for low, place in ranked[:LOOKED_AT] if -low >= elsewhere(place)[2]]
    return found[:most]


def _apart(vectors: Sequence[bytes], languages: Sequence[str]) -> NDArray[np.float32]:
    """Return the texts as rows of length one, without what those of their language have in common."""
    import numpy as np

    texts = np.frombuffer(b"".join(vectors), "<f2").reshape(len(vectors), -1).astype("f4")
    of_all = texts.mean(axis=0)
    spoken = np.array(languages)
    for language in sorted(set(languages)):
        inside = spoken == language
        count = int(inside.sum())
        texts[inside] -= (texts[inside].sum(axis=0) + WEIGHT_OF_ALL * of_all) / (count + WEIGHT_OF_ALL)
    texts /= np.maximum(np.sqrt(np.einsum("ij,ij->i", texts, texts)), 1e-6)[:, None]
    return texts
