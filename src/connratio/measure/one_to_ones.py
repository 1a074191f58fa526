"""The one-to-ones of some days: which were held, which at another time than their series has, which were not held and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from connratio.measure.metrics import ATTENDED, MISSED, MOVED

_SQL: Final = f"""
SELECT day, people[1], counted, counted AND {MOVED}, reason FROM meetings
WHERE day >= ? AND day < ? AND size = '1:1' AND len(people) = 1 AND (({ATTENDED}) OR ({MISSED})) ORDER BY start_ms, people[1]"""


@dataclass(frozen=True, slots=True)
class OneToOne:
    """A one-to-one on a local day; `reason` says why it was not held."""

    day: date
    person: str
    held: bool
    moved: bool
    reason: str


def one_to_ones_of(tables: Any, first: date, until: date) -> list[OneToOne]:
    """Those of the days from `first` up to, not including, `until`, in order."""
    rows = tables.execute(_SQL, [first.toordinal(), until.toordinal()]).fetchall()
    return [OneToOne(date.fromordinal(day), who, held, moved, reason) for day, who, held, moved, reason in rows]
