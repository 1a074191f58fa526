"""Folders that hold one calendar as a file per event: vdir (vdirsyncer, khal), Apple's bundles and backups.

Read file by file, a calendar of some thousand events would be as many sources; they become one document, which remembers
from which file and line each of its lines came.
"""

from __future__ import annotations

import json
import plistlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from connratio.importers.contract import Part, Source
from connratio.model.text import clean

MOST_EACH: Final = 1 << 20
"""Bytes of one event's file; larger ones are calendars of their own."""
_WHOLE: Final = re.compile(rb"\s*BEGIN:VCALENDAR\r?\n(.*?)^END:VCALENDAR\s*\Z", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_ZONE: Final = re.compile(rb"^BEGIN:VTIMEZONE\r?\n.*?^END:VTIMEZONE\r?\n", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_EVENT: Final = re.compile(rb"^BEGIN:(?:VEVENT|VTODO|VJOURNAL)\r?\n", re.MULTILINE | re.IGNORECASE)
_UID: Final = re.compile(rb"^UID:([^\r\n]+)", re.MULTILINE | re.IGNORECASE)
_PLAIN_HEAD: Final = re.compile(rb"(?:VERSION|PRODID|CALSCALE|X-APPLE-[A-Z-]+)[:;]", re.IGNORECASE)
_MARKS: Final = frozenset({"displayname", "color", "Info.plist", ".Radicale.props"})
_MANY: Final = 10
"""Files with one event each that are a calendar also where neither their names nor anything beside them says so."""
_MESSAGE: Final = re.compile(rb"^METHOD[:;]", re.MULTILINE | re.IGNORECASE)


def gathered(folder: str, files: Mapping[str, Callable[[], bytes]]) -> tuple[Source | None, set[str]]:
    """The calendar that a folder is, with the names of the files that went into it; None for any other folder.

    `files` are those directly inside it (for Apple's bundle also `../Info.plist`), by name, in order.
    """
    events: dict[str, tuple[bytes, bytes]] = {}
    n_named = n_messages = 0
    # What a synchroniser has begun to write, or hides, is no part of a collection (vdir: ".tmp", a leading dot).
    passed_over = {name for name in files if _is_unfinished(name)}
    calendars = [name for name in files if name.lower().endswith(".ics") and name not in passed_over]
    marked = not _MARKS.isdisjoint(name.removeprefix("../") for name in files)
    if len(calendars) < 2 and not marked:
        return None, set()
    for name in calendars:
        data = files[name]()
        uid = _only_uid(data)
        found = _WHOLE.match(data) if uid and len(data) <= MOST_EACH else None
        if found is not None and b"X-WR-CALNAME" not in data[:4096].upper():
            events[name] = (found[1], data[: found.start(1)])
            n_messages += _MESSAGE.search(data, 0, found.end(1)) is not None
            n_named += uid.strip().decode("utf-8", "replace") == name[:-4]
    unnamed = len(events) == len(calendars) >= _MANY and not n_messages
    if not events or not (marked or unnamed or 2 * n_named > len(calendars)):
        return None, set()
    data, parts = _joined(events, _title(folder, files))
    return Source(folder, lambda: data, parts=tuple(parts)), set(events) | passed_over


def _only_uid(data: bytes) -> bytes:
    """The uid of all that a file holds; empty where there are several, which a calendar shows at its second event."""
    first = b""
    for found in _UID.finditer(data):
        if first and found[1] != first:
            return b""
        first = found[1]
    return first


def is_looked_at(name: str) -> bool:
    """Whether a file may be part of a calendar that is a folder, or says something of it."""
    return name.lower().endswith(".ics") or name in _MARKS or _is_unfinished(name)


def _is_unfinished(name: str) -> bool:
    return name.lower().endswith((".ics.tmp", ".tmp")) or (name.startswith(".") and name.lower().endswith(".ics"))


def _title(folder: str, files: Mapping[str, Callable[[], bytes]]) -> str:
    """The calendar's own name, or its folder's."""
    for name in ("Info.plist", "../Info.plist"):
        try:
            told = plistlib.loads(files[name]()[:MOST_EACH]).get("Title") if name in files else None
        except Exception:  # noqa: BLE001  # plistlib raises many kinds for a damaged list
            told = None
        if isinstance(told, str) and clean(told):
            return clean(told)
    props = files.get(".Radicale.props")
    if props is not None and (named := re.search(rb'"D:displayname"\s*:\s*("(?:[^"\\]|\\.)*")', props()[:MOST_EACH])):
        with suppress(ValueError):
            return clean(str(json.loads(named[1]))) or clean(folder)
    shown = files["displayname"]()[:1000].decode("utf-8", "replace") if "displayname" in files else ""
    parts = [p for p in folder.replace("\\", "/").split("/") if p and p != "Events"]
    return clean(shown) or clean(re.sub(r"\.(?:calendar|caldav|icbu)$", "", parts[-1] if parts else folder))


def _joined(events: Mapping[str, tuple[bytes, bytes]], title: str) -> tuple[bytes, list[Part]]:
    """One document; events share a calendar where their files define the same zones and say the same of themselves."""
    alike: dict[tuple[bytes, ...], list[str]] = defaultdict(list)
    for name, (body, _) in events.items():
        first = _EVENT.search(body)
        top = _ZONE.sub(b"", body[: first.start()] if first else body)
        told = [line for line in top.split(b"\n") if line.strip() and not _PLAIN_HEAD.match(line)]
        alike[(*sorted(set(_ZONE.findall(body))), *told)].append(name)
    named = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").encode()
    out: list[bytes] = []
    parts: list[Part] = []
    line = 1
    for head, names in alike.items():
        top = b"BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:" + named + b"\n" + b"".join(h.rstrip(b"\r\n") + b"\n" for h in head)
        out.append(top)
        line += top.count(b"\n")
        for name in names:
            body, before = events[name]
            first = _EVENT.search(body)
            at = first.start() if first else len(body)
            rest = _ZONE.sub(lambda zone: b"\n" * zone[0].count(b"\n"), body[at:])
            parts.append(Part(line, name, before.count(b"\n") + body.count(b"\n", 0, at) + 1))
            out.append(rest if rest.endswith(b"\n") else rest + b"\n")
            line += out[-1].count(b"\n")
        out.append(b"END:VCALENDAR\n")
        line += 1
    return b"".join(out), parts


def place_of(parts: Sequence[Part], line: int) -> tuple[str, int]:
    """The file and line from which a line of the document came; "" for a line that came from none."""
    at = bisect_right(parts, line, key=lambda part: part.line) - 1
    return (parts[at].file, parts[at].own + line - parts[at].line) if at >= 0 and line > 0 else ("", 0)
