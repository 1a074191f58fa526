"""`connratio sources` says of each calendar what it lacks, and what that does to the numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
