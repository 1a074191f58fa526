"""Our expansion of recurring events against recurring-ical-events, an independent reading of RFC 5545, on generated calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.importers.contract import Options
from connratio.importers.reading import read_files
from drawn_calendar import calendar, event

FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
OPTIONS = Options(ZoneInfo("UTC"), date(2026, 11, 24), (int(FROM.timestamp() * 1000), int(UNTIL.timestamp() * 1000)))
STARTS = st.datetimes(datetime(2025, 12, 1), datetime(2026, 11, 1)).map(lambda t: t.replace(second=0, microsecond=0))  # noqa: DTZ001  # local
ZONES = st.sampled_from(["", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@st.composite
def series(draw: st.DrawFn) -> str:
    """One recurring event, on a weekday that its rule names (others start no series: RFC 5545, 3.8.5.3)."""
    start, zone = draw(STARTS), draw(ZONES)
    if 1 <= start.hour < 4:
        # What a clock change leaves out or repeats, the oracle shifts by other rules than 3.3.5 has.
        start = start.replace(hour=9)
    sort = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    rule = f"FREQ={sort};INTERVAL={draw(st.integers(1, 3))}"
    if sort == "WEEKLY":
        more = draw(st.sets(st.sampled_from(DAYS), max_size=3)) | {DAYS[start.weekday()]}
        rule += ";BYDAY=" + ",".join(sorted(more, key=DAYS.index))
    if sort == "MONTHLY" and start.day <= 28 and draw(st.booleans()):
        rule += f";BYDAY={(start.day - 1) // 7 + 1}{DAYS[start.weekday()]}"
    rule += draw(st.sampled_from(["", ";COUNT=7", ";UNTIL=20260701T000000Z"]))
    lines = [f"RRULE:{rule}"]
    if draw(st.booleans()):
        out = start + timedelta(days=7 * draw(st.integers(0, 4)))
        lines.append(f"EXDATE;TZID={zone}:{out:%Y%m%dT%H%M%S}" if zone else f"EXDATE:{out:%Y%m%dT%H%M%S}Z")
    end = start + timedelta(minutes=draw(st.sampled_from([15, 30, 90])))
    return event("u", f"{start:%Y%m%dT%H%M}", f"{end:%Y%m%dT%H%M}", zone=zone, more="\n".join(lines))


def ours(text: str) -> list[datetime]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "c.ics"
        file.write_text(text, encoding="utf-8", newline="")
        table = read_files([file], OPTIONS).activities
    return sorted(datetime.fromtimestamp(ms / 1000, tz=UTC) for ms in table["start"].tolist())


@settings(max_examples=200, deadline=None)
@given(text=series().map(calendar))
def test_a_series_takes_place_when_the_oracle_says(text: str) -> None:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(FROM, UNTIL)
    theirs = sorted(e["DTSTART"].dt.astimezone(UTC) for e in found)
    inside = [t for t in ours(text) if FROM <= t < UNTIL]
    assert inside == [t for t in theirs if FROM <= t < UNTIL]
