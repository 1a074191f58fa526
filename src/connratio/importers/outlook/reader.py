"""The importer: a row is an entry, in local time, with people by name and without their replies."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from connratio.importers.calendar.entries import Entries
from connratio.importers.calendar.people import Attendee, gathered, plain_address
from connratio.importers.calendar.places import place_of
from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.outlook.headers import columns_of, has_dates, is_outlook, is_true, n_exact, other_dates, status_of
from connratio.importers.outlook.text import CODE_PAGES, decoded, mended, texts, unmarked
from connratio.importers.text.cells import delimiter_of, rows_of
from connratio.importers.text.dates import order_of, parse_date, parse_time, to_ms
from connratio.model.problems import Problem
from connratio.model.text import clean

_DATES: Final = ("start_date", "end_date")
_HEAD: Final = 1 << 15
"""Characters that hold the header and some rows."""
_MS: Final = timedelta(milliseconds=1)
_INSIDE: Final = re.compile(r"[<(]\s*(?:mailto:)?([^<>()\s]+@[^<>()\s]+)\s*[>)]")


class OutlookImporter:
    """Outlook ▸ File ▸ Open & Export ▸ Export to a file ▸ CSV, a calendar in any language (seen 2026-11)."""

    name = "outlook"
    version = 2
    """Counts what changed in how it reads: a ledger reads again what an earlier one brought."""

    def recognises(self, head: Head) -> bool:
        """Whether the first row names the columns of Outlook's calendar."""
        if b"\0" in head.data and head.data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            return False
        if head.data[:64].lstrip()[:1] in {b"{", b"["}:
            return False  # JSON, of which logs have thousands of files
        return any(is_outlook(columns_of(_first_rows(text))) for text, _ in texts(head.data))

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch. Times are the clock's, in the source's zone; the order of day and month is settled over all dates."""
        zone = options.own_zone or options.timezone
        entries = Entries(self.name, source.stem, source, options.timezone)
        data = source.data()
        # The code page is the one in which most columns have the very names that Outlook gives them.
        text, encoding = decoded(data, lambda part: n_exact(_header(part)))
        if encoding in CODE_PAGES and all(cell.isascii() for cell in _header(text)):
            entries.problems.append(Problem("C110", "text that is not UTF-8", entries.file, _first_bad(data)))
        delimiter = str(options.extra.get("delimiter") or delimiter_of(text))
        columns = columns_of(rows_of(text[:_HEAD], delimiter))
        rows, unclosed = mended(text, delimiter, lambda row: has_dates(columns, row.cells))
        message = "a quotation mark that is never closed"
        entries.problems += [Problem("C104", message, entries.file, line) for line in unclosed]
        table = _Rows(entries, columns, zone)
        if not is_outlook(table.columns):
            entries.problems.append(Problem("C114", "these are not the columns of Outlook's calendar", entries.file, 1))
            entries.skipped["unknown columns"] += max(len(rows) - 1, 0)
        elif len(rows) == 1:
            entries.problems.append(Problem("C102", "the table has a header but no rows", entries.file, 1))
        else:
            table.read(rows[1:], str(options.extra.get("date_order") or ""))
        told = "the source's `timezone`" if options.own_zone else "the person's zone"
        yield entries.batch(*table.owner(), notes=(f"zones: {table.n_local} by {told}",) if table.n_local else ())


def _header(text: str) -> list[str]:
    rows = _first_rows(text)
    return rows[0][1] if rows else []


def _first_rows(text: str) -> list[tuple[int, list[str]]]:
    text = unmarked(text[:_HEAD])
    return rows_of(text, delimiter_of(text))


def _first_bad(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return 0


class _Rows:
    """The rows of one file."""

    def __init__(self, entries: Entries, columns: dict[str, int], zone: ZoneInfo) -> None:
        self.entries, self.columns, self.zone = entries, columns, zone
        self.order = "ymd"
        self.n_local = self.n_doubtful = 0
        self.seen: Counter[str] = Counter()
        self.alone: Counter[str] = Counter()

    def owner(self) -> tuple[str, str]:
        """Whose calendar it is: Outlook names its owner as the organiser of entries without guests."""
        best = max(self.alone, key=lambda who: (self.alone[who], who), default="")
        return best, f"organiser of {self.alone[best]} entries without guests"

    def read(self, rows: Sequence[tuple[int, list[str]]], told: str) -> None:
        file = self.entries.file
        dates = [self._cell(cells, name) for _, cells in rows for name in _DATES]
        order = order_of(dates, told)
        if order in {None, told}:
            order = order_of([*dates, *other_dates(self.columns, [cells for _, cells in rows])], told)
        if order is None:
            self.entries.problems.append(
                Problem("C203", "dates whose day and month cannot be told apart", file, rows[0][0], "", len(rows))
            )
            self.entries.skipped["ambiguous date"] += len(rows)
            return
        self.order = order
        for line, cells in rows:
            self._row(line, cells)
        if self.n_local:
            message = f"times without a zone, read in {self.zone}"
            self.entries.problems.append(Problem("C103", message, file, rows[0][0], "", self.n_local))
        if self.n_doubtful:
            message = "a local time that a clock change repeats or leaves out"
            self.entries.problems.append(Problem("C207", message, file, rows[0][0], "", self.n_doubtful))

    def _cell(self, cells: list[str], name: str) -> str:
        at = self.columns.get(name, -1)
        return cells[at].strip() if 0 <= at < len(cells) else ""

    def _row(self, line: int, cells: list[str]) -> None:
        timeless = not self._cell(cells, "start_time") and not self._cell(cells, "end_time")
        whole = timeless or is_true(self._cell(cells, "all_day"))
        try:
            when = self._days(cells) if whole else self._times(cells)
        except (OverflowError, ValueError):
            self.entries.skip("absurd date", Problem("C206", "an event outside 1970 to 2100", self.entries.file, line))
            return
        if when is None:
            problem = Problem("C106", "a row whose start or end cannot be read", self.entries.file, line)
            self.entries.skip("unreadable event", problem)
            return
        self._add(line, cells, *when, whole=whole)

    def _days(self, cells: list[str]) -> tuple[int, int] | None:
        """An all-day entry ends at midnight, exclusive; without a time of day its last date is meant to be in it."""
        first = parse_date(self._cell(cells, "start_date"), self.order)
        last = parse_date(self._cell(cells, "end_date"), self.order) if self._cell(cells, "end_date") else first
        if first is None or last is None:
            return None
        if not self._cell(cells, "end_time") or last <= first:
            last = max(last, first) + timedelta(days=1)
        return self._ms(first, timedelta()), self._ms(last, timedelta())

    def _times(self, cells: list[str]) -> tuple[int, int] | None:
        day = parse_date(self._cell(cells, "start_date"), self.order)
        clock = parse_time(self._cell(cells, "start_time")) if self._cell(cells, "start_time") else timedelta()
        last = parse_date(self._cell(cells, "end_date"), self.order) if self._cell(cells, "end_date") else day
        until = parse_time(self._cell(cells, "end_time")) if self._cell(cells, "end_time") else clock
        if day is None or clock is None or last is None or until is None:
            return None
        start, end = self._ms(day, clock), self._ms(last, until)
        nominal = round((datetime.combine(last, time()) + until - datetime.combine(day, time()) - clock) / _MS)
        if end == start < start + nominal:
            end = start + nominal  # 02:30 to 03:30 on the day on which the clock jumps from two to three
        if end < start <= (second := self._ms(last, until, later=True)):
            end = second  # the second of two equal hours
        self.n_local += 1
        return start, end

    def _ms(self, day: date, clock: timedelta, *, later: bool = False) -> int:
        ms, doubtful = to_ms(datetime.combine(day, time()) + clock, self.zone, later=later)
        self.n_doubtful += doubtful
        return ms

    def _add(self, line: int, cells: list[str], start: int, end: int, *, whole: bool) -> None:
        listed = [Attendee(who) for name in ("required", "optional") for who in _people(self._cell(cells, name))]
        rooms = [Attendee("", "room", name=clean(room)) for room in self._cell(cells, "rooms").split(";") if room.strip()]
        leader = next(iter(_people(self._cell(cells, "organiser"))), "")
        # Outlook names an organiser for every entry; alone it is no sign of a meeting.
        people = gathered([*listed, *rooms], leader)
        if leader and not listed:
            self.alone[leader] += 1
        texts_ = {"LOCATION": self._cell(cells, "place"), "DESCRIPTION": self._cell(cells, "text")}
        place, conference, meeting = place_of(lambda name: texts_.get(name, ""), people.rooms)
        title = clean(self._cell(cells, "title"))
        sensitivity = self._cell(cells, "sensitivity").lower()
        self.entries.add(
            line, start, end, people, uid=self._uid(title, leader, start, end), zone="" if whole else str(self.zone), title=title,
            place=place, conference=conference, session=meeting, category=clean(self._cell(cells, "category")), all_day=whole,
            status=status_of(self._cell(cells, "shown")),
            private=is_true(self._cell(cells, "private")) or sensitivity.startswith(("priva", "privé", "confid", "vertr", "3", "2")),
        )  # fmt: skip

    def _uid(self, title: str, leader: str, start: int, end: int) -> str:
        """A name that the same row has in every export; Outlook gives none."""
        told = f"{title}\n{leader}\n{start}\n{end}"
        self.seen[told] += 1
        return "row-" + hashlib.sha256(f"{told}\n{self.seen[told]}".encode()).hexdigest()[:16]


def _people(cell: str) -> list[str]:
    """Names of people, divided by semicolons (a name may hold a comma), in lower case; the address where one stands beside."""
    found = []
    for part in cell.split(";"):
        inside = _INSIDE.search(part)
        who = plain_address(inside[1] if inside else part)
        if who:
            found.append(who)
    return list(dict.fromkeys(found))
