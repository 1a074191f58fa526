"""The period of totals that name none: from the configuration, or the two dates in the file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from connratio.importers.contract import Options
from connratio.importers.text.dates import Moment
from connratio.importers.timers.entries import Entries
from connratio.model.problems import Problem

_DATE: Final = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `first` up to, not including, `until`; None where nothing names them."""

    first: date | None = None
    until: date | None = None

    def add(self, entries: Entries, line: int, length: int | None, **described: Any) -> None:
        """A total somewhere in the period; without a period, or a length, it is counted as skipped."""
        if self.first is None or self.until is None:
            entries.skipped["no period"] += 1
        elif length is None or length < 0:
            entries.unreadable(line, "a total that is no length of time")
        else:
            begin = Moment(local=datetime.combine(self.first, time()))
            entries.add_total(line, begin, self.until - self.first, length, **described)


def period_of(entries: Entries, options: Options) -> Period:
    """The period of the configuration's `from` and `until`, else of the name, whose second date is the last day."""
    given = [str(options.extra.get(key) or "") for key in ("from", "until")]
    try:
        if all(given):
            first, until = (date.fromisoformat(text) for text in given)
        else:
            named = _DATE.findall(entries.file)[:2]
            first, last = (date(int(y), int(m), int(d)) for y, m, d in named)
            until = last + timedelta(days=1)
    except (ValueError, OverflowError):
        first = until = date.min
    if until > first:
        return Period(first, until)
    entries.problems.append(Problem("C726", "totals of a period that nothing names", entries.file, 1))
    return Period()
