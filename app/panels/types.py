"""How people are given to variants, and the limits of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

NAME_MAX_CHARS, RULE_MAX_CHARS = 80, 500
LEAST_VARIANTS, MOST_VARIANTS = 2, 6
LEAST_ANSWERS, MOST_ANSWERS = 5, 100_000  # of each variant


def fingerprint_of(seed: str) -> str:
    """Return what stands for a seed until the comparison is over: with the seed, anybody can check it then."""
    return sha256(seed.encode()).hexdigest()


def variant_at(seed: str, edition_id: int, place: int, variants: Sequence[int]) -> int:
    """Return the variant of the person who came at a place (from 0) in an edition.

    Places come in blocks as long as there are variants; each block holds every variant once, in an order that the seed
    alone decides. So two variants never differ by more than one person in an edition.
    """
    block, within = divmod(place, len(variants))
    order = sorted(variants, key=lambda one: sha256(f"{seed} {edition_id} {block} {one}".encode()).digest())
    return order[within]
