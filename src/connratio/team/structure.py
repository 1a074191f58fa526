"""Measures of who leads whom and who meets whom: over all of the data alone, with a mask of their own within that of the sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.team.amounts import places
from connratio.team.calendar import calendar_of
from connratio.team.columns import TENURE
from connratio.team.draft import Draft
from connratio.team.facts import EXTERNAL
from connratio.team.guard import guard
from connratio.team.layers import Cells, Layer
from connratio.team.measures import divided
from connratio.team.spread import FEWEST
from connratio.team.suppress import reasons

if TYPE_CHECKING:
    from connratio.team.amounts import Amounts
    from connratio.team.facts import Facts
    from connratio.team.groups import Groups
    from connratio.team.suppress import Mask

CADENCE_DAYS: Final = 14
"""Within how many days a one-to-one with one's manager is due."""
HOURS_OF_ONE: Final = 0.5
"""Length of such a one-to-one."""


@dataclass(frozen=True, slots=True)
class Told:
    """A measure by group: value (NaN: none), interval of a clamped share, `shown`, `why` not (places in WHY), people counted."""

    value: Cells
    low: Cells
    high: Cells
    shown: Cells
    why: Cells
    counts: Cells


def structure_of(facts: Facts, groups: Groups, amounts: Amounts, mask: Mask, k: int) -> dict[str, Told]:
    """The measures of leading and meeting, by name."""
    people = _People.of(facts, groups, amounts)
    total = mask.shown["people"][:, -1]

    def told(
        parts: list[Cells],
        present: Cells,
        value: Callable[[list[Cells]], Cells],
        fewest: int,
        share: Callable[[list[Cells]], Cells] | None,
    ) -> Told:
        return _told(groups, facts.weeks[0], np.stack(parts, axis=1), present, total, value, fewest, share)

    reports = people.active & (people.manager >= 0)
    leads = people.active & people.below.any(axis=1)
    deep = people.active & people.deep.any(axis=1)
    counts = [(people.met & below).sum(axis=1).astype(float) for below in (people.below, people.deep)]
    every = [below.sum(axis=1).astype(float) for below in (people.below, people.deep)]
    span = [people.direct.sum(axis=1).astype(float)]
    found = {
        "check_in_coverage": told(
            [people.checked.astype(float), 1.0 - people.checked], reports, _part_of_sum, max(k, FEWEST), lambda s: s[0] + s[1]
        ),
        "leader_reach": told([counts[0], every[0]], leads, _part_of_whole, k, lambda s: s[1]),
        "skip_level_reach": told([counts[1], every[1]], deep, _part_of_whole, k, lambda s: s[1]),
        "span_of_control": told([*span, leads.astype(float)], leads, _part_of_whole, k, None),
        "span_time_cost": told([*span, leads.astype(float)], leads, _time_cost, k, None),
    }
    for low, high in TENURE:
        contacts, weeks = people.newcomers(facts, groups, amounts, low, high)
        found[f"newcomer_network_{low}_{high}"] = told([contacts, weeks], weeks > 0, _part_of_whole, k, None)
    return found


def _part_of_sum(sums: list[Cells]) -> Cells:
    return divided(sums[0], sums[0] + sums[1])


def _part_of_whole(sums: list[Cells]) -> Cells:
    return divided(sums[0], sums[1])


def _time_cost(sums: list[Cells]) -> Cells:
    return divided(sums[0], sums[1]) * HOURS_OF_ONE * 7 / CADENCE_DAYS


