"""Working hours without meetings, on days drawn in a few lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Run
from connratio.measure.focus import add_focus
from drawn_calendar import ME, calendar, event, export, window

Write = Callable[[str, str | bytes], Path]
MINUTE = 60_000


def focus(*met: tuple[int, int], talk: list[tuple[int, int]] | None = None, said: list[int] | None = None) -> dict[str, int]:
    """Minutes by sort of a day with the working hours 0 to 480, meetings and talks at these minutes, messages at those."""
    with duckdb.connect() as tables:
        tables.execute(
            "CREATE TABLE duty AS SELECT 0::BIGINT AS start_ms, $1::BIGINT AS end_ms, 7::BIGINT AS day", [480 * MINUTE]
        )
        tables.execute("CREATE TABLE meetings(start_ms BIGINT, end_ms BIGINT, counted BOOLEAN, evidence VARCHAR)")
        tables.execute("CREATE TABLE spans(start_ms BIGINT, end_ms BIGINT, kind VARCHAR, contested TINYINT)")
        for a, b in met:
            tables.execute("INSERT INTO meetings VALUES (?, ?, true, 'calendar')", [a * MINUTE, b * MINUTE])
        for a in said or []:
            tables.execute("INSERT INTO meetings VALUES (?, ?, true, 'message')", [a * MINUTE, a * MINUTE])
        for a, b in [*met, *(talk or [])]:
            tables.execute("INSERT INTO spans VALUES (?, ?, 'human', 0)", [a * MINUTE, b * MINUTE])
        add_focus(tables)
        rows = tables.execute(f"SELECT sort, sum(ms)::BIGINT // {MINUTE} FROM focus WHERE day = 7 GROUP BY sort").fetchall()
    return dict(rows)


@pytest.mark.parametrize(
    ("met", "talk", "said", "minutes"),
    [
        ([], [], [], {"uninterrupted": 480}),
        ([(60, 120)], [], [], {"uninterrupted": 420, "meeting": 60}),
        ([(59, 120)], [], [], {"fragmented": 59, "uninterrupted": 361 - 1, "meeting": 61}),
        ([(30, 60), (60, 90), (80, 110)], [], [], {"fragmented": 30, "uninterrupted": 370, "meeting": 80}),
        ([], [(60, 70)], [], {"uninterrupted": 470, "interrupted": 10}),
        ([], [(50, 70)], [], {"uninterrupted": 410, "interrupted": 70}),
        ([], [], [30], {"uninterrupted": 450, "interrupted": 30}),
        ([(-60, 30), (450, 700)], [(100, 110)], [], {"meeting": 60, "uninterrupted": 410, "interrupted": 10}),
        ([(40, 480)], [(0, 40)], [], {"fragmented": 40, "meeting": 440}),
        ([(0, 480)], [], [], {"meeting": 480}),
    ],
)
def test_each_minute_of_the_working_hours_is_of_one_sort(
    met: list[tuple[int, int]], talk: list[tuple[int, int]], said: list[int], minutes: dict[str, int]
) -> None:
    assert focus(*met, talk=talk, said=said) == minutes


stretches = st.lists(st.tuples(st.integers(-60, 540), st.integers(1, 200)).map(lambda x: (x[0], x[0] + x[1])), max_size=6)


@settings(max_examples=40, deadline=None)
@given(met=stretches, talk=stretches, said=st.lists(st.integers(0, 479), max_size=3))
def test_the_sorts_are_what_counting_minute_by_minute_gives(
    met: list[tuple[int, int]], talk: list[tuple[int, int]], said: list[int]
) -> None:
    line = "".join(
        "m" if any(a <= i < b for a, b in met) else "t" if any(a <= i < b for a, b in talk) else "f" for i in range(480)
    )
    found: dict[str, int] = {}

    def add(sort: str, n: int) -> None:
        if n:
            found[sort] = found.get(sort, 0) + n

    add("meeting", line.count("m"))
    at = 0
    for stretch in line.split("m"):
        if len(stretch) < 60:
            add("fragmented", len(stretch))
        else:
            cut = "".join("|" * (at + i in said) + c for i, c in enumerate(stretch))
            free = sum(len(piece) for piece in cut.replace("t", "|").split("|") if len(piece) >= 60)
            add("uninterrupted", free)
            add("interrupted", len(stretch) - free)
        at += len(stretch) + 1
    assert focus(*met, talk=talk, said=said) == found


DAY = calendar(
    event("a", "20260302T1000", "20260302T1030", "ana", more="ORGANIZER:mailto:" + ME),
    event("b", "20260302T1100", "20260302T1200", "ana", "bo"),
    event("c", "20260302T1200", "20260302T1230", "bo", "cy"),
    event("maybe", "20260302T1300", "20260302T1330", "ana", mine="TENTATIVE"),
    event("focus", "20260302T1400", "20260302T1430", title="Focus time"),
    event("next", "20260303T0900", "20260303T0930", "ana", "bo"),
    event("off", "20260304", "20260305", title="Out of office"),
    event("late", "20260305T1700", "20260305T1730", "ana"),
)
HOURS = 3600


def of_week(run: Run, *args: str) -> dict[str, str]:
    done = run("week", *args, "--week", "2026-W10", "--timezone", "UTC", "-f", "csv")
    assert done.code == 0, done.err
    return {r["measure"]: r["value"] for r in done.rows}


def test_tentative_solo_and_focus_entries_do_not_cut_working_time_and_days_off_have_none(run: Run, write: Write) -> None:
    write("c.ics", DAY)
    write("aw.json", export([window("2026-03-02T14:30:00Z", 600, "Slack")]))
    week = of_week(run, "c.ics", "aw.json", "--me", ME)
    # Mon 6 h, Tue 7.5 h, Wed off, Thu and Fri 8 h
    assert float(week["available_seconds"]) == 29.5 * HOURS
    assert float(week["fragmented_seconds"]) == 0.5 * HOURS
    assert float(week["interrupted_seconds"]) == 600
    assert float(week["uninterrupted_seconds"]) == 29 * HOURS - 600
    assert (week["n_blocks_1h"], week["n_blocks_2h"]) == ("6", "5")
    assert float(week["expected_seconds"]) == 32 * HOURS
    assert float(week["after_hours_seconds"]) == 0.5 * HOURS
    # 10:30 to 11:00 is a gap, 12:00 is one of no length
    assert week["back_to_back_rate"] == "0.5"


def test_available_time_is_what_its_parts_add_up_to_on_the_ledger_too(run: Run, write: Write) -> None:
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    calls = [
        event(f"m{i}", *(f"{start + timedelta(hours=7 * i, minutes=m):%Y%m%dT%H%M}" for m in (0, 40)), "ana") for i in range(14)
    ]
    write("c.ics", calendar(*calls))
    write("aw.json", export([window(f"2026-03-0{d}T1{d}:10:00Z", 900, "Slack") for d in range(2, 7)]))
    files = of_week(run, "c.ics", "aw.json")
    assert run("import", "c.ics", "aw.json", "--timezone", "UTC").code == 0
    assert of_week(run) == files
    parts = [float(files[f"{name}_seconds"]) for name in ("uninterrupted", "interrupted", "fragmented")]
    assert sum(parts) == float(files["available_seconds"])
    assert all(parts)
