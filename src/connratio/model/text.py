"""Text from files is hostile: what may pass into an activity, and from there into any output."""

from __future__ import annotations

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
    if text.isascii() and text.isprintable():
        short = text.strip()
    else:
        short = " ".join("".join(map(_pass, text[: longest * 4])).split())
    return short if len(short) <= longest else short[: longest - 1] + "…"


def _pass(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return " " if char in "\t\n\r\v\f\x85" else ""
    if category in _DROPPED:
        return char if char in _JOINERS else ""
    return " " if category in _SPACE else char
