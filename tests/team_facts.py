"""Invented organisations for the tests of the audit: drawn with a seed, sizes of meetings sum up to the time in meetings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from connratio.model.words import SIZES, size_of
from connratio.team.facts import ATTENDANCE, MEMBERS, PERSON_WEEKS, TIES, Facts, typed

MONDAY = 739_678
"""2026-03-02."""
HOUR = 3_600_000
_COLUMNS = {"1:1": "one_to_one_ms", "small": "small_ms", "large": "large_ms", "broadcast": "broadcast_ms"}


def directory(
    sizes: Sequence[int], *, departments: int = 3, companies: int = 1, locations: int = 0, levels: bool = False, seed: int = 0
) -> pd.DataFrame:
    """Teams of these sizes, dealt to departments and these to companies; the first of a team manages the others."""
    draw = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for team, n in enumerate(sizes):
        lead = len(rows)
        for i in range(n):
            rows.append(
                {
                    "person": len(rows), "team": f"team {team:02}", "department": f"dept {team % (departments * companies):02}",
                    "company": f"company {team % (departments * companies) // departments}", "portfolio": "",
                    "location": f"city {(team + (draw.random() < 0.15)) % locations}" if locations else "",
                    "management_level": ("" if not levels else "lead" if i == 0 else "member"), "manager": lead if i else -1,
                    "start": None, "end": None, "has_calendar": True,
                }
            )  # fmt: skip
    return typed(pd.DataFrame(rows), MEMBERS)


def facts_of(members: pd.DataFrame, *, weeks: int = 8, presence: float = 0.95, seed: int = 0) -> Facts:
    """The weeks of these people: stand-ups, one-to-ones with the lead, small groups within and across teams, an all-hands."""
    draw = np.random.default_rng(seed + 1)
    n, mondays = len(members), [MONDAY + 7 * w for w in range(weeks)]
    there = draw.random((n, weeks)) < presence
    team = members["team"].to_numpy()
    attendance: list[tuple[Any, ...]] = []
    for w, monday in enumerate(mondays):
        here = np.flatnonzero(there[:, w])
        meetings: list[tuple[Any, float]] = []
        for name in sorted(set(team)):
            own = here[team[here] == name]
            meetings.append((own, 0.5 * float(draw.integers(2, 6))))
            meetings += [(own[[0, i]], 0.5) for i in range(1, len(own)) if draw.random() < 0.7]
            meetings += [(_some(draw, own, 6), 0.5 * float(draw.integers(1, 5))) for _ in range(len(own) // 2)]
        meetings += [(_some(draw, here, 8), 0.5 * float(draw.integers(1, 5))) for _ in range(n // 4)]
        meetings.append((_some(draw, here, max(3, n * 2 // 3)), 1.0))
        for people, hours in meetings:
            if len(people) > 1:
                number = attendance[-1][0] + 1 if attendance else 0
                size = size_of(len(people))
                attendance += [
                    (number, monday, monday + 2, int(p), int(hours * HOUR), size, len(people), size == "1:1") for p in people
                ]
    held = typed(pd.DataFrame(attendance, columns=list(ATTENDANCE)), ATTENDANCE)
    return Facts(members, tuple(mondays), _person_weeks(held, there, mondays, draw), held, _ties(held))


def _some(draw: np.random.Generator, people: Any, most: int) -> Any:
    n = min(len(people), int(draw.integers(2, max(most, 3))))
    return np.sort(draw.choice(people, n, replace=False))


def _person_weeks(held: pd.DataFrame, there: Any, mondays: list[int], draw: np.random.Generator) -> pd.DataFrame:
    by_size = held.pivot_table(index=["person", "week"], columns="size", values="ms", aggfunc="sum", fill_value=0)
    rows = []
    for person in range(len(there)):
        for w, monday in enumerate(mondays):
            here = bool(there[person, w])
            known = by_size.loc[(person, monday)] if (person, monday) in by_size.index else {}
            sizes = {_COLUMNS[size]: int(known.get(size, 0)) for size in SIZES}
            met, tool = sum(sizes.values()), int(draw.gamma(4, 5) * HOUR) * here
            n = int(draw.integers(0, 9)) * here
            rows.append(
                {
                    "person": person, "week": monday, "active": here, "tracked": here and person % 7 != 6, "meeting_ms": met,
                    "human_ms": met + int(draw.random() * HOUR) * here, "tool_ms": tool, "ai_ms": int(tool * draw.random() * 0.3),
                    **sizes, "in_person_ms": met // 3, "placed_ms": met // 2, "recurring_ms": int(met * draw.random()),
                    "after_hours_ms": int(draw.gamma(1, 1) * HOUR) * here, "expected_ms": 40 * HOUR, "observed_ms": 30 * HOUR * here,
                    "focus_ms": int(draw.gamma(4, 2) * HOUR) * here, "n_sessions": n, "n_augmenting": n // 2, "n_automating": n // 4,
                }
            )  # fmt: skip
    return typed(pd.DataFrame(rows), PERSON_WEEKS)


def _ties(held: pd.DataFrame) -> pd.DataFrame:
    known: dict[tuple[int, int, int], list[int]] = {}
    for _, meeting in held.groupby("meeting", sort=True):
        week, day, ms, n = (int(meeting[name].iloc[0]) for name in ("week", "day", "ms", "n"))
        for a, b in combinations(sorted(meeting["person"].tolist()), 2):
            tie = known.setdefault((week, a, b), [0, 0, 0, 0])
            tie[0] += ms // (n - 1)
            tie[1] += n <= 8
            tie[2] += n == 2
            tie[3] = day if n == 2 else tie[3]
    return typed(pd.DataFrame([(*key, *tie) for key, tie in sorted(known.items())], columns=list(TIES)), TIES)
