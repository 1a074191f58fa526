"""The word somebody probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, words: Iterable[str]) -> str:
    """The one of `words` that is most like `word`, whatever their case; "" when none is alike."""
    import difflib

    by_folded = {w.casefold(): w for w in words}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1)
    return by_folded[found[0]] if found else ""


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """The tail of an error message: "; did you mean kind?", or nothing."""
    near = nearest(word, words)
    return f"; did you mean {near}?" if near else ""