def _told(
    groups: Groups, monday: int, parts: Cells, present: Cells, total: Cells, value: Callable[[list[Cells]], Cells], fewest: int,
    share: Callable[[list[Cells]], Cells] | None,
) -> Told:  # fmt: skip
    """The measure under a mask of one period; of a share of people (`share` gives how many) what lies too near an end is clamped."""
    sums = [groups.people.astype(float) @ (parts[:, i] * present) for i in range(parts.shape[1])]
    values = value(sums)
    low, high = np.full(len(groups), np.nan), np.full(len(groups), np.nan)
    clamped = np.zeros(len(groups), dtype=bool)
    enough = np.ones(len(groups), dtype=bool)
    if share is not None:
        n = share(sums)
        enough = n >= FEWEST
        edge = np.where(n > 20, 0.10, 0.25)
        clamped = np.isfinite(values) & ((values < edge) | (values > 1 - edge))
        low, high = np.where(values < edge, 0.0, 1 - edge), np.where(values < edge, edge, 1.0)
    one = calendar_of([monday])
    allowed = np.stack([total & enough & ~clamped] * 2, axis=1)
    draft = Draft(groups, one, Layer("", parts[:, None, :], present[:, None]), fewest, allowed, outer_first=True)
    guard([draft])
    shown, counts = draft.shown[:, 1], draft.counts[:, 1]
    why = reasons(draft, None)[:, 1]
    told = clamped & total & enough & (counts >= fewest) & ~draft.dominance[:, 1]
    why = np.where(told, 0, np.where(~shown & ~enough, 1, why))
    hidden = np.where(shown, values, np.nan)
    return Told(hidden, np.where(told, low, np.nan), np.where(told, high, np.nan), shown | told, why, counts)


@dataclass(frozen=True, slots=True)
class _People:
    """People × people: who is right below, anywhere below, two levels below and deeper; who met whom among at most eight."""

    manager: Cells
    direct: Cells
    below: Cells
    deep: Cells
    met: Cells
    checked: Cells
    active: Cells

    @classmethod
    def of(cls, facts: Facts, groups: Groups, amounts: Amounts) -> _People:
        n, active = len(groups.person), np.asarray(amounts.active.any(axis=1))
        manager = places(groups.person, facts.members["manager"])
        direct, below, deep, met = (np.zeros((n, n), dtype=bool) for _ in range(4))
        for person in np.flatnonzero(active):
            lead, levels = int(manager[person]), 1
            while lead >= 0 and levels <= n:
                below[lead, person] = True
                (direct if levels == 1 else deep)[lead, person] = True
                lead, levels = int(manager[lead]), levels + 1
        a, b, ties = _pairs(facts, groups)
        near = ties["met"].to_numpy() > 0
        met[a[near], b[near]] = met[b[near], a[near]] = True
        due = facts.weeks[-1] + 7 - CADENCE_DAYS
        held = (ties["one_to_one"].to_numpy() > 0) & (ties["last_one_to_one"].to_numpy() >= due)
        checked = np.zeros(n, dtype=bool)
        for one, other in ((a, b), (b, a)):
            checked[one[held & (manager[one] == other)]] = True
        return cls(manager, direct, below, deep, met, checked, active)

    def newcomers(self, facts: Facts, groups: Groups, amounts: Amounts, low: int, high: int) -> tuple[Cells, Cells]:
        """Colleagues met a week, summed over each person's active weeks of this tenure, and how many such weeks."""
        start = facts.members["start"].to_numpy(dtype=float, na_value=np.nan)
        mondays = np.asarray(facts.weeks, dtype=float)
        tenure = np.floor((mondays[None, :] - start[:, None]) / 7)
        within = (tenure >= low) & (tenure < high) & amounts.active
        a, b, ties = _pairs(facts, groups)
        week = places(np.asarray(facts.weeks, dtype=np.int64), ties["week"])
        near = (ties["met"].to_numpy() > 0) & (week >= 0)
        contacts = np.zeros(within.shape)
        for one in (a, b):
            np.add.at(contacts, (one[near], week[near]), 1.0)
        return (contacts * within).sum(axis=1), within.sum(axis=1).astype(float)


def _pairs(facts: Facts, groups: Groups) -> tuple[Cells, Cells, Any]:
    """The ties between people of the directory: both sides' places, and the rows."""
    ties = facts.ties[facts.ties["other"] != EXTERNAL]
    a, b = places(groups.person, ties["person"]), places(groups.person, ties["other"])
    kept = (a >= 0) & (b >= 0)
    return a[kept], b[kept], ties[kept]
