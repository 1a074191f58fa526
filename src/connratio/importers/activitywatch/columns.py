"""The events of one bucket as activity columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import numpy as np

from connratio.importers.activitywatch.events import DATA
from connratio.importers.activitywatch.instants import EARLIEST, LATEST, parse
from connratio.model.activities import NAT, frame
from connratio.model.apps import family
from connratio.model.text import LONGEST, clean
from connratio.model.texts import Texts, numbered

if TYPE_CHECKING:
    from connratio.importers.activitywatch.events import Data, Event
    from connratio.model.frame import Frame

EVIDENCE: Final = {
    "currentwindow": "app",
    "afkstatus": "idle",
    "web.tab.current": "web",
    "app.editor.activity": "editor",
    "general.stopwatch": "timer",
}
POLL_GAP_MS: Final = 5000


class _Numbers(dict[Any, int]):
    """Data of events by number, in the order in which they are first met, and decoded once each."""

    def __init__(self, decode: Callable[[Any], Data]) -> None:
        super().__init__()
        self._decode = decode
        self.decoded: list[Data] = []

    def __missing__(self, data: Any) -> int:
        self.decoded.append(self._decode(data))
        number = self[data] = len(self)
        return number


class Columns:
    """The events of one bucket, gathered slice by slice."""

    def __init__(self, decode: Callable[[Any], Data] = DATA.decode) -> None:
        """Start without an event. `decode` makes data of what `append` is given: JSON, unless told otherwise."""
        self._start: list[Any] = []
        self._length: list[Any] = []
        self._data = _Numbers(decode)
        self._numbers: list[Any] = []
        self._places: list[Any] = []

    def add(self, events: Sequence[Event], places: Sequence[int] | None = None) -> None:
        """Append events in the order of the file. Raises msgspec.DecodeError for data that is none.

        `places` are their numbers in the bucket, where others between them were left out.
        """
        lengths = np.array([e.duration or 0.0 for e in events], dtype=np.float64)
        self.append(parse([e.timestamp for e in events]), lengths, [bytes(e.data) for e in events], places)

    def append(self, start: Any, length: Any, data: Sequence[Any], places: Sequence[int] | None = None) -> None:
        """Append events as columns: starts in epoch ms (NAT: unreadable), lengths in seconds, and their data, undecoded."""
        first = len(self)
        numbers = np.fromiter(map(self._data.__getitem__, data), dtype=np.int32, count=len(data))
        self._places.append(np.arange(first, first + len(data)) if places is None else np.array(places, dtype=np.int64))
        self._numbers.append(numbers)
        self._start.append(start)
        self._length.append(length)

    def text(self, rows: Any, field: str, change: Callable[[str], str] = clean) -> Texts:
        """A field of the chosen rows' data as a text column; each distinct text is changed once."""
        number, distinct = numbered(np.array([*map(attrgetter(field), self._data.decoded)], dtype=object))
        texts = _changed([_text(value, field) for value in distinct], change)
        return Texts.spread(texts, number[self.number[rows]])

    def __len__(self) -> int:
        """How many events."""
        return sum(map(len, self._start))

    @property
    def number(self) -> Any:
        """The number of each event's data; events with equal data have the same."""
        return np.concatenate([np.empty(0, dtype=np.int32), *self._numbers])

    @property
    def place(self) -> Any:
        """The number of each event in its bucket, counted from 0."""
        return np.concatenate([np.empty(0, dtype=np.int64), *self._places])

    @property
    def start(self) -> Any:
        """Starts in epoch ms; NAT where the text is no instant."""
        return np.concatenate([np.empty(0, dtype=np.int64), *self._start])

    @property
    def length(self) -> Any:
        """Lengths in seconds."""
        return np.concatenate([np.empty(0), *self._length])


def _changed(texts: list[str], change: Callable[[str], str]) -> list[str]:
    """Each text changed; that many are harmless is seen at once."""
    if change is clean and "".join(texts).isprintable() and max(map(len, texts), default=0) <= LONGEST:
        return [text.strip() for text in texts]
    return [change(text) for text in texts]


