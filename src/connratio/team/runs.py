"""Which periods of one group may stand beside each other: neighbours must not tell what one or two people did (METRICS 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

TELLING: Final = 2
"""A difference of so many people, or of one, tells about them."""


def alike(difference: int) -> bool:
    """Whether two periods whose people differ by so many may both be printed."""
    return difference == 0 or difference > TELLING


def longest(allowed: Sequence[int], changes: np.ndarray[Any, Any], worth: Sequence[float]) -> list[int]:
    """The allowed periods worth most together of which no two consecutive ones differ by one or two people; the latest of several.

    `worth` is that of each period, by its number.
    """
    best: list[tuple[float, int]] = []
    for i, column in enumerate(allowed):
        before = [(best[j][0], j) for j in range(i) if alike(int(changes[allowed[j], column]))]
        most, at = max(before, default=(0.0, -1))
        best.append((most + worth[column], at))
    if not best:
        return []
    at = max(range(len(best)), key=lambda i: (best[i][0], i))
    found = []
    while at >= 0:
        found.append(allowed[at])
        at = best[at][1]
    return found[::-1]
