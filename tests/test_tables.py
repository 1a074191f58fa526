"""The tables that measures read: what stands in them, and that they agree with each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import connratio
from connratio.api import book_of
from connratio.importers.contract import Head
from connratio.importers.table.reader import TableImporter
from drawn_calendar import calendar, event, export, window

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def ask(write: Write) -> Callable[..., list[tuple[Any, ...]]]:
    def call(sql: str, *events: str, log: str | bytes = b"") -> list[tuple[Any, ...]]:
        files = [write("c.ics", calendar(*events)), *([write("aw.json", log)] if log else [])]
        frame = connratio.read(*files, timezone="UTC", me=["me@example.org"])
        with book_of(frame).tables(date(2026, 3, 2), date(2026, 3, 9), details=True) as tables:
            found: list[tuple[Any, ...]] = tables.execute(sql).fetchall()
        return found

    return call


Ask = Callable[..., list[tuple[Any, ...]]]
MONDAY = date(2026, 3, 2).toordinal()


def test_simultaneous_meetings_share_the_hour_but_each_has_its_full_length(ask: Ask) -> None:
    rows = ask(
        "SELECT counterpart, contact_ms, pair_ms, n_meetings FROM contacts ORDER BY ALL",
        event("a", "20260302T0900", "20260302T1000", "ana"),
        event("b", "20260302T0930", "20260302T1000", "bo", "cy"),
    )
    assert rows == [
        ("ana@example.org", 3_600_000, 2_700_000, 1),
        ("bo@example.org", 1_800_000, 450_000, 1),
        ("cy@example.org", 1_800_000, 450_000, 1),
    ]


def test_a_meeting_that_is_only_tentative_is_listed_but_no_contact(ask: Ask) -> None:
    maybe = event("a", "20260302T0900", "20260302T1000", "ana", mine="TENTATIVE")
    assert ask("SELECT uid, counted, reason, people FROM meetings", maybe) == [("a", False, "tentative", ["ana@example.org"])]
    assert ask("SELECT * FROM contacts", maybe) == []


def test_a_meeting_beyond_the_window_is_among_the_meetings(ask: Ask) -> None:
    later = event("a", "20260402T0900", "20260402T1000", "ana")
    start = int(datetime(2026, 4, 2, 9, tzinfo=UTC).timestamp() * 1000)
    assert ask("SELECT start_ms, day FROM meetings", later) == [(start, date(2026, 4, 2).toordinal())]


def test_spans_add_up_to_the_tallies_and_are_disjoint(ask: Ask) -> None:
    log = export([window("2026-03-02T08:30:00Z", 7200, "Code"), window("2026-03-02T23:00:00Z", 7200, "Word")])
    meeting = event("a", "20260302T0900", "20260302T1000", "ana")
    sums = "SELECT kind, day, sum({})::BIGINT FROM {} GROUP BY ALL ORDER BY ALL"
    spans = ask(sums.format("end_ms - start_ms", "spans"), meeting, log=log)
    assert spans == ask(sums.format("ms", "time WHERE lane = 0"), meeting, log=log)
    assert ask(
        "SELECT count(*) FROM spans a JOIN spans b ON a.start_ms < b.start_ms AND b.start_ms < a.end_ms", meeting, log=log
    ) == [(0,)]


def test_an_all_day_absence_is_a_day_off_without_duty(ask: Ask) -> None:
    away = "BEGIN:VEVENT\nUID:o\nDTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260305\nSUMMARY:Out of office\nEND:VEVENT"
    assert ask("SELECT day, why FROM off_days", away.replace("\n", "\r\n")) == [
        (MONDAY + 1, "out of office"),
        (MONDAY + 2, "out of office"),
    ]
    assert ask("SELECT day, ms FROM expected WHERE ms > 0", away.replace("\n", "\r\n")) == [
        (MONDAY + i, 8 * 3_600_000) for i in (0, 3, 4)
    ]


def test_records_of_a_conversation_are_no_table() -> None:
    said = '[\n {"start": "2026-03-02T09:00:00Z", "duration": 5, "message": {"role": "user", "content": "CANARY"}}\n]'
    assert TableImporter().recognises(Head("x.jsonl", said.replace('"role": "user", ', "").encode()))
    assert not TableImporter().recognises(Head("x.jsonl", said.encode()))
