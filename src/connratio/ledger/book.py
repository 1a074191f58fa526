"""The ledger as a book: the same tables as for files in memory, read from the file, without NumPy or pandas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from connratio.ledger.calendar import days_of
from connratio.ledger.facts import PLACES
from connratio.ledger.tables import absences_of, add_window
from connratio.model.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from connratio.classify.identity import Me
    from connratio.importers.contract import Read
    from connratio.ledger.facts import Facts
    from connratio.ledger.policy import Policy
    from connratio.ledger.settle import Settled
    from connratio.ledger.store import Store
    from connratio.model.frame import Frame
    from connratio.model.periods import Period

_RECORD: Final = (
    "uid", "instance", "start_ms", "end_ms", "zone", "evidence", "title", "app", "host", "device", "place", "conference", "category",
    "project", "session", "model", "groups", "n_unlisted", "status", "all_day", "recurring", "created_ms", "revision",
    "unplaced_ms", "origin", "row", "source",
)  # fmt: skip
_VERDICT: Final = (
    "day", "person", "organiser", "people", "replies", "n_people", "response", "private", "kind", "mode", "size", "purpose", "certain",
    "counted", "reason", "rule", "uncounted",
)  # fmt: skip


class Ledger:
    """A ledger that is up to date, as a book."""

    def __init__(self, store: Store, facts: Facts, me: Me, policy: Policy, now_ms: int, *, windowed: bool) -> None:
        """`now_ms`, the end of today, ends endless series, unless a question asks for more (`windowed`)."""
        self.me, self.policy = me, policy
        self._store, self._facts, self._now_ms = store, facts, now_ms
        self._windowed = windowed
        self.dropped_ms = 0
        self.reads: Sequence[Read] = [_until_today(read, facts.later) for read in facts.reads]

    @property
    def span(self) -> tuple[int, int] | None:
        """First start and last end of all sources (epoch ms); None where nothing of mine was observed."""
        if not self._facts.has_mine:
            return None
        if self._windowed:
            return self._facts.wide
        spans = [r.info.span for r in self.reads if r.info.span is not None]
        return (min(a for a, _ in spans), max(b for _, b in spans)) if spans else None

    @property
    def n_records(self) -> int:
        """How many activities there are."""
        return self._facts.n_records

    @property
    def n_foreign(self) -> int:
        """How many of them are other people's."""
        return self._facts.n_foreign

    @property
    def active_rules(self) -> dict[str, str]:
        """None: what the ledger keeps is measured by our own rule alone."""
        return {}

    def problems(self) -> list[Problem]:
        """What was wrong in the files when they were brought in."""
        with self._store.reading() as connection:
            rows = connection.execute("SELECT code, message, name, line, uid, n FROM problems ORDER BY file").fetchall()
        return [Problem(*row) for row in rows]

    @contextmanager
    def tables(self, first: date, until: date, periods: Sequence[Period] = (), *, details: bool = False) -> Iterator[Any]:
        """The tables of ledger.tables for a window; all of them are kept, so that `details` cost nothing."""
        del details
        with self._store.reading() as connection:
            self._add_activities(connection)
            days = days_of(first, until, self.policy, absences_of(connection))
            add_window(connection, self.me.name, days, periods)
            bounds = [first.toordinal(), until.toordinal()]
            row = connection.execute(
                "SELECT coalesce(sum(dropped_ms), 0)::BIGINT FROM unplaced WHERE day >= ? AND day < ?", bounds
            ).fetchone()
            self.dropped_ms = int(row[0])
            yield connection

    @contextmanager
    def activities(self) -> Iterator[Any]:
        """A connection with the table `activities` alone, presence applied."""
        with self._store.reading() as connection:
            self._add_activities(connection)
            yield connection

    def add_places(self, connection: Any) -> None:
        """Add the table `places` to a connection of this book: of which of the `reads`, counted from 0, each activity (`id`) is."""
        connection.execute(f"CREATE OR REPLACE TEMP VIEW places AS {PLACES}")

    def settled(self, first: date, until: date) -> Settled:
        """My tallies of these local days, settled anew from the records."""
        from connratio.ledger.replay import settled_days

        return settled_days(self._store, self.me, self.policy, first, until)

    def judged(self, uid: str) -> Frame:
        """Every activity of this uid with its verdict."""
        from connratio.ledger.replay import judged_uid

        return judged_uid(self._store, uid, self._now_ms)

    def _add_activities(self, connection: Any) -> None:
        picked = ", ".join([*(f"r.{name}" for name in _RECORD), *(f"v.{name}" for name in _VERDICT)])
        shown = "" if self._windowed else f"WHERE NOT r.ahead OR r.start_ms < {self._now_ms}"
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW activities AS SELECT r.id, {picked} FROM records r JOIN verdicts v USING (id) {shown}"
        )


def _until_today(read: Read, later: Mapping[str, int]) -> Read:
    """A source with its span as it is today: an endless series goes on, whenever it was brought in."""
    if read.info.span is None or read.info.name not in later:
        return read
    low, high = read.info.span
    return replace(read, info=replace(read.info, span=(low, max(high, later[read.info.name]))))
