"""ActivityWatch in all its forms: one log gives the same activities as JSON, as CSV and as either server's database."""

from __future__ import annotations

import json
import random
import sqlite3
import stat
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.api import activities, report
from connratio.importers import databases
from connratio.importers.contract import Options
from connratio.importers.reading import read_files

Event = dict[str, Any]
NINE = "2026-03-02T09:00:00"


def window(at: str, seconds: float, app: str, title: str = "t") -> Event:
    return {"timestamp": at, "duration": seconds, "data": {"app": app, "title": title}}


def export(path: Path, **buckets: tuple[str, list[Event]]) -> Path:
    """An export whose buckets are given as type and events; their names hold `_` where they mean `-`."""
    parts = {
        name: {"id": name.replace("_", "-"), "type": kind, "hostname": "lab", "events": events}
        for name, (kind, events) in buckets.items()
    }
    path.write_text(json.dumps({"buckets": {p["id"]: p for p in parts.values()}}), encoding="utf-8")
    return path


def rows(*files: Path) -> list[tuple[int, int, str, str]]:
    table = read_files(list(files), Options(ZoneInfo("UTC"), date(2026, 3, 3))).activities
    times = zip(table["start"].tolist(), table["end"].tolist(), strict=True)
    return sorted((*t, str(a), str(w)) for t, a, w in zip(times, table["app"], table["title"], strict=True))


EVENTS = [window(f"{NINE}+00:00", 60, "kitty", "make"), window("2026-03-02T09:01:01.250000+00:00", 30.5, "Slack", "#ops")]


def python_store(path: Path, *, wal: bool) -> sqlite3.Connection:
    made = sqlite3.connect(path)
    if wal:
        made.execute("PRAGMA journal_mode = WAL")
    made.executescript(
        """CREATE TABLE bucketmodel (key INTEGER PRIMARY KEY, id TEXT, created TEXT, name TEXT, type TEXT, client TEXT, hostname TEXT);
        CREATE TABLE eventmodel (id INTEGER PRIMARY KEY, bucket_id INTEGER, timestamp TEXT, duration DECIMAL, datastr TEXT);
        INSERT INTO bucketmodel VALUES (1, 'windows', '', NULL, 'currentwindow', 'aw-watcher-window', 'lab')"""
    )
    for event in EVENTS:
        place = (event["timestamp"].replace("T", " "), event["duration"], json.dumps(event["data"]))
        made.execute("INSERT INTO eventmodel (bucket_id, timestamp, duration, datastr) VALUES (1, ?, ?, ?)", place)
    made.commit()
    return made


def test_json_csv_and_both_databases_say_the_same(tmp_path: Path) -> None:
    as_json = rows(export(tmp_path / "aw.json", windows=("currentwindow", EVENTS)))
    table = tmp_path / "windows.csv"
    pd.DataFrame([{"timestamp": e["timestamp"], "duration": e["duration"], **e["data"]} for e in EVENTS]).to_csv(
        table, index=False
    )
    python_store(tmp_path / "peewee.db", wal=False).close()
    rust = sqlite3.connect(tmp_path / "rust.db")
    rust.executescript(
        """CREATE TABLE buckets (id INTEGER PRIMARY KEY, name TEXT, type TEXT, client TEXT, hostname TEXT, created TEXT, data TEXT);
        CREATE TABLE events (id INTEGER PRIMARY KEY, bucketrow INTEGER, starttime INTEGER, endtime INTEGER, data TEXT);
        INSERT INTO buckets VALUES (1, 'windows', 'currentwindow', 'c', 'lab', '', '{}')"""
    )
    for (start, end, _, _), event in zip(as_json, EVENTS, strict=True):
        made = (start * 1_000_000, end * 1_000_000, json.dumps(event["data"]))
        rust.execute("INSERT INTO events (bucketrow, starttime, endtime, data) VALUES (1, ?, ?, ?)", made)
    rust.commit()
    rust.close()
    assert len(as_json) == 2
    assert rows(table) == as_json
    assert rows(tmp_path / "peewee.db") == as_json
    assert rows(tmp_path / "rust.db") == as_json


def test_a_running_server_s_log_is_read_with_what_is_not_yet_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "peewee.db"
    server = python_store(file, wal=True)
    before = sorted((p.name, p.stat().st_mtime_ns) for p in tmp_path.iterdir())
    assert b"kitty" not in file.read_bytes()  # all of it still lies in the write-ahead log
    assert len(rows(file)) == 2
    assert sorted((p.name, p.stat().st_mtime_ns) for p in tmp_path.iterdir()) == before
    server.close()


def test_the_copy_of_a_database_is_for_nobody_else(tmp_path: Path) -> None:
    file = tmp_path / "peewee.db"
    python_store(file, wal=False).close()
    seen = []
    from connratio.importers.contract import Source

    with databases.opened(Source(str(file), file.read_bytes, file)) as connection:
        ((_, _, copy),) = connection.execute("PRAGMA database_list").fetchall()
        seen.append(stat.S_IMODE(Path(copy).stat().st_mode))
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("DELETE FROM eventmodel")
    assert seen == [0o600]
    assert not Path(copy).exists()


def test_of_overlapping_exports_the_event_that_went_on_growing_counts_once(tmp_path: Path) -> None:
    first = export(tmp_path / "monday.json", windows=("currentwindow", [window(f"{NINE}Z", 600, "kitty")]))
    second = export(tmp_path / "tuesday.json", windows=("currentwindow", [window(f"{NINE}Z", 3600, "kitty")]))
    for files in ((first, second), (second, first)):
        assert report(*files, by="total", timezone="UTC")["tool_seconds"].tolist() == [3600]
        assert sorted(activities(*files, timezone="UTC")["reason"]) == ["", "duplicate"]


def test_a_stopwatch_wins_over_the_windows_of_its_time(tmp_path: Path) -> None:
    file = export(
        tmp_path / "aw.json",
        windows=("currentwindow", [window(f"{NINE}Z", 3600, "Code")]),
        aw_stopwatch=(
            "general.stopwatch",
            [
                {"timestamp": "2026-03-02T09:10:00Z", "duration": 600, "data": {"label": "Interview", "running": False}},
                {"timestamp": "2026-03-02T09:30:00Z", "duration": 600, "data": {"label": "zzz", "running": False}},
            ],
        ),
    )
    row = report(file, by="total", timezone="UTC").iloc[0]
    assert (row["human_seconds"], row["tool_seconds"], row["unknown_seconds"]) == (600, 2400, 600)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_events_changes_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # invented data
    events = [
        window(f"2026-03-02T09:{draw.randrange(10):02}:00Z", draw.choice([0, 3, 60, 61.5]), draw.choice("ab")) for _ in range(12)
    ]
    folder = tmp_path_factory.mktemp("aw")
    given_order = rows(export(folder / "a.json", windows=("currentwindow", events)))
    draw.shuffle(events)
    assert rows(export(folder / "b.json", windows=("currentwindow", events))) == given_order
