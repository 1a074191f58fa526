"""Content lines: name, parameters, value (RFC 5545 3.1). Plain ones are split here, all others by the icalendar package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9-]+")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One property; `params` have upper-case names, `value` is as it stands in the file."""

    name: str
    params: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as TEXT: `\\n`, `\\,`, `\\;` and `\\\\` undone (RFC 5545 3.3.11)."""
        return unescaped(self.value)


def unescaped(value: str) -> str:
    """A TEXT value without its escapes."""
    return _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], value) if "\\" in value else value


def parse_line(raw: str) -> Line | None:
    """The property of a content line; None when it is none."""
    head, colon, value = raw.partition(":")
    if '"' not in head and "^" not in head:
        if not colon:
            return None
        name, *params = head.split(";")
        if not _PLAIN_NAME.fullmatch(name):
            return None
        pairs = (p.partition("=") for p in params)
        return Line(name.upper(), {k.strip().upper(): v for k, _, v in pairs}, value)
    return _by_icalendar(raw)


def _by_icalendar(raw: str) -> Line | None:
    """Quoted parameters may hold `:`, `;` and `,`; RFC 6868 escapes them with `^`."""
    from icalendar.parser import Contentline

    try:
        name, params, value = Contentline(raw).parts()  # type: ignore[no-untyped-call]  # icalendar's constructor has no types
    except (ValueError, IndexError):
        return None
    flat = {str(k).upper(): ",".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in params.items()}
    return Line(str(name).upper(), flat, str(value))
