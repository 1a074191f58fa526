"""Text from files is hostile: what may pass into an activity, and from there into any output."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 500
"""Characters kept of a title or name. Longer ones are cut with an ellipsis; no rule of ours needs more."""

# Cc: controls; Cf: bidi overrides, zero-width and tag characters; Cs: lone surrogates; Zl, Zp: line and paragraph separators.
_SPACE = {"Zl", "Zp"}
_DROPPED = {"Cf", "Cs"}
_JOINERS = {"\u200d", "\u200c"}  # Emoji sequences and Persian or Indic words fall apart without them.


def clean(text: str, longest: int = LONGEST) -> str:
    """`text` on one line, without control, bidi or invisible characters, at most `longest` characters long."""
    harmless = text.isprintable()  # neither a control, format or private character nor a blank other than the plain one
    short = text.strip() if harmless else " ".join("".join(map(_pass, text[: longest * 4])).split())
    return short if len(short) <= longest else short[: longest - 1] + "…"


def _pass(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return " " if char in "\t\n\r\v\f\x85" else ""
    if category in _DROPPED:
        return char if char in _JOINERS else ""
    return " " if category in _SPACE else char


_ADDRESS: Final = re.compile(r"\b(https?|webcals?):/{1,2}([^\s'\"<>|]*[^\s'\"<>|,;:.)])", re.IGNORECASE)
_PRIVATE: Final = re.compile(r"\bprivate-[0-9a-f]{8,}\b", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


def is_address(text: str) -> bool:
    """Whether a word is an address of the web, and no file."""
    return _ADDRESS.match(text.lstrip(" \t'\"<(")) is not None


def masked(text: str) -> str:
    """`text` with no more of any address in it than its host: whoever knows a calendar's secret address reads the calendar."""
    return _PRIVATE.sub("private-…", _ADDRESS.sub(_masked, text)) if "/" in text else text


def _masked(found: re.Match[str]) -> str:
    authority = re.split(r"[/?#\\]", found[2], maxsplit=1)[0]
    host = authority.rpartition("@")[2]
    shown = host if _HOST.fullmatch(host) else "…"
    return f"{found[1]}://{shown}" + ("/…" if found[2] not in {host, f"{host}/"} else "")


_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "đ": "d", "Đ": "D"}
)


def folded(text: str) -> str:
    """`text` with plain Latin letters: rules hold whether or not people write the accents, and `\\b` knows all letters."""
    if text.isascii():
        return text
    return "".join(_plain(char) for char in text.translate(_LETTERS))


def all_folded(texts: list[str]) -> list[str]:
    """Each text folded; many plain ones at once cost next to nothing."""
    return texts if all(map(str.isascii, texts)) else [folded(text) for text in texts]


def _plain(char: str) -> str:
    # Only Latin: taking marks off Japanese would change what is written.
    return unicodedata.normalize("NFD", char)[0] if "\u00c0" <= char <= "\u024f" else char
