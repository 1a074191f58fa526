"""JSON exports: each record decoded by itself, with the line on which it begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from connratio.importers.text.dates import Moment, parse_moment
from connratio.importers.text.records import LIST, salvaged, under, utf8
from connratio.importers.timers.entries import Entries

T = TypeVar("T")
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


def document(entries: Entries) -> bytes:
    """The file's bytes as UTF-8, whatever it was saved as."""
    return utf8(entries.source.data(), entries.file, entries.problems)


def records(entries: Entries, kind: type[T], whole: bytes, key: str = "") -> Iterator[tuple[int, T]]:
    """The records of a list, or of the list under a key; what cannot be read becomes a Problem with its line.

    A document that is cut off or damaged is read record by record.
    """
    try:
        body = bytes(_OBJECT.decode(whole)[key]) if key else whole
        raws = _LIST.decode(body)
    except (msgspec.DecodeError, KeyError, RecursionError):
        met = len(entries.problems)
        yield from salvaged(whole, under(key) if key else LIST, kind, entries.file, entries.problems)
        entries.skipped["unreadable"] += sum(p.code == "C106" for p in entries.problems[met:])
        return
    at = max(whole.find(body), 0)
    line, counted = 1, 0
    decoder = msgspec.json.Decoder(kind, strict=False)
    for raw in raws:
        piece = bytes(raw)
        at = max(whole.find(piece, at), at)
        line, counted = line + whole.count(b"\n", counted, at), at
        try:
            record = decoder.decode(piece)
        except (msgspec.DecodeError, RecursionError):
            entries.unreadable(line, "a record that could not be read")
        else:
            yield line, record
        at += len(piece)


def instant(text: str | None) -> Moment | None:
    """An ISO text as a moment; None where there is none, or it is no instant."""
    return parse_moment(text, "ymd") if text else None
