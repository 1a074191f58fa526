"""Microsoft Graph's JSON however it was saved: pages, lists, delta, $batch, series with their rules; whole and damaged."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connratio.importers.contract import Options
from connratio.importers.reading import Reading, read_files

ZONE = "W. Europe Standard Time"
CONTEXT = "https://graph.microsoft.com/v1.0/$metadata#users('me%40corp.example')/calendarView"


def at(text: str, zone: str = "UTC") -> dict[str, str]:
    return {"dateTime": f"{text}:00.0000000", "timeZone": zone}


def event(name: str, day: int = 2, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "iCalUId": name,
        "subject": name,
        "start": at(f"2026-03-{day:02}T09:00"),
        "end": at(f"2026-03-{day:02}T09:30"),
        **more,
    }


def guest(address: str, reply: str = "none") -> dict[str, Any]:
    return {"type": "required", "status": {"response": reply}, "emailAddress": {"address": address}}


def series(pattern: dict[str, Any], reach: dict[str, Any], start: str, **more: Any) -> dict[str, Any]:
    whole_pattern = {"interval": 1, "month": 0, "dayOfMonth": 0, "firstDayOfWeek": "sunday", "index": "first", **pattern}
    whole_reach = {
        "startDate": start[:10],
        "endDate": "0001-01-01",
        "recurrenceTimeZone": ZONE,
        "numberOfOccurrences": 0,
        **reach,
    }
    times = {"start": at(start, ZONE), "end": at(start.replace("T09:00", "T10:00"), ZONE)}
    return event("s") | times | {"type": "seriesMaster", "recurrence": {"pattern": whole_pattern, "range": whole_reach}} | more


def read(tmp_path: Path, content: Any) -> Reading:
    file = tmp_path / "calendar.json"
    file.write_bytes(
        content if isinstance(content, bytes) else (content if isinstance(content, str) else json.dumps(content)).encode()
    )
    return read_files([file], Options(ZoneInfo("Europe/Berlin"), date(2026, 6, 30)))


def starts(reading: Reading) -> list[str]:
    zone = ZoneInfo("Europe/Berlin")
    return [f"{datetime.fromtimestamp(ms / 1000, zone):%m-%d %H:%M}" for ms in reading.activities["start"].tolist()]


def codes(reading: Reading) -> list[str]:
    return [p.code for p in reading.problems]


def skipped(reading: Reading) -> dict[str, int]:
    return {why: n for source in reading.sources for why, n in source.skipped.items()}


@pytest.mark.parametrize(
    "content",
    [
        {"@odata.context": CONTEXT, "value": [event("a"), event("b", 3)]},
        [event("a"), event("b", 3)],
        [{"value": [event("a")]}, {"value": [event("b", 3)]}],
        json.dumps(event("a")) + "\n" + json.dumps(event("b", 3)) + "\n",
        {"responses": [{"id": "1", "status": 200, "body": {"@odata.context": CONTEXT, "value": [event("a"), event("b", 3)]}}]},
        json.dumps([event("a"), event("b", 3)], indent=2).encode("utf-16"),
    ],
)
def test_however_it_was_saved_it_holds_the_same(tmp_path: Path, content: Any) -> None:
    reading = read(tmp_path, content)
    assert (starts(reading), codes(reading), skipped(reading)) == (["03-02 10:00", "03-03 10:00"], [], {})


def test_powershell_writes_the_same_names_with_capitals(tmp_path: Path) -> None:
    when = {"DateTime": "2026-03-02T09:00:00", "TimeZone": "UTC"}
    text = [
        {
            "Subject": "a",
            "ICalUId": "u",
            "Start": when,
            "End": when,
            "Attendees": [{"Type": "required", "EmailAddress": {"Address": "Bo@x.example"}}],
        }
    ]
    reading = read(tmp_path, text)
    assert [r.info.format for r in reading.sources] == ["graph"]
    assert list(reading.activities["people"]) == [("bo@x.example",)]


def counted(n: int) -> dict[str, Any]:
    return {"type": "numbered", "numberOfOccurrences": n}


MONTH_END = {"type": "absoluteMonthly", "dayOfMonth": 31}
LAST_FRIDAY = {"type": "relativeMonthly", "daysOfWeek": ["friday"], "index": "last"}
SECOND_MONDAY = {"type": "relativeYearly", "month": 3, "daysOfWeek": ["monday"], "index": "second"}


@pytest.mark.parametrize(
    ("pattern", "reach", "first", "expected"),
    [
        ({"type": "daily", "interval": 2}, counted(3), "2026-03-27", "03-27 03-29 03-31"),
        ({"type": "weekly", "daysOfWeek": ["monday", "friday"]}, counted(3), "2026-03-02", "03-02 03-06 03-09"),
        ({"type": "weekly", "daysOfWeek": ["monday"]}, {"type": "endDate", "endDate": "2026-03-09"}, "2026-03-02", "03-02 03-09"),
        (MONTH_END, counted(3), "2026-01-31", "01-31 02-28 03-31"),
        (LAST_FRIDAY, counted(2), "2026-02-27", "02-27 03-27"),
        ({"type": "absoluteYearly", "month": 2, "dayOfMonth": 3}, {"type": "noEnd"}, "2025-02-03", "02-03 02-03"),
        (SECOND_MONDAY, {"type": "noEnd"}, "2025-03-10", "03-10 03-09"),
    ],
)
def test_a_series_alone_is_expanded_by_its_rule(
    tmp_path: Path, pattern: dict[str, Any], reach: dict[str, Any], first: str, expected: str
) -> None:
    reading = read(tmp_path, [series(pattern, reach, f"{first}T09:00")])
    assert starts(reading) == [f"{day} 09:00" for day in expected.split()]
    assert codes(reading) == []


def test_a_series_keeps_the_clock_of_its_own_zone_whatever_zone_was_asked(tmp_path: Path) -> None:
    weekly = series(
        {"type": "weekly", "daysOfWeek": ["monday"]}, {"type": "numbered", "numberOfOccurrences": 2}, "2026-03-23T09:00"
    )
    reading = read(tmp_path, [weekly | {"start": at("2026-03-23T08:00"), "end": at("2026-03-23T09:00")}])
    assert starts(reading) == ["03-23 09:00", "03-30 09:00"]


def test_exceptions_stand_on_their_own_and_cancelled_days_are_left_out(tmp_path: Path) -> None:
    moved = event("x", 12, type="exception", seriesMasterId="s", originalStart="2026-03-09T08:00:00Z")
    weekly = series(
        {"type": "weekly", "daysOfWeek": ["monday"]}, {"type": "numbered", "numberOfOccurrences": 4}, "2026-03-02T09:00",
        cancelledOccurrences=["OID.AAMk.2026-03-16"], exceptionOccurrences=[moved],
    )  # fmt: skip
    assert sorted(starts(read(tmp_path, [weekly]))) == ["03-02 09:00", "03-12 10:00", "03-23 09:00"]


def test_a_series_of_whole_days(tmp_path: Path) -> None:
    whole = series({"type": "daily"}, {"type": "numbered", "numberOfOccurrences": 2}, "2026-03-02T09:00", isAllDay=True)
    reading = read(tmp_path, [whole | {"start": at("2026-03-02T00:00"), "end": at("2026-03-03T00:00")}])
    assert starts(reading) == ["03-02 00:00", "03-03 00:00"]
    assert list(reading.activities["all_day"]) == [True, True]


@pytest.mark.parametrize("pattern", [{"type": "weird"}, {"type": "daily", "interval": 0}, {"type": "weekly", "daysOfWeek": []}])
def test_a_rule_that_says_too_little_is_said_and_counted(tmp_path: Path, pattern: dict[str, Any]) -> None:
    reading = read(tmp_path, [series(pattern, {"type": "noEnd"}, "2026-03-02T09:00")])
    assert (codes(reading), skipped(reading)) == (["C243"], {"series without its occurrences": 1})


def test_occurrences_of_an_answer_of_delta_are_filled_in_from_their_series(tmp_path: Path) -> None:
    master = series({"type": "daily"}, {"type": "noEnd"}, "2026-03-02T09:00", attendees=[guest("bo@x.example")], isOrganizer=True)
    bare = [
        {"id": f"s.{day}", "seriesMasterId": "s", "type": "occurrence", "start": at(f"{day}T08:00"), "end": at(f"{day}T09:00")}
        for day in ("2026-03-02", "2026-03-03")
    ]
    reading = read(
        tmp_path,
        {"@odata.context": "x#Collection(event)", "value": [master, *bare, {"id": "g", "@removed": {"reason": "deleted"}}]},
    )
    assert starts(reading) == ["03-02 09:00", "03-03 09:00"]
    assert list(reading.activities["title"]) == ["s", "s"]
    assert list(reading.activities["uid"]) == ["s", "s"]
    assert list(reading.activities["people"]) == [("bo@x.example",)] * 2
    assert (codes(reading), skipped(reading)) == ([], {"series beside its occurrences": 1, "removed": 1})


def test_the_events_own_reply_tells_which_guest_is_the_owner(tmp_path: Path) -> None:
    invited: dict[str, Any] = {
        "isOrganizer": False,
        "responseStatus": {"response": "accepted"},
        "organizer": {"emailAddress": {"address": "ana@x.example"}},
    }
    reading = read(tmp_path, [event("a", attendees=[guest("me@x.example"), guest("bo@x.example", "declined")], **invited)])
    assert [(r.info.owner, r.info.owner_why) for r in reading.sources] == [("me@x.example", "guest of 1 events of others")]
    assert list(reading.activities["replies"]) == [("accepted", "declined", "")]


def test_a_last_page_that_names_another_is_said(tmp_path: Path) -> None:
    page = {"@odata.context": CONTEXT, "@odata.nextLink": "https://graph.microsoft.com/v1.0/x?$skip=10", "value": [event("a")]}
    assert codes(read(tmp_path, page)) == ["C275"]
    assert codes(read(tmp_path, [page, {"@odata.context": CONTEXT, "value": [event("b")]}])) == []


def test_an_answer_that_is_an_error_is_said(tmp_path: Path) -> None:
    refused = {"error": {"code": "InvalidAuthenticationToken", "message": "Lifetime validation failed"}}
    reading = read(tmp_path, {"responses": [{"body": {"@odata.context": CONTEXT, "value": [event("a")]}}, {"body": refused}]})
    assert (starts(reading), codes(reading)) == (["03-02 10:00"], ["C276"])


def test_what_a_cut_off_page_holds_counts_and_the_rest_is_said(tmp_path: Path) -> None:
    reading = read(tmp_path, json.dumps({"@odata.context": CONTEXT, "value": [event("a"), event("b")]}, indent=1)[:-150])
    assert (starts(reading), codes(reading), skipped(reading)) == (["03-02 10:00"], ["C104"], {"unreadable event": 1})


def test_the_zones_of_timed_entries_are_counted_by_step(tmp_path: Path) -> None:
    events = [
        event("a"),
        event("b", start=at("2026-03-02T09:00", ZONE)),
        event("c", start=at("2026-03-02T09:00", "Customized Time Zone")),
    ]
    (source,) = read(tmp_path, events).sources
    assert source.info.notes == ("zones: 1 by UTC, 1 by Windows name, 1 by the person's zone",)


def test_a_series_that_never_takes_place_is_skipped_and_counted(tmp_path: Path) -> None:
    reading = read(tmp_path, [series({"type": "daily"}, {"type": "endDate", "endDate": "2025-01-01"}, "2026-03-02T09:00")])
    assert (starts(reading), codes(reading), skipped(reading)) == ([], ["C224"], {"no occurrence": 1})


def test_a_zone_stays_in_its_line(tmp_path: Path) -> None:
    hostile = series({"type": "daily"}, counted(1), "2026-03-02T09:00")
    hostile["recurrence"]["range"]["recurrenceTimeZone"] = 'UTC":20260302T090000\nRRULE:FREQ=DAILY\nX-A;B="'
    reading = read(tmp_path, [hostile])
    assert len(starts(reading)) + sum(skipped(reading).values()) == 1


def test_pages_of_two_mailboxes_are_two_calendars(tmp_path: Path) -> None:
    other = CONTEXT.replace("me%40corp.example", "bo%40corp.example")
    pages = [
        {"@odata.context": context, "value": [event(name)]} for context, name in ((CONTEXT, "a"), (other, "b"), (CONTEXT, "c"))
    ]
    found = [(r.info.name, r.info.owner, r.n_activities) for r in read(tmp_path, pages).sources]
    assert found == [("me@corp.example", "me@corp.example", 2), ("bo@corp.example", "bo@corp.example", 1)]
