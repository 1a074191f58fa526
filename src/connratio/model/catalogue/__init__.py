"""Every problem code with its severity, title and advice; `connratio explain CODE` prints an entry."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue import files, program, times, watchers
from connratio.model.catalogue.entry import Entry

CATALOGUE: Final[dict[str, Entry]] = dict(
    sorted({code: entry for part in (files, times, program, watchers) for code, entry in part.ENTRIES.items()}.items())
)
"""Codes never change their meaning; retired ones are not used again."""

__all__ = ["CATALOGUE", "Entry"]
