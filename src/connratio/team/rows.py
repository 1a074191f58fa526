"""The answer of an audit: the chosen groups and periods, measure by measure, with everything that may not be told left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from connratio.model.table import Table
from connratio.team.amounts import amounts_of, sheets_of
from connratio.team.calendar import By, Calendar, calendar_of
from connratio.team.columns import BY_NAME, COLUMNS, MEASURES, WHY
from connratio.team.facts import LEVELS
from connratio.team.groups import CROSSING, Groups, groups_of
from connratio.team.layers import FLOOR, Cells
from connratio.team.measures import FIGURES, divided, sums_of
from connratio.team.suppress import Mask, mask_of

if TYPE_CHECKING:
    from connratio.team.amounts import Amounts
    from connratio.team.facts import Facts


@dataclass(frozen=True, slots=True)
class Audit:
    """The rows, what to say beside them, and what the measures mean."""

    table: Table
    notes: list[str]
    definitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that answers are chosen from; the same whatever is asked."""

    facts: Facts
    groups: Groups
    calendar: Calendar
    amounts: Amounts
    mask: Mask
    k: int


def basis_of(facts: Facts, k: int = FLOOR) -> Basis:
    """The facts with their mask for groups of at least k people."""
    groups, calendar = groups_of(facts.members), calendar_of(facts.weeks)
    amounts = amounts_of(facts, groups)
    return Basis(facts, groups, calendar, amounts, mask_of(groups, calendar, sheets_of(amounts), k), k)


def audit_of(
    basis: Basis, *, split: str = "team", by: By = "week", first: date | None = None, until: date | None = None
) -> Audit:
    """The rows for the groups of a level and those above it; `first` and `until` only choose whole periods."""
    columns = chosen_columns(basis.calendar, by, first, until)
    table = Table.of(COLUMNS, list(_rows(basis, split, columns)))
    return Audit(table, notes_of(basis, split, by, columns), {m.name: m.definition for m in MEASURES})


def chosen_columns(calendar: Calendar, by: By, first: date | None, until: date | None) -> list[int]:
    """The periods that lie wholly between two days."""
    return [
        column
        for column in calendar.columns(by)
        if (first is None or calendar.periods[column].first >= first)
        and (until is None or calendar.periods[column].until <= until)
    ]


def chosen_groups(groups: Groups, split: str) -> list[int]:
    """The groups of a level and of those above it, outer levels first."""
    levels = ["portfolio", split] if split in CROSSING else list(reversed(LEVELS[LEVELS.index(split) :]))
    return [g for level in levels for g in groups.of_level(level)]


def _rows(basis: Basis, split: str, columns: list[int]) -> Iterator[dict[str, Any]]:
    sums = {tools: sums_of(basis.amounts, basis.groups, basis.calendar, tools=tools) for tools in (False, True)}
    values = {f.name: f.value(sums[f.tools]) for f in FIGURES}
    covered = _coverage(sums[False])
    n_people = _employed(basis)
    for column in columns:
        period = basis.calendar.periods[column]
        for g in chosen_groups(basis.groups, split):
            if column in basis.calendar.windows and basis.mask.weekly[g]:
                continue
            for figure in FIGURES:
                if not tells(basis, figure.layer, g):
                    continue
                shown = bool(basis.mask.shown[figure.layer][g, column])
                yield {
                    "level": basis.groups.level[g], "group": basis.groups.name[g], "parent": parent_of(basis.groups, g),
                    "period": period.label, "from": period.first.isoformat(), "until": period.until.isoformat(),
                    "measure": figure.name, "value": rounded(values[figure.name][g, column], BY_NAME[figure.name].unit) if shown else None,
                    "unit": BY_NAME[figure.name].unit, "low": None, "high": None,
                    "n_people": int(n_people[g, column]) if n_people[g, column] >= basis.k else None,
                    "n_active": int(basis.mask.counts[figure.layer][g, column]) if shown else None,
                    "coverage": rounded(covered[g, column], "share") if shown else None,
                    "suppressed": WHY[int(basis.mask.why[figure.layer][g, column])],
                }  # fmt: skip


def rounded(value: float, unit: str) -> float | None:
    """The value as an audit prints it: hours to half an hour, everything else to a hundredth; None where there is none."""
    if not np.isfinite(value):
        return None
    return float(round(value * 2) / 2) if unit == "h" else round(float(value), 2)


def tells(basis: Basis, layer: str, group: int) -> bool:
    """Whether a measure has rows for a group: a grouping that crosses the nest may be given up as a whole."""
    kind = basis.groups.grouping[group]
    own = [g for g, other in enumerate(basis.groups.grouping) if other == kind]
    return kind not in CROSSING or bool(basis.mask.shown[layer][own].any())


def parent_of(groups: Groups, group: int) -> str:
    """The name of the group that a group is part of."""
    return groups.name[groups.parent[group]] if groups.parent[group] >= 0 else ""


def _coverage(sums: Any) -> Cells:
    return divided(sums("observed"), sums("expected"))


def _employed(basis: Basis) -> Cells:
    """Distinct people of a group whose own calendar or log reaches into the period."""
    there = (basis.amounts.employed.astype(np.int32) @ basis.calendar.covers.T.astype(np.int32)) > 0
    found: Cells = basis.groups.people.astype(np.int32) @ there.astype(np.int32)
    return found


def notes_of(basis: Basis, split: str, by: By, columns: list[int]) -> list[str]:
    """What stands below a table: how groups are protected, and what the chosen periods leave out."""
    found = [f"groups of {basis.k} active people and more; hours to 0.5, shares to 1 point; an empty value names its reason"]
    groups = chosen_groups(basis.groups, split)
    weekly = sum(bool(basis.mask.weekly[g]) for g in groups)
    if by == "week" and weekly < len(groups):
        found.append(f"{len(groups) - weekly} groups change by one or two people from week to week: --by 4w or --by total")
    if by == "4w" and weekly:
        found.append(f"{weekly} groups are printed by week and so not by four weeks: --by week or --by total")
    if split in CROSSING and not all(tells(basis, f.layer, g) for f in FIGURES for g in groups):
        found.append(f"some measures are not told by {split}: they would tell of single people beside the teams")
    if not columns:
        found.append("no whole period of the mask lies between --from and --until; a total is of all the data")
    return found
