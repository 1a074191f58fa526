"""The events of one bucket as activity columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from connratio.importers.activitywatch.instants import EARLIEST, LATEST, parse
from connratio.model.activities import frame
from connratio.model.apps import family
from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.importers.activitywatch.events import Data, Event

EVIDENCE: Final = {
    "currentwindow": "app",
    "afkstatus": "idle",
    "web.tab.current": "web",
    "app.editor.activity": "editor",
    "general.stopwatch": "timer",
}
POLL_GAP_MS: Final = 5000


class _Numbers(dict[str | None, int]):
    """Texts by number, in the order in which they are first asked for."""

    def __missing__(self, text: str | None) -> int:
        number = self[text] = len(self)
        return number


class Texts:
    """A text column in the making: each distinct text is kept once."""

    def __init__(self) -> None:
        """Start without a row; code 0 is the empty text."""
        self._code = _Numbers({None: 0})
        self._codes: list[Any] = []

    def add(self, values: Iterable[str | None], n: int) -> None:
        """Append n rows."""
        self._codes.append(np.fromiter(map(self._code.__getitem__, values), dtype=np.int32, count=n))

    def column(self, rows: Any, change: Callable[[str], str] = clean) -> pd.Categorical:
        """The chosen rows as a categorical column; each distinct text is cleaned once."""
        codes = np.concatenate(self._codes)[rows] if self._codes else np.empty(0, dtype=np.int32)
        tidy, distinct = pd.factorize(np.array([change(v) if v else "" for v in self._code], dtype=object))
        return pd.Categorical.from_codes(tidy[codes], categories=pd.Index(distinct, dtype=object))


class Columns:
    """The events of one bucket, gathered slice by slice."""

    def __init__(self, kind: str = "") -> None:
        """Start without an event; only what buckets of this type give is gathered."""
        self._start: list[Any] = []
        self._length: list[Any] = []
        self.texts = {name: Texts() for name in _FIELDS.get(kind, tuple(_TEXTS))}

    def add(self, events: Sequence[Event]) -> None:
        """Append events in the order of the file."""
        self._start.append(parse([e.timestamp for e in events]))
        self._length.append(np.array([e.duration or 0.0 for e in events], dtype=np.float64))
        data = [e.data for e in events]
        for name, texts in self.texts.items():
            texts.add(map(_TEXTS[name], data), len(data))

    def __len__(self) -> int:
        """How many events."""
        return sum(map(len, self._start))

    @property
    def start(self) -> Any:
        """Starts in epoch ms; NAT where the text is no instant."""
        return np.concatenate([np.empty(0, dtype=np.int64), *self._start])

    @property
    def length(self) -> Any:
        """Lengths in seconds."""
        return np.concatenate([np.empty(0), *self._length])


_TEXTS: Final[dict[str, Callable[[Data], str | None]]] = {
    "app": attrgetter("app"),
    "title": attrgetter("title"),
    "url": attrgetter("url"),
    "status": attrgetter("status"),
    "audible": lambda d: "audible" if d.audible else None,
    "project": attrgetter("project"),
    "language": attrgetter("language"),
    "label": attrgetter("label"),
    "running": lambda d: "running" if d.running else None,
}
_FIELDS: Final = {
    "currentwindow": ("app", "title", "url"),
    "afkstatus": ("status",),
    "web.tab.current": ("title", "url", "audible"),
    "app.editor.activity": ("project", "language"),
    "general.stopwatch": ("label", "running"),
}


def activities(kind: str, program: str, events: Columns, skipped: Counter[str]) -> pd.DataFrame:
    """The events, oldest first, without those that can never claim time; `skipped` counts what is left out.

    `program` is the bucket's browser or editor. A zero-length window is a single poll and stays if a neighbour lies within
    the five seconds that presence joins.
    """
    start, length = events.start, events.length
    usable = (start >= EARLIEST) & (start < LATEST) & (length >= 0) & (length < 1e9)
    skipped["unusable time"] += int(len(events) - np.count_nonzero(usable))
    end = start + np.rint(np.where(usable, length, 0) * 1000).astype(np.int64)
    order = np.argsort(start, kind="stable")
    order = order[usable[order]]
    real = _real(kind, start[order], end[order])
    skipped["zero length"] += int(len(order) - np.count_nonzero(real))
    rows = order[real]
    columns = {"start": start[rows], "end": end[rows], "row": rows + 1, "evidence": EVIDENCE[kind], "zone": "UTC"}
    return frame({**columns, **_described(kind, program, events.texts, rows)}, len(rows))


def _real(kind: str, start: Any, end: Any) -> Any:
    real = end > start
    if kind != "currentwindow" or len(start) < 2:
        return real
    gap = np.concatenate(([POLL_GAP_MS + 1], start[1:] - end[:-1], [POLL_GAP_MS + 1]))
    near = (gap > 0) & (gap <= POLL_GAP_MS)
    return real | near[:-1] | near[1:]


def _described(kind: str, program: str, texts: dict[str, Texts], rows: Any) -> dict[str, Any]:
    def column(name: str, change: Callable[[str], str] = clean) -> pd.Categorical:
        return texts[name].column(rows, change)

    if kind == "currentwindow":
        return {"app": column("app"), "title": column("title"), "host": column("url", host_of)}
    if kind == "web.tab.current":
        return {"app": program, "title": column("title"), "host": column("url", host_of), "category": column("audible")}
    if kind == "app.editor.activity":
        return {"app": program, "project": column("project", _basename), "category": column("language")}
    if kind == "general.stopwatch":
        return {"title": column("label"), "reason": column("running")}
    return {"category": column("status", lambda status: "present" if status == "not-afk" else "absent")}


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
