"""Time trackers end to end: what is listed, what counts, and when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Run

Write = Callable[[str, str | bytes], Path]
TOGGL = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags\n"


def row(start: str, end: str, length: str = "", *, who: str = "robin", what: str = "Spec", tags: str = "") -> str:
    return f"{who},{who}@example.test,,Atlas,,{what},No,2026-03-02,{start},{'2026-03-02' if end else ''},{end},{length},{tags}\n"


def test_both_sides_are_in_one_log(run: Run, write: Write) -> None:
    rows = row("09:00:00", "09:30:00", what="1:1 with Ana") + row("10:00:00", "12:00:00", what="Parser", tags="coding")
    total = run("report", write("a.csv", TOGGL + rows), "--by", "total", "-f", "csv").rows[0]
    assert (total["human_seconds"], total["tool_seconds"]) == ("1800", "7200")


def test_a_running_entry_is_listed_and_does_not_count(run: Run, write: Write) -> None:
    listed = run("activities", write("a.csv", TOGGL + row("09:00:00", "")), "-f", "csv").rows
    assert [(r["end"], r["counted"], r["reason"]) for r in listed] == [("", "false", "running")]


def test_zero_length_is_counted_among_what_was_left_out(run: Run, write: Write) -> None:
    file = write("a.csv", TOGGL + row("09:00:00", "09:00:00", "00:00:00") + row("10:00:00", "11:00:00"))
    source = run("sources", file, "-f", "csv").rows[0]
    assert (source["n_activities"], source["n_skipped"], source["skipped_why"]) == ("1", "1", "1 zero length")


def test_other_people_s_entries_keep_their_person_and_are_not_reported(run: Run, write: Write) -> None:
    file = write("a.csv", TOGGL + row("09:00:00", "10:00:00", what="Call") + row("09:00:00", "12:00:00", who="sam", what="Call"))
    listed = run("activities", file, "-f", "csv").rows
    assert [r["person"] for r in listed] == ["robin@example.test", "sam@example.test"]
    total = run("report", file, "--me", "robin@example.test", "--by", "total", "-f", "csv").rows[0]
    assert total["human_seconds"] == "3600"


def test_a_break_of_the_tracker_is_away(run: Run, write: Write) -> None:
    head = "Project,Client,Description,Task,User,Email,Tags,Type,Billable,Start Date,Start Time,End Date,End Time,Duration (h)\n"
    rows = "".join(
        f"Ops,,Call,,Ana,a@example.test,,{kind},No,2026-03-02,{h}:00:00,2026-03-02,{h}:30:00,00:30:00\n"
        for h, kind in ((10, "Regular"), (11, "Break"))
    )
    assert [r["kind"] for r in run("activities", write("a.csv", head + rows), "-f", "csv").rows] == ["human", "away"]


def test_the_zone_of_a_source_and_the_zone_for_all(run: Run, write: Write) -> None:
    file = write("a.csv", TOGGL + row("09:00:00", "10:00:00"))
    assert run("activities", file, "-f", "csv", "--timezone", "Asia/Tokyo").rows[0]["start"] == "2026-03-02T09:00:00+09:00"
    write("connratio.yaml", "timezone: Europe/Berlin\nsources:\n  - {path: a.csv, timezone: Asia/Tokyo}\n")
    assert run("activities", file, "-f", "csv").rows[0]["start"] == "2026-03-02T01:00:00+01:00"


def test_a_negative_duration_lessens_its_day_s_unplaced_time(run: Run, write: Write) -> None:
    file = write("a.klg", "2026-03-02\n    1h coding\n    2h meeting\n\n2026-03-02\n    -45m lunch\n    9:00 - 9:30 meeting\n")
    listed = run("activities", file, "-f", "csv").rows
    assert sorted(r["unplaced_seconds"] for r in listed) == ["", "2700", "5400"]
    total = run("report", file, "--by", "total", "-f", "csv").rows[0]
    assert (total["human_seconds"], total["tool_seconds"]) == ("7200", "2700")


def test_two_downloads_that_overlap_count_once(run: Run, write: Write) -> None:
    first = write("a.csv", TOGGL + row("09:00:00", "10:00:00", "01:00:00", what="Call"))
    both = write("b.csv", TOGGL + row("09:00:00", "10:00:00", "01:00:00", what="Call") + row("11:00:00", "12:00:00", what="Call"))
    listed = run("activities", first, both, "-f", "csv").rows
    assert sorted(r["reason"] for r in listed) == ["", "", "duplicate"]


def test_a_repeated_hour_that_the_duration_settles_is_said(run: Run, write: Write, tmp_path: Path) -> None:
    rows = row("02:30:00", "03:30:00", "01:00:00").replace("2026-03-02", "2026-10-25")
    done = run("activities", write("a.csv", TOGGL + rows), "-f", "csv", "--problems", "p.csv")
    assert done.rows[0]["start"] == "2026-10-25T02:30:00+01:00"
    assert "C207" in (tmp_path / "p.csv").read_text(encoding="utf-8")
