"""JSON as people save it from an interface: one page or several one after the other, a list, one object, a line each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from connratio.importers.text.records import MOST_BREAKS, utf8
from connratio.model.problems import Problem

_LIST: Final = re.compile(r'"(?:items|value)"\s*:\s*\[')
_KEYS: Final = ("items", "value")
_OBJECT: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_RECORDS: Final = msgspec.json.Decoder(list[msgspec.Raw])
_BLANK: Final = re.compile(r"[\s,\x1e]*")


@dataclass(slots=True)
class Page:
    """Records with what their page says of them all; bare records share a page without a head."""

    head: dict[str, Any] = field(default_factory=dict)
    records: list[tuple[bytes, int]] = field(default_factory=list)


def pages(data: bytes, file: str, problems: list[Problem]) -> list[Page]:
    """The pages of a file with their records as JSON, each with the line on which it begins.

    A document that is no JSON as a whole is read record by record; where it breaks off is a Problem.
    """
    data = utf8(data, file, problems)
    try:
        found = list(_taken(data, data, 0))
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = list(_salvaged(data.decode("utf-8", errors="replace"), file, problems))
    return _joined(found)


def _taken(raw: bytes, whole: bytes, at: int) -> Iterator[Page]:
    """The pages of a well-formed value that begins at `at` of the whole."""
    if raw.lstrip()[:1] == b"[":
        bare = Page()
        for record, line, place in _placed(_RECORDS.decode(raw), whole, at):
            if record[:1] == b"{" and _is_page(record):
                yield from _taken(record, whole, place)
            else:
                bare.records.append((record, line))
        yield bare
        return
    parts = _OBJECT.decode(raw)
    key = next((k for k in _KEYS if k in parts and bytes(parts[k]).lstrip()[:1] == b"["), "")
    if not key:
        yield Page({}, [(raw, whole.count(b"\n", 0, at) + 1)])
        return
    head = {k: msgspec.json.decode(v) for k, v in parts.items() if k not in _KEYS}
    yield Page(head, [(r, line) for r, line, _ in _placed(_RECORDS.decode(parts[key]), whole, at)])


def _is_page(record: bytes) -> bool:
    return any(f'"{key}"'.encode() in record for key in _KEYS) and any(k in _OBJECT.decode(record) for k in _KEYS)


def _placed(records: list[msgspec.Raw], whole: bytes, at: int) -> Iterator[tuple[bytes, int, int]]:
    """Each record with its line and place in the file."""
    line = _Lines(whole, b"\n")
    for raw in records:
        record = bytes(raw)
        at = max(whole.find(record, at), at)
        yield record, line.at(at), at
        at += len(record)


class _Lines:
    """The line on which a place lies; places are asked for in order."""

    def __init__(self, whole: Any, end: Any) -> None:
        self._whole, self._end, self._line, self._counted = whole, end, 1, 0

    def at(self, place: int) -> int:
        self._line += self._whole.count(self._end, self._counted, place)
        self._counted = place
        return self._line


def _salvaged(text: str, file: str, problems: list[Problem]) -> Iterator[Page]:
    """Documents one after the other, and what can be had of a broken one."""
    decoder, line, at, breaks = json.JSONDecoder(), _Lines(text, "\n"), 0, 0
    while (at := _skipped(text, at)) < len(text) and breaks < MOST_BREAKS:
        try:
            _, end = decoder.raw_decode(text, at)
            raw = text[at:end].encode("utf-8", errors="replace")
            yield from _shifted(_taken(raw, raw, 0), line.at(at) - 1)
        except (ValueError, RecursionError, msgspec.DecodeError):
            breaks += 1
            end, page = _broken(text, at, line, file, problems)
            yield page
        at = end


def _shifted(found: Iterator[Page], lines: int) -> Iterator[Page]:
    for page in found:
        yield Page(page.head, [(record, line + lines) for record, line in page.records])


def _broken(text: str, at: int, line: _Lines, file: str, problems: list[Problem]) -> tuple[int, Page]:
    """Where reading can go on after a document that is not well formed, and the records that it holds before that."""
    opening = _LIST.search(text, at)
    other = re.compile(r"\n(?=\s*\{)").search(text, at + 1)
    if opening is None or (other is not None and other.start() < opening.start() and text[at : at + 1] != "{"):
        problems.append(Problem("C106", "a record that could not be read", file, line.at(at)))
        return (other.end() if other is not None else len(text)), Page()
    page = Page(_head(text[at : opening.start()]))
    decoder, at = json.JSONDecoder(), opening.end()
    while True:
        at = _skipped(text, at)
        if text[at : at + 1] == "]":
            rest = re.compile(r"\]\s*\}?").match(text, at)
            return (rest.end() if rest else at + 1), page
        number = line.at(at)
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            nxt = re.compile(r'\{\s*"(?:kind|id|@odata\.etag|iCalUID|status|subject|etag)"\s*:').search(text, at + 1)
            if nxt is None:
                problems.append(Problem("C104", "the document breaks off here", file, number))
                return len(text), page
            problems.append(Problem("C106", "a record that could not be read", file, number))
            end = nxt.start()
        else:
            page.records.append((text[at:end].encode("utf-8", errors="replace"), number))
        at = end


def _head(before: str) -> dict[str, Any]:
    try:
        found = json.loads(before.rstrip().rstrip(",") + "}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _skipped(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match is not None else at


def _joined(found: list[Page]) -> list[Page]:
    """Bare records as one page."""
    bare = Page({}, [r for page in found if not page.head for r in page.records])
    full = [page for page in found if page.head]
    return [*full, bare] if bare.records else full
