"""Presence (DESIGN 3.4) and one act, one claim: what windows, tabs, editor logs and idleness say together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connratio.api import activities, report
from drawn_calendar import status, window

NINE = "2026-03-02T09:"


def tab(at: str, seconds: float, host: str, *, audible: bool = False) -> dict[str, Any]:
    return {"timestamp": at, "duration": seconds, "data": {"url": f"https://{host}/x", "title": "t", "audible": audible}}


def edit(at: str, seconds: float, project: str) -> dict[str, Any]:
    return {"timestamp": at, "duration": seconds, "data": {"file": "x.py", "project": project, "language": "python"}}


@pytest.fixture
def log(tmp_path: Path) -> Any:
    """An export with these buckets, as a file."""

    def make(**buckets: list[dict[str, Any]]) -> Path:
        known = {
            "windows": ("aw-watcher-window_lab", "currentwindow", "lab"),
            "elsewhere": ("aw-watcher-window_den", "currentwindow", "den"),
            "idle": ("aw-watcher-afk_lab", "afkstatus", "lab"),
            "firefox": ("aw-watcher-web-firefox", "web.tab.current", "lab"),
            "vscode": ("aw-watcher-vscode_lab", "app.editor.activity", "lab"),
        }
        parts = {
            known[n][0]: {"id": known[n][0], "type": known[n][1], "client": known[n][0].split("_")[0], "hostname": known[n][2], "events": e}
            for n, e in buckets.items()
        }  # fmt: skip
        file = tmp_path / "aw.json"
        file.write_text(json.dumps({"buckets": parts}), encoding="utf-8")
        return file

    return make


def minutes(file: Path) -> dict[str, float]:
    row = report(file, by="total", basis="tracked").iloc[0]
    names = ("human", "tool", "solo", "unknown", "contested")
    return {name: float(row[f"{name}_seconds"]) / 60 for name in names if row[f"{name}_seconds"]}


def reasons(file: Path) -> list[str]:
    return [str(reason) for reason in activities(file)["reason"]]


@pytest.mark.parametrize(("gap", "seconds"), [(5, 125), (5.001, 120)])
def test_a_gap_of_five_seconds_is_a_poll_and_a_longer_one_absence(log: Any, gap: float, seconds: float) -> None:
    second = window(f"2026-03-02T09:01:0{gap:g}Z", 60, "Code")
    file = log(windows=[window(f"{NINE}00:00Z", 60, "Code"), second])
    assert round(minutes(file)["tool"] * 60, 3) == seconds


def test_the_gap_is_split_in_its_middle(log: Any) -> None:
    file = log(windows=[window(f"{NINE}00:00Z", 60, "Code"), window(f"{NINE}01:04Z", 56, "Slack")])
    assert minutes(file) == {"tool": 62 / 60, "human": 58 / 60}


def test_a_tab_counts_only_while_its_browser_is_in_front(log: Any) -> None:
    file = log(
        windows=[window(f"{NINE}00:00Z", 600, "Code"), window(f"{NINE}10:00Z", 600, "Firefox")],
        firefox=[tab(f"{NINE}00:00Z", 300, "github.com"), tab(f"{NINE}05:00Z", 900, "meet.google.com")],
    )
    assert minutes(file) == {"tool": 10, "human": 10}
    assert "outside_presence" in reasons(file)


def test_a_call_in_a_tab_is_not_contested_by_its_own_browser(log: Any) -> None:
    file = log(windows=[window(f"{NINE}00:00Z", 1800, "firefox")], firefox=[tab(f"{NINE}00:00Z", 1800, "meet.google.com")])
    assert minutes(file) == {"human": 30}
    assert "superseded" in reasons(file)


def test_an_editor_s_log_replaces_its_window(log: Any) -> None:
    file = log(windows=[window(f"{NINE}00:00Z", 600, "Code")], vscode=[edit(f"{NINE}00:00Z", 600, "/home/me/atlas")])
    assert minutes(file) == {"tool": 10}
    assert sorted(reasons(file)) == ["", "superseded"]


def test_idleness_cuts_a_window_but_not_one_of_another_machine(log: Any) -> None:
    idle = [status(f"{NINE}00:00Z", 600, "not-afk"), status(f"{NINE}10:00Z", 1200, "afk")]
    here = log(windows=[window(f"{NINE}00:00Z", 1800, "Code")], idle=idle)
    assert minutes(here) == {"tool": 10}
    both = log(windows=[window(f"{NINE}00:00Z", 1800, "Code")], elsewhere=[window(f"{NINE}10:00Z", 1200, "Code")], idle=idle)
    assert minutes(both) == {"tool": 30}


def test_who_listens_to_a_tab_in_front_or_sits_in_a_call_is_not_idle(log: Any) -> None:
    idle = [status(f"{NINE}00:00Z", 1800, "afk")]
    listening = log(
        windows=[window(f"{NINE}00:00Z", 1800, "firefox")],
        firefox=[tab(f"{NINE}00:00Z", 1800, "docs.python.org", audible=True)],
        idle=idle,
    )
    assert minutes(listening) == {"tool": 30}
    calling = log(windows=[window(f"{NINE}00:00Z", 1800, "zoom", "Zoom Meeting")], idle=idle)
    assert minutes(calling) == {"human": 30}
    assert reasons(log(windows=[window(f"{NINE}00:00Z", 1800, "Code")], idle=idle)) == ["idle"]
