"""One year of a calendar as icalendar and recurring-ical-events give it: hours per week, and how many occurrences.

python benchmarks/calendar_oracle.py calendar.ics
"""

import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import recurring_ical_events

calendar = icalendar.Calendar.from_ical(Path(sys.argv[1]).read_bytes())
found = recurring_ical_events.of(calendar).between(datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
hours: Counter[tuple[int, int]] = Counter()
for event in found:
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    if isinstance(start, datetime):
        year, week, _ = start.isocalendar()
        hours[year, week] += (end - start).total_seconds() / 3600
    elif not isinstance(start, date):
        continue
print(len(found), round(sum(hours.values())))
