"""How people of a group differ: the median person, quartiles, the Gini coefficient. Groups of ten and more alone have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from connratio.team.layers import Cells
from connratio.team.measures import divided

if TYPE_CHECKING:
    from connratio.team.amounts import Amounts
    from connratio.team.calendar import Calendar
    from connratio.team.groups import Groups

FEWEST: Final = 10
"""The fewest people of whom a median, a quartile, a Gini or a share of people is told (METRICS 3.5.6, 7)."""
SPREAD: Final = {
    "share_median_person": "shares", "human_hours_q1": "human", "human_hours_median": "human", "human_hours_q3": "human",
    "gini_human_hours": "human",
}  # fmt: skip
"""By measure: the layer that says when it is printed."""


def spread_of(amounts: Amounts, groups: Groups, calendar: Calendar) -> dict[str, Cells]:
    """The measures of SPREAD for every group and period; NaN where too few people have one."""
    covers = calendar.covers.T.astype(float)
    human, tool = (amounts.of[name] * amounts.tracked @ covers for name in ("human", "tool"))
    share = divided(human, human + tool)
    weeks = amounts.active.astype(float) @ covers
    hours = divided(amounts.of["human"] * amounts.active @ covers, weeks)
    found = {name: np.full((len(groups), len(calendar.periods)), np.nan) for name in SPREAD}
    for g, members in enumerate(groups.people):
        for column in range(len(calendar.periods)):
            own = share[members, column]
            own = own[np.isfinite(own)]
            if len(own) >= FEWEST:
                found["share_median_person"][g, column] = np.median(own)
            own = hours[members, column]
            own = own[np.isfinite(own)]
            if len(own) >= FEWEST:
                quarters = np.quantile(own, [0.25, 0.5, 0.75])
                for name, value in zip(("human_hours_q1", "human_hours_median", "human_hours_q3"), quarters, strict=True):
                    found[name][g, column] = value
                found["gini_human_hours"][g, column] = gini(own)
    return found


def gini(amounts: Cells) -> float:
    """The Gini coefficient × n ÷ (n − 1), so that small groups do not read as equal; NaN where all have nothing."""
    n, ordered = len(amounts), np.sort(amounts)
    whole = float(ordered.sum())
    if n < 2 or whole <= 0:
        return float("nan")
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered) / (n - 1) / whole
