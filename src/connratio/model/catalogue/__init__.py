"""Every problem code with its severity, title and advice; `connratio explain CODE` prints an entry."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from connratio.model.catalogue.entry import Entry

CATALOGUE: Final[dict[str, Entry]] = dict(
    sorted(
        (code, entry)
        for part in iter_modules(__path__)
        for code, entry in getattr(import_module(f"{__name__}.{part.name}"), "ENTRIES", {}).items()
    )
)
"""The entries of every module of this package. Codes never change their meaning; retired ones are not used again."""

__all__ = ["CATALOGUE", "Entry"]
