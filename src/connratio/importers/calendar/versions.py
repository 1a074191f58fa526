"""The version of an entry as one number: its SEQUENCE, then the moment in which that was written (RFC 5546 2.1.5)."""

from __future__ import annotations

from typing import Any, Final

_SECONDS: Final = 1 << 33
_HIGHEST: Final = (1 << 29) - 1


def version(sequence: int, written: int | None) -> int:
    """The column `revision`: what is later has a higher one. `written` in epoch ms; none is before all others."""
    seconds = 0 if written is None else written // 1000
    return min(sequence, _HIGHEST) * _SECONDS + (seconds if 0 <= seconds < _SECONDS else 0)


def sequence_of(revision: Any) -> Any:
    """The SEQUENCE in a version, or in each of a column."""
    return revision // _SECONDS


def written_of(revision: int) -> int:
    """When a version was written, in epoch ms to the second; 0 where nobody says."""
    return revision % _SECONDS * 1000
