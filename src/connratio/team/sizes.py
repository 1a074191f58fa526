"""The sizes of meetings and their total are one margin: what of it is hidden must be two sizes and more, and nobody most of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.team.layers import dominated

if TYPE_CHECKING:
    from connratio.team.draft import Draft

PARTNER: Final = {0: (1, 2, 3), 1: (0, 2, 3), 2: (3, 1, 0), 3: (2, 1, 0)}
"""Which size goes with a hidden one: 1:1 with small, large with broadcast, then the others."""


def settle_sizes(drafts: Sequence[Draft], whole: np.ndarray[Any, Any]) -> None:
    """Give up sizes beside hidden ones wherever their total is printed (`whole`, groups × periods), until none can be told."""
    done: set[tuple[int, int, tuple[int, ...]]] = set()
    while True:
        given = False
        for g, column in zip(*np.nonzero(whole), strict=True):
            hidden = tuple(i for i, draft in enumerate(drafts) if not draft.shown[g, column])
            if not hidden or (g, column, hidden) in done:
                continue
            if len(hidden) < len(drafts) and not _safe(drafts, hidden, int(g), int(column)):
                partner = next(i for i in PARTNER[hidden[0]] if i not in hidden)
                drafts[partner].barred[g, column] = given = True
            else:
                done.add((g, column, hidden))
        if not given:
            return
        for draft in drafts:
            draft.settle()


def _safe(drafts: Sequence[Draft], hidden: tuple[int, ...], g: int, column: int) -> bool:
    first = drafts[0]
    inside = list(first.calendar.inside(column))
    members = first.groups.people[g] & first.layer.present[:, inside].any(axis=1)
    added = np.add.reduce([drafts[i].layer.values[members][:, inside].sum(axis=1) for i in hidden])
    return len(hidden) > 1 and not dominated(added[:, None])
