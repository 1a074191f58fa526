"""`connratio sources add FILE`: the mapping of a table proposed, five of its rows shown, and the entry saved."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from connratio.model.problems import UsageError
from connratio.model.text import clean

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connratio.importers.contract import Batch

SHOWN: Final = 5


def add(files: list[Path], columns: list[str], *, yes: bool, timezone: str, as_: str, config: Path | None) -> int:
    """Propose and show, and save where the answer is yes; the exit status. Raises UsageError for files that are none."""
    from connratio.cli.job import zone_of
    from connratio.config.entries import entry_text, saved
    from connratio.config.load import NAME, load_config

    if len(files) != 1 or not files[0].is_file():
        raise UsageError("sources add takes one file", "connratio sources add timer.xlsx")
    file = files[0]
    loaded = load_config(config)
    target = config or (loaded.files[0] if loaded.files else Path.cwd() / NAME)
    zone, _ = zone_of(timezone, loaded.config.timezone)
    told = dict(_pair(word) for word in columns)
    entry, batches = _proposed(file, told, as_, zone, timezone)
    try:
        shown = file.resolve().relative_to(target.resolve().parent)
    except ValueError:
        shown = file.resolve()
    text = entry_text({"path": str(shown), **entry})
    _show(text, batches, zone)
    if not (yes or _agreed(target)):
        sys.stderr.write(f"not saved; --yes saves it into {target}\n")
        return 0
    saved(target, text)
    sys.stderr.write(f"saved into {target}\n")
    return 0


def _pair(word: str) -> tuple[str, str]:
    meaning, equals, name = word.partition("=")
    if not equals or not name:
        raise UsageError(f"--column {word!r} names no column", "write --column start=Begin")
    return meaning.strip(), name.strip()


def _proposed(file: Path, told: dict[str, str], as_: str, zone: ZoneInfo, timezone: str) -> tuple[dict[str, Any], list[Batch]]:
    """The keys of the entry, and what they read from the file."""
    from connratio.importers.contract import Head, Options, Source
    from connratio.importers.registry import named, recognised
    from connratio.importers.table.proposal import proposed

    data = file.read_bytes()
    source, head = Source(str(file), lambda: data, file), Head(file.name, data[:65536])
    importer = named(as_) if as_ else named("table") if told else recognised(head)[0] or named("table")
    entry: dict[str, Any] = {"as": importer.name} if as_ or importer.name == "table" else {}
    if importer.name == "table":
        entry |= proposed(data, told, clean(file.name))
    if timezone:
        entry["timezone"] = timezone
    options = Options(zone, datetime.now(UTC).astimezone(zone).date(), extra=entry)
    return entry, list(importer.read(source, options))


def _show(text: str, batches: list[Batch], zone: ZoneInfo) -> None:
    from connratio.measure.preview import preview
    from connratio.render.grid import print_grid
    from connratio.render.output import console
    from connratio.render.problems import problem_lines

    sys.stdout.write(f"sources:\n{text}")
    n = sum(len(batch.activities) for batch in batches)
    table = preview(batches, zone, SHOWN)
    print_grid(console(), table, f"the first {len(table.rows)} of {n} rows, in {zone}", [])
    lines = problem_lines([p for batch in batches for p in batch.problems], 1)
    if lines:
        sys.stderr.write("\n".join(lines) + "\n")


def _agreed(target: Path) -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    import typer

    return typer.confirm(f"Save this into {target}?")
