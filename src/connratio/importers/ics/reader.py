"""The importer: calendars of a file, window by window, one batch per calendar."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from connratio.importers.contract import Batch, Head, Options, Source, SourceInfo
from connratio.importers.ics.blocks import Calendar, cut
from connratio.importers.ics.event import event_of
from connratio.importers.ics.lines import parse_line
from connratio.importers.ics.rows import activities
from connratio.importers.ics.series import Occurrence, Series
from connratio.importers.ics.values import parse_stamp
from connratio.importers.ics.zones import Zones, to_ms
from connratio.model.activities import millis
from connratio.model.problems import Problem
from connratio.model.text import clean

if TYPE_CHECKING:
    import pandas as pd

EARLIEST: Final = 0
LATEST: Final = 4_102_444_800_000
_IGNORED: Final = {
    "REPLY": "reply to an invitation",
    "COUNTER": "counter-proposal",
    "DECLINECOUNTER": "counter-proposal",
    "REFRESH": "refresh request",
}
_ADDRESS: Final = re.compile(r"[^@\s/]+@[^@\s/]+\.[A-Za-z]{2,}")


class IcsImporter:
    """iCalendar (.ics), RFC 5545: Google, Outlook, Apple, Nextcloud and all others (seen 2026-11)."""

    name = "ics"

    def recognises(self, head: Head) -> bool:
        """Whether a calendar begins near the top, whatever the suffix."""
        text = head.text.replace("\0", "")[:4096].lstrip("\ufeff \t\r\n")
        return text[:15].upper().startswith(("BEGIN:VCALENDAR", "BEGIN:VEVENT"))

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """Every occurrence in the window, one batch per calendar. Cancelled ones are rows too, with that status."""
        file = clean(source.name)
        parts = cut(source.data(), file)
        problems, skipped = parts.problems, parts.skipped
        if not parts.calendars:
            yield Batch(
                SourceInfo(source.stem, self.name, source.path),
                activities([], Zones({}, "", options.timezone), source.stem, file),
                tuple(problems),
                skipped,
            )
        for calendar in parts.calendars:
            yield _batch(calendar, source, file, options, problems, skipped)
            problems, skipped = [], Counter()


def _batch(
    calendar: Calendar, source: Source, file: str, options: Options, problems: list[Problem], skipped: Counter[str]
) -> Batch:
    about = {line.name: line.text for raw in reversed(calendar.lines) if (line := parse_line(raw)) is not None}
    name = clean(about.get("X-WR-CALNAME", "")) or clean(source.stem)
    zones = Zones(calendar.zones, clean(about.get("X-WR-TIMEZONE", ""), 100), options.timezone)
    if about.get("VERSION", "").strip() == "1.0":
        problems = [*problems, Problem("C111", "vCalendar 1.0", file, 1)]
    series = _series(calendar, about.get("METHOD", "").strip().upper(), file, zones, problems, skipped)
    low, high = _horizon(series, options)
    found: list[Occurrence] = []
    for one in series.values():
        one.settle()
        skipped.update(one.skipped)
        found += one.occurrences(*(options.window or (low, high)))
    kept = _usable(found, file, problems, skipped)
    problems += [p for one in series.values() for p in one.problems]
    problems += [
        Problem("C201", f"time zone {clean(tzid, 60)!r} is unknown", file, 0, "", n) for tzid, n in sorted(zones.unknown.items())
    ]
    table = activities(kept, zones, name, file)
    owner, why = _owner(about, source)
    steps = ", ".join(f"{n} by {step}" for step, n in sorted(zones.steps.items()))
    info = SourceInfo(
        name=name, format="ics", path=source.path, owner=owner, owner_why=why, span=_span(series, table, low, high, options),
        notes=(f"zones: {steps}",) if steps else (),
    )  # fmt: skip
    return Batch(info, table, tuple(problems), {k: v for k, v in skipped.items() if v})


def _series(
    calendar: Calendar, method: str, file: str, zones: Zones, problems: list[Problem], skipped: Counter[str]
) -> dict[str, Series]:
    """The calendar's events by UID; replies and counter-proposals are no events."""
    series: dict[str, Series] = {}
    if method in _IGNORED:
        skipped[_IGNORED[method]] += len(calendar.events)
        return series
    for block in calendar.events:
        event, wrong = event_of(block, file, cancelled=method == "CANCEL")
        problems += wrong
        if event is None:
            skipped["unreadable event"] += 1
            continue
        series.setdefault(event.uid, Series(file, zones)).add(event)
    return series


