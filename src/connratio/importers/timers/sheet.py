"""A CSV export with a known header: an importer says which header means what, and everything else is done here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.table.headers import guessed
from connratio.importers.text.cells import delimiter_of, rows_of
from connratio.importers.text.dates import Moment, order_of, parse_moment
from connratio.importers.timers.entries import ABSENT, SECOND, Entries
from connratio.importers.timers.lines import text_of
from connratio.importers.timers.walls import (
    clock_ms,
    day_ms,
    following,
    length_ms,
    moment_of,
    parsed,
    plain,
    wall_ms,
)
from connratio.model.activities import NAT, frame
from connratio.model.problems import Problem
from connratio.model.text import clean
from connratio.model.texts import Texts

if TYPE_CHECKING:
    from connratio.model.frame import Frame
    from connratio.model.intervals import Ints
    from connratio.model.texts import Bools

MINUTE = 60_000
_SIDES = ("start", "end")


Words = Mapping[str, Sequence[str]]


class Sheet:
    """One export. `words` names for each meaning the headers it has had, in lower case without accents.

    Times are `start` and `end` (date and time in one cell), or `start_date` and `start_time` and so on, where `date` is the
    day of both; with no date of its own an end lies after its start. The other meanings are what `texts` (the first that is
    filled in) and `joined` (all of them) make columns of.
    """

    name: ClassVar[str]
    words: ClassVar[Words]
    texts: ClassVar[Mapping[str, Sequence[str]]] = {
        "title": ("title", "task"),
        "project": ("project", "client"),
        "person": ("email", "user"),
        "uid": ("uid",),
    }
    joined: ClassVar[Sequence[str]] = ("tags", "task")
    breaks: ClassVar[frozenset[str]] = frozenset()
    """Values of the column `type` that mark a break."""
    unit: ClassVar[str] = "hours"
    """Of a duration that is a bare number."""

    def fits(self, header: Sequence[str], found: Mapping[str, int]) -> bool:
        """Whether a header with these meanings is this export's."""
        raise NotImplementedError

    def order(self, found: Mapping[str, int]) -> str:
        """The order of day and month that the format itself promises; "" when it depends on the user's settings."""
        del found
        return ""

    def recognises(self, head: Head) -> bool:
        """Whether the first row is this export's header."""
        text = head.text if "\ufffd" not in head.text[:-4] else head.data.decode("cp1252", errors="replace")
        if text.lstrip()[:1] in {"[", "{", "<"}:
            return False
        rows = rows_of(text[:8192], delimiter_of(text))
        return bool(rows) and self.fits(rows[0][1], guessed(rows[0][1], self.words))

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch. Local times are read in the source's zone."""
        entries = Entries(source, options)
        text = text_of(source.data(), entries.file, entries.problems, entries.skipped)
        rows = rows_of(text, str(options.extra.get("delimiter") or delimiter_of(text)))
        header = rows[0][1] if rows else []
        found = guessed(header, self.words)
        if not self.fits(header, found):
            there = clean(", ".join(h.strip() for h in header), 200)
            entries.problems.append(Problem("C114", f"this is no header of {self.name}; there are {there}", entries.file, 1))
            rows = []
        elif len(rows) < 2:
            entries.problems.append(Problem("C102", "the table has a header but no rows", entries.file, 1))
        body = [row for row in rows[1:] if row[1] != header]
        entries.skipped["repeated header"] += max(len(rows) - 1, 0) - len(body)
        table = _Table(self, body, found, entries, str(options.extra.get("date_order") or self.order(found)))
        yield entries.batch(self.name, table.activities())


