"""Write an invented WakaTime dump or RescueTime archive: `python benchmarks/make_trackers.py wakatime|rescuetime FILE [ROWS]`."""

from __future__ import annotations

import json
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2025, 1, 1, 8, tzinfo=UTC)
KINDS = ("coding", "coding", "coding", "debugging", "meeting", "ai coding", "communicating")
APPS = (("github.com", "Software Development"), ("zoom", "Communication & Scheduling"), ("gmail", "Communication & Scheduling"))


def wakatime(rows: int, draw: random.Random) -> str:
    """Heartbeats of a year, one to three minutes apart while somebody works."""
    days: dict[str, list[dict[str, object]]] = {}
    at = START
    for _ in range(rows):
        at += timedelta(seconds=draw.choice((20, 45, 60, 110, 3000)) / 4)
        beat = {
            "id": f"{draw.getrandbits(64):016x}",
            "time": at.timestamp(),
            "entity": f"/home/x/src/module{draw.randrange(400)}.py",
            "type": "file",
            "category": draw.choice(KINDS),
            "project": f"project{draw.randrange(12)}",
            "language": "Python",
            "is_write": draw.random() < 0.3,
            "created_at": at.isoformat(),
        }
        days.setdefault(at.date().isoformat(), []).append(beat)
    dump = {
        "user": {"id": "u"},
        "range": {"start": START.timestamp(), "end": at.timestamp()},
        "days": [{"date": day, "heartbeats": beats} for day, beats in days.items()],
    }
    return json.dumps(dump)


def rescuetime(rows: int, draw: random.Random) -> str:
    """Cells of five minutes, three programs or pages each."""
    lines = []
    for i in range(rows):
        at = START + timedelta(minutes=5 * (i // 3))
        name, group = draw.choice(APPS)
        lines.append(
            f"{at:%Y-%m-%d %H:%M:%S} -0800,{name},document {draw.randrange(20000)},General,{group},{draw.randrange(5, 100)}"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    kind, file, *more = sys.argv[1:]
    make = {"wakatime": wakatime, "rescuetime": rescuetime}[kind]
    Path(file).write_text(make(int(more[0]) if more else 500_000, random.Random(1)), encoding="utf-8")
