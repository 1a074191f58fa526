"""The properties of a component that a reader asks for; all others are passed over as lines, without being taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from connratio.importers.ics.text.charsets import decoded
from connratio.importers.ics.text.lines import NO_PARAMS, Line, by_icalendar, parse_line, unescaped

WHEN: Final = frozenset({
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "SEQUENCE", "DTSTAMP",
    "LAST-MODIFIED",
})  # fmt: skip
"""What places an event in time: read of every event."""
WHAT: Final = frozenset({
    "SUMMARY", "LOCATION", "ATTENDEE", "ORGANIZER", "STATUS", "TRANSP", "CLASS", "CATEGORIES", "CREATED", "DESCRIPTION", "URL",
    "CONFERENCE", "X-ALT-DESC", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT",
    "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK", "X-MICROSOFT-LOCATIONS", "X-APPLE-STRUCTURED-LOCATION",
})  # fmt: skip
"""What an event is about: read only of those that lie in the asked period."""
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+", re.ASCII)
"""Names as programs make them up, too: `X-ALT_DESC`, `item1.X-ABLABEL`."""

Fields = Mapping[str, list[Line]]


def fields_of(
    text: str, wanted: frozenset[str], parse: Callable[[str], Line | None] = parse_line
) -> tuple[dict[str, list[Line]], int]:
    """The wanted properties by name, in the order of the text, and how many lines are no property that `parse` knows."""
    found: dict[str, list[Line]] = {}
    passed, quick = _PASSED[wanted], parse is not by_icalendar
    n_bad, make = 0, tuple.__new__  # what Line itself calls, without the call of Line
    for raw in text.split("\n"):
        head, colon, value = raw.partition(":")
        if head in passed:
            continue
        if quick and colon and head in wanted:  # what parse_line makes of most lines
            line = make(Line, (head, NO_PARAMS, value))
            if head in found:
                found[head].append(line)
            else:
                found[head] = [line]
            continue
        name = head if head in wanted else head.partition(";")[0].strip().upper()
        if name not in wanted:
            if head != raw and _is_name(name):
                if len(passed) < MOST_HEADS:
                    passed.add(head)
            elif raw and not raw.isspace():
                n_bad += 1
            continue
        parsed = parse(raw)
        if parsed is None:
            n_bad += 1
        elif parsed.name in found:
            found[parsed.name].append(parsed)
        else:
            found[parsed.name] = [parsed]
    return found, n_bad


class _Heads(dict[frozenset[str], set[str]]):
    """For each choice of properties what has been seen to stand before the colon of lines that are not among them."""

    def __missing__(self, wanted: frozenset[str]) -> set[str]:
        return self.setdefault(wanted, set())


MOST_HEADS: Final = 8_192
_PASSED: Final = _Heads()


def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name.strip()) is not None


def first(fields: Fields, name: str) -> Line | None:
    """The first property of a name."""
    found = fields.get(name)
    return found[0] if found else None


def text_of_first(fields: Fields, name: str) -> str:
    """The first property of a name as text; "" without one."""
    found = fields.get(name)
    if not found:
        return ""
    _, params, value = found[0]
    text = decoded(value, params) if params else None
    return unescaped(value) if text is None else text
