"""Amounts per person and week, and what of a group's sum may be printed by itself: enough people, and nobody who is most of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from connratio.team.calendar import Calendar
    from connratio.team.groups import Groups

Cells = np.ndarray[Any, Any]
FLOOR: Final = 5
"""The fewest people of a printed cell (METRICS 3.5.2)."""
MOST_OF_ONE: Final = 0.50
MOST_OF_TWO: Final = 0.75
_SLACK: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Layer:
    """`values` (people × weeks, hours or counts, never negative) of those who are `present` in the week (people × weeks).

    Several values beside each other (people × weeks × parts) are printed or hidden together: none of the parts may be most of
    one person's.
    """

    name: str
    values: Cells
    present: Cells

    def parts(self) -> Cells:
        """The values as people × weeks × parts."""
        return self.values if self.values.ndim == 3 else self.values[:, :, None]


def counts_of(layer: Layer, groups: Groups, calendar: Calendar) -> Cells:
    """Distinct people present (groups × periods)."""
    there = (layer.present.astype(np.int32) @ calendar.covers.T.astype(np.int32)) > 0
    found: Cells = groups.people.astype(np.int32) @ there.astype(np.int32)
    return found


def dominated(sums: Cells) -> Any:
    """Whether one person is more than half, or two are more than three quarters, of any part: of sums people × … × parts."""
    whole = sums.sum(axis=0)
    if len(sums) < 3:
        return (whole > 0).any(axis=-1)
    top = np.partition(sums, len(sums) - 2, axis=0)[-2:]
    return ((top[1] > MOST_OF_ONE * whole + _SLACK) | (top.sum(axis=0) > MOST_OF_TWO * whole + _SLACK)).any(axis=-1)


def dominance_of(layer: Layer, groups: Groups, calendar: Calendar) -> Cells:
    """Where a person is most of a group's sum in a period (groups × periods)."""
    parts = layer.parts() * layer.present[:, :, None]
    summed = np.einsum("iwc,pw->ipc", parts, calendar.covers.astype(float))
    return np.stack([dominated(summed[members]) for members in groups.people])


def changes_of(layer: Layer, members: Cells, spans: Cells) -> Cells:
    """How many people of a group are present in one of two periods and not in the other (periods × periods)."""
    there = ((layer.present[members].astype(np.int32) @ spans.T.astype(np.int32)) > 0).astype(np.int32)
    both = there.T @ there
    n = there.sum(axis=0)
    found: Cells = n[:, None] + n[None, :] - 2 * both
    return found
