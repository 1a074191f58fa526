"""Which letters the bytes of a calendar mean: UTF-16 and UTF-32 with or without a mark, UTF-8, a named CHARSET, Windows-1252."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_MARKS: Final = (
    (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
LOOKED_AT: Final = 64
"""Bytes by which the width of letters is told."""
_FOLD: Final = re.compile(rb"\n+[ \t]")
_QUOTED: Final = re.compile(rb"^[^:\n]*;(?:ENCODING=)?QUOTED-PRINTABLE[^:\n]*:(?:[^\n]*=\n)+", re.IGNORECASE | re.MULTILINE)
_SOFT: Final = re.compile(rb"=\n[ \t]?")
_CHARSET: Final = re.compile(rb"^[^:]*;CHARSET=\"?([A-Za-z0-9_.:-]{1,40})\"?[;:]", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"\\([;,\\])")
_NO_LETTERS: Final = frozenset(
    {"idna", "punycode", "utf_7", "utf-7", "utf7", "unicode_escape", "raw_unicode_escape", "undefined"}
)
"""Codecs of Python that are no character sets of files."""


def wide(head: bytes) -> str:
    """The codec of a file whose letters are wider than a byte, told by its mark or by the NULs of its first letters; else ""."""
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec
    even, odd = head[:LOOKED_AT:2], head[1:LOOKED_AT:2]
    if len(odd) < 4:
        return ""
    if odd.count(0) * 4 >= len(odd) * 3 and even.count(0) * 4 <= len(even):
        return "utf-16-le"
    if even.count(0) * 4 >= len(even) * 3 and odd.count(0) * 4 <= len(odd):
        return "utf-16-be"
    return ""


def unfolded(raw: bytes) -> bytes:
    """Content lines in one piece each. Folds and soft breaks may split a character, so this comes before decoding."""
    if b"=\n" in raw and b"QUOTED-PRINTABLE" in raw.upper():
        raw = _QUOTED.sub(lambda line: _SOFT.sub(b"", line[0]), raw)
    if b"\n " in raw or b"\n\t" in raw:
        raw = _FOLD.sub(b"", raw) if b"\n\n" in raw else raw.replace(b"\n ", b"").replace(b"\n\t", b"")
    return raw


def text_of(raw: bytes) -> tuple[str, bool]:
    """Unfolded text, and whether its letters are certain: all UTF-8, or in the CHARSET that the line names."""
    if b"\n " in raw or b"\n\t" in raw or b"=\n" in raw:
        raw = unfolded(raw)
    try:
        return raw.decode("utf-8"), True
    except UnicodeDecodeError:
        lines = [_letters(line) for line in raw.split(b"\n")]
        return "\n".join(text for text, _ in lines), all(certain for _, certain in lines)


def letters(line: bytes) -> str:
    """An unfolded content line as text."""
    return _letters(line)[0]


def _letters(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode("utf-8"), True
    except UnicodeDecodeError:
        named = _CHARSET.match(line)
        found = None if named is None else _named(line, named[1].decode("ascii"))
        return (line.decode("cp1252", errors="replace"), False) if found is None else (found, True)


def _named(raw: bytes, charset: str) -> str | None:
    """The text in a character set; None where it does not fit, or where nobody knows it."""
    if charset.lower() in _NO_LETTERS:
        return None
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeError):
        return None


def decoded(value: str, params: Mapping[str, str]) -> str | None:
    """A value that vCalendar 1.0 writes as quoted-printable or base64; None for a plain one."""
    how = params.get("ENCODING", "").upper() or ("QUOTED-PRINTABLE" if "QUOTED-PRINTABLE" in params else "")
    if how not in {"QUOTED-PRINTABLE", "BASE64", "B"}:
        return None
    if how == "QUOTED-PRINTABLE":
        from quopri import decodestring

        raw = decodestring(value.encode("utf-8"))
    else:
        from base64 import b64decode

        try:
            raw = b64decode(value)
        except ValueError:
            return None
    named = _named(raw, params.get("CHARSET", "utf-8"))
    text = named if named is not None else _named(raw, "utf-8")
    return _ESCAPE.sub(r"\1", raw.decode("cp1252", errors="replace") if text is None else text)
