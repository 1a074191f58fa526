"""What `--discover` adds to a command: the logs of AI assistants that lie on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connratio.cli.job import Asked
    from connratio.importers.discovery import Log
    from connratio.render.output import Target


def logs_of_this_machine(zone: ZoneInfo) -> list[Log]:
    """The logs in the assistants' own places; nothing is opened."""
    from connratio.importers.discovery import logs_here

    return logs_here(os.environ, Path.home(), Path.cwd(), zone)


def add_discovered(asked: Asked) -> None:
    """Name the logs of this machine as files to read, where that was asked for. Raises UsageError where there are none."""
    from zoneinfo import ZoneInfo

    from connratio.importers.discovery import files_of

    if not asked.discover:
        return
    found = files_of(logs_of_this_machine(ZoneInfo("UTC")))
    if not found:
        raise UsageError("no log of an AI assistant was found on this machine", "connratio ai FILES… reads logs from elsewhere")
    asked.files = [*(asked.files or []), *found]
    asked.discover, asked.discovered = False, frozenset(found)


def show_discovered(timezone: str, target: Target) -> None:
    """List the logs: how many files, their size, first and last day."""
    from datetime import UTC, datetime

    from connratio.cli.job import zone_of
    from connratio.measure.discovered import COLUMNS, discovered_rows
    from connratio.model.table import Table
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer, deliver
    from connratio.render.units import size

    zone, _ = zone_of(timezone, None)
    table = Table.of(COLUMNS, discovered_rows(logs_of_this_machine(zone)))
    footer = [
        "days are those of names of files and of times of writing: nothing was opened",
        "connratio ai --discover reads them all",
    ]

    names = ("source", "path", "files", "size", "first", "last")
    brief = Table(names, [(app, path, n, size(n_bytes), first, last) for app, path, n, n_bytes, first, last in table.rows])

    def show(console: Any) -> None:
        print_grid(console, brief, f"{len(table.rows)} logs of AI assistants on this machine", footer)

    generated = datetime.now(UTC).astimezone(zone).isoformat(timespec="seconds")
    deliver(
        Answer("sources", table, show, generated, {"query": {"timezone": str(zone), "discover": True}, "problems": []}), target
    )
