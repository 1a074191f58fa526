"""Google's own JSON, from a saved file to what it counts as."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conftest import ROOT, Run
from connratio.importers.contract import Head, Options
from connratio.importers.reading import Reading, read_files
from connratio.importers.registry import recognised

PAGE = ROOT / "tests" / "cases" / "google" / "a-page-of-every-type" / "input.json"


def test_each_type_of_event_counts_as_what_it_is(run: Run) -> None:
    done = run("activities", PAGE, "-f", "json")
    assert done.code == 0
    got = {row["uid"]: (row["kind"], row["mode"], row["reason"]) for row in done.json["rows"]}
    assert got == {
        "a1@google.com": ("human", "hybrid", ""),
        "f1@google.com": ("solo", "focus", "solo"),
        "o1@google.com": ("away", "", "all_day"),
        "w1@google.com": ("solo", "other", "all_day"),
        "w2@google.com": ("solo", "other", "all_day"),
        "b1@google.com": ("solo", "other", "all_day"),
        "g1@google.com": ("solo", "other", "solo"),
        "h1@google.com": ("human", "in_person", "tentative"),
        "m1@x": ("human", "video", ""),
    }


def test_hidden_guests_leave_the_size_open(run: Run) -> None:
    rows = {row["uid"]: row for row in run("activities", PAGE, "-f", "json").json["rows"]}
    assert rows["a1@google.com"]["size"] == "small"
    assert rows["h1@google.com"]["size"] in {None, ""}


def test_the_account_that_the_interface_marks_is_me(run: Run) -> None:
    row = run("sources", PAGE, "-f", "json").json["rows"][0]
    assert (row["person"], row["format"], row["n_skipped"]) == ("ana@example.com", "google", 2)
    assert row["person_why"] == "the interface marks the address as the calendar's own"


EVENT: dict[str, Any] = {"id": "x", "iCalUID": "x@google.com", "start": {"dateTime": "2026-03-02T09:00:00Z"}}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"kind": "calendar#events", "items": [EVENT]}),
        json.dumps({"items": [EVENT]}, indent=2),
        json.dumps([EVENT]),
        json.dumps(EVENT),
        json.dumps([{"items": [EVENT]}, {"items": [{**EVENT, "id": "y"}]}]),
        json.dumps(EVENT) + "\n" + json.dumps(EVENT) + "\n",
        "\ufeff" + json.dumps(EVENT),
    ],
)
def test_every_way_of_saving_it_is_recognised(text: str) -> None:
    importer, _ = recognised(Head("a.json", text.encode()))
    assert importer is not None
    assert importer.name == "google"


@pytest.mark.parametrize(
    "text",
    [
        '[{"start": {"dateTime": "2026-03-02T09:00:00"}, "subject": "x", "iCalUId": "1"}]',
        '{"buckets": {}}',
        '[{"timestamp": "2026-03-02T09:00:00Z", "duration": 3, "data": {"app": "x"}}]',
        '{"kind": "youtube#videoListResponse", "items": []}',
        '[{"start": "2026-03-02T09:00:00Z", "stop": "2026-03-02T10:00:00Z"}]',
    ],
)
def test_json_of_other_tools_is_left_alone(text: str) -> None:
    importer, _ = recognised(Head("a.json", text.encode()))
    assert importer is None or importer.name != "google"


def test_each_person_of_a_team_has_their_own_reply_and_their_own_copy(tmp_path: Path) -> None:
    from connratio.api import activities

    people = {"ana@example.com": "accepted", "bo@example.com": "declined"}
    for person in people:
        guests = [{"email": p, "self": p == person, "responseStatus": reply} for p, reply in people.items()]
        meeting = {
            **EVENT,
            "end": {"dateTime": "2026-03-02T10:00:00Z"},
            "organizer": {"email": "chi@example.com"},
            "attendees": guests,
        }
        page = {"kind": "calendar#events", "summary": person, "connratio": {"person": person}, "items": [meeting]}
        (tmp_path / f"{person}.json").write_text(json.dumps(page))
    rows = activities(tmp_path, me=["lead@example.com"])
    found = dict(zip(rows["person"], zip(rows["response"], rows["reason"], strict=True), strict=True))
    assert found == {"ana@example.com": ("accepted", ""), "bo@example.com": ("declined", "declined")}


def reading(tmp_path: Path, text: str) -> Reading:
    (tmp_path / "saved.json").write_text(text)
    return read_files([tmp_path / "saved.json"], Options(ZoneInfo("UTC"), date(2026, 6, 30)))


def told(found: Reading) -> tuple[int, list[str], dict[str, int]]:
    """Activities, codes of problems, what was skipped."""
    return (
        len(found.activities),
        [p.code for p in found.problems],
        {why: n for s in found.sources for why, n in s.skipped.items()},
    )


def test_a_list_that_stands_twice_in_a_page_is_read_twice(tmp_path: Path) -> None:
    text = '{"kind": "calendar#events", "items": [' + json.dumps(EVENT) + '], "items": []}'
    assert told(reading(tmp_path, text)) == (1, [], {})


def test_an_event_nested_without_end_costs_only_itself(tmp_path: Path) -> None:
    deep = json.dumps({**EVENT, "id": "deep"})[:-1] + ', "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
    text = '{"kind": "calendar#events", "items": [' + json.dumps(EVENT) + ", " + deep + "]}"
    assert told(reading(tmp_path, text)) == (1, ["C104"], {"unreadable event": 1})


def test_a_page_that_names_another_one_is_said_once_per_calendar(tmp_path: Path) -> None:
    first = {"kind": "calendar#events", "summary": "Team", "nextPageToken": "x", "items": [EVENT]}
    assert told(reading(tmp_path, json.dumps(first)))[1] == ["C275"]
    assert told(reading(tmp_path, json.dumps([first, {"kind": "calendar#events", "summary": "Team", "items": []}])))[1] == []


def test_an_error_in_the_place_of_a_page_is_said(tmp_path: Path) -> None:
    page = {"kind": "calendar#events", "items": [EVENT]}
    assert told(reading(tmp_path, json.dumps([page, {"error": {"code": 401}}]))) == (1, ["C276"], {})


def test_one_bad_busy_stretch_leaves_the_others(tmp_path: Path) -> None:
    good = {"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T10:00:00Z"}
    calendars = {
        "me@example.com": {"busy": [good, {"start": 5}, "x"]},
        "team@example.com": "none",
        "bo@example.com": {"busy": [good]},
    }
    n, codes, skipped = told(reading(tmp_path, json.dumps({"kind": "calendar#freeBusy", "calendars": calendars})))
    assert (n, skipped["unreadable event"], codes.count("C106")) == (2, 1, 3)


def test_a_calendar_named_by_an_address_is_that_persons(tmp_path: Path) -> None:
    page = {"kind": "calendar#events", "summary": "Me@Example.com", "items": [EVENT]}
    assert [(s.info.owner, s.info.owner_why) for s in reading(tmp_path, json.dumps(page)).sources] == [
        ("me@example.com", "the calendar is named so")
    ]


def test_a_partial_answer_is_recognised_by_its_own_names() -> None:
    text = json.dumps({"items": [{"id": "1", "summary": "x", "start": {"dateTime": "2026-03-02T09:00:00Z"}, "end": {}}]})
    importer, _ = recognised(Head("a.json", text.encode()))
    assert importer is not None
    assert importer.name == "google"


def series(**more: Any) -> dict[str, Any]:
    end = {"dateTime": "2026-03-02T10:00:00Z"}
    return {**EVENT, "end": end, "recurrence": ["RRULE:FREQ=DAILY;COUNT=1"], **more}


@pytest.mark.parametrize(
    "more",
    [
        {"iCalUID": "x\nRRULE:FREQ=DAILY"},
        {"recurrence": ["RRULE:FREQ=DAILY;COUNT=1", "X-A:b\r\nRRULE:FREQ=DAILY;COUNT=9"]},
        {"recurrence": ["RRULE:FREQ=DAILY;COUNT=1", " 9"]},
    ],
)
def test_a_value_stays_in_its_line(tmp_path: Path, more: dict[str, Any]) -> None:
    page = {"kind": "calendar#events", "items": [series(**more)]}
    assert told(reading(tmp_path, json.dumps(page)))[0] == 1


def test_a_series_that_never_takes_place_is_skipped_and_counted(tmp_path: Path) -> None:
    page = {"kind": "calendar#events", "items": [series(recurrence=["RRULE:FREQ=DAILY;UNTIL=20250101"])]}
    assert told(reading(tmp_path, json.dumps(page))) == (0, ["C224"], {"no occurrence": 1})


def test_a_series_whose_start_is_no_time_is_skipped_and_counted(tmp_path: Path) -> None:
    start = {"dateTime": "2026-03-02T09:00:00", "timeZone": "Europe/Berlin:x\nRRULE:FREQ=DAILY"}
    page = {"kind": "calendar#events", "items": [series(start=start)]}
    n, codes, skipped = told(reading(tmp_path, json.dumps(page)))
    assert n + sum(skipped.values()) == 1
    assert codes
