"""An invented detailed export of Toggl Track: so many entries of people and tools, on real-looking days."""

from __future__ import annotations

import csv
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

HEADER = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags"
WORK = ("1:1 with Ana", "Sprint planning", "Code review", "Write spec", "Parser work", "Invoices", "Reading", "Customer call")
TAGS = ("", "meeting", "coding", "meeting, 1on1", "admin")
NINE = timedelta(hours=9)


def main(path: Path, n: int) -> None:
    """Write `n` entries of a few minutes each, from nine to six every day."""
    draw = random.Random(7)
    at = datetime(2015, 1, 5, tzinfo=UTC) + NINE
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER.split(","))
        for _ in range(n):
            length = timedelta(seconds=draw.randrange(60, 900))
            end = at + length
            who = ("Robin", "robin@example.test", "Acme", f"Project {draw.randrange(40)}", "")
            what = f"{draw.choice(WORK)} {draw.randrange(2000)}"
            out.writerow([*who, what, "No", at.date(), at.time(), end.date(), end.time(), length, draw.choice(TAGS)])
            at = end if end.hour < 18 else end.replace(hour=0, minute=0, second=0) + timedelta(days=1) + NINE
    print(f"{n} entries until {at:%Y-%m-%d} in {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
