"""Logs of assistants read without a frame: what `connratio ai` needs when nothing else was named."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from connratio.importers.contract import Gathering, Read, SourceInfo, together
from connratio.importers.files import walk
from connratio.importers.registry import assistants, plugins

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from connratio.importers.ai.trail import Trail
    from connratio.importers.contract import Options, Source
    from connratio.model.problems import Problem


class Trailed(Protocol):
    """What was read of one log."""

    trail: Trail
    problems: list[Problem]
    skipped: Counter[str]


@runtime_checkable
class Trailing(Gathering, Protocol):
    """An importer that can stop at the events of its log."""

    def trail(self, sources: Sequence[Source], options: Options) -> Trailed:
        """The events of all files, and what was wrong with them."""
        ...


@dataclass(frozen=True, slots=True)
class Trails:
    """The events of each log, what is known of it, and every problem."""

    trails: list[Trail]
    reads: list[Read]
    problems: list[Problem]


def trails_of(
    paths: Sequence[Path],
    options: Options,
    options_for: Callable[[str], Mapping[str, Any]],
    tick: Callable[[str], None],
    discovered: Container[Path] = (),
) -> Trails | None:
    """The logs that the paths name or hold; None where anything else is among them, so that all must be read as activities.

    What was `discovered` need not be a log, whatever its name; what the user named must.

    Raises UsageError for paths that do not exist.
    """
    problems: list[Problem] = []
    if any(plugins()):
        return None
    logs: dict[str, tuple[Trailing, list[Source]]] = {}
    for path in paths:
        n_logs, n_strange = 0, 0
        for found in walk([path], problems):
            tick(found.source.name)
            importer = next((a for a in assistants() if a.recognises(found.head)), None)
            if importer is None and (path in discovered or not found.named) and found.source.name.endswith((".jsonl", ".md")):
                n_strange += 1
                continue
            if not isinstance(importer, Trailing) or options_for(found.source.path):
                return None
            n_logs += 1
            logs.setdefault(importer.name, (importer, []))[1].append(found.source)
        if n_strange and not n_logs and path not in discovered:
            return None  # among transcripts, what is none may be passed over unseen; alone it may be anything
    trails, reads = [], []
    for importer, sources in logs.values():
        tick(importer.name)
        try:
            read = importer.trail(sources, options)
        except Exception:  # noqa: BLE001  # the long road says which importer failed, and keeps what the others read
            return None
        if any(s.person for s in read.trail.sessions):
            return None  # whose time it is must be found out first
        trails.append(read.trail)
        problems += read.problems
        info = SourceInfo(importer.name, importer.name, together(sources))
        reads.append(Read(info, len(read.trail), read.skipped, len(read.problems)))
    return Trails(trails, reads, problems)
