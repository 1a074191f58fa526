"""Lengths of a day without a place in it, and what breaks take off them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from connratio.importers.text.dates import Moment
from connratio.importers.timers.entries import Entries
from connratio.model.problems import Problem

DAY: Final = timedelta(days=1)


@dataclass(slots=True)
class Total:
    """A length in ms; a negative one is a break of its day."""

    line: int
    ms: int
    described: Mapping[str, Any] = field(default_factory=dict)


def add_totals(entries: Entries, days: Mapping[date, Sequence[Total]]) -> None:
    """Add each day's lengths. Its breaks lessen all of them in proportion; a break that is longer than they are is said."""
    for day, totals in days.items():
        lengths = [t for t in totals if t.ms >= 0]
        breaks = [t for t in totals if t.ms < 0]
        whole, taken = sum(t.ms for t in lengths), -sum(t.ms for t in breaks)
        if breaks:
            entries.skipped["break taken off the day"] += len(breaks)
        if taken > whole:
            entries.problems.append(
                Problem("C725", "a break that is longer than the day's own time", entries.file, breaks[0].line)
            )
        begin = Moment(local=datetime.combine(day, time()))
        # Named by rank: a length that is corrected later replaces the one that the ledger knows.
        rank = {id(total): nth for nth, total in enumerate(sorted(lengths, key=lambda t: (str(t.described), t.ms)), 1)}
        for total, ms in zip(lengths, _lessened(lengths, whole, min(taken, whole)), strict=True):
            if ms == 0 and total.ms:
                continue  # all of it was break
            nth = rank[id(total)]
            entries.add_total(total.line, begin, DAY, ms, uid=f"{day}#{nth}", **total.described)


def _lessened(totals: Sequence[Total], whole: int, taken: int) -> list[int]:
    """The lengths less their part of what is taken, in whole ms; the order of the file does not matter."""
    if not taken:
        return [t.ms for t in totals]
    left = [t.ms * (whole - taken) // whole for t in totals]
    by_size = sorted(range(len(totals)), key=lambda i: (-totals[i].ms, str(totals[i].described)))
    for i in by_size[: whole - taken - sum(left)]:
        left[i] += 1
    return left
