"""The answer of an audit: the chosen groups and periods, measure by measure, with everything that may not be told left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from connratio.model.problems import UsageError
from connratio.model.table import Table
from connratio.team.basis import BREADTH, Basis, Values, moving, values_of
from connratio.team.breadth import DIGITS
from connratio.team.calendar import By, Calendar
from connratio.team.columns import COLUMNS, MATRIX_COLUMNS, MEASURES, WHY, Measure
from connratio.team.facts import LEVELS
from connratio.team.groups import CROSSING, Groups
from connratio.team.matrix import matrix_of, matrix_rows
from connratio.team.spread import FEWEST, SPREAD
from connratio.team.structure import Told, structure_of

if TYPE_CHECKING:
    from connratio.stats.trend import Trend


@dataclass(frozen=True, slots=True)
class Audit:
    """The rows, what to say beside them, and what the measures mean."""

    table: Table
    notes: list[str]
    definitions: Mapping[str, str]


def audit_of(
    basis: Basis, *, split: str = "team", by: By = "week", first: date | None = None, until: date | None = None
) -> Audit:
    """The rows for the groups of a level and those above it; `first` and `until` only choose whole periods."""
    columns = chosen_columns(basis.calendar, by, first, until)
    table = Table.of(COLUMNS, list(_rows(basis, split, columns)))
    return Audit(table, notes_of(basis, split, by, columns), {m.name: m.definition for m in MEASURES})


def matrix_audit(basis: Basis, *, split: str = "team", first: date | None = None, until: date | None = None) -> Audit:
    """The time between the groups of a level, over all of the data. Raises UsageError for groupings that cross the nest."""
    if split in CROSSING:
        raise UsageError(f"there is no matrix by {split}", "--matrix shows teams, departments or companies")
    columns = chosen_columns(basis.calendar, "total", first, until)
    levels = matrix_of(basis.facts, basis.groups, basis.mask, basis.k) if columns else []
    rows = matrix_rows(levels, basis.groups, split, basis.calendar.periods[basis.calendar.total])
    notes = [
        "length ÷ (people − 1) of each meeting for every two people in it; a pair of people counts once; outsiders are external",
        f"both groups of a pair have {basis.k} people and more in it; an empty value names its reason",
    ]
    return Audit(Table.of(MATRIX_COLUMNS, rows), notes if columns else [*notes, _OUTSIDE], {})


_OUTSIDE = "no whole period of the mask lies between --from and --until; a total is of all the data"


def chosen_columns(calendar: Calendar, by: By, first: date | None, until: date | None) -> list[int]:
    """The periods that lie wholly between two days."""
    return [
        column
        for column in calendar.columns(by)
        if calendar.n_weeks
        and (first is None or calendar.periods[column].first >= first)
        and (until is None or calendar.periods[column].until <= until)
    ]


def chosen_groups(groups: Groups, split: str) -> list[int]:
    """The groups of a level and of those above it, outer levels first."""
    levels = ["portfolio", split] if split in CROSSING else list(reversed(LEVELS[LEVELS.index(split) :]))
    return [g for level in levels for g in groups.of_level(level)]


def _rows(basis: Basis, split: str, columns: list[int]) -> Iterator[dict[str, Any]]:
    values, total = values_of(basis), basis.calendar.total
    whole = total in columns
    structure = structure_of(basis.facts, basis.groups, basis.amounts, basis.mask, basis.k) if whole else {}
    trends = moving(basis, values) if whole else {}
    for column in columns:
        for g in chosen_groups(basis.groups, split):
            if column in basis.calendar.windows and basis.mask.weekly[g]:
                continue
            for measure in MEASURES:
                name, layer = measure.name, values.layer.get(measure.name)
                head = _head(basis, values, g, column, measure)
                if layer is not None and basis.mask.absent[layer][g, column]:
                    continue
                if layer is not None and basis.tells(layer, g) and (name != BREADTH or column == total):
                    yield head | _summed(basis, values, g, column, measure)
                elif name in structure:
                    yield head | _structured(structure[name], values, g, column, measure)
                elif name in trends and basis.tells("shares", g):
                    yield head | _moved(trends[name][g])


def _head(basis: Basis, values: Values, g: int, column: int, measure: Measure) -> dict[str, Any]:
    groups, period, n = basis.groups, basis.calendar.periods[column], int(values.n_people[g, column])
    return {
        "level": groups.level[g], "group": groups.name[g], "parent": groups.name[groups.parent[g]] if g else "",
        "period": period.label, "from": period.first.isoformat(), "until": period.until.isoformat(), "measure": measure.name,
        "value": None, "unit": measure.unit, "low": None, "high": None, "n_people": n if n >= basis.k else None, "n_active": None,
        "coverage": None, "suppressed": "",
    }  # fmt: skip


def _summed(basis: Basis, values: Values, g: int, column: int, measure: Measure) -> dict[str, Any]:
    layer = values.layer[measure.name]
    n = int(basis.mask.counts[layer][g, column])
    if not basis.mask.shown[layer][g, column]:
        return {"suppressed": WHY[int(basis.mask.why[layer][g, column])]}
    if measure.name in SPREAD and n < FEWEST:
        return {"suppressed": "k"}
    value, covered = values.of[measure.name][g, column], values.covered[g, column]
    return {"value": rounded(value, measure.unit), "n_active": n, "coverage": rounded(covered, "share")}


def _structured(told: Told, values: Values, g: int, column: int, measure: Measure) -> dict[str, Any]:
    if not told.shown[g]:
        return {"suppressed": WHY[int(told.why[g])]}
    value, low, high = (rounded(end[g], measure.unit) for end in (told.value, told.low, told.high))
    covered = rounded(values.covered[g, column], "share")
    return {"value": value, "low": low, "high": high, "n_active": int(told.counts[g]), "coverage": covered}


def _moved(trend: Trend | None) -> dict[str, Any]:
    ends = (None, None, None) if trend is None else (trend.slope, trend.low, trend.high)
    named = zip(("value", "low", "high"), ends, strict=True)
    return {name: None if end is None else round(end, DIGITS) for name, end in named}


def rounded(value: float, unit: str) -> float | None:
    """The value as an audit prints it: hours to half an hour, numbers of people to a tenth, shares to a point; None for none."""
    if not np.isfinite(value):
        return None
    return float(round(value * 2) / 2) if unit.startswith("h") else round(float(value), 1 if unit in {"people", "teams"} else 2)


def notes_of(basis: Basis, split: str, by: By, columns: list[int]) -> list[str]:
    """What stands below a table: how groups are protected, and what the chosen periods leave out."""
    found = [f"groups of {basis.k} active people and more; hours to 0.5, shares to 1 point; an empty value names its reason"]
    groups = chosen_groups(basis.groups, split)
    weekly = sum(bool(basis.mask.weekly[g]) for g in groups)
    if by == "week" and weekly < len(groups):
        found.append(f"{len(groups) - weekly} groups change by one or two people from week to week: --by 4w or --by total")
    if by == "4w" and weekly:
        found.append(f"{weekly} groups are printed by week and so not by four weeks: --by week or --by total")
    if split in CROSSING and not all(basis.tells(layer, g) for layer in basis.mask.shown for g in groups):
        found.append(f"some measures are not told by {split}: they would tell of single people beside the teams")
    if not basis.calendar.n_weeks:
        return [*found, "in no whole week are five people active: there is nothing that can be shown"]
    return found if columns else [*found, _OUTSIDE]
