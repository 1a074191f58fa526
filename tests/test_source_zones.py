"""`timezone:` of a source: where times lie that have no zone, or one that nobody knows; days stay the person's."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connratio.importers.contract import Options
from connratio.importers.reading import Reading, read_files
from read_ics import event, whole

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), "America/New_York"


def read(tmp_path: Path, name: str, text: str, zone: str = NEW_YORK) -> Reading:
    """A file of a person in Berlin, whose configuration gives the file a zone."""
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    options = Options(BERLIN, date(2026, 11, 24))
    return read_files([tmp_path / name], options, options_for=lambda _: {"timezone": zone} if zone else {})


def told(reading: Reading) -> tuple[str, str]:
    """Start of the only row as Berlin's clock shows it, and its zone."""
    ((start,), (zone,)) = (reading.activities[name].tolist() for name in ("start", "zone"))
    return datetime.fromtimestamp(start / 1000, UTC).astimezone(BERLIN).isoformat(timespec="minutes"), str(zone)


@pytest.mark.parametrize(
    ("lines", "start", "zone"),
    [
        ("DTSTART:20261102T090000", "2026-11-02T15:00+01:00", NEW_YORK),
        ("DTSTART;TZID=Nowhere:20261102T090000", "2026-11-02T15:00+01:00", NEW_YORK),
        ("DTSTART;TZID=Asia/Tokyo:20261102T090000", "2026-11-02T01:00+01:00", "Asia/Tokyo"),
        ("DTSTART;VALUE=DATE:20261102", "2026-11-02T00:00+01:00", ""),
    ],
)
def test_a_calendar_s_times_without_a_zone_lie_in_the_source_s(tmp_path: Path, lines: str, start: str, zone: str) -> None:
    assert told(read(tmp_path, "fl.ics", whole(event(lines)))) == (start, zone)


def test_the_calendar_s_own_default_comes_before_the_source_s(tmp_path: Path) -> None:
    text = whole(f"X-WR-TIMEZONE:Asia/Tokyo\n{event('DTSTART:20261102T090000')}")
    assert told(read(tmp_path, "fl.ics", text)) == ("2026-11-02T01:00+01:00", "Asia/Tokyo")


def test_sources_says_whose_zone_it_was(tmp_path: Path) -> None:
    text = whole(event("DTSTART:20261102T090000"))
    assert read(tmp_path, "fl.ics", text).sources[0].info.notes == ("zones: 1 by the source's `timezone`",)
    assert read(tmp_path, "fl.ics", text, "").sources[0].info.notes == ("zones: 1 by the person's zone",)


@pytest.mark.parametrize(
    ("name", "start", "zone"),
    [
        ("", "2026-11-02T15:00+01:00", NEW_YORK),
        ("Nowhere Standard Time", "2026-11-02T15:00+01:00", NEW_YORK),
        ("W. Europe Standard Time", "2026-11-02T09:00+01:00", "Europe/Berlin"),
        ("UTC", "2026-11-02T10:00+01:00", "UTC"),
    ],
)
def test_graph_s_zones_go_by_the_names_of_the_zone_database(tmp_path: Path, name: str, start: str, zone: str) -> None:
    ends = {k: {"dateTime": f"2026-11-02T{h}:00:00.0000000", "timeZone": name} for k, h in (("start", "09"), ("end", "10"))}
    page = json.dumps({"value": [{"id": "a", "iCalUId": "a", "subject": "a", **ends}]})
    found = read(tmp_path, "graph.json", page)
    assert told(found) == (start, zone)
    assert [(p.code, p.n) for p in found.problems] == ([("C201", 1)] if name.startswith("Nowhere") else [])
