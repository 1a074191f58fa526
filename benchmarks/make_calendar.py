"""Write an invented calendar as Google exports one: 20,000 events over three years, 10 MB, 14 % of them series.

python benchmarks/make_calendar.py calendar.ics [EVENTS] [SEED]
"""

import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

FIRST = datetime(2024, 1, 1)  # noqa: DTZ001  # local clock times, as the file has them
DAYS = 3 * 365
ZONES = ["Europe/Berlin", "Europe/Berlin", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]
NAMES = ["ana", "bo", "chen", "dina", "eli", "fay", "gus", "hana", "ivo", "jo", "kai", "lin", "mei", "nils", "oda", "pia"]
TITLES = ["Stand-up", "1:1", "Planning", "Review", "Focus time", "Lunch", "Customer call", "Interview", "Retro", "Budget", "Demo"]
WORDS = [
    "plan",
    "notes",
    "please",
    "bring",
    "the",
    "numbers",
    "for",
    "next",
    "quarter",
    "and",
    "read",
    "what",
    "was",
    "written",
    "before",
    "we",
    "meet",
    "so",
    "that",
    "time",
    "is",
    "short",
]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]
ME = "me@example.org"


def text(name: str, value: str) -> str:
    """A property, folded at 75 octets."""
    line = f"{name}:{value}"
    return "\r\n ".join(line[i : i + 74] for i in range(0, len(line), 74))


def times(start: datetime, minutes: int, zone: str) -> list[str]:
    """DTSTART and DTEND: UTC for single events, local with TZID for series, as Google writes them."""
    end = start + timedelta(minutes=minutes)
    if zone:
        return [f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}", f"DTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}"]
    return [f"DTSTART:{start:%Y%m%dT%H%M%S}Z", f"DTEND:{end:%Y%m%dT%H%M%S}Z"]


def people(draw: random.Random) -> list[str]:
    """Organiser, me and one to four others; nobody on seven of ten events."""
    if draw.random() < 0.72:
        return []
    others = draw.sample(NAMES, draw.choice([1, 1, 2, 3, 4]))
    lines = [f"ORGANIZER;CN={others[0]}:mailto:{others[0]}@example.org"]
    for who in ["me", *others]:
        reply = draw.choice(["ACCEPTED", "ACCEPTED", "ACCEPTED", "TENTATIVE", "DECLINED", "NEEDS-ACTION"])
        line = (
            f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={reply};CN={who};X-NUM-GUESTS=0:mailto:{who}@example.org"
        )
        lines.append("\r\n ".join(line[i : i + 74] for i in range(0, len(line), 74)))
    return lines


def rule(draw: random.Random, start: datetime) -> str:
    """A rule that DTSTART keeps (it lies on a working day): weekly mostly, some daily and monthly, most without an end."""
    day = WEEKDAYS[start.weekday()]
    sort = draw.choice(["weekly", "weekly", "weekly", "two", "workdays", "monthly", "daily"])
    if sort == "two":
        both = {day, draw.choice(WEEKDAYS)}
        return f"FREQ=WEEKLY;BYDAY={','.join(sorted(both, key=WEEKDAYS.index))};COUNT={draw.randrange(20, 90)}"
    if sort == "workdays":
        return f"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT={draw.randrange(20, 200)}"
    if sort == "monthly":
        return f"FREQ=MONTHLY;BYDAY={(start.day - 1) // 7 + 1}{day}"
    if sort == "daily":
        return f"FREQ=DAILY;UNTIL={start + timedelta(days=draw.randrange(5, 60)):%Y%m%dT%H%M%S}Z"
    return f"FREQ=WEEKLY;BYDAY={day}" + draw.choice(["", "", f";COUNT={draw.randrange(5, 60)}", ";INTERVAL=2"])


def component(draw: random.Random, n: int) -> Iterator[list[str]]:
    """One event; a series with its exceptions and changed occurrences."""
    start = FIRST + timedelta(days=draw.randrange(DAYS), minutes=15 * draw.randrange(32, 72))
    if start.weekday() > 4:
        start -= timedelta(days=2)
    minutes = draw.choice([15, 30, 30, 45, 60, 60, 90])
    series = draw.random() < 0.145
    zone = draw.choice(ZONES) if series else ""
    said = people(draw)
    note = " ".join(draw.choice(WORDS) for _ in range(draw.randrange(0, 26)))
    stamp = f"{FIRST:%Y%m%d}T080000Z"
    shared = [
        text("DESCRIPTION", note),
        "CREATED:20231204T101500Z", f"LAST-MODIFIED:{stamp}",
        f"LOCATION:{draw.choice(['', 'Room 4', 'https://meet.google.com/abc-defg-hij'])}",
        "STATUS:CONFIRMED", text("SUMMARY", f"{draw.choice(TITLES)} {draw.randrange(400)}"), "TRANSP:OPAQUE",
    ]  # fmt: skip
    uid = f"UID:{n:08x}{draw.getrandbits(72):018x}@google.com"
    dates, more = times(start, minutes, zone), []
    if series:
        more = [f"RRULE:{rule(draw, start)}"]
        if draw.random() < 0.3:
            more.append(f"EXDATE;TZID={zone}:{start + timedelta(days=7):%Y%m%dT%H%M%S}")
    yield [*dates, *more, f"DTSTAMP:{stamp}", uid, *said, "SEQUENCE:0", *shared]
    if series and draw.random() < 0.3:
        moved = start + timedelta(hours=1)
        yield [*times(moved, minutes, zone), f"DTSTAMP:{stamp}", uid, f"RECURRENCE-ID;TZID={zone}:{start:%Y%m%dT%H%M%S}",
               *said, "SEQUENCE:1", *shared]  # fmt: skip


def calendar(count: int, seed: int = 20260302) -> str:
    """So many VEVENTs as one calendar."""
    draw = random.Random(seed)
    lines = ["BEGIN:VCALENDAR", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "VERSION:2.0", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{ME}", "X-WR-TIMEZONE:Europe/Berlin"]  # fmt: skip
    done = 0
    while done < count:
        for event in component(draw, done):
            lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
            done += 1
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


if __name__ == "__main__":
    events = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20260302
    Path(sys.argv[1]).write_text(calendar(events, seed), encoding="utf-8", newline="")
