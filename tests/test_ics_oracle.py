"""Our expansion of recurring events against recurring-ical-events, an independent reading of RFC 5545, on generated calendars."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.importers.contract import Options
from connratio.importers.reading import read_files
from development_sets import calendars
from drawn_calendar import calendar, event
from read_ics import read

FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
OPTIONS = Options(ZoneInfo("UTC"), date(2026, 11, 24), (int(FROM.timestamp() * 1000), int(UNTIL.timestamp() * 1000)))
NOT_ALIKE = {
    "example.ics": "a day that ends when it begins is a day",
    "event_d_same_start_end.ics": "a day that ends when it begins is a day",
    "Germany_Holidays.ics": "a day that ends when it begins is a day",
    "invalid_duration.ics": "a DURATION that cannot be read is none",
    "issue_464_invalid_rdate.ics": "an RDATE that cannot be read costs no other",
    "issue_1081_invalid_rrule_freq.ics": "a rule that cannot be read leaves its start",
    "bad_rrule_missing_until_event.ics": "a rule that cannot be read leaves its start",
    "rfc_7529.ics": "the oracle knows no scales but GREGORIAN and no SKIP",
    "issue_165_missing_event.ics": "events without a UID are several",
    "parsing_error.ics": "events without a UID are several",
    "event_dt_mixed_awareness.ics": "Z is UTC, whatever TZID says",
    "event_dtr_notz_untilz.ics": "GMT-05.00/-04.00 are two offsets",
    **dict.fromkeys(
        (f"issue_526_calendar_with_{what}.ics" for what in ("different_events", "event_subset", "shuffeled_events", "events")),
        "Western/Central Europe is a zone also where the calendar does not define it",
    ),
    "issue42.ics": "a start that its rule does not name is none; Europe/lisbon is Europe/Lisbon",
    "issue_201_test_matrix.ics": "ten hours of a day are the day",
    "issue_75_range_parameter.ics": "a DATE as UNTIL is the end of that day",
}
"""Calendars of other projects that the oracle reads otherwise, and how we read them."""
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


def instant(value: date) -> int:
    """Epoch ms; here the person's zone is UTC."""
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001  # local
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def oracle(data: bytes, low: date, high: date) -> Counter[tuple[int, int]] | None:
    """Starts and ends as the oracle has them; None where it fails on the calendar."""
    window = [datetime(d.year, d.month, d.day, tzinfo=UTC) for d in (low, high)]
    # It forgets the zones that other calendars defined under the same names.
    icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]  # without types
    found: Counter[tuple[int, int]] = Counter()
    try:
        for part in icalendar.Calendar.from_ical(data, multiple=True):
            for e in recurring_ical_events.of(part, skip_bad_series=True).between(*window):
                start = e["DTSTART"].dt
                found[instant(start), instant(e["DTEND"].dt if "DTEND" in e else start)] += 1
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return found


@pytest.mark.filterwarnings("ignore")  # what the oracle thinks of their zones
def test_other_projects_calendars_take_place_when_the_oracle_says_but_for_what_is_listed() -> None:
    differ = set()
    n = 0
    for name, data in calendars():
        everything = read(data, zone="UTC").table["start"]
        if not len(everything):
            continue
        low = datetime.fromtimestamp(int(everything.min()) / 1000, tz=UTC).date()
        days = low, low + timedelta(days=800)
        theirs = oracle(data, *days)
        if theirs is None:
            continue
        n += 1
        table = read(data, zone="UTC", days=days).table
        if Counter(zip(table["start"].tolist(), table["end"].tolist(), strict=True)) != theirs:
            differ.add(Path(name).name)
    assert n > 50
    assert differ <= set(NOT_ALIKE)
