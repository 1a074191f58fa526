"""Periods as people name them: `2026-Q1`, `2026-H1`, `2026-03`, `2026-W10..2026-W14`, `2026`, `before:DATE`, `after:DATE`."""

from __future__ import annotations

import re
from datetime import date

from connratio.model.periods import parse_week


def parse_span(text: str) -> tuple[date | None, date | None]:
    """First day and the day after the last; None where an open end is meant. Raises ValueError for anything else."""
    said = text.strip()
    low = said.lower()
    if low.startswith(("before:", "after:")):
        word, _, rest = low.partition(":")
        try:
            day = date.fromisoformat(rest)
        except ValueError:
            raise ValueError(f"{text!r} holds no date; write {word}:2026-03-02") from None
        return (None, day) if word == "before" else (day, None)
    first, dots, last = said.partition("..")
    start, end = _one(first, text)
    return (start, _one(last, text)[1]) if dots else (start, end)


def _one(part: str, text: str) -> tuple[date, date]:
    match = re.fullmatch(r"(\d{4})(?:-(?:(Q[1-4])|(H[12])|(W\d{1,2})|(\d{2})(?:-(\d{2}))?))?", part.strip().upper())
    if match is None:
        raise ValueError(f"{text!r} names no period; write 2026-Q1, 2026-H1, 2026-03, 2026-W10..2026-W14 or before:2026-03-02")
    year, quarter, half, week, month, day = int(match[1]), *match.groups()[1:]
    if week:
        found = parse_week(f"{year}-{week}")
        return found.first, found.until
    if day and month:
        one = date(year, int(month), int(day))
        return one, date.fromordinal(one.toordinal() + 1)
    begin, length = (
        (int(quarter[1]) * 3 - 2, 3) if quarter else (int(half[1]) * 6 - 5, 6) if half else (int(month), 1) if month else (1, 12)
    )
    if not 1 <= begin <= 12:
        raise ValueError(f"{text!r} names no month")
    after = begin + length
    return date(year, begin, 1), date(year + (after > 12), after - 12 if after > 12 else after, 1)