def _text(value: Any, field: str) -> str:
    """A field's text; a flag is its own name where it is set."""
    return value if isinstance(value, str) else field * bool(value)


def activities(kind: str, program: str, events: Columns, skipped: Counter[str], *, every: bool = False) -> Frame:
    """The events, oldest first, without those that can never claim time; `skipped` counts what is left out.

    `program` is the bucket's browser or editor. A zero-length window is a single poll and stays if a neighbour lies within
    the five seconds that presence joins. With `every`, those of no length stay too: ActivityWatch's own rules look at them.
    """
    start, length = events.start, events.length
    usable = (start >= EARLIEST) & (start < LATEST) & (length >= 0) & (length < 1e9)
    skipped["unusable time"] += int(len(events) - np.count_nonzero(usable))
    end = start + np.rint(np.where(usable, length, 0) * 1000).astype(np.int64)
    order = np.argsort(start, kind="stable")
    order = order[usable[order]]
    running = np.zeros(len(order), dtype=bool)
    if kind == "general.stopwatch":
        running = events.text(order, "running").among("running")
    end[order[running]] = NAT
    real = every | running | _real(kind, start[order], end[order])
    skipped["zero length"] += int(len(order) - np.count_nonzero(real))
    rows = order[real]
    columns = {"start": start[rows], "end": end[rows], "row": events.place[rows] + 1, "evidence": EVIDENCE[kind], "zone": "UTC"}
    table = frame({**columns, **_described(kind, program, events, rows)}, len(rows))
    copies = _copies(start[rows], end[rows], events, rows)
    return table.assign(reason=table["reason"].replaced(copies, ["duplicate"] * len(copies))) if len(copies) else table


def _copies(start: Any, end: Any, events: Columns, rows: Any) -> Any:
    """Events that an export holds twice, as heartbeats left them: same start and data; the longest of them holds."""
    if not (start[1:] == start[:-1]).any():
        return np.empty(0, dtype=np.int64)
    number = events.number[rows]
    order = np.lexsort((-end, number, start))
    same = (start[order][1:] == start[order][:-1]) & (number[order][1:] == number[order][:-1])
    return np.sort(order[1:][same])


def _real(kind: str, start: Any, end: Any) -> Any:
    real = end > start
    if kind != "currentwindow" or len(start) < 2:
        return real
    gap = np.concatenate(([POLL_GAP_MS + 1], start[1:] - end[:-1], [POLL_GAP_MS + 1]))
    near = (gap > 0) & (gap <= POLL_GAP_MS)
    return real | near[:-1] | near[1:]


def _described(kind: str, program: str, events: Columns, rows: Any) -> dict[str, Any]:
    if kind == "currentwindow":
        return {"app": events.text(rows, "app"), "title": events.text(rows, "title"), "host": events.text(rows, "url", host_of)}
    if kind == "web.tab.current":
        told = {name: events.text(rows, field) for name, field in (("title", "title"), ("category", "audible"))}
        return {**told, "app": program, "host": events.text(rows, "url", host_of)}
    if kind == "app.editor.activity":
        return {"app": program, "project": events.text(rows, "project", _basename), "category": events.text(rows, "language")}
    if kind == "general.stopwatch":
        return {"title": events.text(rows, "label"), "reason": events.text(rows, "running"), "category": "stopwatch"}
    return {"category": events.text(rows, "status", lambda status: "present" if status == "not-afk" else "absent")}


def host_of(url: str) -> str:
    """The host of a web address in lower case; "" for what has none. The path is never kept."""
    try:
        return clean(urlsplit(url.strip()).hostname or "")
    except ValueError:
        return ""


def _basename(path: str) -> str:
    return clean(re.split(r"[\\/]", path.rstrip("\\/"))[-1])


def program_of(name: str, client: str) -> str:
    """The browser or editor a bucket watches, by its id or client: `aw-watcher-web-firefox_lab` is firefox."""
    for text in (client, name):
        found = re.search(r"aw-watcher-(?:web-)?([a-z]+)", text.lower())
        if found and found[1] not in {"web", "window", "afk"}:
            return family(found[1]) or clean(found[1])
    return ""
