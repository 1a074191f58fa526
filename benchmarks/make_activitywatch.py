"""Write an invented ActivityWatch export of one year: about 460,000 window and 6,600 afk events, 60 MB of JSON.

python benchmarks/make_activitywatch.py year.json [EVENTS]
"""

import json
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

APPS = ["firefox", "Code", "Slack", "zoom", "kitty", "Google Chrome", "LibreOffice", "Thunderbird", "Some Tool"]
TITLES = ["Quarterly plan", "main.py", "general", "Meeting", "make test", "Pull request 41", "Budget", "Inbox", "Untitled"]
WINDOWS_PER_YEAR = 460_000
AFK_SHARE = 6600 / WINDOWS_PER_YEAR


def bucket(name: str, sort: str, events: list[dict[str, object]]) -> dict[str, object]:
    """One bucket as the server writes it, the newest event first."""
    named = {"id": f"{name}_lab", "type": sort, "client": name, "hostname": "lab", "created": "2025-01-01T00:00:00+00:00"}
    return {**named, "data": {}, "events": events[::-1]}


def export(count: int) -> dict[str, object]:
    """An export with so many window events, from January 2025 on: bursts of a quarter of a minute to minutes, with breaks."""
    draw = random.Random(20260302)
    now = datetime(2025, 1, 1, 7, tzinfo=UTC)
    windows: list[dict[str, object]] = []
    afk: list[dict[str, object]] = []
    here = now
    while len(windows) < count:
        length = round(draw.expovariate(1 / 45), 3)
        which = draw.randrange(len(APPS))
        title = f"{TITLES[which]} {draw.randrange(9000)}"
        windows.append(
            {"id": len(windows), "timestamp": now.isoformat(), "duration": length, "data": {"app": APPS[which], "title": title}}
        )
        now += timedelta(seconds=length + draw.choice([0, 1, 1, 1.2]))
        if draw.random() < AFK_SHARE / 2:
            away = draw.uniform(200, 4000)
            for status, start, end in (("not-afk", here, now), ("afk", now, now + timedelta(seconds=away))):
                afk.append(
                    {
                        "id": len(afk),
                        "timestamp": start.isoformat(),
                        "duration": (end - start).total_seconds(),
                        "data": {"status": status},
                    }
                )
            # The window in front stays recorded while nobody is there.
            if draw.random() < 0.5:
                windows[-1]["duration"] = round(length + away * draw.random(), 3)
            now = here = now + timedelta(seconds=away)
    return {
        "buckets": {
            b["id"]: b
            for b in (bucket("aw-watcher-window", "currentwindow", windows), bucket("aw-watcher-afk", "afkstatus", afk))
        }
    }


if __name__ == "__main__":
    events = int(sys.argv[2]) if len(sys.argv) > 2 else WINDOWS_PER_YEAR
    Path(sys.argv[1]).write_text(json.dumps(export(events)), encoding="utf-8")
