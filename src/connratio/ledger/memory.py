"""Files in memory as a book: judged activities, settled anew for each question, behind the tables that measures read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.classify.duplicates import with_copies
from connratio.ledger.pulse import last_of
from connratio.ledger.settle import Settled, present, settle, span_of_mine
from connratio.ledger.tables import ABSENCES, CONTACTS, EVIDENCE, MEETINGS, add_pulse, add_window, of_mine
from connratio.model.activities import COLUMNS, INSTANT, NAT, UNKNOWN
from connratio.model.frame import Frame
from connratio.model.memory import cursor, give_back, hand_over
from connratio.model.texts import Texts
from connratio.model.words import WATCHED
from connratio.timeline.classes import KIND_OF
from connratio.timeline.clock import instant
from connratio.timeline.days import day_numbers
from connratio.timeline.resolved import resolved

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from connratio.classify.identity import Me
    from connratio.importers.contract import Read
    from connratio.importers.reading import Reading
    from connratio.ledger.policy import Policy
    from connratio.model.periods import Period
    from connratio.model.problems import Problem

VERDICT: Final = ("kind", "mode", "size", "purpose", "certain", "rule", "uncounted")


class Files:
    """What was read from files, as a book."""

    def __init__(self, reading: Reading, table: Frame, me: Me, policy: Policy) -> None:
        """`table` are the judged activities of the reading."""
        self.me, self.policy, self._table, self._reading = me, policy, table, reading
        self.dropped_ms = 0

    @property
    def span(self) -> tuple[int, int] | None:
        """First start and last end of all sources (epoch ms); None where nothing of mine was observed."""
        return span_of_mine(self._reading.span, self._table, self.me)

    @property
    def reads(self) -> Sequence[Read]:
        """The sources, with what was left out of each."""
        return self._reading.sources

    @property
    def n_records(self) -> int:
        """How many activities there are."""
        return len(self._table)

    @property
    def n_foreign(self) -> int:
        """How many of them are other people's."""
        return len(self._table) - int(np.count_nonzero(self._table["person"].among(self.me.name)))

    def settled(self, first: date, until: date) -> Settled:
        """My tallies of these local days."""
        return settle(self._table, self.me, self.policy, first, until)

    @property
    def active_rules(self) -> dict[str, str]:
        """The sources that are measured by a rule of ActivityWatch's own, each with the rule."""
        return {read.info.name: read.info.active_rule for read in self.reads if read.info.active_rule}

    def active_ms(self, periods: Sequence[Period]) -> list[int]:
        """ActivityWatch's own time active of those sources, per period."""
        from connratio.ledger.active import active_ms

        edges = [[instant(day, self.policy.day_starts, self.policy.zone) for day in (p.first, p.until)] for p in periods]
        mine = self._table.take(self._table["person"].among(self.me.name))
        return active_ms(mine, self.active_rules, [(first, until) for first, until in edges])

    def judged(self, uid: str) -> Frame:
        """Every activity of this uid and its copies with their verdicts, and the reasons that only presence knows."""
        return with_copies(present(self._table), uid)

    def problems(self) -> list[Problem]:
        """What is wrong in the files."""
        return list(self._reading.problems)

    @contextmanager
    def tables(self, first: date, until: date, periods: Sequence[Period] = (), *, details: bool = False) -> Iterator[Any]:
        """The tables of ledger.tables for a window; `spans`, `contacts` and titles of windows and pages only with `details`."""
        settled = self.settled(first, until)
        self.dropped_ms = sum(settled.dropped.values())
        give_back()
        with _connected(self._table, self.me, self.policy, titles=details) as connection:
            _add_time(connection, settled, self.me)
            if details:
                _add_details(connection, settled, self.me, self.policy)
            add_window(connection, self.me.name, settled.days, periods)
            add_pulse(connection, last_of(self._reading.answers))
            yield connection

    @contextmanager
    def activities(self) -> Iterator[Any]:
        """A connection with the table `activities` alone, presence applied."""
        with _connected(present(self._table), self.me, self.policy) as connection:
            yield connection

    def add_places(self, connection: Any) -> None:
        """Add the table `places` to a connection of this book: of which of the `reads`, counted from 0, each activity (`id`) is."""
        given = self._reading.of_source
        of_source = np.zeros(len(self._table), dtype=np.int64) if given is None else given
        hand_over(connection, "places", Frame({"id": np.arange(len(self._table)), "read": of_source}))


@contextmanager
def _connected(table: Frame, me: Me, policy: Policy, *, titles: bool = True) -> Iterator[Any]:
    """A database in memory with `activities` and what follows from them by SQL alone; closed afterwards."""
    connection = cursor()
    try:
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW activities AS {_registered(connection, as_sql(table, policy), titles=titles)}"
        )
        for name, sql in (("absences", ABSENCES), ("meetings", MEETINGS), ("evidence", EVIDENCE)):
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {of_mine(sql, me.name, me.addresses)}")
        yield connection
    finally:
        connection.close()


