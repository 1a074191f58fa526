"""Pair-allocated hours of every person with the people of every group: length ÷ (n − 1) for each other person of a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from connratio.team.amounts import HOUR, places
from connratio.team.facts import EXTERNAL
from connratio.team.layers import Cells

if TYPE_CHECKING:
    from connratio.team.facts import Facts
    from connratio.team.groups import Groups

TIED: Final = 18
"""Ties hold meetings of at most so many people; larger ones are in the attendance alone."""


def hours_with(facts: Facts, groups: Groups, people: Cells) -> Cells:
    """People × (groups, outsiders): `people` (groups × people) are groups that share nobody."""
    n = len(groups.person)
    found = np.zeros((n, len(people) + 1))
    ties = facts.ties
    a, b = places(groups.person, ties["person"]), places(groups.person, ties["other"])
    hours = ties["pair_ms"].to_numpy(dtype=float) / HOUR
    inside = (a >= 0) & (b >= 0)
    for one, other in ((a[inside], b[inside]), (b[inside], a[inside])):
        np.add.at(found[:, :-1], one, people[:, other].T * hours[inside][:, None])
    outside = (a >= 0) & (ties["other"].to_numpy() == EXTERNAL)
    np.add.at(found[:, -1], a[outside], hours[outside])
    large = facts.attendance[facts.attendance["n"] > TIED]
    for _, held in large.groupby("meeting", sort=True):
        who = places(groups.person, held["person"])
        who = who[who >= 0]
        size, length = int(held["n"].iloc[0]), float(held["ms"].iloc[0]) / HOUR
        among = people[:, who].sum(axis=1)
        each = length / (size - 1)
        found[who, :-1] += each * (among[None, :] - people[:, who].T)
        found[who, -1] += each * max(size - len(who), 0)
    return found
