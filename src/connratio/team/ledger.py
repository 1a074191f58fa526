"""The ledger as a source of the audit: what a service account's sync brought for everybody, and whatever else was imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from connratio.importers.contract import Batch
from connratio.ledger.facts import reads_in
from connratio.ledger.load import records
from connratio.ledger.store import HOW_TO_BEGIN, Store, ledger_path
from connratio.ledger.tables import quoted
from connratio.model.problems import UsageError
from connratio.team.units import together
from connratio.timeline.clock import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connratio.model.problems import Problem
    from connratio.team.gather import Context


@dataclass(frozen=True, slots=True)
class Sources:
    """Sources of a ledger that are read together. `numbers` is empty: nothing of the ledger's is shown, not even a line."""

    path: Path
    sources: tuple[str, ...]
    n_records: int
    numbers: tuple[tuple[str, int], ...] = ()
    root: str = ""

    def joined(self, other: Sources) -> Sources:
        """Both together."""
        return Sources(self.path, (*self.sources, *other.sources), self.n_records + other.n_records)

    @property
    def weight(self) -> int:
        """About how many bytes of memory reading takes."""
        return self.n_records * 500

    def read(self, context: Context) -> tuple[list[Batch], list[Problem]]:
        """The records of these sources as their importers gave them."""
        options = context.options
        end = instant(options.today + timedelta(days=1), 0, options.timezone)
        batches = []
        with Store(self.path).reading() as connection:
            infos = {read.info.name: read.info for read in reads_in(connection)}
            for source in self.sources:
                chosen = f"source = {quoted(source)} AND (NOT ahead OR start_ms < {end})"
                batches.append(Batch(infos[source], records(connection, chosen).without("id", "ahead")))
        return batches, []


def is_ledger(path: Path) -> bool:
    """Whether the file is a DuckDB database."""
    try:
        with path.open("rb") as file:
            return file.read(12)[8:] == b"DUCK"
    except OSError:
        return False


def ledger_units(path: Path | None, context: Context) -> list[Sources]:
    """The sources of a ledger, those of one person together. Raises UsageError where it holds none."""
    store = Store(ledger_path(path))
    if not store.exists:
        raise UsageError(f"no paths were named, and there is no ledger at {store.path}", HOW_TO_BEGIN)
    number = context.directory.number
    with store.reading() as connection:
        owners = {read.info.name: read.info.owner for read in reads_in(connection)}
        rows = connection.execute("SELECT source, person, count(*) FROM records GROUP BY ALL ORDER BY ALL").fetchall()
    persons: dict[str, set[int]] = {name: set() for name in owners}
    counts: dict[str, int] = dict.fromkeys(owners, 0)
    for source, person, n in rows:
        whose = number.get((person or owners.get(source, "")).lower())
        persons.setdefault(source, set()).update(() if whose is None else (whose,))
        counts[source] = counts.get(source, 0) + n
    names = [name for name in owners if counts[name]]
    if not names:
        raise UsageError(f"the ledger at {store.path} is empty", HOW_TO_BEGIN)
    groups = together(_shared([persons[name] for name in names]))
    return [Sources(store.path, tuple(names[i] for i in group), sum(counts[names[i]] for i in group)) for group in groups]


def _shared(persons: Sequence[set[int]]) -> list[list[int]]:
    """Each source by itself, and the sources of each person."""
    of_person: dict[int, list[int]] = {}
    for at, people in enumerate(persons):
        for person in people:
            of_person.setdefault(person, []).append(at)
    return [*([at] for at in range(len(persons))), *of_person.values()]
