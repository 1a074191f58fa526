"""The acceptance cases, through the program itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from drawn_calendar import calendar, event, export, status, window

Write = Callable[[str, str | bytes], Path]

TEN = calendar(
    event("weekly", "20260105T0900", "20260105T0930", "ana", more="RRULE:FREQ=WEEKLY;COUNT=10\nEXDATE:20260119T090000Z"),
    event("group1", "20260106T1000", "20260106T1100", "ana", "bo"),
    event("group2", "20260106T1030", "20260106T1130", "cy", "di"),
    event("workshop", "20260107T1000", "20260107T1200", "ana", "bo", mine="DECLINED"),
    event("maybe", "20260107T1300", "20260107T1400", "bo", mine="TENTATIVE"),
    event("focus", "20260108T1300", "20260108T1500", title="Focus time"),
    event("gone", "20260108T0800", "20260108T0900", "bo", more="STATUS:CANCELLED"),
    event("all", "20260108T1000", "20260108T1100", *[f"p{i}" for i in range(40)], more="TRANSP:TRANSPARENT"),
    event("open", "20260109T0800", "20260109T0830", "di", mine="NEEDS-ACTION"),
    event("room", "20260109T1000", "20260109T1030", "ed", more="ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED:mailto:room4@example.org"),
)


def test_the_ten_part_calendar(run: Run, write: Write) -> None:
    document = run("report", write("ten.ics", TEN), "--timezone", "UTC", "--by", "total", "--json").json
    totals = document["totals"]
    assert totals["human_seconds"] == 6.5 * 3600
    assert totals["human_high_seconds"] == 8.0 * 3600
    assert totals["double_booked_seconds"] == 0.5 * 3600
    assert totals["solo_seconds"] == 2 * 3600
    assert totals["sizes"][0] == {"size": "1:1", "human_seconds": 5 * 3600, "human_high_seconds": 6.5 * 3600}
    rows = run("activities", "ten.ics", "--timezone", "UTC", "-f", "csv").rows
    assert {r["uid"]: (r["counted"], r["reason"]) for r in rows} == {
        "weekly": ("true", ""),
        "group1": ("true", ""),
        "group2": ("true", ""),
        "workshop": ("false", "declined"),
        "maybe": ("false", "tentative"),
        "focus": ("false", "solo"),
        "gone": ("false", "cancelled"),
        "all": ("false", "transparent"),
        "open": ("false", "unanswered"),
        "room": ("true", ""),
    }
    assert [r["n_people"] for r in rows if r["uid"] in {"room", "all"}] == ["41", "2"]


@pytest.mark.parametrize(("overlap", "minutes"), [("human-wins", 60), ("tool-wins", 40), ("split", 50)])
def test_an_editor_in_front_during_a_call(run: Run, write: Write, overlap: str, minutes: int) -> None:
    call = write(
        "cal.ics",
        calendar(event("call", "20260302T0900", "20260302T1000", "ana", more="LOCATION:https://meet.google.com/abc-defg-hij")),
    )
    log = write("aw.json", export([window("2026-03-02T09:20:00Z", 1200, "Code")]))
    row = run("report", call, log, "--by", "day", "--basis", "tracked", "--overlap", overlap, "-f", "csv").rows[0]
    assert (int(row["human_seconds"]), row["contested_seconds"]) == (minutes * 60, "1200")
    assert (row["human_low_seconds"], row["human_high_seconds"]) == ("2400", "3600")
    assert (row["share_low"], row["share_high"]) == ("0.6667", "1.0000")


def test_a_listener_does_not_type_but_an_idle_editor_is_away(run: Run, write: Write) -> None:
    meeting = write("cal.ics", calendar(event("m", "20260302T0900", "20260302T1000", "ana")))
    idle = [
        status("2026-03-02T08:00:00Z", 3900, "not-afk"),
        status("2026-03-02T09:05:00Z", 3000, "afk"),
        status("2026-03-02T09:55:00Z", 300, "not-afk"),
    ]
    log = write("aw.json", export([window("2026-03-02T09:00:00Z", 3600, "Code")], idle))
    both = run("report", meeting, log, "--by", "day", "--split", "kind", "-f", "csv").rows
    assert [(r["kind"], r["seconds"]) for r in both] == [("human", "3600")]
    alone = run("report", log, "--by", "day", "--split", "kind", "-f", "csv").rows
    assert [(r["kind"], r["seconds"]) for r in alone] == [("tool", "600"), ("away", "3000")]


def test_a_meeting_across_midnight_counts_on_both_days(run: Run, write: Write) -> None:
    file = write("c.ics", calendar(event("n", "20260302T2330", "20260303T0045", "ana", zone="Europe/Berlin")))
    rows = run("report", file, "--by", "day", "-f", "csv").rows
    assert [(r["period"], r["human_seconds"]) for r in rows] == [("2026-03-02", "1800"), ("2026-03-03", "2700")]


@pytest.mark.parametrize(
    ("zone", "spring", "autumn"),
    [
        ("Europe/Berlin", "20260329", "20261025"),
        ("America/New_York", "20260308", "20261101"),
        ("Australia/Lord_Howe", "20261004", "20260405"),
    ],
)
def test_a_meeting_across_a_clock_change_counts_elapsed_time(run: Run, write: Write, zone: str, spring: str, autumn: str) -> None:
    events = [
        event(name, f"{day}T0100", f"{day}T0500", "ana", zone=zone) for name, day in (("spring", spring), ("autumn", autumn))
    ]
    rows = run("report", write("c.ics", calendar(*events)), "--by", "month", "--timezone", zone, "-f", "csv").rows
    seconds = {r["period"][:7]: float(r["human_seconds"]) for r in rows if r["human_seconds"] not in {"", "0"}}
    shift = 1800 if zone == "Australia/Lord_Howe" else 3600
    assert seconds == {f"{spring[:4]}-{spring[4:6]}": 4 * 3600 - shift, f"{autumn[:4]}-{autumn[4:6]}": 4 * 3600 + shift}


def test_a_traveller_s_meeting_lands_on_the_day_of_the_own_zone(run: Run, write: Write) -> None:
    file = write("c.ics", calendar(event("ny", "20260302T2000", "20260302T2100", "kim", zone="America/New_York")))
    assert run("report", file, "--by", "day", "-f", "csv").rows[0]["period"] == "2026-03-03"
    assert run("activities", file, "-f", "csv").rows[0]["start"] == "2026-03-03T02:00:00+01:00"


HOSTILE = [
    "[/]",
    "[bold]x",
    "=1+1",
    "\x1b[31mred\x1b]0;owned\x07",
    "x" * 5000,
    "\u202eevil",
    "שלום",
    "a\tb",
    "<b>html</b>",
    "@SUM(A1)",
    "| pipe",
]


@pytest.mark.parametrize("fmt", ["table", "csv", "tsv", "json", "ndjson", "md"])
def test_hostile_titles_pass_through_no_format(run: Run, write: Write, fmt: str) -> None:
    events = [event(f"u{i}", "20260302T0900", "20260302T0930", "ana", title=t) for i, t in enumerate(HOSTILE)]
    file = write("h.ics", calendar(*events))
    for args in (
        ["activities", file, "--show-titles"],
        ["explain", "2026-03-02", file, "--show-titles"],
        ["report", file, "--split", "app"],
    ):
        done = run(*args, "-f", fmt, "--timezone", "UTC", COLUMNS="200")
        assert done.code == 0, done.err
        assert not any(c in done.out for c in "\x1b\x07\u202e")
        assert not [c for c in done.out if ord(c) < 32 and c not in "\n\t"]
        if fmt in {"csv", "tsv"}:
            cells = [cell for row in done.rows for cell in row.values() if cell]
            assert not [c for c in cells if c.startswith(("=", "@", "+"))]
        if fmt == "md":
            assert "<b>" not in done.out
    listed = run("activities", file, "--show-titles", "-f", "json").json["rows"]
    assert {"[/]", "[bold]x", "=1+1", "שלום"} <= {r["title"] for r in listed}


def test_broken_input_is_a_problem_with_its_line_and_the_rest_counts(run: Run, write: Write) -> None:
    good = [event(f"e{i}", "20260302T0900", "20260302T0930", "ana", more=f"SEQUENCE:{i}") for i in range(1000)]
    broken = "BEGIN:VEVENT\r\nUID:broken\r\nDTSTART:never\r\nSUMMARY:x\r\nEND:VEVENT"
    write("cal.ics", calendar(*good[:500], broken, *good[500:]))
    write("empty.csv", b"")
    write("binary.bin", bytes(range(256)) * 20)
    write("cut.json", export([window(f"2026-03-02T11:{m:02}:00Z", 60, "Code") for m in range(30)])[:-400])
    files = ["cal.ics", "empty.csv", "binary.bin", "cut.json"]
    done = run("report", *files, "--by", "day", "--json")
    assert done.code == 0
    problems = {p["code"]: p for p in done.json["problems"]}
    assert set(problems) == {"C101", "C102", "C104", "C105"}
    assert (problems["C105"]["file"], problems["C105"]["uid"]) == ("cal.ics", "broken")
    assert problems["C105"]["line"] == calendar(*good[:500], broken).split("BEGIN:VEVENT\r\nUID:broken")[0].count("\n") + 1
    assert problems["C104"]["line"] == 1
    assert "error[C105]" in done.err
    assert done.json["totals"]["human_seconds"] == 1800
    assert done.json["totals"]["tool_seconds"] > 0
    assert run("report", *files, "--fail-on", "error", "-q").code == 1
    rows = run("activities", "cal.ics", "-f", "csv").rows
    assert len(rows) == 1000


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\x13binary", b'{"buckets": {"a": {"id": "a", "type": "currentwindow", "events": [{"time']
)
def test_a_file_that_holds_nothing_usable_is_no_crash(run: Run, write: Write, content: bytes) -> None:
    done = run("report", write("file.dat", content), "-f", "csv")
    assert done.code == 0
    assert "C10" in done.err
    assert "Traceback" not in done.err
