"""With how many teams a group spends its time, and how its share moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.team.amounts import places
from connratio.team.facts import EXTERNAL
from connratio.team.layers import Cells
from connratio.team.measures import divided
from connratio.team.spread import FEWEST

if TYPE_CHECKING:
    from connratio.stats.trend import Trend
    from connratio.team.amounts import Amounts
    from connratio.team.calendar import Calendar
    from connratio.team.facts import Facts
    from connratio.team.groups import Groups
    from connratio.team.suppress import Mask

DIGITS: Final = 4
"""Of a slope per week."""


def breadth_of(facts: Facts, groups: Groups) -> Cells:
    """exp(entropy) of each group's pair-allocated hours over the teams of the others; NaN without any."""
    ties = facts.ties[facts.ties["other"] != EXTERNAL]
    a, b = places(groups.person, ties["person"]), places(groups.person, ties["other"])
    teams = groups.of_level("team")
    if not teams:
        return np.full(len(groups), np.nan)
    people = groups.people.astype(float)
    pairs = np.zeros((len(groups.person), len(teams)))
    in_team = people[teams]
    kept = (a >= 0) & (b >= 0)
    hours = ties["pair_ms"].to_numpy(dtype=float)[kept]
    for one, other in ((a[kept], b[kept]), (b[kept], a[kept])):
        np.add.at(pairs, one, in_team[:, other].T * hours[:, None])
    spent = people @ pairs
    parts = divided(spent, np.repeat(spent.sum(axis=1, keepdims=True), len(teams), axis=1))
    logs = np.log(parts, out=np.zeros_like(parts), where=parts > 0)
    found: Cells = np.exp(-(np.nan_to_num(parts) * logs).sum(axis=1)) + np.where(spent.sum(axis=1) > 0, 0.0, np.nan)
    return found


def trends_of(values: Cells, amounts: Amounts, groups: Groups, calendar: Calendar, mask: Mask) -> dict[str, list[Trend | None]]:
    """Per group the trend of the printed weeks of `values` (groups × periods, as printed), and of the fixed panel in these weeks.

    The first tells nothing that the weeks themselves do not. The panel is who has a tool log in both halves: at least ten, and
    either everybody or three people less and more.
    """
    from connratio.stats.trend import trend_of

    n = calendar.n_weeks
    halves = [amounts.tracked[:, : n // 2].any(axis=1), amounts.tracked[:, n // 2 :].any(axis=1)]
    steady = halves[0] & halves[1]
    found: dict[str, list[Trend | None]] = {"share_trend": [], "share_trend_fixed_panel": []}
    for g, members in enumerate(groups.people):
        weeks = [w for w in calendar.weeks if mask.shown["shares"][g, w] and np.isfinite(values[g, w])]
        found["share_trend"].append(trend_of(weeks, [float(values[g, w]) for w in weeks]) if weeks else None)
        panel = members & steady
        others = int((members & amounts.tracked.any(axis=1) & ~panel).sum())
        fit = int(panel.sum()) >= FEWEST and others not in {1, 2} and len(weeks) > 0
        found["share_trend_fixed_panel"].append(_panel(amounts, panel, weeks) if fit else None)
    return found


def _panel(amounts: Amounts, panel: Any, weeks: Sequence[int]) -> Trend:
    from connratio.stats.trend import trend_of

    there = amounts.tracked[panel][:, list(weeks)]
    human, tool = ((amounts.of[name][panel][:, list(weeks)] * there).sum(axis=0) for name in ("human", "tool"))
    shares = divided(human, human + tool)
    kept = [i for i in range(len(weeks)) if np.isfinite(shares[i])]
    return trend_of([weeks[i] for i in kept], [round(float(shares[i]), 2) for i in kept])
