"""Timewarrior: what `timew export` prints, and the data files themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import msgspec

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.text.dates import Moment
from connratio.importers.timers.documents import document, records
from connratio.importers.timers.entries import Entries
from connratio.importers.timers.lines import lines_of
from connratio.model.text import clean

_STAMP: Final = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z")
_EXPORT: Final = re.compile(r'\s*\[.*\{[^{}]*"start"\s*:\s*"\d{8}T\d{6}Z"', re.DOTALL)
_DATA: Final = re.compile(r"\s*(?:\S[^\n]*\n\s*)??inc \d{8}T\d{6}Z")
_LINE: Final = re.compile(r"inc\s+(\S+)(?:\s+-\s+(\S+))?\s*(?:#(.*))?")
_TOKEN: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|(#)(?=\s|$)|(\S+)')


class Interval(msgspec.Struct):
    """One interval of an export."""

    start: str
    end: str | None = None
    tags: list[str] | None = None
    annotation: str | None = None


class Timewarrior:
    """`timew export`, also with the settings before it that extensions get, or `~/.timewarrior/data/2026-02.data` (seen
    2026-11). Times are UTC.
    """

    name = "timewarrior"

    def recognises(self, head: Head) -> bool:
        """Whether the first interval is written as Timewarrior does, in JSON or as `inc …`."""
        return _DATA.match(head.text) is not None or _EXPORT.match(_without_settings(head.text)) is not None

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch. An interval without an end is running; ids count back from the newest and name nothing."""
        entries = Entries(source, options)
        data = source.data()
        if _DATA.match(Head("", data[:100]).text):
            for line, text in lines_of(data, entries.file, entries.problems, entries.skipped):
                if text.strip():
                    _add_line(entries, line, text.strip())
        else:
            whole = document(entries)
            settings = len(whole) - len(_without_settings(whole.decode("utf-8", "replace")).encode())
            for line, interval in records(entries, Interval, whole[settings:]):
                at = line + whole.count(b"\n", 0, settings)
                _add(entries, at, interval.start, interval.end, interval.tags or [], interval.annotation or "")
        yield entries.batch(self.name)


def _without_settings(text: str) -> str:
    """The document that follows the lines `key: value` and the blank line of the extension protocol."""
    before, blank, after = text.partition("\n\n")
    return after if blank and re.match(r"[\w.]+:", before) else text


def _add_line(entries: Entries, line: int, text: str) -> None:
    found = _LINE.fullmatch(text)
    if found is None:
        entries.unreadable(line, "a line that is no interval")
        return
    tags: list[str] = []
    rest = found[3] or ""
    for token in _TOKEN.finditer(rest):
        if token[2]:
            # Older files do not quote annotations; newer ones write one quoted text.
            words = [_text(t) for t in _TOKEN.finditer(rest, token.end())]
            _add(entries, line, found[1], found[2], tags, " ".join(words))
            return
        tags.append(_text(token))
    _add(entries, line, found[1], found[2], tags, "")


def _text(token: re.Match[str]) -> str:
    return re.sub(r"\\(.)", r"\1", token[1]) if token[1] is not None else token[0]


def _add(entries: Entries, line: int, start: str, end: str | None, tags: list[str], annotation: str) -> None:
    begin, stop = _moment(start), _moment(end) if end else None
    if begin is None or (end and stop is None):
        entries.unreadable(line, "an interval whose times cannot be read")
        return
    named = clean(", ".join(tags))
    entries.add(line, begin, stop, title=clean(annotation) or named, category=named)


def _moment(text: str) -> Moment | None:
    found = _STAMP.fullmatch(text)
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = map(int, found.groups())
        return Moment(ms=int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()) * 1000)
    except ValueError:
        return None
