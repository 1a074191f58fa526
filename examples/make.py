"""Writes the invented fortnight of Robin Ek (23 March to 5 April 2026, Berlin): `python examples/make.py`.

Nobody in it exists. Every situation that the acceptance tests name occurs: a weekly one-to-one with a skipped week,
overlapping meetings, declined, tentative, unanswered, cancelled and free ones, a room, a call with an editor in front, a
listener who does not type, a meeting across midnight and across the clock change, a day in New York, odd titles, and one
broken event.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 23)
ME = "robin@example.org"
YES, NO, MAYBE, OPEN = "ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION"


def main() -> None:
    """Write the three files."""
    (HERE / "calendar.ics").write_bytes(calendar().encode())
    (HERE / "activitywatch.json").write_text(json.dumps(activitywatch()) + "\n", encoding="utf-8")
    (HERE / "timer.csv").write_text(timer(), encoding="utf-8")


def event(
    uid: str, title: str, start: str, end: str, people: str = "", mine: str = YES, *more: str, zone: str = "Europe/Berlin"
) -> str:
    """One VEVENT; `start` and `end` are local, `people` are first names, the first of them organises."""
    lines = ["BEGIN:VEVENT", f"UID:{uid}@example.org", "DTSTAMP:20260301T080000Z"]
    when = ";VALUE=DATE" if len(start) == 8 else f";TZID={zone}"
    lines += [f"DTSTART{when}:{start}", f"DTEND{when}:{end}", f"SUMMARY:{title}"]
    names = people.split()
    if names:
        leader = ME if names[0] == "me" else f"{names[0]}@example.org"
        lines.append(f"ORGANIZER:mailto:{leader}")
        lines.append(f"ATTENDEE;PARTSTAT={mine}:mailto:{ME}")
        lines += [f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{n}@example.org" for n in names if n != "me"]
    return "\r\n".join([*lines, *more, "END:VEVENT"])


def calendar() -> str:
    """The fortnight's calendar."""
    meet, room = "LOCATION:https://meet.google.com/abc-defg-hij", "LOCATION:Room Spree"
    crowd = " ".join(f"guest{i}" for i in range(40))
    events = [
        event(
            "ana",
            "1:1 Ana",
            "20260105T100000",
            "20260105T103000",
            "me ana",
            YES,
            "RRULE:FREQ=WEEKLY;COUNT=20",
            "EXDATE;TZID=Europe/Berlin:20260330T100000",
            meet,
        ),
        event(
            "standup",
            "Stand-up",
            "20260302T091500",
            "20260302T093000",
            "bo me cy di",
            YES,
            "RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260630T000000Z",
            meet,
        ),
        event("plan", "Sprint planning", "20260324T130000", "20260324T140000", "bo cy di", YES, room),
        event("arch", "Architecture round", "20260324T133000", "20260324T143000", "cy ed fay", YES, meet),
        event("workshop", "Vendor workshop", "20260325T140000", "20260325T160000", "gil hana", NO),
        event("maybe", "1:1 Hana?", "20260325T110000", "20260325T120000", "hana", MAYBE),
        event("focus", "Focus time", "20260326T140000", "20260326T160000"),
        event("gone", "Canceled: Roadmap", "20260326T110000", "20260326T120000", "bo cy", YES, "STATUS:CANCELLED"),
        event("all", "Company broadcast", "20260327T100000", "20260327T110000", f"ceo {crowd}", YES, "TRANSP:TRANSPARENT"),
        event("open", "1:1 Ivo", "20260327T113000", "20260327T120000", "ivo", OPEN),
        event(
            "room",
            "1:1 Jo",
            "20260327T140000",
            "20260327T143000",
            "jo",
            YES,
            "LOCATION:Room Havel",
            "ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED;CN=Room Havel:mailto:havel@example.org",
        ),
        event("call", "Design review", "20260325T093000", "20260325T103000", "di ed", YES, meet),
        event("listen", "Quarterly numbers", "20260326T100000", "20260326T110000", "ceo bo cy di ed fay", YES, meet),
        event("night", "Release watch", "20260326T233000", "20260327T004500", "bo cy", YES, meet),
        event("change", "Night migration", "20260329T013000", "20260329T033000", "cy", YES, meet),
        event("lunch", "Lunch with Fay", "20260331T123000", "20260331T133000", "me fay", YES, "LOCATION:Markthalle Neun"),
        event("coffee", "Kaffee mit Jo", "20260402T150000", "20260402T153000", "jo", YES, "LOCATION:Küche"),
        event(
            "ny",
            "Customer meeting",
            "20260401T100000",
            "20260401T113000",
            "kim lee",
            YES,
            "LOCATION:Broadway office",
            zone="America/New_York",
        ),
        event("odd1", "[/] [bold]not bold[/bold]", "20260331T153000", "20260331T154500", "ed", YES),
        event("odd2", "=1+1", "20260331T160000", "20260331T161500", "ed", YES),
        event("odd3", "שיחה עם דנה", "20260331T163000", "20260331T164500", "dana", YES),
        event("off", "Urlaub", "20260403", "20260404"),
        event("skipped", "Team sync", "20260403T110000", "20260403T113000", "bo cy", YES, meet),
        event("ooo", "Bo OOO", "20260402", "20260403"),
        event("dentist", "Zahnarzt", "20260330T170000", "20260330T180000"),
        "BEGIN:VEVENT\r\nUID:broken@example.org\r\nDTSTART:soon\r\nSUMMARY:Broken\r\nEND:VEVENT",
    ]
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//invented//EN\r\nX-WR-CALNAME:Work\r\nX-WR-TIMEZONE:Europe/Berlin\r\n"
    return head + "\r\n".join(events) + "\r\nEND:VCALENDAR\r\n"


