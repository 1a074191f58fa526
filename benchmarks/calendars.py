"""Calendars: `connratio report` for one year of a 10 MB file against icalendar and recurring-ical-events, in turn.

    python benchmarks/calendars.py [RUNS]        one year of 20,000 events; time above start-up
    python benchmarks/calendars.py large         the same from 10, 50 and 200 MB
    python benchmarks/calendars.py team          one year of 500 calendars of 2,000 events

Start-up is `connratio report` on a calendar of ten events. The invented files are made once, in benchmarks/.cache.
"""

import statistics
import subprocess
import sys
from pathlib import Path

from compare import CACHE, HERE, cost

PERIOD = ["--from", "2025-01-01", "--until", "2026-01-01"]


def made(name: str, events: int, seed: int = 20260302) -> Path:
    """An invented calendar of so many events."""
    file = CACHE / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, HERE / "make_calendar.py", file, str(events), str(seed)], check=True)
    return file


def report(path: Path) -> list[str | Path]:
    """The command that is measured."""
    fixed = ["--no-config", "--timezone", "Europe/Berlin", "-f", "csv", "-q"]
    return [sys.executable, "-m", "connratio", "report", path, *PERIOD, *fixed]


def year(runs: int) -> None:
    """Print the medians of both, less what each needs to start."""
    file, tiny = made("calendar.ics", 20_000), made("tiny.ics", 10)
    theirs: list[str | Path] = [sys.executable, HERE / "calendar_oracle.py"]
    sides = {"connratio": (report(tiny), report(file)), "icalendar + RIE": ([*theirs, tiny], [*theirs, file])}
    spent = {}
    for name, (start, whole) in sides.items():
        pairs = [(cost(start), cost(whole)) for _ in range(runs)]
        (start_s, start_mib), (whole_s, whole_mib) = ([statistics.median(p[i][k] for p in pairs) for k in (0, 1)] for i in (0, 1))
        spent[name] = whole_s - start_s
        print(
            f"{name:16} {whole_s - start_s:6.2f} s above start-up of {start_s:.2f} s, {whole_mib - start_mib:5.0f} MiB above {start_mib:.0f} MiB"
        )
    print(f"{spent['icalendar + RIE'] / spent['connratio']:.1f} times")


def large() -> None:
    """Print time and memory for files of growing size."""
    start = cost(report(made("tiny.ics", 10)))
    for events in (20_000, 100_000, 400_000):
        file = made("calendar.ics" if events == 20_000 else f"calendar-{events}.ics", events)
        seconds, mib = cost(report(file))
        print(f"{file.stat().st_size / 1e6:5.0f} MB {seconds - start[0]:6.2f} s, {mib:5.0f} MiB")


def team() -> None:
    """Print the time of a report over a folder of 500 calendars."""
    folder = CACHE / "team"
    for nth in range(500):
        made(f"team/{nth:03}.ics", 2_000, nth)
    seconds, mib = cost(report(folder))
    print(f"500 calendars of 2,000 events: {seconds:.1f} s, {mib:.0f} MiB")


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "3"
    {"large": large, "team": team}.get(asked, lambda: year(int(asked)))()
