"""Stale days worked out: their activities judged and settled, and what measures read of them written anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.ledger.alike import ENTRIES
from connratio.ledger.facts import facts_of, me_text
from connratio.ledger.forgotten import LEAVING, Kept, forget_titles, kept_in
from connratio.ledger.intake import set_meta
from connratio.ledger.load import records, verdicts
from connratio.ledger.replay import identify, with_kept
from connratio.ledger.settle import judged, settle
from connratio.ledger.written import Written, make_next, swap
from connratio.model.activities import NAT
from connratio.model.frame import Frame, stacked
from connratio.model.texts import Texts
from connratio.timeline.clock import day_of, instant

if TYPE_CHECKING:
    from connratio.classify.identity import Me
    from connratio.ledger.policy import Policy
    from connratio.ledger.store import Store

Tick = Callable[[str], None]
CHUNK_ROWS: Final = 2_000_000
"""Activities settled at a time: bounds the memory of a first import and of a change of rules."""
_DAY_MS: Final = 86_400_000
_VERDICT: Final = ("kind", "mode", "size", "purpose", "certain", "reason", "rule", "response", "n_people")


def work_out(store: Store, policy: Policy, mark: str, told: tuple[str, ...], tick: Tick) -> None:
    """Bring what measures read up to date with the records and the policy (`mark` is its fingerprint). The caller holds the lock.

    A changed policy, or another me, makes everything anew beside the old tables, which then give way in one commit. Where titles
    are not to be kept, they are forgotten at the end, also by the next run where this one is interrupted.
    """
    with store.reading() as connection:
        facts = facts_of(connection, 0)
        flags = {name for (name,) in connection.execute("SELECT name FROM meta WHERE name IN ('entries', 'persons')").fetchall()}
        me = identify(connection, told) if flags or facts.me is None or facts.policy != mark else facts.me
        anew = facts.policy != mark or facts.me is None or (me.name, me.addresses) != (facts.me.name, facts.me.addresses)
        stale = connection.execute("SELECT low_ms, high_ms FROM stale").fetchall()
        leaving = connection.execute("SELECT count(*) FROM meta WHERE name = ?", [LEAVING]).fetchone()[0]
    work = _Work(store, policy, me, tick)
    if anew:
        work.everything(mark)
    elif stale or flags:
        work.stretches(stale, entries="entries" in flags, mark=mark)
    if not policy.keep_titles and (anew or stale or flags or leaving):
        tick("forgetting titles")
        forget_titles(store)


@dataclass(frozen=True, slots=True)
class _Work:
    store: Store
    policy: Policy
    me: Me
    tick: Tick

    def everything(self, mark: str) -> None:
        """All days, written beside what is there; the old tables answer until the last commit."""
        with self.store.reading() as connection:
            entries = self._entries(connection)
            chunks = list(self._chunks(connection))
        with self.store.writing() as connection:
            make_next(connection)
        for nth, (first, until) in enumerate(chunks):
            self.tick(f"working out {date.fromordinal(first).year}" if len(chunks) > 1 else "working it out")
            days = np.arange(first, until)
            part = self._part(days, entries, undated=nth == 0)
            with self.store.writing() as connection:
                connection.execute("BEGIN")
                part.write(connection, "_next")
                connection.execute("COMMIT")
        with self.store.writing() as connection:
            connection.execute("BEGIN")
            swap(connection)
            self._done(connection, mark, entries, anew=True)
            connection.execute("COMMIT")

    def stretches(self, stale: Sequence[tuple[int, int]], *, entries: bool, mark: str) -> None:
        """The days of these stretches, and those whose calendar entries now count otherwise."""
        self.tick("working it out")
        every: Frame | None = None
        days = self._days(stale)
        if entries:
            with self.store.reading() as connection:
                every = self._entries(connection)
                days = np.union1d(days, self._days(_changed(every, verdicts(connection, every["id"]))))
        parts = [self._part(run, every) for run in self._runs(days)]
        with self.store.writing() as connection:
            connection.execute("BEGIN")
            for part in parts:
                part.write(connection, "")
            self._done(connection, mark, every, anew=False)
            connection.execute("COMMIT")

    def _done(self, connection: Any, mark: str, entries: Frame | None, *, anew: bool) -> None:
        connection.execute("DELETE FROM stale")
        connection.execute("DELETE FROM meta WHERE name IN ('entries', 'persons', ?)", [LEAVING])
        if not self.policy.keep_titles:
            set_meta(connection, LEAVING, "to be forgotten")
        if entries is not None:
            Written.absences(connection, entries, self.me, self.policy)
        if anew:
            set_meta(connection, "policy", mark)
        set_meta(connection, "me", me_text(self.me))
        mine, all_rows = connection.execute(
            "SELECT count(*) FILTER (WHERE person = ?), count(*) FROM verdicts", [self.me.name]
        ).fetchone()
        set_meta(connection, "n_foreign", str(all_rows - mine))
        set_meta(connection, "has_mine", "true" if mine or not all_rows else "false")

    def _entries(self, connection: Any) -> Frame:
        """All calendar entries and days off, judged together."""
        table = records(connection, f"evidence IN {ENTRIES}")
        return self._judged(table, kept_in(connection, table["id"]))

    def _judged(self, table: Frame, kept: Kept | None) -> Frame:
        return judged(table.without("id", "ahead"), self.me, self.policy, kept).assign(id=table["id"])

    def _chunks(self, connection: Any) -> Iterator[tuple[int, int]]:
        """Stretches of whole local days with about CHUNK_ROWS activities each, as ordinals."""
        counts = connection.execute(
            f"""SELECT start_ms // {_DAY_MS} AS day, count(*), max(greatest(coalesce(end_ms, start_ms), start_ms)) FROM records
                WHERE start_ms IS NOT NULL GROUP BY 1 ORDER BY 1"""
        ).fetchall()
        if not counts:
            return
        edges, n = [self._day(counts[0][0] * _DAY_MS)], 0
        for day, rows, _ in counts:
            n += rows
            if n >= CHUNK_ROWS:
                edges.append(self._day((day + 1) * _DAY_MS))
                n = 0
        edges.append(max(self._day(max(end for _, _, end in counts)) + 1, edges[-1] + 1))
        yield from pairwise(dict.fromkeys(edges))

    def _day(self, ms: int) -> int:
        return day_of(ms, self.policy.zone, self.policy.day_starts).toordinal()

    def _days(self, stretches: Sequence[tuple[int, int]]) -> Any:
        """The local days (ordinals) that the stretches touch."""
        runs = [np.arange(self._day(low), self._day(max(high - 1, low)) + 1) for low, high in stretches]
        return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *runs]).astype(np.int64))

    def _runs(self, days: Any) -> Iterator[Any]:
        """The days in batches of neighbouring years, so that a few scattered ones do not build calendars of decades."""
        if len(days):
            yield from np.split(days, np.flatnonzero(np.diff(days) > 400) + 1)

    def _part(self, days: Any, entries: Frame | None, *, undated: bool = True) -> Written:
        """The days settled. `entries` are judged already; None takes their verdicts as they are kept."""
        first, until = date.fromordinal(int(days[0])), date.fromordinal(int(days[-1]) + 1)
        with self.store.reading() as connection:
            self._mark_near(connection, days)
            near = "SELECT id FROM near_ids"
            others = records(connection, f"evidence NOT IN {ENTRIES} AND id IN ({near})")
            kept = kept_in(connection, others["id"])
            if entries is None:
                own = records(connection, f"evidence IN {ENTRIES} AND id IN ({near})")
                known = with_kept(own, verdicts(connection, own["id"]))
            else:
                ids = connection.execute(near).fetchnumpy()["id"]
                known = entries.take(np.isin(entries["id"], ids))
        table = stacked([self._judged(others, kept), known])
        table = table.take(np.argsort(table["id"], kind="stable"))
        if not undated:
            table = table.take(table["start"] != NAT)
        settled = settle(table, self.me, self.policy, first, until)
        return Written.of(table, settled, days, self.me, self.policy)

    def _mark_near(self, connection: Any, days: Any) -> None:
        """`near_ids`: what overlaps these days or comes within a day of them, and what has no time at all."""
        runs = np.split(days, np.flatnonzero(np.diff(days) > 1) + 1)
        policy = self.policy
        lows = [instant(date.fromordinal(int(r[0])) - timedelta(days=1), policy.day_starts, policy.zone) for r in runs]
        highs = [instant(date.fromordinal(int(r[-1])) + timedelta(days=2), policy.day_starts, policy.zone) for r in runs]
        connection.execute("CREATE OR REPLACE TEMP TABLE near AS SELECT unnest($1) AS low, unnest($2) AS high", [lows, highs])
        connection.execute(
            """CREATE OR REPLACE TEMP TABLE near_ids AS SELECT DISTINCT r.id FROM (
                   SELECT id, start_ms, greatest(coalesce(end_ms, start_ms), start_ms) AS end_ms FROM records WHERE start_ms < $1) r
               JOIN near ON r.start_ms < high AND r.end_ms >= low
               UNION SELECT id FROM records WHERE start_ms IS NULL""",
            [max(highs)],
        )


def _changed(new: Frame, old: Frame) -> list[tuple[int, int]]:
    """The stretches of entries whose verdict is new or another one than was kept."""
    known = np.isin(new["id"], old["id"])
    rows = new.take(known)
    order = np.argsort(old["id"], kind="stable")
    kept = old.renamed(told="reason").take(order[np.searchsorted(old["id"], rows["id"], sorter=order)])
    differs = ~known
    differs[known] = np.logical_or.reduce([_unlike(rows[name], kept[name]) for name in _VERDICT])
    part = new.take(differs)
    starts, ends = part["start"], part["end"]
    dated = starts != NAT
    return list(zip(starts[dated].tolist(), np.maximum(ends, starts)[dated].tolist(), strict=True))


def _unlike(a: Any, b: Any) -> Any:
    """Which rows of two columns differ."""
    return a.values() != b.values() if isinstance(a, Texts) else a != b
