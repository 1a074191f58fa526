"""What was read of one file or fetched document, ready to be taken into the ledger as a whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from connratio.importers.contract import Batch, Importer, Options, Read, Source, together
from connratio.importers.reading import Log, contained, gathered, reads_of
from connratio.model.activities import concat
from connratio.model.frame import Frame
from connratio.timeline.clock import instant
from connratio.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from connratio.model.problems import Problem
    from connratio.model.pulse import Answer

AHEAD_DAYS: Final = 400
"""How far endless series are looked ahead, so that what is booked next is known."""
RENEWED_DAYS: Final = 200
"""A calendar with endless series is read again when less than this lies ahead."""
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a document's result depends on: content, importer, options. The same stamp is not read twice."""

    sha256: str
    importer: str
    version: str
    options: str


@dataclass(slots=True)
class Document:
    """A document with its activities (model.activities.COLUMNS and `ahead`: beyond what is known of today).

    `window` (epoch ms) is what a calendar says it covers, None where only its content tells. `ahead_ms` is the instant up to
    which endless series were followed (0: there are none).
    """

    path: str
    stamp: Stamp
    table: Frame
    reads: list[Read]
    wide: dict[str, tuple[int, int]]
    problems: list[Problem]
    window: tuple[int, int] | None = None
    ahead_ms: int = 0
    gathered: bool = False
    """Whether it is a log of many files: a session is then as the newest reading has it, and nothing is told twice."""
    covers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Of such a log: the first instant (epoch ms) of each session that it holds, by source and key."""
    kind: str = "files"
    label: str = ""
    state: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()


def stamp_of(data: bytes, importer: Importer, options: Options, as_name: str = "") -> Stamp:
    """The stamp of a file's content under the options that bear on how it is read."""
    return _stamp(hashlib.sha256(data).hexdigest(), importer, options, as_name)


def stamp_of_log(log: Log, as_name: str = "") -> Stamp:
    """The stamp of many files: their places, sizes and times of change, so that gigabytes need not be read to see that none is new."""
    digest = hashlib.sha256()
    for source in sorted(log.sources, key=lambda s: s.path):
        file = source.file
        told = _written(file) + _written(file.with_name(f"{file.name}-wal")) if file is not None else ""
        told = told or hashlib.sha256(source.data()).hexdigest()
        digest.update(f"{source.path}\0{told}\n".encode("utf-8", "surrogateescape"))
    return _stamp(digest.hexdigest(), log.importer, log.options, as_name)


def _written(file: Path) -> str:
    """Size and time of change of a file; "" where there is none. A database that is in use is written to its log beside it."""
    try:
        about = file.stat()
    except OSError:
        return ""
    return f"{about.st_size}:{about.st_mtime_ns}"


def _stamp(digest: str, importer: Importer, options: Options, as_name: str) -> Stamp:
    told = {k: str(v) for k, v in sorted(options.extra.items())} | {"timezone": str(options.timezone), "as": as_name}
    version = f"{__version__}/{getattr(importer, 'version', 1)}"
    return Stamp(digest, importer.name, version, json.dumps(told, sort_keys=True, default=str))


def document_of(
    source: Source,
    importer: Importer,
    data: bytes,
    options: Options,
    stamp: Stamp,
    problems: Sequence[Problem] = (),
    *,
    debug: bool = False,
) -> Document:
    """A document read as `report` reads it, and beyond today as far as its endless series go."""
    found: list[Problem] = list(problems)
    given = replace(source, data=lambda: data, stream=None)
    batches = contained(importer, given, options, found, debug=debug)
    table = _framed(batches, ahead=False)
    wide: dict[str, tuple[int, int]] = {}
    ahead_ms = 0
    if importer.name == "ics" and b"RRULE" in data:
        today = instant(options.today + timedelta(days=1), 0, options.timezone)
        ahead_ms = today + AHEAD_DAYS * _DAY_MS
        later = contained(importer, given, replace(options, window=(today - _DAY_MS, ahead_ms)), [], debug=debug)
        wide = {b.source.name: b.source.span for b in later if b.source.span is not None}
        table = _with_later(table, _framed(later, ahead=True))
    found += [p for batch in batches for p in batch.problems]
    answers = tuple(answer for batch in batches for answer in batch.answers)
    return Document(source.path, stamp, table, reads_of(batches), wide, found, ahead_ms=ahead_ms, answers=answers)


def document_of_log(log: Log, stamp: Stamp, *, debug: bool = False) -> Document:
    """A log of many files as one document."""
    found: list[Problem] = []
    batches = gathered(log, found, debug=debug)
    found += [p for batch in batches for p in batch.problems]
    covers = {(batch.source.name, key): at for batch in batches for key, at in batch.covers.items()}
    table = _framed(batches, ahead=False)
    return Document(path_of_log(log), stamp, table, reads_of(batches), {}, found, gathered=True, covers=covers)


def path_of_log(log: Log) -> str:
    """The name under which a log is kept: where it lies, and whose it is, since several may lie in one folder."""
    return f"{together(log.sources)} ({log.importer.name})"


def _framed(batches: Sequence[Batch], *, ahead: bool) -> Frame:
    table = concat([b.activities for b in batches])
    return table.assign(ahead=np.full(len(table), ahead))


def _with_later(table: Frame, later: Frame) -> Frame:
    """The occurrences with those beyond them that are not among them already."""
    known = set(_marks(table))
    new = later.take(np.fromiter((key not in known for key in _marks(later)), dtype=bool, count=len(later)))
    if not len(new):
        return table
    ahead = np.concatenate((table["ahead"], np.ones(len(new), dtype=bool)))
    return concat([table, new]).assign(ahead=ahead)


def _marks(table: Frame) -> Iterator[tuple[str, str, int, int]]:
    """What tells occurrences apart."""
    return zip(*(table[name].tolist() for name in ("source", "uid", "instance", "start")), strict=True)
