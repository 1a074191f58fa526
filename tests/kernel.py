"""A day drawn in a few lines, for tests of the kernel: `human 09:00-10:00 @3` is a certain human claim with key 3."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from connratio.timeline.days import instant, local_days, working_time
from connratio.timeline.intervals import Cover
from connratio.timeline.records import Claim, Claims
from connratio.timeline.tally import Calendar, tallies

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)
NAMES = {
    "human": (Claim.HUMAN, True),
    "maybe": (Claim.HUMAN_MAYBE, False),
    "pending": (Claim.PENDING, True),
    "ai": (Claim.AI, True),
    "editor": (Claim.LOG, True),
    "web": (Claim.WEB, True),
    "app": (Claim.APP, True),
    "app?": (Claim.APP, False),
    "solo": (Claim.SOLO, True),
    "unknown": (Claim.UNKNOWN, False),
    "away": (Claim.AWAY, True),
    "watching": (Claim.WATCHING, True),
    "agent": (Claim.AGENT, True),
}
KIND = {0: "human", 1: "tool", 2: "tool", 3: "tool", 4: "tool", 5: "human", 6: "solo", 7: "unknown", 8: "away", 12: "-"}
Row = tuple[int, int, Claim, bool, int]


def drawn(text: str, day: date = MONDAY, zone: ZoneInfo = BERLIN) -> list[Row]:
    """The lines as (start ms, end ms, claim, certain, key)."""
    rows = []
    for i, line in enumerate(filter(None, map(str.strip, text.splitlines()))):
        name, span, *rest = line.split()
        key = int(rest[0][1:]) if rest else i
        a, b = (instant(day, int(t[:2]) * 60 + int(t[3:]), zone) for t in span.split("-"))
        rows.append((a, b, *NAMES[name], key))
    return rows


def claims(rows: list[Row], person: int = 0) -> Claims:
    n = len(rows)

    def column(i: int, dtype: Any) -> Any:
        return np.array([r[i] for r in rows], dtype=dtype)

    claim = column(2, np.int32)
    return Claims(
        record=np.arange(n),
        person=np.full(n, person, dtype=np.int32),
        start=column(0, np.int64),
        end=column(1, np.int64),
        claim=claim,
        key=column(4, np.int32),
        certain=column(3, bool),
        meeting=claim == int(Claim.HUMAN),
        tracked=np.isin(claim, [1, 2, 3, 4]),
    )


def calendar(first: date = date(2026, 3, 1), until: date = date(2026, 3, 8), zone: ZoneInfo = BERLIN) -> Calendar:
    days = local_days(first, until, zone)
    duty = working_time(first, until, zone, lambda weekday: [(540, 1020)] if weekday < 5 else [])
    n = len(days.start)
    return Calendar(days.start, np.zeros(n, dtype=np.int64), np.append(days.ordinal, -1), Cover(duty.start, duty.end))


def table(rows: list[Row], overlap: str = "human-wins") -> pd.DataFrame:
    return tallies(claims(rows), calendar(), overlap).pandas()


def minutes(found: pd.DataFrame, **where: int) -> dict[str, float]:
    """Minutes of the timeline by kind."""
    part = found[found["lane"] == 0]
    for name, value in where.items():
        part = part[part[name] == value]
    sums = part.groupby(part["winner"].map(KIND))["ms"].sum() / 60_000
    return {str(kind): float(ms) for kind, ms in sums.items()}
