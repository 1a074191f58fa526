"""What an audit may print: one mask for the data set, over every level, grouping, period and measure (METRICS 3.5 and 7).

Options only choose from it, so that no two runs tell more than the mask does. What a larger k prints is part of what the floor prints.
It defends against whoever has everything that is printed and the directory; not against two runs over different files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from connratio.team.columns import WHY
from connratio.team.draft import WINDOWS, Draft
from connratio.team.guard import guard
from connratio.team.layers import FLOOR, Cells
from connratio.team.sizes import settle_sizes

if TYPE_CHECKING:
    from connratio.team.amounts import Sheet
    from connratio.team.calendar import Calendar
    from connratio.team.groups import Groups


_RESTARTS: Final = 2
"""How often cells of meeting hours are given up for their sizes before the sizes are."""


@dataclass(frozen=True, slots=True)
class Mask:
    """By layer: `shown` cells (groups × periods), `why` others are not (places in WHY), `counts` of the people present.

    `weekly` tells which groups get weeks; the others get windows. `absent` cells have no row: the groups within tell them; `open`
    ones are printed or absent.
    """

    shown: Mapping[str, Cells]
    why: Mapping[str, Cells]
    counts: Mapping[str, Cells]
    weekly: Cells
    absent: Mapping[str, Cells]
    open: Mapping[str, Cells]


def mask_of(groups: Groups, calendar: Calendar, sheets: Sequence[Sheet], k: int = FLOOR) -> Mask:
    """The mask of these layers for groups of at least k people, k ≥ 5."""
    found = _masked(groups, calendar, sheets, FLOOR, None)
    return found if k <= FLOOR else _masked(groups, calendar, sheets, k, found)


def _masked(groups: Groups, calendar: Calendar, sheets: Sequence[Sheet], k: int, within: Mask | None) -> Mask:
    shown: dict[str, Cells] = {}
    why: dict[str, Cells] = {}
    counts: dict[str, Cells] = {}
    absent: dict[str, Cells] = {}
    open_: dict[str, Cells] = {}
    way: Cells | None = None if within is None else np.where(within.weekly, 1, WINDOWS)
    refused: dict[str, set[tuple[int, int]]] = {}
    at = restarts = 0
    while at < len(sheets):
        sheet = sheets[at]
        drafts = []
        for layer in sheet.layers:
            allowed = np.ones((len(groups), len(calendar.periods)), dtype=bool) if not sheet.base else shown[sheet.base].copy()
            if within is not None:
                allowed &= within.shown[layer.name]
            # Sizes stand in one more sum than the others, so below a group without a row they are not told either.
            base_open = open_.get(sheet.base) if len(sheet.layers) == 1 else shown[sheet.base]
            if within is not None:
                base_open = within.open[layer.name] if base_open is None else base_open & within.open[layer.name]
            for cell in refused.get(layer.name, ()):
                allowed[cell] = False
            drafts.append(Draft(groups, calendar, layer, k, allowed, way, base_open=base_open))
            if way is None:
                way = np.array([drafts[0].way_of(g) for g in range(len(groups))])
        whole = shown[sheet.base] if len(drafts) > 1 else None
        if whole is not None:
            settle_sizes(drafts, whole)
        told = guard(drafts, whole) if sheet.amounts else set()
        if told and restarts == _RESTARTS:
            _totals_alone(drafts, calendar, whole)
        elif told:
            restarts += 1
            refused.setdefault(sheet.base, set()).update(told)
            at = next(i for i, other in enumerate(sheets) if other.layers[0].name == sheet.base)
            continue
        for draft in drafts:
            name = draft.layer.name
            shown[name], counts[name], absent[name], open_[name] = draft.shown, draft.counts, draft.absent(), draft.open
            if within is not None:
                absent[name] |= within.absent[name] & ~draft.shown
            why[name] = reasons(draft, why.get(sheet.base))
        at += 1
    assert way is not None  # noqa: S101  # there is always a layer of who is there
    return Mask(shown, why, counts, way != WINDOWS, absent, open_)


def _totals_alone(drafts: Sequence[Draft], calendar: Calendar, whole: Cells | None) -> None:
    """Give up all but the totals of the parts of a whole, and where even these tell too much everything."""
    for columns in (slice(0, calendar.total), slice(None)):
        for draft in drafts:
            draft.barred[:, columns] = True
            draft.settle()
        if whole is not None:
            settle_sizes(drafts, whole)
        if not guard(drafts, whole):
            return


def reasons(draft: Draft, base: Cells | None) -> Cells:
    """Why each hidden cell is hidden: too few people, one of them too much of it, a neighbour, or the sums it stands in."""
    found = np.where(draft.shown, 0, WHY.index("complement"))
    able = draft.able
    weeks, windows = list(draft.calendar.weeks), list(draft.calendar.windows)
    for g in range(len(draft.groups)):
        up = draft.tree.above[g]
        wanted = windows if draft.way_of(g) == WINDOWS else weeks
        free = [c for c in wanted if able[g, c] and (up < 0 or draft.open[up, c])]
        found[g, [c for c in free if not draft.shown[g, c]]] = WHY.index("difference")
        if draft.way_of(g) == WINDOWS:
            found[g, weeks] = WHY.index("difference")
    if base is not None:
        found = np.where(~draft.shown & (base > 0), base, found)
    found = np.where(~draft.shown & draft.dominance, WHY.index("dominance"), found)
    return np.where(~draft.shown & (draft.counts < draft.k), WHY.index("k"), found)
