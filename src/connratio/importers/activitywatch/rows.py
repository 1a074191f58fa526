"""ActivityWatch's CSV of one bucket: its columns, and the file's name, say of which type it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
import numpy as np

from connratio.importers.activitywatch.columns import Columns
from connratio.importers.activitywatch.events import Bucket, Data
from connratio.importers.activitywatch.instants import parse
from connratio.importers.activitywatch.read import Read
from connratio.importers.contract import Head, Source
from connratio.importers.text.cells import decoded, rows_of
from connratio.model.problems import Problem

_HEADER: Final = re.compile(
    r'\ufeff?"?timestamp"?,"?duration"?,.*\b(?:app|title|url|status|audible|file|language|project|label|running)\b', re.IGNORECASE
)
_HEADERLESS: Final = re.compile(r"1\d{9}(?:\.\d+)?,\d+,[^,\r\n]+,.*")
_NAME: Final = re.compile(r"^(?:aw-events-export[-_])?(?P<bucket>.+?)(?:[-_]\d{4}-\d{2}-\d{2})?(?:\s?\(\d+\))?$")
_BY_NAME: Final = (
    ("aw-watcher-window", "currentwindow"),
    ("aw-watcher-android", "currentwindow"),
    ("aw-watcher-afk", "afkstatus"),
    ("aw-watcher-web", "web.tab.current"),
    ("aw-stopwatch", "general.stopwatch"),
    ("aw-watcher-", "app.editor.activity"),
)
_BY_COLUMN: Final = (
    ({"status"}, "afkstatus"),
    ({"audible", "incognito", "tabcount"}, "web.tab.current"),
    ({"app"}, "currentwindow"),
    ({"url"}, "web.tab.current"),
    ({"file", "language", "project"}, "app.editor.activity"),
    ({"label", "running"}, "general.stopwatch"),
)
_FIELDS: Final = frozenset(Data.__struct_fields__)


def is_table(head: Head) -> bool:
    """Whether the first line names a start, a length and data of some bucket type; or has none, as an older fork writes it."""
    line = head.text[:4096].split("\n", 1)[0]
    return _HEADER.match(line) is not None or _HEADERLESS.fullmatch(line.rstrip("\r")) is not None


def bucket_of(source: Source) -> Iterator[Read]:
    """The bucket of a CSV file. Keys that its newest event does not have are no columns: ActivityWatch leaves them out."""
    problems: list[Problem] = []
    rows = rows_of(decoded(source.data(), source.name, problems), ",")
    header = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if "timestamp" in header:
        del rows[0]
    else:
        header = ["timestamp", "duration", "app", "title"]
    name = _NAME.match(source.stem)
    bucket = name["bucket"] if name else source.stem
    device = bucket.partition("_")[2] if "_" in bucket and bucket.startswith("aw-") else "unknown"
    kind = _type_of(bucket, header)
    keys = tuple(key for key in header if key in _FIELDS)
    read = Read(bucket, Bucket(id=bucket, type=kind, client=bucket, hostname=device), Columns(_maker(keys)), problems)
    if not rows:
        problems.append(Problem("C102", "the table has a header but no rows", source.name, 1))
    _fill(read, rows, {name: i for i, name in reversed(list(enumerate(header)))}, keys, source.name)
    yield read


def _type_of(bucket: str, header: list[str]) -> str:
    told = next((kind for start, kind in _BY_NAME if bucket.startswith(start)), "")
    return told or next((kind for names, kind in _BY_COLUMN if names & set(header)), "")


def _fill(read: Read, rows: list[tuple[int, list[str]]], at: Mapping[str, int], keys: tuple[str, ...], file: str) -> None:
    when, long, places = at["timestamp"], at.get("duration", 1), [at[k] for k in keys]
    good: list[tuple[str, float, tuple[str, ...]]] = []
    numbers: list[int] = []
    for number, (line, cells) in enumerate(rows):
        try:
            good.append((cells[when].strip(), float(cells[long]), tuple([cells[p] if p < len(cells) else "" for p in places])))
        except (IndexError, ValueError):
            read.problems.append(Problem("C106", "an event that could not be read", file, line))
            continue
        numbers.append(number)
    starts = [text for text, _, _ in good]
    read.columns.append(_epochs(starts), np.array([n for _, n, _ in good], dtype=np.float64), [d for _, _, d in good], numbers)


def _epochs(texts: list[str]) -> Any:
    if texts and all(t.replace(".", "", 1).isdecimal() for t in texts):
        return np.array([float(t) * 1000 for t in texts]).astype(np.int64)
    return parse(texts)


def _maker(keys: tuple[str, ...]) -> Any:
    """What makes an event's data of its cells: texts, and flags where they are true."""

    def made(cells: tuple[str, ...]) -> Data:
        given: dict[str, Any] = {
            k: c.lower() == "true" if k in {"audible", "running"} else c for k, c in zip(keys, cells, strict=True)
        }
        if "file" in given:
            given["file"] = msgspec.Raw(b'""')
        return Data(**given)

    return made