def _registered(connection: Any, whole: Frame, *, titles: bool) -> str:
    """SQL that gives the activities. Machines' rows name nobody: their lists, a million empty ones, are never looked at.

    Nor are their titles, of which there are tens of thousands, unless they are asked for: DuckDB copies all at each look.
    """
    machine = whole["evidence"].among(*WATCHED)
    if not machine.any():
        hand_over(connection, "frame", whole)
        return selected("frame")
    lists = [name for name, (dtype, _) in COLUMNS.items() if dtype == "object"]
    machines = (whole if machine.all() else whole.take(machine)).without(*lists)
    hand_over(connection, "machines", machines if titles else machines.assign(title=""))
    if machine.all():
        return selected("machines", lists=False)
    hand_over(connection, "frame", whole.take(~machine))
    return f"{selected('frame')} UNION ALL {selected('machines', lists=False)}"


def as_sql(table: Frame, policy: Policy) -> Frame:
    """Judged activities with instants as numbers and the columns `id` (else the place in the frame) and `day`."""
    starts = table["start"]
    known = starts != NAT
    day = np.zeros(len(table), dtype=np.int64)
    day[known] = day_numbers(starts[known], policy.zone, policy.day_starts)
    numbers = {} if "id" in table else {"id": np.arange(len(table))}
    return in_ms(table).assign(day=day, counted=table["reason"].among(""), **numbers)


def in_ms(table: Frame) -> Frame:
    """Activities with the names that instants have in SQL: start_ms, end_ms, created_ms."""
    return table.renamed(start="start_ms", end="end_ms", created="created_ms")


def has_lists(table: Frame) -> bool:
    """Whether any row names people or groups: of a log none does, and to hand over a million empty lists takes a second."""
    return any(any(table[name]) for name in ("people", "replies", "groups"))


def spelled_columns(*, lists: bool = True) -> list[str]:
    """SQL for each column of the activities in a registered frame: instants as BIGINT ms, texts never null; empty without `lists`."""
    picked = []
    for name, (dtype, _) in COLUMNS.items():
        if dtype == INSTANT:
            picked.append(f"nullif({name}_ms, {NAT}) AS {name}_ms")
        elif dtype == "object":
            picked.append(f"{name if lists else '[]'}::VARCHAR[] AS {name}")
        elif dtype in {"category", "str"}:
            picked.append(f"coalesce({name}::VARCHAR, '') AS {name}")
        elif dtype == "Int32":
            picked.append(f"nullif({name}, {UNKNOWN}) AS {name}")
        else:
            picked.append(name)
    return picked


def selected(frame: str, *, lists: bool = True) -> str:
    """SQL that gives a registered frame of `as_sql` the columns of the table `activities`; empty lists where it has no `lists`."""
    picked = ["id::BIGINT AS id", "day", *spelled_columns(lists=lists)]
    texts = [name for name in VERDICT if name not in {"certain", "uncounted"}]
    picked += [f"coalesce({name}::VARCHAR, '') AS {name}" for name in texts] + ["certain", "uncounted", "counted"]
    return f"SELECT {', '.join(picked)} FROM {frame}"


def keyed(settled: Settled) -> Frame:
    """What each key stands for."""
    return settled.keys.assign(key=np.arange(len(settled.keys))).without("kind")


TIME: Final = """
SELECT {me} AS person, t.day, t.lane, t.kind, t.band, t.contested, t.duty, t.tracked,
       CASE WHEN t.kind = 'away' THEN '' ELSE coalesce(k.mode, '') END AS mode, coalesce(k.size, '') AS size,
       coalesce(k.purpose, '') AS purpose, coalesce(k.source, '') AS source, coalesce(k.app, '') AS app, coalesce(k.rule, '') AS rule, t.ms
FROM tallies t LEFT JOIN keys k USING (key)"""
"""What was idle over an editor is away, not time of the mode that its rule would have given."""

SPANS: Final = """
SELECT {me} AS person, s.start_ms, s.end_ms, s.day, s.kind, CASE WHEN s.kind = 'away' THEN '' ELSE coalesce(k.mode, '') END AS mode,
       coalesce(k.size, '') AS size, s.band, s.contested, s.duty, coalesce(k.source, '') AS source, coalesce(k.app, '') AS app,
       coalesce(k.rule, '') AS rule
FROM stretches s LEFT JOIN keys k USING (key)"""

_KINDS: Final = {int(claim): kind for claim, kind in KIND_OF.items()}


def kinds_of(table: Frame) -> Texts:
    """The kind of each tally or span, from its winner; "" where nothing won."""
    words = [_KINDS.get(claim, "") for claim in range(max(_KINDS) + 1)]
    return Texts.spread([*words, ""], np.minimum(table["winner"], len(words)))


def _add_time(connection: Any, settled: Settled, me: Me) -> None:
    hand_over(connection, "tallies", settled.tallies.assign(kind=kinds_of(settled.tallies)))
    hand_over(connection, "keys", keyed(settled))
    connection.execute(f"CREATE OR REPLACE TEMP VIEW time AS {of_mine(TIME, me.name, ())}")


def _add_details(connection: Any, settled: Settled, me: Me, policy: Policy) -> None:
    spans, attended = resolved(settled.claims, settled.calendar, policy.overlap)
    hand_over(connection, "stretches", in_ms(spans).assign(kind=kinds_of(spans)))
    connection.execute(f"CREATE OR REPLACE TEMP VIEW spans AS {of_mine(SPANS, me.name, ())}")
    numbers = settled.rows[attended["record"]]
    hand_over(connection, "attended", attended.assign(id=numbers).without("record"))
    connection.execute(f"CREATE OR REPLACE TEMP VIEW contacts AS {CONTACTS.format(meetings='meetings', attended='attended')}")
