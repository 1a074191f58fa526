"""Everything that the answers of an audit are chosen from: the same whatever is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from connratio.team.amounts import amounts_of, sheets_of
from connratio.team.breadth import breadth_of, trends_of
from connratio.team.calendar import Calendar, calendar_of
from connratio.team.groups import CROSSING, Groups, groups_of
from connratio.team.layers import FLOOR, Cells
from connratio.team.measures import FIGURES, divided, sums_of
from connratio.team.spread import SPREAD, spread_of
from connratio.team.suppress import Mask, mask_of

if TYPE_CHECKING:
    from connratio.stats.trend import Trend
    from connratio.team.amounts import Amounts
    from connratio.team.facts import Facts

BREADTH = "network_breadth"


@dataclass(frozen=True, slots=True)
class Basis:
    """The facts of an organisation, and the mask that says what of them may be told of groups of at least k people."""

    facts: Facts
    groups: Groups
    calendar: Calendar
    amounts: Amounts
    mask: Mask
    k: int

    def tells(self, layer: str, group: int) -> bool:
        """Whether a layer has rows for a group: a grouping that crosses the nest may be given up as a whole."""
        kind = self.groups.grouping[group]
        own = [g for g, other in enumerate(self.groups.grouping) if other == kind]
        return kind not in CROSSING or bool(self.mask.shown[layer][own].any())


def basis_of(facts: Facts, k: int = FLOOR) -> Basis:
    """The facts with their mask for groups of at least k people."""
    groups, calendar = groups_of(facts.members), calendar_of(facts.weeks)
    amounts = amounts_of(facts, groups)
    return Basis(facts, groups, calendar, amounts, mask_of(groups, calendar, sheets_of(amounts), k), k)


@dataclass(frozen=True, slots=True)
class Values:
    """The sums and spreads by measure (groups × periods), which layer prints each, and who and how much is behind them."""

    of: Mapping[str, Cells]
    layer: Mapping[str, str]
    covered: Cells
    n_people: Cells


def values_of(basis: Basis) -> Values:
    """Every measure that is told as soon as its layer is."""
    groups, calendar, amounts = basis.groups, basis.calendar, basis.amounts
    sums = {tools: sums_of(amounts, groups, calendar, tools=tools) for tools in (False, True)}
    of = {f.name: f.value(sums[f.tools]) for f in FIGURES} | spread_of(amounts, groups, calendar)
    breadth = np.full((len(groups), len(calendar.periods)), np.nan)
    breadth[:, calendar.total] = breadth_of(basis.facts, groups)
    layer = {f.name: f.layer for f in FIGURES} | SPREAD | {BREADTH: "internal"}
    there = (amounts.employed.astype(np.int32) @ calendar.covers.T.astype(np.int32)) > 0
    n_people: Cells = groups.people.astype(np.int32) @ there.astype(np.int32)
    return Values(of | {BREADTH: breadth}, layer, divided(sums[False]("observed"), sums[False]("expected")), n_people)


def moving(basis: Basis, values: Values) -> dict[str, list[Trend | None]]:
    """The trends of the share as it is printed, by measure and group."""
    return trends_of(values.of["share_pooled"].round(2), basis.amounts, basis.groups, basis.calendar, basis.mask)