class _Table:
    """The rows of one file, column by column."""

    def __init__(
        self, sheet: Sheet, rows: list[tuple[int, list[str]]], found: Mapping[str, int], entries: Entries, told: str
    ) -> None:
        self.sheet, self.entries = sheet, entries
        self.lines = np.array([line for line, _ in rows], dtype=np.int64)
        self.columns = {
            name: [cells[at].strip() if at < len(cells) else "" for _, cells in rows] for name, at in found.items() if at >= 0
        }
        self.n = len(rows)
        dates = ("date", "start_date", "end_date", "start", "end", *(("start_time", "end_time") if self._one_cell() else ()))
        distinct = {text for name in dates for text in self.columns.get(name, ())}
        self.day_order = order_of(distinct, told)

    def _one_cell(self) -> bool:
        return not {"date", "start_date"} & set(self.columns)

    def _column(self, name: str) -> list[str]:
        return self.columns.get(name) or [""] * self.n

    def activities(self) -> Frame:
        """The rows that are activities, in the order of the file."""
        if self.day_order is None:
            first = int(self.lines[0]) if self.n else 1
            what = "dates whose day and month cannot be told apart"
            self.entries.problems.append(Problem("C203", what, self.entries.file, first, "", self.n))
            self.entries.skipped["ambiguous date"] += self.n
            return frame({}, 0)
        start, end, reason, kept = self._placed()
        columns: dict[str, Any] = {
            "start": start[kept],
            "end": end[kept],
            "reason": reason[kept],
            "zone": str(self.entries.zone),
            "evidence": self.entries.evidence,
            "source": clean(self.entries.source.stem),
            "origin": [f"{self.entries.file}:{line}" for line in self.lines[kept].tolist()],
            **self._described(kept),
        }
        return frame(columns, len(kept))

    def _placed(self) -> tuple[Ints, Ints, Any, Ints]:
        """Start and end in epoch ms, the reason, and the numbers of the rows that have them."""
        lengths = parsed(self._column("duration"), lambda text: length_ms(text, self.sheet.unit) if text else None)
        start, end = self._wall("start", lengths), self._wall("end", lengths)
        self.entries.tolerance = self._tolerance()
        begin, stop, sure = plain(start, end, self.entries.zone)
        sure &= (lengths != NAT) | (np.array(self._column("duration"), dtype=object) == "")
        self._say(begin, stop, lengths, sure)
        reason = np.full(self.n, "", dtype=object)
        kept = sure.copy()
        for i in np.flatnonzero(~sure).tolist():
            row = self._looked_at(i, int(start[i]), int(end[i]), int(lengths[i]))
            if row is not None:
                kept[i] = True
                begin[i], stop[i], reason[i] = row["start"], NAT if row["end"] is None else row["end"], row.get("reason", "")
        return begin, stop, reason, np.flatnonzero(kept)

    def _say(self, begin: Ints, stop: Ints, lengths: Ints, sure: Bools) -> None:
        """What there is to say of plain rows: they have no zone, and some a duration that differs."""
        file, found = self.entries.file, self.entries.problems
        if sure.any():
            first, n = int(self.lines[sure][0]), int(np.count_nonzero(sure))
            found.append(Problem("C103", f"times without a zone, read in {self.entries.zone}", file, first, "", n))
        differs = sure & (lengths != NAT)
        differs[differs] = np.abs(stop - begin - lengths)[differs] > self.entries.tolerance
        what = "start and end that disagree with the duration"
        found += [Problem("C208", what, file, line) for line in self.lines[differs].tolist()]

    def _wall(self, side: str, lengths: Ints) -> Ints:
        order = self.day_order or "ymd"
        if side in self.columns:
            return parsed(self.columns[side], lambda text: wall_ms(text, order))
        texts = self._column(f"{side}_time")
        if self._one_cell():
            return parsed(texts, lambda text: wall_ms(text, order))
        clock = parsed(texts, clock_ms)
        if side == "end" and "end_date" not in self.columns:
            return following(self._wall("start", lengths), clock, lengths)
        day = parsed(self._column(f"{side}_date" if f"{side}_date" in self.columns else "date"), lambda text: day_ms(text, order))
        return np.where((day == NAT) | (clock == NAT), NAT, day + clock)

    def _tolerance(self) -> int:
        """A second where clock times and durations have seconds, else a minute."""
        texts = {t for name in (*_SIDES, "start_time", "end_time", "duration") for t in self.columns.get(name, ()) if t}
        return SECOND if all(text.count(":") >= 2 for text in texts) else MINUTE

    def _looked_at(self, i: int, start: int, end: int, length: int) -> dict[str, Any] | None:
        """A row that is not plain: running, without an end, on the day of a clock change, or unreadable in some way."""
        line, entries = int(self.lines[i]), self.entries
        try:
            begin, stop = self._moment(i, "start", start), self._moment(i, "end", end)
        except OverflowError:
            return entries.skip("C206", "a date outside 1970 to 2100", line, "absurd date")
        if stop is None and self._given(i, "end"):
            return entries.skip("C106", "an entry whose end cannot be read", line, "unreadable")
        if length == NAT and self._column("duration")[i]:
            if begin is None or stop is None:
                return entries.skip("C106", "an entry whose duration cannot be read", line, "unreadable")
            entries.problems.append(Problem("C720", "a duration that cannot be read", entries.file, line))
        return entries.entry(line, begin, stop, None if length == NAT else length)

    def _moment(self, i: int, side: str, wall: int) -> Moment | None:
        if wall != NAT:
            return moment_of(wall)
        name = side if side in self.columns else f"{side}_time"
        return parse_moment(self._column(name)[i], self.day_order or "ymd")

    def _given(self, i: int, side: str) -> bool:
        return any(self._column(name)[i] for name in (side, f"{side}_time", f"{side}_date"))

    def _described(self, kept: Ints) -> dict[str, Any]:
        described: dict[str, Any] = {}
        for name, sources in self.sheet.texts.items():
            given = [self.columns[s] for s in sources if s in self.columns]
            if given:
                texts = given[0] if len(given) == 1 else [next(filter(None, row), "") for row in zip(*given, strict=True)]
                described[name] = _tidy(texts, kept, lower=name == "person")
        tags = [self.columns[s] for s in self.sheet.joined if s in self.columns]
        if tags:
            described["category"] = _tidy([", ".join(filter(None, row)) for row in zip(*tags, strict=True)], kept)
        if "type" in self.columns and self.sheet.breaks:
            away = [ABSENT if text.lower() in self.sheet.breaks else "" for text in self.columns["type"]]
            described["status"] = Texts.of(np.array(away, dtype=object)[kept])
        if "uid" in described:
            described["uid"] = described["uid"].values()
        return described


def _tidy(texts: list[str], kept: Ints, *, lower: bool = False) -> Texts:
    """These rows' texts, each distinct one made harmless once."""
    given = Texts.of(np.array(texts, dtype=object)[kept])
    return given.changed((lambda text: clean(text).lower()) if lower else clean)
