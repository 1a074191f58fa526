"""The importer: seconds of a cell stay unplaced in it, as what the program or page is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.importers.contract import Batch, Head, Options, Source, SourceInfo
from connratio.importers.rescuetime.table import ARCHIVED, HEADED, JSON, frame_of
from connratio.importers.text.dates import to_ms
from connratio.importers.text.placing import EARLIEST, LATEST, Placing
from connratio.model.activities import empty, frame
from connratio.model.problems import Problem
from connratio.model.text import clean
from connratio.model.texts import Texts, combined

if TYPE_CHECKING:
    import pandas as pd

    from connratio.model.frame import Frame

_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_PROGRAM: Final = re.compile(r"\.(?:exe|app|dmg)$", re.IGNORECASE)
_DAYS: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_SIZES: Final = {"minute": timedelta(minutes=5), "hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
MOST_SECONDS: Final = 1e7
_NOTHING: Final = "No Details"
"""What the archive writes where it knows no document."""


class RescueTimeImporter:
    """RescueTime ▸ Account ▸ Your data ▸ activity history (CSV without a header), and its API's CSV or JSON (seen 2026-11)."""

    name = "rescuetime"

    def recognises(self, head: Head) -> bool:
        """Whether the first line is an archive's row or the API's header, or the document the API's."""
        text = head.text.lstrip()
        return any(p.match(text) for p in (ARCHIVED, HEADED)) or (text[:1] == "{" and JSON.search(text[:4096]) is not None)

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch: a row's seconds lie somewhere in its cell."""
        file = clean(source.name)
        placing = Placing(options.timezone, file)
        table = frame_of(source.data(), file, placing.problems)
        found = _activities(table, source, options, placing) if len(table) else empty()
        if not len(table):
            placing.problems.append(Problem("C102", "there is nothing in the export", file))
        placing.skipped["unreadable"] += sum(p.n for p in placing.problems if p.code == "C106")
        span = (int(found["start"].min()), int(found["end"].max())) if len(found) else None
        info = SourceInfo(clean(source.stem), self.name, source.path, span=span)
        yield Batch(info, found, tuple(placing.problems), {why: n for why, n in placing.skipped.items() if n})


def _activities(table: pd.DataFrame, source: Source, options: Options, placing: Placing) -> Frame:
    import pandas as pd

    lines = table["line"].to_numpy()
    number, distinct = pd.factorize(table["seconds"]) if "seconds" in table else (np.zeros(len(table), np.int64), [""])
    seconds = pd.to_numeric(pd.Series(list(distinct), dtype=object), errors="coerce").to_numpy(dtype=np.float64)[number]
    start, end = _cells(table, source, options, placing)
    readable = np.isfinite(seconds) & (seconds >= 0) & (seconds < MOST_SECONDS) & (start >= 0)
    for row in np.flatnonzero(~readable & (start != _SAID)).tolist():
        placing.problems.append(Problem("C106", "a row whose date or seconds cannot be read", placing.file, int(lines[row])))
    real = np.flatnonzero(readable & (seconds > 0))
    placing.skipped["zero length"] += int(np.count_nonzero(readable & (seconds == 0)))
    app, host = _programs(table, real)
    evidence = Texts.spread(["web", "app"], host.among("").astype(np.int64))
    category = _text(table, "category", real)
    if "overview" in table:
        category = _joined(_text(table, "overview", real), category)
    return frame(
        {
            "start": start[real], "end": end[real], "unplaced_ms": np.rint(seconds[real] * 1000).astype(np.int64),
            "app": app, "host": host, "title": _text(table, "document", real), "category": category, "evidence": evidence,
            "source": clean(source.stem), "device": "rescuetime", "zone": str(placing.zone), "origin": placing.file,
            "row": lines[real].astype(np.int64),
        },
        len(real),
    )  # fmt: skip


def _joined(overview: Texts, category: Texts) -> Texts:
    """`Overview > Category`, made once per pair of them."""
    number, first = combined(overview, category)
    return Texts.spread([f"{a} > {b}" for a, b in zip(overview[first], category[first], strict=True)], number)


_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # a local time from which its offset is taken off
_MS: Final = timedelta(milliseconds=1)
_SAID: Final = -2
"""Start of a row that was already said to be unusable."""


