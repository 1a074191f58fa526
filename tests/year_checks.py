"""What the tests of the invented year share: the program on its files, and the series that its story makes."""

from __future__ import annotations

import csv
import io
import math
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Final

import story

import year_derived as year
import year_statistics as stats
from conftest import ROOT

YEAR: Final = ROOT / "examples" / "year"
FILES: Final = [YEAR / name for name in ("calendar.ics", "activitywatch.json.gz", "claude.zip", "pulse.csv")]


@dataclass(frozen=True)
class Kept:
    """A ledger with the year in it."""

    ledger: Path

    def text(self, *args: str) -> str:
        env = {
            "PYTHONPATH": str(ROOT / "src"),
            "TZ": "America/New_York",
            "HOME": str(self.ledger.parent),
            "CONNRATIO_LEDGER": str(self.ledger),
        }
        command = [sys.executable, "-m", "connratio", *args, "--config", str(YEAR / "connratio.yaml"), "-q"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=self.ledger.parent)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, *args: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.text(*args, "-f", "csv"))))


def same(given: str, wanted: Fraction | float | None, by: float = 0.02) -> bool:
    return (given == "") == (wanted is None) and (wanted is None or abs(float(given) - float(wanted)) <= by)


def weeks_in(first: date, until: date) -> list[tuple[date, date]]:
    """The ISO weeks of a window, cut to it."""
    monday = first - timedelta(days=first.weekday())
    starts = [monday + timedelta(weeks=i) for i in range((until - monday).days // 7 + 1)]
    return [(max(a, first), min(a + timedelta(days=7), until)) for a in starts if a < until]


def series_of(metric: str, weeks: list[tuple[date, date]]) -> stats.Weeks:
    found = []
    for first, until in weeks:
        sums = year.total(first, until)
        index = first.toordinal() // 7
        if metric in year.OF_ASSISTANT and until <= story.ASSISTANT:
            found.append((index, 0.0, 0.0))
        elif metric in year.RATIOS:
            part, whole = (float(sum(sums[n] for n in names)) for names in year.RATIOS[metric])
            found.append((index, part, whole))
        else:
            found.append((index, float(sums[metric.removesuffix("_seconds")]), (until - first).days / 7))
    return found


def most(metric: str) -> float:
    return 1.0 if metric in year.RATIOS and metric not in {"acts_per_turn", "parallelism"} else math.inf


WEEKS: Final = weeks_in(story.FIRST, story.UNTIL)
