"""Ten invented years to import: per year a table of 990,000 window events and a calendar of 1,000 meetings.

python benchmarks/make_ledger.py FOLDER [YEARS] [EVENTS_PER_YEAR]
"""

import random
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

LAST = 2026
APPS = np.array(
    ["firefox", "Code", "Slack", "zoom", "kitty", "Google Chrome", "LibreOffice", "Thunderbird", "Claude", "Some Tool"]
)
TITLES = 9000
PEOPLE = [f"{name}@example.org" for name in ("ana", "bo", "cy", "dee", "eli", "fay", "gil", "hal", "ida", "jon")]


def windows(year: int, count: int, draw: np.random.Generator) -> pd.DataFrame:
    """Window events of a year: nine hours on every day, one after the other."""
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    each = count // days
    gaps = draw.exponential(1.0, (days, each))
    starts = np.cumsum(gaps, axis=1) / gaps.sum(axis=1, keepdims=True) * 9 * 3_600_000
    morning = np.datetime64(f"{year}-01-01T08:00", "ms").astype(np.int64) + np.arange(days)[:, None] * 86_400_000
    start = (starts.astype(np.int64) + morning).ravel()
    end = np.append(start[1:], start[-1] + 1000)
    end = np.minimum(end, start + 600_000)
    app = draw.integers(0, len(APPS), len(start))
    title = np.char.add("Window ", draw.integers(0, TITLES, len(start)).astype(str))
    return pd.DataFrame(
        {
            "start": pd.to_datetime(start, unit="ms", utc=True).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "end": pd.to_datetime(end, unit="ms", utc=True).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "app": APPS[app],
            "title": title,
        }
    )


def calendar(year: int, draw: random.Random) -> str:
    """Four meetings on each working day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//lab//EN", f"X-WR-CALNAME:Year {year}"]
    day = datetime(year, 1, 1, tzinfo=UTC)
    nth = 0
    while day.year == year:
        for hour in (9, 11, 14, 16) if day.weekday() < 5 else ():
            start = day + timedelta(hours=hour)
            people = draw.sample(PEOPLE, draw.choice([1, 1, 2, 4, 7]))
            lines += [
                "BEGIN:VEVENT", f"UID:{year}-{nth}@lab", f"DTSTAMP:{start:%Y%m%dT%H%M%SZ}", f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
                "DURATION:PT45M", f"SUMMARY:Talk {nth % 40}", "ORGANIZER:mailto:robin@example.org",
                "ATTENDEE;PARTSTAT=ACCEPTED:mailto:robin@example.org",
                *(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{p}" for p in people), "END:VEVENT",
            ]  # fmt: skip
            nth += 1
        day += timedelta(days=1)
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    years, events = (int(a) for a in [*sys.argv[2:], "10", "990000"][:2])
    for year in range(LAST - years + 1, LAST + 1):
        windows(year, events, np.random.default_rng(year)).to_csv(folder / f"windows-{year}.csv", index=False)
        (folder / f"calendar-{year}.ics").write_text(calendar(year, random.Random(year)), encoding="utf-8")
