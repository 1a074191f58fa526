"""All files read: one frame of activities, every problem, and what is known of each source."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from connratio.importers.collections import place_of
from connratio.importers.contract import Batch, Gathering, Importer, Options, Read, Source
from connratio.importers.files import Found, walk
from connratio.importers.registry import builtin, named, plugins, recognised
from connratio.importers.seen import Seen
from connratio.model.activities import COLUMNS, concat, from_pandas
from connratio.model.frame import Frame
from connratio.model.problems import Problem, UsageError
from connratio.model.text import clean
from connratio.model.words import SILENT

if TYPE_CHECKING:
    from pathlib import Path

    from connratio.model.pulse import Answer

_ARCHIVES: Final = frozenset({".zip", ".tgz", ".tar"})
OptionsFor = Callable[[str], Mapping[str, Any]]
Tick = Callable[[str], None]
"""Called with the name of each file before it is read: progress."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the files hold: activities (model.activities.COLUMNS, in the order of the files), problems, sources."""

    activities: Frame
    problems: list[Problem]
    sources: list[Read]
    answers: tuple[Answer, ...] = ()
    of_source: Any = None
    """Of which of the sources (counted from 0) each activity is; None where nobody asks."""

    @property
    def span(self) -> tuple[int, int] | None:
        """First start and last end of all sources in epoch ms; None when nothing was read."""
        spans = [r.info.span for r in self.sources if r.info.span is not None]
        return (min(a for a, _ in spans), max(b for _, b in spans)) if spans else None


def read_files(
    paths: Sequence[Path],
    options: Options,
    options_for: OptionsFor = lambda _: {},
    as_name: str = "",
    tick: Tick = lambda _: None,
    *,
    debug: bool = False,
) -> Reading:
    """What `read_batches` gives as one frame, with the figures of each source."""
    batches, problems = read_batches(paths, options, options_for, as_name, tick, debug=debug)
    answers = tuple(answer for batch in batches for answer in batch.answers)
    reads = reads_of(batches)
    nth = {(read.info.name, read.info.path): i for i, read in enumerate(reads)}
    of_source = np.repeat([nth[b.source.name, b.source.path] for b in batches], [len(b.activities) for b in batches])
    return Reading(concat([b.activities for b in batches]), problems, reads, answers, of_source)


def read_batches(
    paths: Sequence[Path],
    options: Options,
    options_for: OptionsFor = lambda _: {},
    as_name: str = "",
    tick: Tick = lambda _: None,
    *,
    debug: bool = False,
    copies: bool = False,
) -> tuple[list[Batch], list[Problem]]:
    """Every file that the paths name or hold, each by the importer that recognises it (or the one called `as_name`).

    A file with the content of an earlier one is passed over, unless both may be somebody's own (`copies`).

    Raises UsageError for paths that do not exist, and when not one of the named files can be opened; with `debug` also
    whatever an importer raises.
    """
    problems: list[Problem] = list(plugins()[1])
    batches: list[Batch] = []
    seen = None if copies else Seen()
    n_opened = 0
    known: list[str] = []
    logs = Logs()
    for found in walk(list(paths), problems):
        n_opened += 1
        tick(found.source.name)
        extra = dict(options_for(found.source.path))
        if str(extra.get("enabled", "true")).lower() == "false":
            continue
        own = replace(options, extra=extra)
        importer = importer_of(found, own, as_name, problems)
        if importer is not None:
            known.append(found.source.path)
        if importer is None or logs.take(importer, found.source, own):
            continue
        batches += _batches(importer, found, own, problems, seen, debug=debug)
    for log in logs:
        tick(log.importer.name)
        batches += gathered(log, problems, debug=debug)
    problems += _empty_archives(paths, known, {p.file for p in problems})
    if not n_opened and any(p.code == "C107" for p in problems):
        first = next(p for p in problems if p.code == "C107")
        raise UsageError(f"no file can be read: {first.file}: {first.message}", first.help)
    problems += [p for batch in batches for p in batch.problems]
    return batches, problems


def _empty_archives(paths: Sequence[Path], known: Sequence[str], said: Container[str]) -> list[Problem]:
    """One Problem for each archive that the user named and in which nothing is known, unless something was said of it already."""
    archives = [path for path in paths if path.suffix.lower() in _ARCHIVES and path.is_file() and clean(path.name) not in said]
    return [
        Problem("C101", "nothing in the archive is recognised", clean(path.name))
        for path in archives
        if not any(one == str(path) or one.startswith(f"{path}/") for one in known)
    ]


@dataclass(frozen=True, slots=True)
class Log:
    """The files of one log, and the options that they share."""

    importer: Gathering
    options: Options
    sources: list[Source] = field(default_factory=list)


class Logs:
    """The logs of many files met so far."""

    def __init__(self) -> None:
        """None yet."""
        self._logs: dict[tuple[str, str], Log] = {}

    def take(self, importer: Importer, source: Source, options: Options) -> bool:
        """Keep the file for the end if it is part of a log; whether it is."""
        if not isinstance(importer, Gathering):
            return False
        key = (importer.name, repr(sorted(options.extra.items(), key=str)))
        self._logs.setdefault(key, Log(importer, options)).sources.append(source)
        return True

    def __iter__(self) -> Iterator[Log]:
        """In the order of their first files."""
        return iter(self._logs.values())


def gathered(log: Log, problems: list[Problem], *, debug: bool) -> list[Batch]:
    """The batches of a log of many files; whatever the importer raises becomes a Problem that names it."""
    first = log.sources[0]
    return _contained(log.importer, lambda o: log.importer.gather(log.sources, o), first, log.options, problems, debug=debug)


