"""A VEVENT as the icalendar package reads it, and where that refuses or loses something, as its lines say."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, Final

from connratio.importers.ics.text.fields import WHAT, WHEN, Fields, fields_of
from connratio.importers.ics.text.lines import Line, flat, parse_line

LONGEST: Final = 1 << 18
"""Characters of a component that the package is given: it walks through them one by one."""


def whole(text: str) -> tuple[Fields, int]:
    """All properties of a component's lines that any reader asks for, and how many lines are none.

    The package drops what it cannot read, or keeps it as broken; it also takes escaped backslashes for the beginning of other
    escapes. Of such properties the lines count.
    """
    own, n_bad = fields_of(text, WHEN | WHAT, parse_line)
    theirs: dict[str, list[Line | None]] = {}
    for line in by_package(text) if len(text) <= LONGEST else ():
        theirs.setdefault(line[0], []).append(line[1])
    for name, lines in own.items():
        given = theirs.get(name, [])
        if len(given) == len(lines):
            own[name] = [
                mine if told is None or told.text != mine.text else told for mine, told in zip(lines, given, strict=True)
            ]
    return own, n_bad


def by_package(text: str) -> Iterator[tuple[str, Line | None]]:
    """Name and property of all that the package has read of these lines; None for what it holds broken."""
    from icalendar import Event
    from icalendar.prop import vBroken

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of zones, which are resolved here
            read: Any = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *text.split("\n"), "END:VEVENT", ""]))
            properties = read.property_items(recursive=False, sorted=False)
    except Exception:  # noqa: BLE001  # it refuses the component, each time with another exception
        return
    for key, value in properties:
        name = str(key).upper()
        if name in WHEN or name in WHAT:
            yield name, None if isinstance(value, vBroken) else _line(name, value)


def _line(name: str, value: Any) -> Line | None:
    """A property as the package writes it; None for one that it read but cannot write, such as a period that ends after 9999."""
    try:
        written = value.to_ical()
        return Line(name, flat(value.params), written.decode("utf-8") if isinstance(written, bytes) else str(written))
    except Exception:  # noqa: BLE001  # dates out of range, values of a type it did not expect
        return None
