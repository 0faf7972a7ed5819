"""Write what tells languages apart to the standard output, in a tenth of its size: a program of its own.

The library's model takes 75 MB in memory, and NumPy 12 more, to tell 142 languages apart. This program loads
it, keeps the ten that are asked for, writes the automaton down shortly, and ends. The answers stay the same.

A state of the automaton has a move for each of 256 bytes. Nearly all are those of the state one reaches by the
last byte alone; only the others are written down, 16 for a state. The weights, logarithms of probabilities, lose
their sign and become whole numbers.

Usage: python model.py CODE…
Layout: one line of JSON (classes, priors, and for each table its type, start and length in bytes), the tables.
"""

from __future__ import annotations

import json
import sys

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

ALIGNED = 16  # bytes
TYPES = {"uint8": "B", "uint16": "H", "uint32": "I", "int32": "i"}
UNIT = 1 << 10  # of the weights, 16-bit floats between -15 and -3: nothing is lost, and a thousand fit into 32 bits


def main(codes: list[str]) -> None:
    """Write the tables for those languages."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(codes)
    moves = np.asarray(model.tk_nextmove, dtype=np.uint32).reshape(-1, 256)
    row_of = np.asarray(model.tk_row, dtype=np.uint16 if len(moves) <= 1 << 16 else np.uint32)
    last_byte = np.zeros(len(moves), dtype=np.uint8)  # of a row: all moves into its states are by the same byte
    last_byte[row_of[moves.ravel()]] = np.tile(np.arange(256, dtype=np.uint8), len(moves))
    usual = moves[row_of[moves[row_of[0]]]]  # by last byte, the moves of the state that byte leads to from the start
    row, byte = np.nonzero(moves != usual[last_byte])
    tables = {
        "row_of": row_of,
        "last_byte": last_byte,
        "usual": usual.ravel(),
        "starts": np.searchsorted(row, np.arange(len(moves) + 1)).astype(np.uint32),
        "bytes": byte.astype(np.uint8),
        "targets": moves[row, byte],
        "features": np.asarray(model.tk_output, dtype=np.int32),
        "weights": np.rint(np.asarray(model.nb_ptc, dtype=np.float64).ravel() * -UNIT).astype(np.uint32),
    }
    write(tables, {
        "classes": list(model.nb_classes), "priors": [float(prior) for prior in model.nb_pc], "unit": UNIT,
    })  # fmt: skip


def write(tables: dict[str, np.ndarray], head: dict[str, object]) -> None:
    """Write the head, then the tables, each at a multiple of ``ALIGNED``."""
    places, start = {}, 0
    for name, table in tables.items():
        places[name] = {"type": TYPES[table.dtype.name], "start": start, "size": table.nbytes}
        start += table.nbytes + -table.nbytes % ALIGNED
    line = json.dumps(head | {"tables": places}).encode()
    sys.stdout.buffer.write(line + b" " * (-(len(line) + 1) % ALIGNED) + b"\n")
    for table in tables.values():
        sys.stdout.buffer.write(table.tobytes() + bytes(-table.nbytes % ALIGNED))


if __name__ == "__main__":
    main(sys.argv[1:])