def _batches(
    importer: Importer, found: Found, options: Options, problems: list[Problem], seen: Seen | None, *, debug: bool
) -> list[Batch]:
    # A file is read by its importer, piece by piece where that can; what comes from an archive is unpacked once.
    given = replace(found.source, data=cache(found.source.data), stream=None)
    try:
        if seen is not None and (other := seen.like(found.source, given)):
            problems.append(Problem("C112", f"the same content as {clean(other)}", clean(found.source.name)))
            return []
    except OSError as error:
        problems.append(_unreadable(error, found.source))
        return []
    return contained(importer, given, options, problems, debug=debug)


def importer_of(found: Found, options: Options, as_name: str, problems: list[Problem]) -> Importer | None:
    """The importer of a file; None where there is none, and why is added to the problems."""
    name = clean(found.source.name)
    if not found.head.data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        problems.append(Problem("C102", "the file is empty", name))
        return None
    wanted = as_name or str(options.extra.get("as") or ("table" if options.extra.get("columns") else ""))
    importer, failures = (named(wanted), []) if wanted else recognised(found.head)
    problems += failures
    if importer is None and found.named:
        problems.append(Problem("C101", "no importer recognises this file", name))
    return importer


def content_of(found: Found, problems: list[Problem]) -> bytes | None:
    """A file's bytes; None where it cannot be read, and why is added to the problems."""
    try:
        return found.source.data()
    except OSError as error:
        problems.append(_unreadable(error, found.source))
        return None


def _unreadable(error: OSError, source: Source) -> Problem:
    return Problem("C107", f"cannot be read: {error.strerror}", clean(source.name))


def _failed(importer: Importer, error: Exception, source: Source) -> Problem:
    own = importer in builtin()
    if own and isinstance(error, OSError) and error.strerror:
        return _unreadable(error, source)
    text = f"importer {clean(importer.name, 60)} failed: {type(error).__name__}"
    return Problem("C901" if own else "C113", text, clean(source.name))


def contained(importer: Importer, source: Source, options: Options, problems: list[Problem], *, debug: bool) -> list[Batch]:
    """The importer's batches; whatever it raises becomes a Problem that names it."""
    return _contained(importer, lambda own: importer.read(source, own), source, options, problems, debug=debug)


def _contained(
    importer: Importer,
    read: Callable[[Options], Iterator[Batch]],
    source: Source,
    options: Options,
    problems: list[Problem],
    *,
    debug: bool,
) -> list[Batch]:
    options = _zoned(options)
    batches: list[Batch] = []
    try:
        # One at a time: what came before a failure still counts.
        batches.extend(_named(_placed(_checked(batch), source), options) for batch in read(options))
    except UsageError:
        raise
    except Exception as error:
        if debug:
            raise
        problems.append(_failed(importer, error, source))
    return batches


def _checked(batch: Batch) -> Batch:
    """The batch, if it keeps the contract; a plug-in may have put a pandas frame into it. Raises TypeError otherwise."""
    table: Any = batch.activities
    if missing := [c for c in COLUMNS if c not in table]:
        raise TypeError(f"columns missing: {', '.join(missing[:3])}")
    return batch if isinstance(table, Frame) else replace(batch, activities=from_pandas(table))


def _placed(batch: Batch, source: Source) -> Batch:
    """The batch with the files and lines of the parts from which its source was put together."""
    if not source.parts:
        return batch
    origins = []
    for origin in batch.activities["origin"]:
        file, line = place_of(source.parts, int(str(origin).rsplit(":", 1)[-1]))
        origins.append(f"{clean(file)}:{line}")
    places = [place_of(source.parts, p.line) for p in batch.problems]
    problems = [replace(p, file=clean(file) or p.file, line=line) for p, (file, line) in zip(batch.problems, places, strict=True)]
    table = batch.activities.assign(origin=np.array(origins, dtype=object))
    return replace(batch, activities=table, problems=tuple(problems))


def _zoned(options: Options) -> Options:
    zone = options.extra.get("timezone")
    if not zone:
        return options
    own = zone if isinstance(zone, ZoneInfo) else ZoneInfo(str(zone))
    return replace(options, extra={**options.extra, "timezone": own.key})


def _named(batch: Batch, options: Options) -> Batch:
    """The batch under the name and person that the configuration gives its source."""
    name, person = clean(str(options.extra.get("name") or "")), clean(str(options.extra.get("person") or "")).lower()
    if not name and not person:
        return batch
    table = batch.activities
    if name:
        table = table.assign(source=name)
    if person:
        table = table.assign(person=person)
    return replace(batch, source=replace(batch.source, name=name or batch.source.name), activities=table)


def reads_of(batches: Sequence[Batch]) -> list[Read]:
    """Batches of one source and file together, in the order of the files."""
    reads: dict[tuple[str, str], Read] = {}
    for batch in batches:
        key = (batch.source.name, batch.source.path)
        read = reads.setdefault(key, Read(batch.source))
        if batch.source.span is not None and read.info is not batch.source:
            mine = read.info.span or batch.source.span
            both = (min(mine[0], batch.source.span[0]), max(mine[1], batch.source.span[1]))
            read.info = replace(read.info, span=both, owner=read.info.owner or batch.source.owner)
        read.n_activities += int(np.count_nonzero(~batch.activities["evidence"].among(*SILENT))) + len(batch.answers)
        read.skipped.update(batch.skipped)
        read.n_problems += sum(p.n for p in batch.problems)
    return list(reads.values())
