"""The place of the day (DESIGN, judgement calls): "Office" and "Home" say where meetings without a place of their own were held."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connratio.api import activities, report
from connratio.classify.workplaces import place_of_day
from drawn_calendar import ME, calendar, event

MEETING = event("m", "20260302T0900", "20260302T1000", "ana")


def whole_day(title: str, first: str = "20260302", until: str = "20260303", more: str = "TRANSP:TRANSPARENT") -> str:
    return event(f"d-{title}-{first}", first, until, title=title, more=more)


def mode(tmp_path: Path, *events: str, zone: str = "Europe/Berlin") -> tuple[str, str]:
    """How the meeting `m` was held, and the rule that says so."""
    file = tmp_path / "c.ics"
    file.write_text(calendar(*events), encoding="utf-8", newline="")
    found = activities(file, me=[ME], timezone=zone)
    row = found[found["uid"] == "m"].iloc[0]
    return str(row["mode"]), str(row["rule"])


def test_a_meeting_without_a_place_was_held_where_one_was_that_day(tmp_path: Path) -> None:
    assert mode(tmp_path, MEETING) == ("unknown", "meeting")
    assert mode(tmp_path, MEETING, whole_day("Office")) == ("in_person", "meeting-on-an-office-day")
    assert mode(tmp_path, MEETING, whole_day("Working from home")) == ("video", "meeting-on-a-day-at-home")
    assert mode(tmp_path, MEETING, whole_day("Office", "20260303", "20260304")) == ("unknown", "meeting")


def test_a_place_or_a_link_of_its_own_comes_first(tmp_path: Path) -> None:
    room = event("m", "20260302T0900", "20260302T1000", "ana", more="LOCATION:Room 5")
    assert mode(tmp_path, room, whole_day("Home")) == ("in_person", "meeting-in-person")
    link = event("m", "20260302T0900", "20260302T1000", "ana", more="LOCATION:https://zoom.us/j/1")
    assert mode(tmp_path, link, whole_day("Office")) == ("video", "meeting-video")


def test_the_day_is_that_of_the_person(tmp_path: Path) -> None:
    late = event("m", "20260302T2330", "20260303T0000", "ana")
    assert mode(tmp_path, late, whole_day("Office"), zone="Europe/Berlin")[0] == "unknown"  # half past midnight of the 3rd
    assert mode(tmp_path, late, whole_day("Office"), zone="UTC")[0] == "in_person"


def test_of_two_places_the_shorter_one_holds(tmp_path: Path) -> None:
    week = whole_day("Home", "20260301", "20260308")
    assert mode(tmp_path, MEETING, week, whole_day("Office"))[0] == "in_person"
    assert mode(tmp_path, MEETING, whole_day("Office"), week)[0] == "in_person"


def test_what_was_cancelled_or_is_a_meeting_tells_no_place(tmp_path: Path) -> None:
    assert mode(tmp_path, MEETING, whole_day("Office", more="STATUS:CANCELLED"))[0] == "unknown"
    assert mode(tmp_path, MEETING, event("o", "20260302T0800", "20260302T0900", title="Office"))[0] == "unknown"


def test_it_is_neither_an_absence_nor_a_meeting(tmp_path: Path) -> None:
    file = tmp_path / "c.ics"
    file.write_text(calendar(MEETING, whole_day("Working from home")), encoding="utf-8", newline="")
    found = activities(file, me=[ME])
    assert found[["kind", "reason"]].to_numpy().tolist() == [["solo", "all_day"], ["human", ""]]
    assert float(report(file, me=[ME], by="total").iloc[0]["human_seconds"]) == 3600


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"type": "officeLocation", "officeLocation": {"label": "Building 43"}}, "in_person"),
        ({"type": "officeLocation"}, "in_person"),
        ({"type": "homeOffice", "homeOffice": {}}, "video"),
        ({"type": "customLocation", "customLocation": {"label": "Client X"}}, "unknown"),
    ],
)
def test_google_s_working_location_is_the_place_of_its_hours(tmp_path: Path, told: dict[str, object], wanted: str) -> None:
    def day(hour: int) -> dict[str, str]:
        return {"dateTime": f"2026-03-02T{hour:02}:00:00Z"}

    guests = [
        {"email": ME, "self": True, "responseStatus": "accepted"},
        {"email": "ana@example.org", "responseStatus": "accepted"},
    ]
    meeting = {
        "id": "m",
        "iCalUID": "m",
        "summary": "Sync",
        "start": day(9),
        "end": day(10),
        "attendees": guests,
        "eventType": "default",
    }
    where = {
        "id": "w", "eventType": "workingLocation", "start": day(7), "end": day(16), "transparency": "transparent",
        "visibility": "public", "workingLocationProperties": told,
    }  # fmt: skip
    file = tmp_path / "c.json"
    file.write_text(json.dumps({"kind": "calendar#events", "summary": "c", "items": [where, meeting]}))
    found = activities(file, me=[ME])
    assert found[found["uid"] == "m"]["mode"].tolist() == [wanted]


@pytest.mark.parametrize(
    "text",
    ["Office", "🏢 Büro", "Im Büro", "Au bureau", "Oficina", "Ufficio", "Kantoor", "Biuro", "出社", "办公室", "Office (Berlin)"],
)
def test_the_office_in_many_languages(text: str) -> None:
    assert place_of_day(text) == "office"


@pytest.mark.parametrize(
    "text",
    ["Home", "🏠 WFH", "Home office", "Télétravail", "À domicile", "En casa", "Thuis", "在宅勤務", "在家办公"],
)
def test_home_in_many_languages(text: str) -> None:
    assert place_of_day(text) == "home"


@pytest.mark.parametrize("text", ["", "Office party", "Homecoming", "Ana WFH", "Office hours", "Home depot", "Bureau of maps"])
def test_other_titles_tell_no_place(text: str) -> None:
    assert place_of_day(text) == ""


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("LOCATION:Room 5", "in_person"),
        ("LOCATION:Microsoft Teams Meeting", "video"),
        ("LOCATION:Teams\\; Room 5", "hybrid"),
        ("LOCATION:+49 30 123456", "phone"),
    ],
)
def test_a_meeting_of_a_feed_without_attendees_has_the_mode_of_its_place(tmp_path: Path, line: str, wanted: str) -> None:
    assert mode(tmp_path, event("m", "20260302T0900", "20260302T1000", title="1:1 Ana", more=line)) == (wanted, "feed-one-to-one")