def _cells(table: pd.DataFrame, source: Source, options: Options, placing: Placing) -> tuple[Any, Any]:
    """Start and end of each row's cell in epoch ms; -1 where its date cannot be read."""
    import pandas as pd

    if "date" not in table:
        return _ranked(len(table), source, placing)
    number, distinct = pd.factorize(table["date"])
    ignore = str(options.extra.get("ignore_offset", "")).lower() == "true"
    moments = [_moment(str(text), ignore=ignore) for text in distinct]
    size = _SIZES.get(str(options.extra.get("resolution") or "")) or _size([m for m, _ in moments if m is not None])
    starts, ends = np.full(len(moments), -1, dtype=np.int64), np.full(len(moments), -1, dtype=np.int64)
    doubtful = np.zeros(len(moments), dtype=bool)
    zoneless = absurd = False
    for i, (local, offset) in enumerate(moments):
        if local is None:
            continue
        try:
            starts[i], ends[i], doubtful[i] = _placed(local, offset, size, placing)
        except (OverflowError, ValueError):
            starts[i] = LATEST
        zoneless |= offset is None
        if not EARLIEST <= starts[i] < LATEST:
            starts[i], absurd = _SAID, True
    lines = table["line"].to_numpy()
    if zoneless:
        placing.problems.append(
            Problem("C103", f"times without a zone, read in {placing.zone}", placing.file, int(lines[0]), n=len(table))
        )
    what = "a local time that a clock change repeats or leaves out"
    placing.problems += [
        Problem("C207", what, placing.file, int(lines[row])) for row in np.flatnonzero(doubtful[number]).tolist()
    ]
    if absurd:
        for row in np.flatnonzero(starts[number] == _SAID).tolist():
            placing.skip("C206", "a date outside 1970 to 2100", int(lines[row]), "absurd date")
    return starts[number], ends[number]


def _placed(local: datetime, offset: timedelta | None, size: timedelta, placing: Placing) -> tuple[int, int, bool]:
    if offset is not None:
        begin = (local - _EPOCH - offset) // _MS
        return begin, begin + size // _MS, False
    begin, doubtful = to_ms(local, placing.zone)
    return begin, max(to_ms(local + size, placing.zone)[0], begin + 1), doubtful


def _ranked(n: int, source: Source, placing: Placing) -> tuple[Any, Any]:
    """The cell of a ranking: the days in the file's name, both included, as the API counts them."""
    found = sorted(_DAYS.findall(source.stem))
    try:
        days = [date.fromisoformat(text) for text in found]
    except ValueError:
        days = []
    if not days:
        placing.problems.append(Problem("C701", "a ranking that does not say of which days", placing.file, 1))
        placing.skipped["no date"] += n
        return np.full(n, _SAID), np.full(n, _SAID)
    first, last = (datetime.combine(day, datetime.min.time()) for day in (days[0], days[-1]))
    begin, end = to_ms(first, placing.zone)[0], to_ms(last + timedelta(days=1), placing.zone)[0]
    return np.full(n, begin), np.full(n, end)


def _moment(text: str, *, ignore: bool) -> tuple[datetime | None, timedelta | None]:
    """A cell's start as the file writes it, and its offset; an offset that is to be ignored is none."""
    text = text.strip()
    try:
        # Of hundreds of thousands of cells few have an offset of their own.
        return datetime.fromisoformat(text[:19]), None if ignore else _offset(text[19:])
    except ValueError:
        return None, None


@cache
def _offset(tail: str) -> timedelta | None:
    """The offset that stands behind a clock time. Raises ValueError for anything else."""
    return datetime.fromisoformat(f"2000-01-01T00:00:00{tail}").utcoffset()


def _size(starts: list[datetime]) -> timedelta:
    """The length of the cells, from their starts: the finest step that some of them need."""
    if any(s.minute or s.second for s in starts):
        return _SIZES["minute"]
    if any(s.hour for s in starts):
        ordered = sorted(set(starts))
        step = min((b - a for a, b in pairwise(ordered)), default=_SIZES["hour"])
        return _SIZES["hour"] if step >= _SIZES["hour"] else _SIZES["minute"]
    weeks = len(starts) > 1 and len({s.weekday() for s in starts}) == 1
    return _SIZES["week"] if weeks else _SIZES["day"]


def _programs(table: pd.DataFrame, rows: Any) -> tuple[Texts, Texts]:
    """The activity as a program, or as the host of a page where it is one."""
    import pandas as pd

    number, distinct = (
        pd.factorize(table["activity"].to_numpy()[rows]) if "activity" in table else (np.zeros(len(rows), np.int64), [""])
    )
    names = [clean(str(name)) for name in distinct]
    pages = [bool(_HOST.fullmatch(name)) and not _PROGRAM.search(name) for name in names]
    apps = ["" if page else name for name, page in zip(names, pages, strict=True)]
    hosts = [name.lower() if page else "" for name, page in zip(names, pages, strict=True)]
    return Texts.spread(apps, number), Texts.spread(hosts, number)


def _text(table: pd.DataFrame, name: str, rows: Any) -> Texts:
    import pandas as pd

    if name not in table:
        return Texts.constant("", len(rows))
    number, distinct = pd.factorize(table[name].to_numpy()[rows])
    texts = [clean(str(text)) for text in distinct]
    return Texts.spread([t if t != _NOTHING else "" for t in texts], number)
