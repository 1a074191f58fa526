"""Whoever has the directory and everything that some runs of the audit printed, and a solver: what can they find out?

Nothing of the mask's own code is used. The unknowns are what people who share all groups did in a week; a printed figure holds
within its rounding; a hidden one is given away when the smallest and the largest value that fit lie within ± 25 % of the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from connratio.team.facts import GROUPINGS, Facts

HOURS = {
    "sizes": {
        "one_to_one_hours": ["one_to_one_ms"], "small_group_hours": ["small_ms"], "large_meeting_hours": ["large_ms"],
        "broadcast_hours": ["broadcast_ms"], "meeting_hours": ["one_to_one_ms", "small_ms", "large_ms", "broadcast_ms"],
    },
    "after": {"after_hours": ["after_hours_ms"]},
    "focus": {"focus_hours": ["focus_ms"]},
}  # fmt: skip
SHARES = {
    "share_pooled": (["human_ms"], ["tool_ms"]), "ai_share_of_tool": (["ai_ms"], ["tool_ms", "-ai_ms"]),
    "in_person_share": (["in_person_ms"], ["placed_ms", "-in_person_ms"]),
}  # fmt: skip
"""Measure: what is divided, and what stands beside it in the whole."""
NARROW = 0.25
Row = Mapping[str, Any]


@dataclass
class Attacker:
    """The facts serve for the truth, for who is in which group, and for who was away all week: all of it is known outside."""

    facts: Facts
    atoms: list[list[int]] = field(init=False)
    value: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        members = self.facts.members
        keys: dict[tuple[str, ...], list[int]] = {}
        for i, row in enumerate(members[list(GROUPINGS)].itertuples(index=False)):
            keys.setdefault(tuple(row), []).append(i)
        self.atoms = list(keys.values())
        weeks = {monday: w for w, monday in enumerate(self.facts.weeks)}
        frame = self.facts.person_weeks
        self.value = {}
        for name in frame.columns:
            if name.endswith("_ms") or name in {"active", "tracked"}:
                laid = np.zeros((len(members), len(weeks)))
                laid[frame["person"], frame["week"].map(weeks)] = frame[name].astype(float)
                self.value[name] = laid / 3_600_000 if name.endswith("_ms") else laid > 0

    def of_atoms(self, name: str, there: str) -> Any:
        """Atoms × weeks; a minus sign takes away."""
        laid = -self.value[name[1:]] if name.startswith("-") else self.value[name]
        return np.stack([(laid * self.value[there])[atom].sum(axis=0) for atom in self.atoms])

    def cell(self, row: Row) -> tuple[list[int], list[int]]:
        """The atoms and the weeks that a row sums up."""
        members = self.facts.members
        first, until = (date.fromisoformat(row[end]).toordinal() for end in ("from", "until"))
        weeks = [w for w, monday in enumerate(self.facts.weeks) if first <= monday < until]
        if row["level"] == "portfolio":
            return list(range(len(self.atoms))), weeks
        upper = {"team": "department", "department": "company"}.get(row["level"])
        own = members[row["level"]].to_numpy() == row["group"]
        if upper:
            own &= members[upper].to_numpy() == row["parent"]
        return [i for i, atom in enumerate(self.atoms) if own[atom[0]]], weeks

    def hours(self, rows: Sequence[Row], *, some: int | None = None) -> list[str]:
        """What the printed hours give away of hidden hours, and of single people; of `some` hidden cells where there are many."""
        found = []
        for name, measures in HOURS.items():
            parts = sorted({part for of in measures.values() for part in of})
            true = np.stack([self.of_atoms(part, "active") for part in parts], axis=2)
            there = np.stack([self.value["active"][atom].any(axis=0) for atom in self.atoms])
            place = np.full(true.shape, -1)
            place[there] = np.arange(int(there.sum()) * len(parts)).reshape(-1, len(parts))
            unknowns = true[there].ravel()
            printed, limits, aims, names = [], [], [], []
            for row in rows:
                if row["measure"] not in measures:
                    continue
                atoms, weeks = self.cell(row)
                which = [parts.index(part) for part in measures[row["measure"]]]
                at = [int(i) for i in place[np.ix_(atoms, weeks, which)].ravel() if i >= 0]
                if row["value"] is not None:
                    printed.append(at)
                    limits.append(row["value"])
                elif row["suppressed"]:
                    aims.append(at)
                    names.append(f"{row['level']} {row['group']} {row['period']} {row['measure']} n={len(atoms)}")
            for i, atom in enumerate(self.atoms):
                if len(atom) == 1:
                    for weeks in [*([w] for w in range(true.shape[1])), list(range(true.shape[1]))]:
                        for p, part in enumerate(parts):
                            aims.append([int(k) for k in place[np.ix_([i], weeks, [p])].ravel() if k >= 0])
                            names.append(f"person {atom[0]} weeks {weeks} {part}")
            found += [f"{name}: {line}" for line in _attacked(unknowns, printed, np.array(limits), aims, names, some)]
        return found

    def shares(self, rows: Sequence[Row], *, some: int | None = None) -> list[str]:
        """What printed shares give away of hidden ones to whoever also knows that a week of a person has 10 to 80 hours."""
        found = []
        for measure, (upper, beside) in SHARES.items():
            there_name = "active" if measure == "in_person_share" else "tracked"
            part = np.add.reduce([self.of_atoms(name, there_name) for name in upper])
            rest = np.add.reduce([self.of_atoms(name, there_name) for name in beside])
            n_there = np.stack([self.value[there_name][atom].sum(axis=0) for atom in self.atoms])
            place = np.where(n_there > 0, np.cumsum(n_there.ravel() > 0).reshape(n_there.shape) - 1, -1)
            own = [r for r in rows if r["measure"] == measure]
            found += _shares_attacked(self, own, place, n_there, part, rest, some)
        return found


def _attacked(
    true: Any, printed: list[list[int]], limits: Any, aims: list[list[int]], names: list[str], some: int | None
) -> list[str]:
    wanted = [i for i, aim in enumerate(aims) if aim and true[aim].sum() > 0.01]
    if some is not None and len(wanted) > some:
        wanted = sorted(np.random.default_rng(0).choice(wanted, some, replace=False).tolist())
    matrix = _rows(printed, len(true))
    above = vstack([matrix, -matrix]).tocsr()
    ends = np.concatenate([limits + 0.25, -(limits - 0.25)]) + 1e-7
    found = []
    for i in wanted:
        cost = np.zeros(len(true))
        cost[aims[i]] = 1.0
        low, high = _range(cost, above, ends)
        if _narrow(float(true[aims[i]].sum()), low, high):
            found.append(f"{names[i]}: {true[aims[i]].sum():.2f} in [{low:.2f}, {high:.2f}]")
    return found


def _shares_attacked(
    attacker: Attacker, rows: Sequence[Row], place: Any, n_there: Any, part: Any, rest: Any, some: int | None
) -> list[str]:
    """Fractional programs made linear (Charnes and Cooper): unknown parts, unknown rests, and the scale of both."""
    m = int((place >= 0).sum())
    blocks, hidden = [], []
    for row in rows:
        atoms, weeks = attacker.cell(row)
        at = [int(i) for i in place[np.ix_(atoms, weeks)].ravel() if i >= 0]
        if row["value"] is None:
            if row["suppressed"] and at:
                hidden.append((row, at, float(part[np.ix_(atoms, weeks)].sum()), float(rest[np.ix_(atoms, weeks)].sum())))
            continue
        for sign, share in ((1.0, row["value"] + 0.005), (-1.0, row["value"] - 0.005)):
            line = np.zeros(2 * m + 1)
            line[at], line[[m + i for i in at]] = sign * (1 - share), -sign * share
            blocks.append(line)
    n = n_there[place >= 0]
    for sign, most in ((1.0, 80.0), (-1.0, 10.0)):
        for i in range(m):
            line = np.zeros(2 * m + 1)
            line[i], line[m + i], line[2 * m] = sign, sign, -sign * most * n[i]
            blocks.append(line)
    above, ends = csr_matrix(np.array(blocks)), np.full(len(blocks), 1e-7)
    chosen = range(len(hidden)) if some is None else sorted(np.random.default_rng(0).permutation(len(hidden))[:some])
    found = []
    for i in chosen:
        row, at, up, beside = hidden[i]
        if up <= 0.01 or up + beside <= 0:
            continue
        one = np.zeros((1, 2 * m + 1))
        one[0, at] = one[0, [m + j for j in at]] = 1.0
        cost = np.zeros(2 * m + 1)
        cost[at] = 1.0
        low, high = _range(cost, above, ends, one)
        if _narrow(up / (up + beside), low, high):
            name = f"{row['measure']} {row['level']} {row['group']} {row['period']}"
            found.append(f"{name}: {up / (up + beside):.3f} in [{low:.3f}, {high:.3f}]")
    return found


def _narrow(truth: float, low: float, high: float) -> bool:
    return low > (1 - NARROW) * truth and high < (1 + NARROW) * truth


def _range(cost: Any, above: Any, ends: Any, equal: Any = None) -> tuple[float, float]:
    found = []
    for sign in (1.0, -1.0):
        solved = linprog(sign * cost, A_ub=above, b_ub=ends, A_eq=equal, b_eq=None if equal is None else [1.0], method="highs")
        found.append(sign * solved.fun if solved.status == 0 else -sign * np.inf)
    return found[0], found[1]


def _rows(rows: Iterable[list[int]], n: int) -> Any:
    kept = list(rows)
    columns = [i for row in kept for i in row]
    return csr_matrix((np.ones(len(columns)), columns, np.cumsum([0, *map(len, kept)])), shape=(len(kept), n))
