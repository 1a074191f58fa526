"""A file's own VTIMEZONE as a zone (RFC 5545 3.6.5), for that file alone: nothing of it is kept for another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from connratio.importers.ics.rules.bounds import TooManyError
from connratio.importers.ics.rules.expansion import Expansion
from connratio.importers.ics.rules.recurrence import BadRuleError, parse_rule
from connratio.importers.ics.text.lines import Line, parse_line
from connratio.importers.ics.text.values import DAY, parse_stamp
from connratio.importers.ics.zones.clocks import Change, Told

_FROM, _UNTIL = date(1960, 1, 1).toordinal() * DAY, date(2110, 1, 1).toordinal() * DAY
_OFFSET: Final = re.compile(r"([+-]?)(\d{1,2}):?(\d{2})?:?(\d{2})?", re.ASCII)
_MOST: Final = 2_000
"""Changes of one zone; a real one has fewer than three hundred."""


def told_zone(block: str, name: str) -> tuple[Told | None, bool]:
    """The zone of a VTIMEZONE, None when it has no observance that can be read; and whether there is one that cannot."""
    changes: list[Change] = []
    damaged = False
    for lines in _observances(block):
        found = list(_changes(lines))
        damaged = damaged or not found
        changes += found
        if len(changes) > _MOST:
            return None, True
    return (Told(changes, name) if changes else None), damaged


def _observances(block: str) -> Iterator[dict[str, list[Line]]]:
    inside: dict[str, list[Line]] | None = None
    for raw in block.split("\n"):
        line = parse_line(raw)
        if line is None:
            continue
        if line.name == "BEGIN" and line.value.strip().upper() in {"STANDARD", "DAYLIGHT"}:
            inside = {}
        elif line.name == "END" and inside is not None:
            yield inside
            inside = None
        elif inside is not None:
            inside.setdefault(line.name, []).append(line)
    if inside:
        yield inside


def _changes(lines: dict[str, list[Line]]) -> Iterator[Change]:
    """The changes of one observance. Its DTSTART is one even where its rule does not name it (Exchange begins in 1601)."""
    start = parse_stamp(lines["DTSTART"][0].value) if "DTSTART" in lines else None
    after = _offset(lines.get("TZOFFSETTO"))
    before = _offset(lines.get("TZOFFSETFROM"))
    if start is None or after is None:
        return
    before = after if before is None else before
    yield Change(start.seconds, before, after)
    for line in lines.get("RDATE", []):
        for value in line.value.split(","):
            stamp = parse_stamp(value.split("/")[0])
            if stamp is not None:
                yield Change(stamp.seconds + (before if stamp.tzid == "UTC" else 0), before, after)
    for line in lines.get("RRULE", []):
        try:
            rule = parse_rule(line.value)
            # UNTIL is in UTC here.
            last = None if rule.until is None else rule.until.seconds + (before if rule.until.tzid == "UTC" else 0)
            made = Expansion(rule, start.seconds, last, whole_days=False)
            for moment in made.between(max(_FROM, start.seconds), _UNTIL):
                yield Change(moment, before, after)
        except (BadRuleError, TooManyError):
            continue


def _offset(lines: list[Line] | None) -> int | None:
    match = _OFFSET.fullmatch(lines[0].value.strip()) if lines else None
    if match is None:
        return None
    seconds = int(match[2]) * 3600 + int(match[3] or 0) * 60 + int(match[4] or 0)
    if seconds >= DAY:
        return None
    return -seconds if match[1] == "-" else seconds
