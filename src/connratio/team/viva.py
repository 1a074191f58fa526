"""Tables of Viva Insights (person query, meeting query) as weeks of people. Their hours are taken as they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from connratio.importers.text.cells import decoded, delimiter_of, rows_of
from connratio.model.problems import Problem, UsageError
from connratio.team.facts import PERSON_WEEKS
from connratio.team.gather import Done, anonymous
from connratio.team.reduced import MEETINGS, Reduced, monday
from connratio.team.viva_columns import PERSON, Columns, columns_of, day_of_cell, hours_of
from connratio.team.whose import STRANGERS

if TYPE_CHECKING:
    from connratio.team.gather import Context

HOUR: Final = 3_600_000
LONGEST: Final = 168.0
"""Hours of a week."""
SLACK: Final = 0.01
PARTS: Final = (
    ("meeting", ("one_to_one", "small", "large", "broadcast")), ("human", ("meeting",)), ("human", ("after_hours",)),
    ("meeting", ("recurring",)), ("human", ("in_person",)), ("tool", ("ai",)),
)  # fmt: skip
"""Of each whole, what its parts may not exceed together."""


def is_viva(path: Path) -> bool:
    """Whether the header is that of a person or meeting query."""
    try:
        with path.open("rb") as file:
            head = file.read(65536)
    except OSError:
        return False
    rows = rows_of(text := decoded(head, "", []), delimiter_of(text))
    return bool(rows) and columns_of(rows[0][1], {}) is not None


def reduced_tables(paths: Sequence[Path], context: Context, told: Sequence[str]) -> Done:
    """The weeks (Reduced) of everybody in the tables. Raises UsageError for a mapping that names no measure or no column."""
    wanted = dict(_pair(word) for word in told)
    done = Done()
    weekly: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    meetings: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for nth, path in enumerate(paths, 1):
        problems: list[Problem] = []
        text = decoded(path.read_bytes(), "", problems)
        rows = rows_of(text, delimiter_of(text))
        columns = columns_of(rows[0][1], wanted)
        if columns is None:
            raise UsageError(
                "a table has neither the columns of a person query nor those of a meeting query",
                "--column MEASURE=NAME maps others",
            )
        read = _person_rows if columns.kind == PERSON else _meeting_rows
        read(rows[1:], columns, context, weekly if columns.kind == PERSON else meetings, problems, done.left_out)
        done.problems += [anonymous(p, {"": nth}) for p in problems]
    expected = _expected(context)
    for person in sorted({*weekly, *meetings}):
        done.people[person] = _reduced(person, weekly.get(person, {}), meetings.get(person, {}), context, expected)
    return done


def _pair(word: str) -> tuple[str, str]:
    measure, equals, name = word.partition("=")
    if not equals or not name.strip():
        raise UsageError(f"--column {word!r} names no column", "write --column one_to_one=Meeting_hours_1_1")
    return measure.strip(), name.strip()


def _expected(context: Context) -> int:
    """The working hours of a week, in ms."""
    return sum((b - a) * 60_000 for weekday in range(7) for a, b in context.policy.hours(weekday))


def _known(cell: str, context: Context, line: int, problems: list[Problem], strangers: set[str]) -> int | None:
    person = context.directory.number.get(cell.strip().lower())
    if person is None:
        problems.append(Problem("C863", "an owner who is not in the directory", "", line))
        strangers.add(cell.strip().lower())
    return person


def _person_rows(
    rows: Sequence[tuple[int, list[str]]], columns: Columns, context: Context, weekly: dict[int, dict[int, dict[str, Any]]],
    problems: list[Problem], left_out: Counter[str],
) -> None:  # fmt: skip
    """One row per person and week, or per person and day: the days of a week are added up."""
    days = [day_of_cell(columns.cell(cells, "date")) for _, cells in rows]
    # Viva's weeks begin on Sundays; the rest of such a week is the ISO week that follows.
    by_week = all(d is None or d % 7 == 0 for d in days)
    strangers: set[str] = set()
    seen: dict[tuple[int, int], dict[str, Any]] = {}
    twice: set[tuple[int, int]] = set()
    for (line, cells), day in zip(rows, days, strict=True):
        person = _known(columns.cell(cells, "person"), context, line, problems, strangers)
        if person is None:
            continue
        values = {name: hours_of(columns.cell(cells, name)) for name in columns.hours}
        if day is None or any(v is None or not 0 <= v <= LONGEST for v in values.values()):
            problems.append(Problem("C866", "a row with a number or date that cannot be", "", line))
            left_out["rows that cannot be"] += 1
            continue
        if any(_exceeds(values, whole, parts) for whole, parts in PARTS):
            problems.append(Problem("C867", "a part that is longer than its whole", "", line))
        week = int(day + 1 if by_week else monday(day))
        if (person, day) in seen:
            if seen[person, day] != values:
                problems.append(Problem("C868", "two rows of one person and time that differ", "", line))
                twice.add((person, week))
            continue
        seen[person, day] = values
        sums = weekly[person].setdefault(week, Counter())
        for name, value in values.items():
            sums[name] += value
        sums["active"] |= columns.is_active(cells, values)
    left_out.update({STRANGERS: len(strangers)} if strangers else {})
    for person, week in twice:
        if weekly[person].pop(week, None) is not None:
            left_out["weeks of people with rows that differ"] += 1


def _exceeds(values: Mapping[str, float | None], whole: str, parts: Sequence[str]) -> bool:
    given = [values[name] or 0.0 for name in parts if name in values]
    return whole in values and sum(given) > (values[whole] or 0.0) + SLACK


def _meeting_rows(
    rows: Sequence[tuple[int, list[str]]], columns: Columns, context: Context, meetings: dict[int, dict[int, dict[str, Any]]],
    problems: list[Problem], left_out: Counter[str],
) -> None:  # fmt: skip
    """One row per meeting. Who attended is not in it: the organiser stands for all, with the hours of all who attended."""
    strangers: set[str] = set()
    seen: dict[str, list[str]] = {}
    for line, cells in rows:
        name = columns.cell(cells, "meeting") or f"row {line}"
        if name in seen:
            if seen[name] != cells:
                problems.append(Problem("C868", "two rows of one meeting that differ", "", line))
            left_out["rows of a meeting again"] += 1
            continue
        seen[name] = cells
        if columns.cell(cells, "cancelled").strip().lower() in {"true", "1", "yes"}:
            left_out["cancelled"] += 1
            continue
        person = _known(columns.cell(cells, "organiser"), context, line, problems, strangers)
        if person is None:
            continue
        day = day_of_cell(columns.cell(cells, "date"))
        length, heads, hours = (hours_of(columns.cell(cells, n)) for n in ("duration", "attendees", "attendee_hours"))
        if day is None or length is None or heads is None or not 0 < length <= LONGEST or heads < 0:
            problems.append(Problem("C866", "a row with a number or date that cannot be", "", line))
            left_out["rows that cannot be"] += 1
            continue
        if heads < 2:
            left_out["meetings of one"] += 1
            continue
        if hours is not None and hours > length * heads + SLACK:
            problems.append(Problem("C867", "attendees' hours beyond length times attendees", "", line))
            hours = None
        told = {"day": day, "length": length, "n": round(heads), "hours": length * heads if hours is None else hours}
        told["recurring"] = columns.cell(cells, "recurring").strip().lower() in {"true", "1", "yes"}
        meetings[person][int(context.ids.of(name)[:16], 16)] = told
    left_out.update({STRANGERS: len(strangers)} if strangers else {})


def _reduced(
    person: int,
    weekly: Mapping[int, Mapping[str, Any]],
    meetings: Mapping[int, Mapping[str, Any]],
    context: Context,
    expected: int,
) -> Reduced:
    over = monday(context.options.today.toordinal())
    first, end = context.stay(person)
    rows = {week: dict(values) for week, values in weekly.items()}
    kept = {uid: m for uid, m in meetings.items() if (first or 0) <= m["day"] < (end or over)}
    for told in kept.values():
        row = rows.setdefault(int(monday(told["day"])), {"active": True})
        row["active"] = True
        if not weekly:
            for name in ("meeting", "human", *(("recurring",) if told["recurring"] else ())):
                row[name] = min(row.get(name, 0.0) + told["length"], LONGEST)
    inside = {w: r for w, r in rows.items() if w + 7 <= over and (first is None or w + 7 > first) and (end is None or w < end)}
    weeks = sorted(inside)
    frame = pd.DataFrame({name: np.zeros(len(weeks), dtype=dtype) for name, dtype in PERSON_WEEKS.items() if name != "person"})
    frame["week"] = weeks
    for name in (
        "meeting",
        "human",
        "tool",
        "ai",
        "one_to_one",
        "small",
        "large",
        "broadcast",
        "in_person",
        "recurring",
        "after_hours",
        "focus",
    ):
        frame[f"{name}_ms"] = [round(inside[w].get(name, 0.0) * HOUR) for w in weeks]
    frame["placed_ms"] = frame["human_ms"] if any("in_person" in r for r in inside.values()) else 0
    frame["active"] = [bool(inside[w].get("active")) for w in weeks]
    frame["tracked"] = [inside[w].get("tool") is not None for w in weeks]
    frame["expected_ms"], frame["observed_ms"] = expected, expected
    held = sorted(kept)
    table = pd.DataFrame(
        {
            "uid": held, "day": [kept[u]["day"] for u in held], "ms": [round(kept[u]["hours"] * HOUR) for u in held],
            "n": [kept[u]["n"] for u in held], "held": [True for _ in held],
        }
    ).astype(MEETINGS)  # fmt: skip
    nobody = np.empty(0, dtype=np.int64)
    return Reduced(frame, table, nobody, nobody.astype(np.uint64), has_calendar=True, n_outside=len(rows) - len(inside))