APPS = [
    ("Code", "cart.py - shop", 30), ("kitty", "pytest", 10), ("Google Chrome", "", 30), ("Slack", "#team", 12),
    ("Thunderbird", "Inbox", 8), ("LibreOffice Calc", "budget.ods", 5), ("Figma", "Checkout", 5),
]  # fmt: skip
TABS = [
    ("https://github.com/example/shop/pull/7", "Round the total · example/shop"), ("https://claude.ai/chat/1", "Claude"), ("https://chatgpt.com/c/1", "ChatGPT"),
    ("https://docs.python.org/3/library/decimal.html", "decimal"), ("https://example.atlassian.net/browse/SHOP-7", "SHOP-7"), ("https://www.youtube.com/watch?v=1", "A song - YouTube"),
]  # fmt: skip


def activitywatch() -> dict[str, object]:
    """Windows, tabs, an editor's log and presence on the working days."""
    rng = random.Random(7)
    windows: list[dict[str, object]] = []
    tabs: list[dict[str, object]] = []
    editor: list[dict[str, object]] = []
    afk: list[dict[str, object]] = []
    for offset in (0, 1, 2, 3, 4, 7, 8, 9, 10):
        day = MONDAY + timedelta(days=offset)
        at, end = local(day, 8, 45), local(day, 17, 15)
        here = at
        breaks = [(local(day, 12, 15), local(day, 13, 0))]
        if day == date(2026, 3, 26):
            breaks.insert(0, (local(day, 10, 5), local(day, 10, 55)))  # listening: nobody types
        while at < end:
            length = min(rng.expovariate(1 / 180) + 5, 1500)
            app, title, _ = rng.choices(APPS, [w for *_, w in APPS])[0]
            if day == date(2026, 3, 25) and local(day, 9, 40) <= at < local(day, 10, 0):
                app, title = "Code", "cart.py - shop"
            windows.append(record(at, length, app=app, title=title or "Google Chrome"))
            if app == "Google Chrome":
                url, name = rng.choice(TABS)
                tabs.append(record(at, length, url=url, title=name, audible="youtube" in url, incognito=False))
            if app == "Code":
                editor.append(record(at, length * 0.8, file="/home/robin/shop/cart.py", language="python", project="shop"))
            at += timedelta(seconds=length + rng.choice([0, 0, 1.2]))
        for start, stop in breaks:
            afk.append(record(here, (start - here).total_seconds(), status="not-afk"))
            afk.append(record(start, (stop - start).total_seconds(), status="afk"))
            here = stop
        afk.append(record(here, (at - here).total_seconds(), status="not-afk"))
    return {
        "buckets": {
            **bucket("aw-watcher-window_lab", "currentwindow", "aw-watcher-window", windows),
            **bucket("aw-watcher-afk_lab", "afkstatus", "aw-watcher-afk", afk),
            **bucket("aw-watcher-web-chrome", "web.tab.current", "aw-client-web", tabs, "unknown"),
            **bucket("aw-watcher-vscode_lab", "app.editor.activity", "aw-watcher-vscode", editor),
            **bucket(
                "aw-stopwatch",
                "general.stopwatch",
                "aw-webui",
                [record(local(date(2026, 3, 31), 17, 20), 1500, label="1:1 phone call with Ana", running=False)],
            ),
        }
    }


def bucket(name: str, kind: str, client: str, events: list[dict[str, object]], host: str = "lab") -> dict[str, object]:
    """One bucket, newest event first as the server writes it."""
    about = {
        "id": name,
        "created": "2026-01-05T07:58:00+00:00",
        "name": None,
        "type": kind,
        "client": client,
        "hostname": host,
        "data": {},
    }
    return {name: {**about, "events": events[::-1]}}


def record(at: datetime, length: float, **data: object) -> dict[str, object]:
    """One event."""
    return {"timestamp": at.isoformat(timespec="milliseconds"), "duration": round(length, 3), "data": data}


def local(day: date, hour: int, minute: int) -> datetime:
    """A clock time in Berlin as UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def timer() -> str:
    """A time tracker's export: local times without a zone, and one total without a place in the day."""
    rows = [
        "Date,Start,End,Duration,Project,Description",
        "2026-03-28,10:00,11:30,1:30:00,Garden club,Meeting with the board",
        "2026-04-02,17:30,18:15,0:45:00,Learning,Reading: statistics",
        "2026-04-04,,,2:00:00,Learning,Online course",
    ]
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()
