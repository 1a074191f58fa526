"""The logs of AI assistants on this machine, as `connratio sources --discover` lists them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from connratio.importers.discovery import Log

COLUMNS: Final = ("source", "path", "n_files", "n_bytes", "first", "last")


def discovered_rows(logs: Iterable[Log]) -> list[dict[str, Any]]:
    """One row per assistant and place (COLUMNS).

    `first` and `last` are the local days that names of files, or else the times of writing tell; None where a file that goes
    on for years says only when it was written last.
    """
    return [
        {
            "source": log.app, "path": str(log.folder), "n_files": len(log.files), "n_bytes": log.n_bytes,
            "first": log.first.isoformat() if log.first else None, "last": log.last.isoformat(),
        }
        for log in sorted(logs, key=lambda log: (log.app, str(log.folder)))
    ]  # fmt: skip
