"""Rows of numbers that lie close together: the same clusters for the same rows, on any machine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

LEAST_MEMBERS = 3
MOST_CLUSTERS = 40
SEED = 0


def cluster_count(rows: int) -> int:
    """Return in how many clusters so many rows are looked for."""
    return min(MOST_CLUSTERS, max(2, round(math.sqrt(rows / 2))))


def clusters_of(places: NDArray[float64], least_alike: float = -1) -> list[list[int]]:
    """Return the numbers of the rows of each cluster, the nearest to its middle first; small clusters are left out.

    K-means over an array of rows of length 1. ``least_alike``: the cosine with the middle from which a row is a
    member. Whoever calls allows one thread only: sums in another order would differ in the last digit.
    """
    from sklearn.cluster import KMeans
    from sklearn.preprocessing import normalize

    model = KMeans(cluster_count(len(places)), n_init=3, random_state=SEED).fit(places)
    labels: list[int] = model.labels_.tolist()
    near = (places * normalize(model.cluster_centers_)[model.labels_]).sum(axis=1).round(6).tolist()
    members: dict[int, list[int]] = {}
    for row in sorted(range(len(labels)), key=lambda row: (-near[row], row)):
        if near[row] >= least_alike:
            members.setdefault(labels[row], []).append(row)
    return [inside for inside in members.values() if len(inside) >= LEAST_MEMBERS]
