"""Where an answer goes and in which format: the terminal gets a table, a pipe gets CSV, a file what its suffix says."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from connratio.model.table import Table

FORMATS: Final = ("auto", "table", "csv", "tsv", "json", "ndjson", "md")
_SUFFIXES: Final = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".md": "md",
    ".txt": "table",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A chosen format, and the file to write (None: standard output)."""

    format: str
    file: Path | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: the table for every format, and how a terminal shows it."""

    schema: str
    table: Table
    show: Callable[[Console], None]
    generated: str
    extra: dict[str, Any] = field(default_factory=dict)


def target_of(wanted: str, file: Path | None, *, force: bool = False) -> Target:
    """The target for --format and --output. Raises UsageError for unknown formats and suffixes, and for files that exist."""
    if wanted not in FORMATS:
        raise UsageError(f"no output format is called {wanted!r}", f"formats are {', '.join(FORMATS)}")
    if file is None or str(file) == "-":
        return Target(wanted if wanted != "auto" else "table" if sys.stdout.isatty() else "csv")
    if wanted == "auto":
        if file.suffix.lower() not in _SUFFIXES:
            raise UsageError(
                f"the suffix of {file.name} names no format", f"suffixes are {', '.join(_SUFFIXES)}; or pass --format"
            )
        wanted = _SUFFIXES[file.suffix.lower()]
    if file.exists() and not force:
        raise UsageError(f"{file} exists already", "pass --force to overwrite it")
    return Target(wanted, file, force)


def deliver(answer: Answer, target: Target) -> None:
    """Write the answer; a file is made readable for its owner alone."""
    if target.file is None:
        if target.format == "table":
            answer.show(console())
        else:
            _write(answer, target.format, sys.stdout)
            sys.stdout.flush()
        return
    text = io.StringIO()
    _write(answer, target.format, text)
    save(target.file, text.getvalue(), force=target.force)


def save(file: Path, text: str, *, force: bool) -> None:
    """Write a file with mode 0600; UTF-8, `\\n`. Raises UsageError where it cannot be written."""
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
    try:
        with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}") from error


def _write(answer: Answer, fmt: str, out: IO[str]) -> None:
    if fmt in {"csv", "tsv"}:
        from connratio.render.delimited import write_delimited

        write_delimited(answer.table, out, "," if fmt == "csv" else "\t")
    elif fmt in {"json", "ndjson"}:
        from connratio.render.envelope import envelope, write_json, write_ndjson

        if fmt == "json":
            write_json(envelope(answer.schema, answer.generated, answer.table, answer.extra), out)
        else:
            write_ndjson(answer.schema, answer.table, out)
    elif fmt == "md":
        from connratio.render.grid import write_markdown

        write_markdown(answer.table, out)
    else:
        answer.show(console(out))


def console(file: IO[str] | None = None, *, stderr: bool = False) -> Console:
    """A console without markup, highlighting or emoji codes: all text is shown as it is."""
    from rich.console import Console

    return Console(file=file, stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=False)
