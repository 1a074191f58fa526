"""klog's text files (specification 1.4)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.text.dates import Moment, parse_time
from connratio.importers.timers.entries import Entries
from connratio.importers.timers.lines import lines_of
from connratio.importers.timers.totals import Total, add_totals
from connratio.model.text import clean

_DATE: Final = re.compile(r"(\d{4})([-/])(\d{2})\2(\d{2})(?:\s+\([^)]*\))?\s*")
_CLOCK: Final = r"(<?)(\d{1,2}:\d{2}(?:am|pm)?)(>?)"
_RANGE: Final = re.compile(rf"{_CLOCK}\s*-\s*(?:{_CLOCK}|(\?+))(?=\s|$)\s*(.*)", re.DOTALL)
_LENGTH: Final = re.compile(r"([+-]?)(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?=\s|$)\s*(.*)", re.DOTALL)
_TAG: Final = re.compile(r"""#([\w-]+)(?:=(?:"([^"]*)"|'([^']*)'|([\w-]+)))?""")
_HEAD: Final = re.compile(
    r"^\d{4}[-/]\d{2}[-/]\d{2}(?:[ \t]+\([^)\n]*\))?[ \t]*\r?\n(?:\S.*\n)*"
    r"(?: {2,4}|\t)(?:<?\d{1,2}:\d{2}(?:am|pm)?>?[ \t]*-|[+-]?\d+[hm])",
    re.MULTILINE,
)


class Klog:
    """klog ▸ your `.klg` files (seen 2026-11). Times have no zone; durations have no place in their day."""

    name = "klog"

    def recognises(self, head: Head) -> bool:
        """Whether a line that is a date is followed by an indented range or duration."""
        return _HEAD.search(head.text[:8192]) is not None and head.text.lstrip()[:1] not in {"[", "{", "<"}

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch. A negative duration lessens its day's unplaced time; an open range is running."""
        entries = Entries(source, options)
        totals: dict[date, list[Total]] = defaultdict(list)
        for day, line, text, tags in _entries(entries, source.data()):
            described = _described(text, tags)
            if (found := _RANGE.fullmatch(text)) is not None:
                _add_range(entries, day, line, found, described)
            elif (length := _LENGTH.fullmatch(text)) is not None:
                minutes = int(length[2] or 0) * 60 + int(length[3] or 0)
                totals[day].append(Total(line, (-1 if length[1] == "-" else 1) * minutes * 60_000, described))
            else:
                entries.unreadable(line, "an entry that is neither a range nor a duration")
        add_totals(entries, totals)
        yield entries.batch(self.name)


def _entries(entries: Entries, data: bytes) -> Iterator[tuple[date, int, str, str]]:
    """Each entry with its day, its line, its text over all its lines, and the text of its record."""
    day: date | None = None
    summary, indent, begun = "", "", False
    held: tuple[date, int, list[str]] | None = None
    for line, text in [*lines_of(data, entries.file, entries.problems, entries.skipped), (0, "")]:
        blank = not text.strip()
        deeper = bool(held) and not blank and bool(indent) and text.startswith(indent * 2)
        if held is not None and deeper:
            held[2].append(text.strip())
            continue
        if held is not None:
            yield held[0], held[1], "\n".join(held[2]), summary
            held = None
        if blank:
            day, summary, indent, begun = None, "", "", False
        elif not text[0].isspace():
            if not begun:
                day, begun = _day(entries, line, text), True
            else:
                summary = f"{summary} {text.strip()}"
        elif day is not None:
            indent = indent or text[: len(text) - len(text.lstrip())]
            held = (day, line, [text.strip()])
        elif begun:
            entries.skipped["unreadable"] += 1
        else:
            begun = True
            entries.unreadable(line, "an entry without a date above it")


def _day(entries: Entries, line: int, text: str) -> date | None:
    found = _DATE.fullmatch(text)
    try:
        if found is not None:
            return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        pass
    entries.unreadable(line, "a record that does not begin with a date")
    return None


def _add_range(entries: Entries, day: date, line: int, found: re.Match[str], described: dict[str, Any]) -> None:
    try:
        start, end = _moment(day, *found.group(1, 2, 3)), None if found[7] else _moment(day, *found.group(4, 5, 6))
    except OverflowError:
        entries.skip("C206", "a date outside 1970 to 2100", line, "absurd date")
        return
    if start is None or (end is None and not found[7]):
        entries.unreadable(line, "a time of day that is none")
    else:
        entries.add(line, start, end, **described)


def _moment(day: date, before: str, clock: str, after: str) -> Moment | None:
    """A time of the record's day; `<` is the day before, `>` the day after."""
    since = parse_time(clock)
    if since is None or (before and after):
        return None
    return Moment(local=datetime.combine(day, time()) + since + timedelta(days=bool(after) - bool(before)))


def _described(text: str, record: str) -> dict[str, Any]:
    found = _RANGE.fullmatch(text) or _LENGTH.fullmatch(text)
    title = clean(found[found.re.groups]) if found is not None else ""
    tags = [t[1] + "".join(f"={v}" for v in t.groups()[1:] if v) for t in _TAG.finditer(f"{title} {record}")]
    return {"title": title, "category": clean(", ".join(dict.fromkeys(tags)))}
