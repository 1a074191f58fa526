"""Time the kernel alone: 10 million activities of 100 people, from records to tallies, on one core.

    python benchmarks/time_kernel.py [ACTIVITIES]

Each person has a year of meetings, window rows, tabs, editor rows and idleness, as `timeline` is given them. Printed are CPU
seconds and microseconds per activity of presence (DESIGN 3.4) and of overlap, local days and tallies (3.5), and peak memory.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import resource
import sys
import time
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from connratio.timeline.days import instant, local_days, working_time
from connratio.timeline.intervals import AXIS, Cover
from connratio.timeline.presence import settle
from connratio.timeline.records import Claim, Records
from connratio.timeline.tally import Calendar, tallies

PEOPLE = 100
ZONE = ZoneInfo("Europe/Berlin")
FIRST, UNTIL = date(2025, 1, 1), date(2026, 1, 1)
DAY_MS = 86_400_000
# What a record is, and how many of a hundred: windows (most of them tools), tabs, editor rows, idleness, meetings, plans.
SORTS = {"app": 66, "tab": 15, "editor": 9, "absent": 2, "unknown": 5, "meeting": 1, "maybe": 1, "pending": 1}
CLAIMS = {"app": Claim.APP, "tab": Claim.WEB, "editor": Claim.LOG, "absent": Claim.NONE, "unknown": Claim.UNKNOWN,
          "meeting": Claim.HUMAN, "maybe": Claim.HUMAN_MAYBE, "pending": Claim.PENDING}  # fmt: skip


def records(count: int) -> Records:
    """So many activities, of each person equally many, in order of time."""
    draw = np.random.default_rng(20260302)
    each = count // PEOPLE
    n = each * PEOPLE
    person = np.repeat(np.arange(PEOPLE, dtype=np.int32), each)
    sort = draw.choice(len(SORTS), n, p=np.array(list(SORTS.values())) / sum(SORTS.values()))
    of = {name: sort == i for i, name in enumerate(SORTS)}
    begin, end = instant(FIRST, 0, ZONE), instant(UNTIL, 0, ZONE)
    start = begin + np.sort(draw.integers(0, end - begin - DAY_MS, (PEOPLE, each)), axis=1).ravel()
    meeting = of["meeting"] | of["maybe"] | of["pending"]
    # A window lasts until about the next one; meetings last their hour.
    poll = np.minimum(np.append(np.diff(start), 60_000), 60_000)
    length = np.where(meeting, 1_800_000, np.where(of["absent"], 300_000, np.maximum(poll - draw.integers(0, 3000, n), 1000)))
    claim = np.array([CLAIMS[name] for name in SORTS], dtype=np.int32)[sort]
    window = of["app"] | of["unknown"]
    no = np.zeros(n, dtype=bool)
    return Records(
        person=person, start=start, end=start + length, claim=claim, key=(draw.geometric(0.15, n) % 40).astype(np.int32),
        certain=~of["maybe"], device=np.zeros(n, dtype=np.int32), bucket=np.zeros(n, dtype=np.int32),
        family=np.where(of["tab"], 0, np.where(of["editor"], 1, draw.integers(-1, 4, n))).astype(np.int32),
        window=window, web=of["tab"], editor=of["editor"], present=no, absent=of["absent"], audible=no, call=no,
        meeting=of["meeting"], tracked=window | of["tab"] | of["editor"], stopwatch=no,
    )  # fmt: skip


def calendar() -> Calendar:
    """The days and working hours of everybody."""
    days = local_days(FIRST, UNTIL, ZONE)
    duty = working_time(FIRST, UNTIL, ZONE, lambda weekday: [(540, 1020)] if weekday < 5 else [])
    offsets = np.arange(PEOPLE)[:, None] * AXIS
    n = len(days.start)
    return Calendar(
        (offsets + days.start).ravel(),
        np.repeat(np.arange(PEOPLE), n),
        np.tile(np.append(days.ordinal, -1), PEOPLE),
        Cover((offsets + duty.start).ravel(), (offsets + duty.end).ravel()),
    )


def main(count: int) -> None:
    """Run both halves once and print their figures."""
    given, cuts = records(count), calendar()
    before = time.process_time()
    present = settle(given)
    between = time.process_time()
    found = tallies(present.claims, cuts, "human-wins")
    after = time.process_time()
    for name, seconds in (("presence", between - before), ("overlap and tallies", after - between), ("both", after - before)):
        print(f"{name:20} {seconds:7.2f} s   {seconds / len(given) * 1e6:5.2f} µs per activity")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(given):,} activities, {len(present.claims.start):,} claims, {len(found):,} tallies, peak {peak:,.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
