"""ActivityWatch's own "time active" against `--active-rule`: random logs, each through both, in the pipeline's environment.

    python benchmarks/active_time.py PYTHON_WITH_AW_CORE aw-0.5.18 [RUNS]

Prints every log on which the two differ by a second or more. PYTHON_WITH_AW_CORE is that of a `pip install aw-core==0.5.18
peewee==3.17.0` (or 0.5.17).
"""

import json
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import numpy as np

from connratio.timeline.active import Log, time_active

THEIRS = """
import json, sys, logging
logging.disable(logging.CRITICAL)
from aw_core.models import Event
from aw_transform import filter_keyvals, filter_period_intersect, flood
for line in sys.stdin:
    log = json.loads(line)
    windows, afk = ([Event(**e) for e in log[k]] for k in ("windows", "afk"))
    here = filter_keyvals(flood(afk), "status", ["not-afk"])
    print(sum(e.duration.total_seconds() for e in filter_period_intersect(flood(windows), here)))
"""
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)


def drawn(draw: random.Random) -> dict[str, list[tuple[int, int, int]]]:
    """Starts, ends (ms) and data of windows and of idleness: with gaps, overlaps, enclosed and empty events."""
    out = {}
    for name, kinds, typical in (("windows", 3, 20_000), ("afk", 2, 120_000)):
        at, events = 0, []
        for _ in range(draw.randrange(1, 30)):
            length = draw.choice([0, draw.randrange(1000), draw.randrange(typical), draw.randrange(typical * 4)])
            events.append((at, at + length, draw.randrange(kinds)))
            at = max(at + length + draw.choice([0, 1, 1, 90, 1000, 5000, 5001, -50, -3000, 60_000]), 0)
        out[name] = events
    return out


def as_events(log: list[tuple[int, int, int]], name: str) -> list[dict[str, object]]:
    """The events as ActivityWatch has them."""
    key = "status" if name == "afk" else "app"
    values = ["afk", "not-afk"] if name == "afk" else "abc"
    return [
        {"timestamp": (BEGIN + timedelta(milliseconds=a)).isoformat(), "duration": (b - a) / 1000, "data": {key: values[d]}}
        for a, b, d in log
    ]


def main(python: str, rule: str, runs: int) -> None:
    """Draw, run both, compare."""
    draw = random.Random(1)
    logs = [drawn(draw) for _ in range(runs)]
    lines = "\n".join(json.dumps({name: as_events(log[name], name) for name in log}) for log in logs)
    told = subprocess.run([python, "-c", THEIRS], input=lines, capture_output=True, text=True, check=True).stdout.split()
    worst = 0.0
    for log, theirs in zip(logs, told, strict=True):
        windows, afk = (Log(*(np.array(c, dtype=np.int64) for c in zip(*log[n], strict=True))) for n in ("windows", "afk"))
        ours = sum(b - a for a, b in time_active(windows, afk, [], rule, 0, 1 << 50)) / 1e6
        worst = max(worst, abs(ours - float(theirs)))
        if abs(ours - float(theirs)) >= 1:
            print(ours, theirs, log)
    print(f"{runs} logs, largest difference {worst:.3f} s")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 500)
