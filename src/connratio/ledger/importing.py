"""Files brought into the ledger: each read on its own, compared, and written as one transaction."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from connratio.importers.contract import Options
from connratio.importers.files import walk
from connratio.importers.reading import Logs, content_of, importer_of
from connratio.importers.registry import plugins
from connratio.ledger.documents import (
    AHEAD_DAYS,
    RENEWED_DAYS,
    Document,
    Stamp,
    document_of,
    document_of_log,
    path_of_log,
    stamp_of,
    stamp_of_log,
)  # fmt: skip
from connratio.ledger.intake import Counts, apply, compare, set_meta
from connratio.ledger.schema import migrate

if TYPE_CHECKING:
    from connratio.ledger.store import Store
    from connratio.model.problems import Problem

OptionsFor = Callable[[str], Mapping[str, Any]]
Tick = Callable[[str], None]
PENDING_ROWS: Final = 300_000
PENDING_SECONDS: Final = 1.0
"""Documents are read ahead up to so much and then committed one by one, so that the ledger is closed to readers for moments only."""


@dataclass(slots=True)
class Brought:
    """What an import or a sync brought: a row per source, and every problem."""

    counts: list[Counts] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger has of a document: its stamp, how far ahead its series were followed, what the next fetch needs."""

    stamp: Stamp
    ahead_ms: int
    state: Mapping[str, str]
    counts: tuple[Counts, ...]
    kind: str = "files"
    label: str = ""


def known_files(store: Store) -> dict[str, Known]:
    """Every document in the ledger by its path; nothing where there is no ledger."""
    if not store.exists:
        return {}
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT path, sha256, importer, version, options, ahead_ms, state, kind, label, id FROM files ORDER BY id"
        ).fetchall()
        reads = connection.execute("SELECT file, source, n_activities FROM reads ORDER BY file, nth").fetchall()
    counts: dict[int, list[tuple[str, int]]] = {}
    for file, source, n in reads:
        counts.setdefault(file, []).append((source, n))
    return {
        path: Known(
            Stamp(sha, importer, version, options), ahead, json.loads(state),
            tuple(Counts(s, path, n_unchanged=n, status="unchanged") for s, n in counts.get(number, ())), kind, label,
        )
        for path, sha, importer, version, options, ahead, state, kind, label, number in rows
    }  # fmt: skip


class Intake:
    """The way into a ledger. The caller holds the lock, unless nothing is to be written (`dry_run`)."""

    def __init__(self, store: Store, options: Options, now_ms: int, *, dry_run: bool = False) -> None:
        """`options` are the reader's; `now_ms` is the moment that is noted as that of the import."""
        self.store, self.options, self.now_ms, self.dry_run = store, options, now_ms, dry_run
        self.known = known_files(store)
        self.brought = Brought()
        self._pending: list[Document] = []
        self._since = 0.0

    def files(
        self, paths: Sequence[Path], options_for: OptionsFor, as_name: str, tick: Tick, *, debug: bool = False, label: str = "",
        kind: str = "files",
    ) -> None:  # fmt: skip
        """Take in every file that the paths name or hold. Raises UsageError for paths that do not exist."""
        self.brought.problems += plugins()[1]
        for document in self._documents(paths, options_for, as_name, tick, debug=debug):
            document.kind, document.label = kind, label
            self.add(document)

    def add(self, document: Document) -> None:
        """Take in a document, soon."""
        if not self._pending:
            self._since = time.monotonic()
        self._pending.append(document)
        rows = sum(len(d.table) for d in self._pending)
        if rows > PENDING_ROWS or time.monotonic() - self._since > PENDING_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Commit what is pending, document by document."""
        pending, self._pending = self._pending, []
        if not pending:
            return
        if self.dry_run:
            with self._rehearsal() as connection:
                for document in pending:
                    self._note(document, compare(connection, document).counts)
            return
        with self.store.writing() as connection:
            for document in pending:
                connection.execute("BEGIN")
                outcome = compare(connection, document)
                apply(connection, document, outcome, self.now_ms)
                connection.execute("COMMIT")
                self._note(document, outcome.counts)

    def _note(self, document: Document, counts: Iterable[Counts]) -> None:
        self.brought.counts += counts
        self.brought.problems += document.problems
        self.known[document.path] = Known(document.stamp, document.ahead_ms, document.state, (), document.kind, document.label)

    def _rehearsal(self) -> Any:
        """The ledger as it is, or an empty one in memory: comparing writes temporary tables only."""
        if self.store.exists:
            return self.store.reading()
        from contextlib import closing

        from connratio.model.memory import cursor

        made = cursor()
        migrate(made)
        return closing(made)

    def _documents(
        self, paths: Sequence[Path], options_for: OptionsFor, as_name: str, tick: Tick, *, debug: bool
    ) -> Iterator[Document]:
        logs = Logs()
        for found in walk(list(paths), self.brought.problems):
            tick(found.source.name)
            found = replace(found, source=replace(found.source, path=_absolute(found.source.path)))  # noqa: PLW2901  # the same file
            extra = dict(options_for(found.source.path))
            if str(extra.get("enabled", "true")).lower() == "false":
                continue
            options = replace(self.options, extra=extra)
            problems: list[Problem] = []
            importer = importer_of(found, options, as_name, problems)
            if importer is not None and logs.take(importer, found.source, options):
                self.brought.problems += problems
                continue
            data = content_of(found, problems) if importer is not None else None
            if importer is None or data is None:
                self.brought.problems += problems
                continue
            stamp = stamp_of(data, importer, options, as_name)
            if not self._passed(found.source.path, stamp):
                yield document_of(found.source, importer, data, options, stamp, problems, debug=debug)
        for log in logs:
            tick(log.importer.name)
            stamp = stamp_of_log(log, as_name)
            if not self._passed(path_of_log(log), stamp):
                yield document_of_log(log, stamp, debug=debug)

    def _passed(self, path: str, stamp: Stamp) -> bool:
        """Whether the document is known as it is; its rows are then counted as unchanged."""
        same = self.unchanged(path, stamp)
        self.brought.counts += same.counts if same is not None else ()
        return same is not None

    def unchanged(self, path: str, stamp: Stamp) -> Known | None:
        """What is known of a document that need not be read again, under this path or another one."""
        own = self.known.get(path)
        for known in [own] if own is not None else self.known.values():
            fresh = not known.ahead_ms or known.ahead_ms - self.now_ms > RENEWED_DAYS * 86_400_000
            if known.stamp == stamp and fresh:
                return known
        return None


def remember(store: Store, me: Sequence[str], zone: str) -> None:
    """Keep what options of an import said of me and my zone: the answer where neither an option nor the configuration says it."""
    with store.writing() as connection:
        connection.execute("BEGIN")
        row = connection.execute("SELECT value FROM meta WHERE name = 'told'").fetchone()
        told = json.loads(row[0]) if row else {}
        if me:
            told["me"] = list(me)
        if zone:
            told["zone"] = zone
        set_meta(connection, "told", json.dumps(told))
        connection.execute("COMMIT")


def _absolute(path: str) -> str:
    return path if path == "-" else str(Path(path).absolute())


__all__ = ["AHEAD_DAYS", "Brought", "Counts", "Intake", "known_files", "remember"]
