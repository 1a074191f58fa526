"""JSON as people save it from an interface: one page or several one after the other, a list, one object, a line each."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from connratio.importers.text.records import MOST_BREAKS, utf8
from connratio.model.problems import Problem

_LIST: Final = re.compile(r'"(?:items|value)"\s*:\s*\[')
_KEYS: Final = ("items", "value")
_ANSWERS: Final = "responses"
"""Where an answer to several requests at once ($batch) has the answers, each with its `body`."""
_MORE: Final = ("nextPageToken", "@odata.nextLink")
"""What a page has if another one follows."""
_SPARE: Final = 16
"""Bytes that a document may have beside the members that were read, and as many for each of them."""
_LONGEST_HEAD: Final = 1 << 16
"""Characters of a page before its list, at most."""
_RESUMED: Final = re.compile(r'\{\s*"(?:kind|id|@odata\.etag|iCalUID|status|subject|etag)"\s*:')
_NEXT: Final = re.compile(r"\n(?=\s*\{)")
_CLOSED: Final = re.compile(r"\]\s*\}?")
_OBJECT: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_RECORDS: Final = msgspec.json.Decoder(list[msgspec.Raw])
_BLANK: Final = re.compile(r"[\s,\x1e]*")


@dataclass(slots=True)
class Page:
    """Records with what their page says of them all; bare records share a page without a head."""

    head: dict[str, Any] = field(default_factory=dict)
    records: list[tuple[bytes, int]] = field(default_factory=list)
    n_lost: int = 0
    """Records that could not be read, each with a Problem."""


def pages(data: bytes, file: str, problems: list[Problem]) -> list[Page]:
    """The pages of a file with their records as JSON, each with the line on which it begins.

    A document that is no JSON as a whole is read record by record; where it breaks off is a Problem.
    """
    data = utf8(data, file, problems)
    try:
        found = list(_taken(data, data, 0))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, _TwiceError):
        found = list(_salvaged(data.decode("utf-8", errors="replace"), file, problems))
    joined = _joined([page for page in found if not _is_error(page)])
    if n := len([page for page in found if _is_error(page)]):
        problems.append(Problem("C276", "an answer that is an error", file, 0, "", n))
    last = {page.head.get("summary"): page for page in joined}
    if n := sum(not page.head.keys().isdisjoint(_MORE) for page in last.values()):
        problems.append(Problem("C275", "a list that goes on after its last page here", file, 0, "", n))
    return joined


class _TwiceError(Exception):
    """A document has its list twice, of which a decoder keeps the last."""


def _is_error(page: Page) -> bool:
    return "error" in page.head and not page.records


def _taken(raw: bytes, whole: bytes, at: int) -> Iterator[Page]:
    """The pages of a well-formed value that begins at `at` of the whole."""
    if raw.lstrip()[:1] == b"[":
        bare = Page()
        for record, line, place in _placed(_RECORDS.decode(raw), whole, at):
            if record[:1] == b"{" and not _is_record(record):
                yield from _taken(record, whole, place)
            else:
                bare.records.append((record, line))
        yield bare
        return
    parts = _OBJECT.decode(raw)
    if sum(len(v) + len(k) for k, v in parts.items()) + _SPARE * (len(parts) + 1) < len(raw) and _has_twice(raw):
        raise _TwiceError
    if _ANSWERS in parts and bytes(parts[_ANSWERS]).lstrip()[:1] == b"[":
        for answer, _, place in _placed(_RECORDS.decode(parts[_ANSWERS]), whole, at):
            body = bytes(_OBJECT.decode(answer).get("body", b"")) if answer[:1] == b"{" else b""
            yield from _taken(body, whole, max(whole.find(body, place), place)) if body[:1] == b"{" else ()
        return
    key = next((k for k in _KEYS if k in parts and bytes(parts[k]).lstrip()[:1] == b"["), "")
    if not key and "error" in parts and "start" not in parts:
        yield Page({"error": True})
    elif not key:
        yield Page({}, [(raw, whole.count(b"\n", 0, at) + 1)])
    else:
        head = {k: msgspec.json.decode(v) for k, v in parts.items() if k not in _KEYS}
        yield Page(head, [(r, line) for r, line, _ in _placed(_RECORDS.decode(parts[key]), whole, at)])


def _has_twice(raw: bytes) -> bool:
    """Whether the outermost object has a list of records twice."""
    counts: Counter[str] = Counter()

    def counted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal counts
        counts = Counter(key for key, value in pairs if key in _KEYS and isinstance(value, list))  # the outermost comes last
        return {}

    try:
        json.loads(raw, object_pairs_hook=counted)
    except (ValueError, RecursionError):
        return False
    return any(n > 1 for n in counts.values())


def _is_record(raw: bytes) -> bool:
    """Whether an object is an event, and no page of events or answer with them."""
    if all(f'"{key}"'.encode() not in raw for key in (*_KEYS, _ANSWERS, "error")):
        return True
    parts = _OBJECT.decode(raw)
    return not any(key in parts for key in (*_KEYS, _ANSWERS)) and ("error" not in parts or "start" in parts)


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
        except (ValueError, RecursionError, msgspec.DecodeError, _TwiceError):
            breaks += 1
            end, page = _broken(text, at, line, file, problems)
            yield page
        at = end
    if at < len(text):
        problems.append(Problem("C104", "so much is broken that the rest was given up", file, line.at(at)))
        yield Page(n_lost=1)


def _shifted(found: Iterator[Page], lines: int) -> Iterator[Page]:
    for page in found:
        yield Page(page.head, [(record, line + lines) for record, line in page.records], page.n_lost)


def _broken(text: str, at: int, line: _Lines, file: str, problems: list[Problem]) -> tuple[int, Page]:
    """Where reading can go on after a document that is not well formed, and the records that it holds before that."""
    other = _NEXT.search(text, at + 1)
    last = other.start() if other is not None and text[at : at + 1] != "{" else at + _LONGEST_HEAD
    opening = _LIST.search(text, at, last)
    if opening is None:
        problems.append(Problem("C106", "a record that could not be read", file, line.at(at)))
        return (other.end() if other is not None else len(text)), Page(n_lost=1)
    page = Page(_head(text[at : opening.start()]))
    decoder, at = json.JSONDecoder(), opening.end()
    while True:
        at = _skipped(text, at)
        if text[at : at + 1] == "]":
            rest = _CLOSED.match(text, at)
            return (rest.end() if rest else at + 1), page
        number = line.at(at)
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            nxt = _RESUMED.search(text, at + 1)
            if nxt is None:
                problems.append(Problem("C104", "the document breaks off here", file, number))
                page.n_lost += at < len(text)
                return len(text), page
            problems.append(Problem("C106", "a record that could not be read", file, number))
            page.n_lost += 1
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
    bare = Page(
        {}, [r for page in found if not page.head for r in page.records], sum(page.n_lost for page in found if not page.head)
    )
    full = [page for page in found if page.head]
    return [*full, bare] if bare.records or bare.n_lost else full
