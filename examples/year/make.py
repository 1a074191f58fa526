"""Writes the year of story.py as the programs that Robin uses would export it: `python examples/year/make.py`."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from story import (
    FIRST,
    ME,
    MOVED,
    SERIES,
    VACATIONS,
    ZONE,
    Meeting,
    Series,
    idle,
    pulse,
    sessions,
    single_meetings,
    windows,
)

HERE = Path(__file__).parent


def main() -> None:
    """Write the four files."""
    (HERE / "calendar.ics").write_bytes(calendar().encode())
    with (HERE / "activitywatch.json.gz").open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as out:
        out.write(json.dumps(activitywatch()).encode())
    with zipfile.ZipFile(HERE / "claude.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in transcripts():
            entry = zipfile.ZipInfo(f"projects/-home-robin-shop/{name}.jsonl", (2026, 9, 28, 0, 0, 0))
            archive.writestr(entry, text, zipfile.ZIP_DEFLATED)
    (HERE / "pulse.csv").write_text(answers(), encoding="utf-8")


def mail(name: str) -> str:
    """The address of a first name."""
    return f"{name}@example.org"


def calendar() -> str:
    """The iCalendar file of Robin's calendar."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Example//Year//EN",
        f"X-WR-CALNAME:{mail(ME)}",
        "X-WR-TIMEZONE:Europe/Berlin",
    ]
    events = [line for series in SERIES for line in series_lines(series)]
    events += [line for meeting in single_meetings() for line in event(meeting)]
    for nth, (first, until) in enumerate(VACATIONS):
        events += ["BEGIN:VEVENT", f"UID:vacation{nth}@example.org", "DTSTAMP:20250901T080000Z", f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
                   f"DTEND;VALUE=DATE:{until:%Y%m%d}", "SUMMARY:Out of office", "END:VEVENT"]  # fmt: skip
    return "\r\n".join([*head, *events, "END:VCALENDAR", ""])


def series_lines(series: Series) -> Iterator[str]:
    """A series with its exceptions, then the occurrences that were moved."""
    own = series.meeting
    last = datetime.combine(series.last + timedelta(days=1), datetime.min.time(), ZONE).astimezone(UTC)
    rule = (
        f"FREQ=MONTHLY;BYDAY={series.nth}{series.days}"
        if series.nth
        else f"FREQ=WEEKLY;INTERVAL={series.every};BYDAY={series.days}"
    )
    extra = [f"RRULE:{rule};UNTIL={last:%Y%m%dT%H%M%SZ}"]
    extra += [f"EXDATE;TZID=Europe/Berlin:{day:%Y%m%d}T{own.start:%H%M}00" for day in series.exceptions]
    yield from event(own, *extra)
    for (uid, day), start in MOVED.items():
        if uid == own.uid:
            moved = Meeting(own.uid, own.title, start, own.minutes, own.people, own.organiser, own.place)
            yield from event(moved, f"RECURRENCE-ID;TZID=Europe/Berlin:{day:%Y%m%d}T{own.start:%H%M}00", "SEQUENCE:1")


def event(m: Meeting, *extra: str) -> Iterator[str]:
    """One VEVENT."""
    yield from ["BEGIN:VEVENT", f"UID:{m.uid}@example.org", "DTSTAMP:20250901T080000Z"]
    yield from (f"{name};TZID=Europe/Berlin:{moment:%Y%m%dT%H%M%S}" for name, moment in (("DTSTART", m.start), ("DTEND", m.end)))
    yield f"SUMMARY:{m.title}"
    yield f"ORGANIZER:mailto:{mail(m.organiser)}"
    yield f"ATTENDEE;PARTSTAT={m.mine}:mailto:{mail(ME)}"
    yield from (f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{mail(name)}" for name in m.people)
    if m.place:
        yield f"LOCATION:{m.place.replace(';', chr(92) + ';')}"
    if m.cancelled:
        yield "STATUS:CANCELLED"
    yield from extra
    yield "END:VEVENT"


def activitywatch() -> dict[str, object]:
    """The export of ActivityWatch: windows, and when somebody was at the machine."""
    shown = [record(w.start, w.end, {"app": w.app, "title": "x"}) for w in windows()]
    days: dict[date, list[datetime]] = {}
    for w in windows():
        days.setdefault(w.start.date(), []).extend((w.start, w.end))
    presence = []
    away = idle()
    for day, moments in days.items():
        here, end = moments[0], moments[-1]
        for start, stop in (span for span in away if span[0].date() == day):
            presence += [
                record(here, max(start, here), {"status": "not-afk"}),
                record(max(start, here), max(stop, here), {"status": "afk"}),
            ]
            here = max(stop, here)
        presence.append(record(here, max(end, here), {"status": "not-afk"}))
    presence = [event for event in presence if event["duration"]]
    return {"buckets": {**bucket("window", "currentwindow", shown), **bucket("afk", "afkstatus", presence)}}


def bucket(sort: str, kind: str, events: list[dict[str, object]]) -> dict[str, object]:
    """One bucket, the newest event first."""
    name = f"aw-watcher-{sort}_lab"
    about = {
        "id": name,
        "created": f"{FIRST}T05:00:00+00:00",
        "type": kind,
        "client": f"aw-watcher-{sort}",
        "hostname": "lab",
        "data": {},
    }
    return {name: {**about, "events": events[::-1]}}


def record(start: datetime, end: datetime, data: dict[str, str]) -> dict[str, object]:
    """One event; the times given are local."""
    return {"timestamp": instant(start), "duration": (end - start).total_seconds(), "data": data}


def instant(local: datetime) -> str:
    """A local time in UTC, as these logs write it."""
    return local.replace(tzinfo=ZONE).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def transcripts() -> Iterator[tuple[str, str]]:
    """The transcript of each session: a prompt, the end of the answer, and how long the turn took."""
    for session in sessions():
        lines: list[dict[str, object]] = []
        for nth, (start, works) in enumerate(session.prompts):
            end = start + timedelta(minutes=works)
            user = {"type": "user", "permissionMode": "default", "message": {"role": "user", "content": f"step {nth}"}}
            said = {"type": "assistant", "message": {"id": f"msg_{nth}", "model": "claude-example", "role": "assistant", "stop_reason": "end_turn",
                                                     "content": [{"type": "text", "text": "done"}]}}  # fmt: skip
            took = {"type": "system", "subtype": "turn_duration", "durationMs": works * 60_000}
            for part, moment in ((user, start), (said, end), (took, end)):
                before = lines[-1]["uuid"] if lines else None
                about = {"uuid": f"{session.name[:-4]}{len(lines):04}", "parentUuid": before, "sessionId": session.name, "timestamp": instant(moment),
                         "version": "2.1.20", "cwd": "/home/robin/shop", "isSidechain": False, "userType": "external"}  # fmt: skip
                lines.append({**part, **about})
        yield session.name, "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


def answers() -> str:
    """The answers to the weekly self-check."""
    return "date,item,value\n" + "".join(f"{day},{item},{value}\n" for day, item, value in pulse())


if __name__ == "__main__":
    main()
