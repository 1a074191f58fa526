"""The rows of one calendar, collected: times are checked, whole days found, what is left out is counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from connratio.importers.calendar.days import whole_days
from connratio.importers.calendar.titles import called_off
from connratio.importers.contract import Batch, Source, SourceInfo
from connratio.model.activities import Builder
from connratio.model.problems import Problem
from connratio.model.text import clean

if TYPE_CHECKING:
    from datetime import tzinfo

    from connratio.importers.calendar.people import People

EARLIEST: Final = 0
LATEST: Final = 4_102_444_800_000


class Entries:
    """The entries of one calendar of a file, in the order in which they are added."""

    def __init__(self, format_: str, name: str, source: Source, zone: tzinfo) -> None:
        """`zone` is the person's, whose midnights bound all-day entries."""
        self.format, self.name, self.source, self.zone = format_, clean(name), source, zone
        self.file = clean(source.name)
        self.problems: list[Problem] = []
        self.skipped: Counter[str] = Counter()
        self._builder = Builder(source=self.name, evidence="calendar")

    def add(self, line: int, start: int, end: int, people: People, **row: Any) -> None:
        """Append an entry; one that ends before it starts is turned round, one outside 1970 to 2100 is left out."""
        uid = row.get("uid", "")
        if end < start:
            self.problems.append(Problem("C202", "an event that ends before it starts", self.file, line, uid))
            start, end = end, start
        if start < EARLIEST or end >= LATEST:
            self.skip("absurd date", Problem("C206", "an event outside 1970 to 2100", self.file, line, uid))
            return
        if row.get("private"):
            if called_off(row.get("title", "")):
                row["status"] = "cancelled"
            row["title"] = ""  # neither read nor shown (METRICS 1.0)
        self._builder.add(
            start=start, end=end, organiser=people.organiser, people=people.addresses, replies=people.replies,
            groups=people.groups, n_unlisted=people.n_unlisted, origin=f"{self.file}:{line}", **row,
        )  # fmt: skip

    def skip(self, why: str, problem: Problem | None = None) -> None:
        """Count what is left out, and say why."""
        self.skipped[why] += 1
        if problem is not None:
            self.problems.append(problem)

    def batch(self, owner: str = "", owner_why: str = "", notes: tuple[str, ...] = ()) -> Batch:
        """All of it."""
        table = self._builder.frame()
        span = None
        if len(table):
            start, end = table["start"], table["end"]
            table = table.assign(all_day=table["all_day"] | whole_days(start, end, self.zone))
            span = int(start.min()), int(end.max())
        info = SourceInfo(
            self.name, self.format, self.source.path, owner=owner, owner_why=owner_why if owner else "", span=span, notes=notes
        )
        return Batch(info, table, tuple(self.problems), {k: v for k, v in self.skipped.items() if v})
