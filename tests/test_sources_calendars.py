"""`connratio sources` says of each calendar what it lacks, and what that does to the numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import ROOT, Run

Write = Callable[[str, str | bytes], Path]


def event(uid: str, *lines: str) -> str:
    return "\r\n".join([
        "BEGIN:VEVENT", f"UID:{uid}", "DTSTART;TZID=W. Europe Standard Time:20260302T090000",
        "DTEND;TZID=W. Europe Standard Time:20260302T100000", *lines, "END:VEVENT", "",
    ])  # fmt: skip


def calendar(*events: str) -> str:
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:me@example.com\r\n" + "".join(events) + "END:VCALENDAR\r\n"


def test_a_published_feed_without_attendees_says_so(run: Run, write: Write) -> None:
    (row,) = run("sources", write("feed.ics", calendar(event("1", "SUMMARY:Sync"))), "--json").json["rows"]
    assert (row["people_share"], row["reply_share"]) == (0, None)
    assert row["note"] == "no entry names anybody: titles decide, and none of it is certain"
    assert row["zone_steps"].lower().endswith("by windows name")


def test_people_without_replies_are_said(run: Run, write: Write) -> None:
    events = [event("1", "ATTENDEE:mailto:bo@example.com"), event("2", "SUMMARY:Own")]
    (row,) = run("sources", write("a.ics", calendar(*events)), "--json").json["rows"]
    assert (row["people_share"], row["reply_share"]) == (0.5, 0)
    assert row["note"] == "nobody's reply is known: every meeting counts as attended"


def test_my_own_name_alone_is_no_entry_with_people(run: Run, write: Write) -> None:
    mine = event("1", "ORGANIZER:mailto:me@example.com", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.com")
    both = event("2", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.com", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.com")
    (row,) = run("sources", write("a.ics", calendar(mine, both)), "--json").json["rows"]
    assert (row["people_share"], row["reply_share"], row["note"]) == (0.5, 1, "")
    assert (row["person"], row["person_why"]) == ("me@example.com", "the calendar is named so")


def test_what_was_left_out_is_counted_by_reason(run: Run) -> None:
    page = ROOT / "tests" / "cases" / "graph" / "two-pages-and-a-series" / "input.json"
    (row,) = run("sources", page, "--json").json["rows"]
    assert row["skipped_why"] == "1 series without its occurrences;2 unreadable event"
    assert row["person_why"] == "organiser of 2 events that the calendar calls its own"


def published(*events: str, name: str = "Calendar") -> str:
    return calendar(*events).replace("me@example.com", name)


def both_roads(run: Run, *files: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The sources of files, and of the ledger that they were brought into."""
    straight = run("sources", *files, "--json").json["rows"]
    run("import", *files)
    return straight, run("sources", "--json").json["rows"]


def test_two_feeds_of_one_name_keep_their_own_figures_on_both_roads(run: Run, write: Write) -> None:
    bare = write("a.ics", published(event("1", "SUMMARY:Sync"), event("2", "SUMMARY:Focus", "STATUS:CANCELLED")))
    full = write(
        "b.ics", published(event("3", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.com", "ATTENDEE:mailto:cy@example.com"))
    )
    straight, kept = both_roads(run, bare, full)
    for rows in (straight, kept):
        assert [(r["source"], r["people_share"], r["reply_share"]) for r in rows] == [("Calendar", 0, None), ("Calendar", 1, 1)]
        assert [r["not_counted_why"] for r in rows] == ["1 cancelled;1 solo", ""]
        assert [r["note"] for r in rows] == ["no entry names anybody: titles decide, and none of it is certain", ""]


def test_the_ledger_asked_with_another_policy_tells_the_same(run: Run, write: Write) -> None:
    bare = write("a.ics", published(event("1", "SUMMARY:A")))
    full = write("b.ics", published(event("2", "ATTENDEE:mailto:bo@x.example", "ATTENDEE:mailto:cy@x.example")))
    run("import", bare, full)
    rows = run("sources", "--json", "--timezone", "Pacific/Auckland").json["rows"]
    assert [r["people_share"] for r in rows] == [0, 1]


def test_a_file_of_which_nothing_could_be_counted_says_so(run: Run, write: Write) -> None:
    table = "Subject,Start Date,Start Time,End Date,End Time\nA,3/4/2026,10:00,3/4/2026,11:00\nB,5/6/2026,10:00,5/6/2026,11:00\n"
    for rows in both_roads(run, write("calendar.csv", table)):
        assert [(r["n_activities"], r["skipped_why"], r["note"]) for r in rows] == [
            (0, "2 ambiguous date", "nothing of it was counted")
        ]


def test_dates_that_nothing_settles_come_with_the_way_to_settle_them(run: Run, write: Write) -> None:
    table = "Subject,Start Date,Start Time,End Date,End Time\nA,3/4/2026,10:00,3/4/2026,11:00\n"
    file = write("calendar.csv", table)
    refused = run("activities", file, "-f", "csv")
    assert "date_order: dmy" in refused.err
    write("connratio.yaml", "sources: [{path: calendar.csv, date_order: dmy, timezone: America/New_York}]\n")
    (row,) = run("activities", file, "-f", "csv").rows
    assert row["start"] == "2026-04-03T16:00:00+02:00"
    (source,) = run("sources", file, "--json").json["rows"]
    assert source["zone_steps"] == "1 by the source's `timezone`"


def test_a_calendar_shared_as_busy_says_what_follows(run: Run, write: Write) -> None:
    busy = [{"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T10:00:00Z"}]
    text = json.dumps({"kind": "calendar#freeBusy", "calendars": {"bo@example.com": {"busy": busy}}})
    for rows in both_roads(run, write("busy.json", text)):
        assert [r["note"] for r in rows] == ["only busy times, neither titles nor people: nothing tells meetings from time alone"]


def test_the_terminal_shows_every_figure_of_a_source(run: Run, write: Write) -> None:
    shown = run("sources", write("feed.ics", published(event("1", "SUMMARY:Sync"))), "-f", "table").out
    for text in ("1 source\n", "people share  0%", "1 by Windows name", "titles decide, and none of it is certain"):
        assert text in shown