def _horizon(series: dict[str, Series], options: Options) -> tuple[int, int]:
    """From before everything to the end of today, or of the last thing that the file dates: an endless series stops there."""
    ends = [to_ms(datetime.combine(options.today + timedelta(days=1), time()), options.timezone)]
    for one in series.values():
        for event in (*one.masters, *one.overrides):
            last = max(event.start.local, event.end.local if event.end is not None else event.start.local)
            ends.append(to_ms(last, one.zones.of(event.start)) + 2 * 86_400_000)
            ends += [to_ms(_until(rule), options.timezone) for rule in event.rules if "UNTIL=" in rule.upper()]
            ends += [_counted_end(rule, event.start.local, options) for rule in event.rules if "COUNT=" in rule.upper()]
    return EARLIEST, min(max(ends), LATEST)


def _until(rule: str) -> datetime:
    found = re.search(r"UNTIL=([0-9TZ]+)", rule.upper())
    stamp = parse_stamp(found[1]) if found else None
    return (stamp.local if stamp is not None else datetime(1970, 1, 1)) + timedelta(days=2)  # noqa: DTZ001  # naive local time


def _counted_end(rule: str, start: datetime, options: Options) -> int:
    """A time after the last occurrence of a COUNT rule, generously: a rule skips no more than four years between two."""
    found = re.search(r"COUNT=(\d{1,6})", rule.upper())
    step = re.search(r"FREQ=(\w+)", rule.upper())
    days = {"DAILY": 7, "WEEKLY": 7, "MONTHLY": 62, "YEARLY": 1461}.get(step[1] if step else "", 1)
    interval = re.search(r"INTERVAL=(\d{1,4})", rule.upper())
    span = min(
        int(found[1]) * days * max(int(interval[1]), 1) if found and interval else int(found[1]) * days if found else 0, 50_000
    )
    try:
        return to_ms(start + timedelta(days=span + 2), options.timezone)
    except OverflowError:
        return LATEST


def _usable(found: list[Occurrence], file: str, problems: list[Problem], skipped: Counter[str]) -> list[Occurrence]:
    kept = []
    for o in found:
        if o.end < o.start:
            problems.append(Problem("C202", "an event that ends before it starts", file, o.event.line, o.event.uid))
        if min(o.start, o.end) >= EARLIEST and max(o.start, o.end) < LATEST:
            kept.append(o)
        else:
            problems.append(Problem("C206", "an event outside 1970 to 2100", file, o.event.line, o.event.uid))
            skipped["absurd date"] += 1
    return kept


def _span(series: dict[str, Series], table: pd.DataFrame, low: int, high: int, options: Options) -> tuple[int, int] | None:
    """First start and last end of the whole file; with a window its bounds from the components, so that they cost nothing."""
    if options.window is None:
        if not len(table):
            return None
        return int(millis(table["start"]).min()), int(millis(table["end"]).max())
    starts, ends = [], []
    for one in series.values():
        for event in (*one.masters, *one.overrides):
            begin = to_ms(event.start.local, one.zones.of(event.start))
            last = (
                to_ms(event.end.local, one.zones.of(event.end))
                if event.end is not None
                else begin + 86_400_000 * event.start.is_date
            )
            starts.append(begin)
            ends.append(last)
            if event.rules or event.rdates:
                endless = any("UNTIL=" not in r.upper() and "COUNT=" not in r.upper() for r in event.rules)
                ends += (
                    [high]
                    if endless
                    else [to_ms(_until(r), options.timezone) - 2 * 86_400_000 for r in event.rules if "UNTIL=" in r.upper()]
                )
                ends += [min(_counted_end(r, event.start.local, options), high) for r in event.rules if "COUNT=" in r.upper()]
    usable = [s for s in starts if s >= low]
    return (min(usable), min(max(ends), LATEST)) if usable else None


def _owner(about: dict[str, str], source: Source) -> tuple[str, str]:
    """The owner's address where the file tells it: the calendar's name (Google), the file's name (Takeout)."""
    for key, why in (("X-WR-CALNAME", "the calendar is named so"), ("X-OWNER", "the calendar's owner")):
        found = _ADDRESS.fullmatch(about.get(key, "").strip().removeprefix("mailto:"))
        if found and not found[0].endswith("calendar.google.com"):
            return clean(found[0]).lower(), why
    found = _ADDRESS.fullmatch(source.stem)
    if found and source.name.lower().endswith((".ics", ".ical")):
        return clean(found[0]).lower(), "the file is named so"
    return "", ""
