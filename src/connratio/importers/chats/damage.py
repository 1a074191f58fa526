"""Damaged documents of conversations: cut into records by their brackets, and records into messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from connratio.importers.chats.log import Log

MOST_BREAKS: Final = 1000
"""Breaks after which the rest of a document is given up: one that is damaged throughout is no export."""
MOST_OPEN: Final = 20
"""Brackets that nothing closes, of which the end is looked for: each costs a scan to the end of the document."""
_STRING: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN: Final = re.compile(_STRING + rb"|[{}\[\]]", re.DOTALL)
_RECORD: Final = re.compile(rb"[\s,]*\{")
_CLOSED: Final = re.compile(rb"[\s,]*\]")
_ENDED: Final = re.compile(rb"\s*\Z")
_NEXT: Final = re.compile(rb"[,\[\n]\s*(?=\{)")
_NAME: Final = re.compile(rb"[\s,]*(?:(" + _STRING + rb")\s*:\s*)?(?=[^\s,])", re.DOTALL)
_PLAIN: Final = re.compile(_STRING + rb"|[^,\]}]+", re.DOTALL)
_HALVES: Final = re.compile(
    rb"\\(?:[^u]|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2}))"
)
"""What a backslash begins in JSON, the halves of characters that stand alone as group 1."""

Test = Callable[[memoryview], bool]


def paired(data: bytes) -> bytes | None:
    """The document with U+FFFD for halves of characters, as programs write them that cut texts at a length; None without any."""
    if b"\\ud" not in data and b"\\uD" not in data:
        return None
    return _HALVES.sub(lambda found: rb"\ufffd" if found[1] else found[0], data)


def cut_out(data: bytes, readable: Test, log: Log) -> Iterator[tuple[int, bytes]]:
    """The records of a damaged document, each with its line; some still hold a break of their own (`mended`)."""
    single = data[:4096].lstrip()[:1] == b"{"
    at = 0 if single else data.find(b"[") + 1
    line, counted = 1, 0
    for _ in range(MOST_BREAKS):
        while (found := _RECORD.match(data, at)) is not None:
            start = found.end() - 1
            end = end_of(data, start)
            if end < 0 or (not readable(memoryview(data)[start:end]) and _resumed(data, start + 1, end, readable) < end):
                break  # a quote is missing, so that other records seem to lie within this one
            line, counted = line + data.count(b"\n", counted, start), start
            yield line, data[start:end]
            at = end
        if found is None and (_ENDED if single else _CLOSED).match(data, at):
            return
        here = at if found is None else found.end() - 1
        line, counted = line + data.count(b"\n", counted, here), here
        at = _resumed(data, here + 1, len(data), readable)
        if at >= len(data):
            log.bad(line, "the document breaks off here", code="C104")
            return
        log.bad(line, "a record that could not be read")


def _resumed(data: bytes, at: int, until: int, readable: Test) -> int:
    """Where the next record begins that can be read; what lies inside a broken one cannot be, since it lacks its keys."""
    unended = 0
    while unended < MOST_OPEN and (found := _NEXT.search(data, at, until)) is not None:
        start = found.end()
        end = end_of(data, start)
        unended += end < 0
        if end > 0 and readable(memoryview(data)[start:end]):
            return start
        at = start
    return until


def mended(piece: bytes, key: str, readable: Test, log: Log, line: int) -> bytes | None:
    """A record without those members of the list or object under `key` that cannot be read; None where it has no such key."""
    opening = re.compile(rb'"' + key.encode() + rb'"\s*:\s*(?=[{\[])')
    out: list[bytes] = []
    at, n_known = 0, len(log.problems)
    while (found := opening.search(piece, at)) is not None and (end := end_of(piece, found.end())) > 0:
        start = found.end()
        kept = []
        for place, member, value in _members(piece, start, end):
            if readable(memoryview(value)):
                kept.append(member)
            elif not out or len(log.problems) == n_known:  # a second list repeats the messages of the first
                log.bad(line + piece.count(b"\n", 0, place), "a message that could not be read")
        out += [piece[at : start + 1], b",".join(kept)]
        at = end - 1
    return b"".join([*out, piece[at:]]) if out else None


def _members(piece: bytes, start: int, end: int) -> Iterator[tuple[int, bytes, bytes]]:
    """The members of an object or a list: place, the member, its value alone."""
    at = start + 1
    while at < end - 1 and (found := _NAME.match(piece, at, end - 1)) is not None:
        begin = found.end()
        plain = _PLAIN.match(piece, begin, end - 1)
        stop = end_of(piece, begin) if piece[begin] in b"{[" else plain.end() if plain else -1
        if not begin < stop <= end - 1:
            return
        first = begin if found[1] is None else found.start(1)
        yield begin, piece[first:stop], piece[begin:stop]
        at = stop


def end_of(data: bytes, at: int) -> int:
    """The place behind the bracket that closes the one at `at`; -1 where none does."""
    depth = 0
    for found in _TOKEN.finditer(data, at):
        sign = data[found.start()]
        if sign in b"{[":
            depth += 1
        elif sign in b"}]":
            depth -= 1
            if depth == 0:
                return found.end()
    return -1
