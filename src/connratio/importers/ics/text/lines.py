"""Content lines: name, parameters, value (RFC 5545 3.1). Well-formed ones are split here, others by the icalendar package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

_NAME: Final = re.compile(r"[A-Za-z0-9-]+", re.ASCII)
_HEAD: Final = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,\\]*)(?:,(?:"[^"]*"|[^";:,\\]*))*)*):', re.ASCII)
_PARAM: Final = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,\\]*)(?:,(?:"[^"]*"|[^";:,\\]*))*)', re.ASCII)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_SPECIAL: Final = frozenset({"ENCODING", "CHARSET", "QUOTED-PRINTABLE", "BASE64"})
"""Parameters of values that are not written as they are."""
NO_PARAMS: Final[Mapping[str, str]] = {}


class Line(NamedTuple):
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
    """The property of a content line, however it is written; None when it is none."""
    found = _well_formed(raw)
    return by_icalendar(raw) if found is None and ":" in raw else found


def quick_line(raw: str) -> Line | None:
    """The property of a content line; None where that is not well formed, or says that its value is no plain one."""
    found = _well_formed(raw)
    if found is None or (found.params and _SPECIAL.intersection(found.params)):
        return None
    return None if found.params and found.params.get("VALUE", "").upper() == "PERIOD" else found


def _well_formed(raw: str) -> Line | None:
    head, colon, value = raw.partition(":")
    if not colon:
        return None
    if ";" not in head:
        return Line(head.upper(), NO_PARAMS, value) if _NAME.fullmatch(head) else None
    if '"' not in head and "\\" not in head:
        split = split_head(head)
        return None if split is None else Line(*split, value)
    # A quoted parameter may hold colons: the head ends where the quotes are closed.
    match = _HEAD.match(raw)
    split = split_head(match[0][:-1]) if match is not None else None
    return None if match is None or split is None else Line(*split, raw[match.end() :])


@lru_cache(maxsize=8192)
def split_head(head: str) -> tuple[str, Mapping[str, str]] | None:
    """Name and parameters of what stands before the value; None for anything unexpected. Heads recur from line to line."""
    match = _HEAD.fullmatch(head + ":")
    if match is None or "^" in head:
        return None
    # `a,"b,c"` are two values; they are kept as one text, which no reader of ours takes apart.
    return match[1].upper(), {name.upper(): value.replace('"', "") for name, value in _PARAM.findall(match[2])}


def by_icalendar(raw: str) -> Line | None:
    """Everything else: RFC 6868 writes `^n`, `^'` and `^^` in parameters; some programs leave quotes or blanks about."""
    from icalendar.parser import Contentline

    try:
        name, params, value = Contentline(raw).raw_parts()  # type: ignore[no-untyped-call]  # icalendar's constructor has no types
    except (ValueError, IndexError):
        return _spelt_wrong(raw)
    return Line(str(name).upper(), flat(params), str(value))


def flat(params: Mapping[Any, Any]) -> dict[str, str]:
    """The package's parameters, several values of one as one text."""
    return {str(k).upper(): ",".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in params.items()}


def _spelt_wrong(raw: str) -> Line | None:
    """A property whose parameters are not well formed: what can be told of them, and the value after the last quote's colon."""
    head, colon, value = raw.partition(":")
    name, *params = head.split(";")
    if not colon or not _NAME.fullmatch(name.strip()):
        return None
    pairs = (p.partition("=") for p in params)
    return Line(name.strip().upper(), {k.strip().upper(): v.strip('" ') for k, _, v in pairs}, value)
