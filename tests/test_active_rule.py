"""`--active-rule`: ActivityWatch's own time active, as aw-core 0.5.17 and 0.5.18 gave it when run on these logs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from conftest import Run
from connratio.timeline.active import Log, flood, folded, time_active

Drawn = list[tuple[str, float, float]]


def log(events: Drawn) -> Log:
    """Events as data, start and length in seconds."""
    start = np.array([round(at * 1000) for _, at, _ in events], dtype=np.int64)
    length = np.array([round(n * 1000) for _, _, n in events], dtype=np.int64)
    return Log(start, start + length, np.array([ord(d) for d, _, _ in events], dtype=np.int64))


def flooded(events: Drawn, rule: str) -> str:
    found = flood(log(events).within(0, 1 << 40), rule)
    return " ".join(f"{chr(data)} {(end - start) / 1e6:g}" for start, end, data in found)


@pytest.mark.parametrize(
    ("events", "older", "newer"),
    [
        ([("a", 0, 10), ("b", 14, 2)], "a 14 b 2", "a 12 b 4"),
        ([("a", 0, 10), ("b", 15, 2)], "a 15 b 2", "a 12.5 b 4.5"),
        ([("a", 0, 10), ("b", 15.001, 2)], "a 10 b 2", "a 10 b 2"),
        ([("a", 0, 0), ("b", 3, 0), ("c", 6, 0)], "a 3 b 3", "a 1.5 b 3 c 1.5"),
        ([("a", 0, 0)], "", ""),
        ([("a", 0, 0), ("a", 3, 0), ("a", 6, 0)], "a 3 a 3", "a 3 a 3"),
        ([("a", 0, 100), ("b", 10, 2)], "a 100 b 2", "a 10 b 2"),
        ([("a", 0, 10), ("b", 5, 10)], "a 10 b 10", "a 5 b 10"),
        ([("a", 0, 10), ("a", 8, 10)], "a 18", "a 18"),
    ],
)
def test_gaps_and_overlaps_are_theirs(events: Drawn, older: str, newer: str) -> None:
    assert flooded(events, "aw-0.5.17") == older
    assert flooded(events, "aw-0.5.18") == newer


def test_time_afk_is_not_active_unless_a_tab_in_front_is_heard() -> None:
    windows, afk = log([("f", 0, 100)]), log([("\x01", 0, 40), ("\0", 40, 60)])
    tabs = log([("\x03", 50, 20)])
    alone = time_active(windows, afk, [], "aw-0.5.18", 0, 1 << 40)
    heard = time_active(windows, afk, [(tabs, frozenset({ord("f")}))], "aw-0.5.18", 0, 1 << 40)
    assert (folded([alone]), folded([heard])) == (40_000, 60_000)


def test_of_two_machines_at_once_one_has_the_time() -> None:
    one, two = ([(0, 10_000_000)], [(5_000_000, 20_000_000)])
    assert folded([one, two]) == 20_000


def export(windows: Drawn) -> str:
    events = [
        {"timestamp": f"2026-03-02T09:00:{at:06.3f}Z", "duration": n, "data": {"app": name, "title": name}}
        for name, at, n in windows
    ]
    return json.dumps({"buckets": {"w": {"id": "w", "type": "currentwindow", "hostname": "lab", "events": events}}})


def test_the_tool_total_of_a_report_is_theirs_and_says_so(run: Run, write: Callable[[str, str], Path]) -> None:
    file = write("aw.json", export([("Code", 0, 100), ("Zoom", 10, 2), ("kitty", 57, 0)]))
    totals = {}
    for rule in ("union", "aw-0.5.17", "aw-0.5.18"):
        done = run("report", file, "--by", "total", "--timezone", "UTC", "--active-rule", rule, "--json")
        row = done.json["rows"][0]
        totals[rule] = (row["human_seconds"], row["tool_seconds"])
        assert ("time active" in done.err) == ("active" in done.json["definitions"]) == (rule != "union")
    assert totals == {"union": (0, 100), "aw-0.5.17": (0, 102), "aw-0.5.18": (0, 12)}


def test_a_source_of_the_configuration_can_ask_for_it(run: Run, write: Callable[[str, str], Path]) -> None:
    file = write("aw.json", export([("Code", 0, 100), ("vim", 10, 2)]))
    write("connratio.yaml", "sources:\n  - path: aw.json\n    active_rule: aw-0.5.17\n")
    assert run("report", file, "--by", "total", "--timezone", "UTC").rows[0]["tool_seconds"] == "102"


def test_without_such_a_log_there_is_nothing_to_compare(run: Run, write: Callable[[str, str], Path]) -> None:
    file = write("timer.csv", "start,end\n2026-03-02 09:00,2026-03-02 10:00\n")
    done = run("report", file, "--active-rule", "aw-0.5.18")
    assert (done.code, "no ActivityWatch log" in done.err) == (2, True)
