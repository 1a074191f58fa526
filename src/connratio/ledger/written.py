"""Settled days as they are written into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.classify.identity import Me
from connratio.ledger.memory import SPANS, TIME, as_sql, has_lists, in_ms, keyed, kinds_of, selected
from connratio.ledger.settle import Settled, explained
from connratio.ledger.tables import ABSENCES, CONTACTS, EVIDENCE, MEETINGS, of_mine
from connratio.model.activities import NAT, UNKNOWN
from connratio.model.frame import Frame
from connratio.model.memory import hand_over
from connratio.timeline.resolved import resolved

if TYPE_CHECKING:
    from connratio.ledger.policy import Policy

DAY_TABLES: Final = ("time", "spans", "meetings", "contacts", "evidence", "unplaced")
"""What is kept by local day."""
_VERDICTS: Final = (
    "id", "day", "person", "organiser", "people", "replies", "n_people", "response", "private", "kind", "mode", "size", "purpose",
    "certain", "counted", "told", "reason", "rule", "rule_id", "refused", "uncounted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of some local days (`days`, ordinals): verdicts of what touches them, and what measures read."""

    frame: Frame
    days: Frame
    tallies: Frame
    keys: Frame
    spans: Frame
    attended: Frame
    unplaced: Frame
    me: Me

    @classmethod
    def of(cls, table: Frame, settled: Settled, days: Any, me: Me, policy: Policy) -> Written:
        """From judged activities (with `id`) and what they settle to."""
        table = table.assign(told=table["reason"])
        found = np.full(len(table), "", dtype=object)
        found[settled.rows] = settled.judged["reason"].values()
        table = table.assign(reason=explained(table["reason"], found))
        spans, attended = resolved(settled.claims, settled.calendar, policy.overlap)
        numbers = table["id"][settled.rows[attended["record"]]]
        lost = {"day": list(settled.dropped), "dropped_ms": list(settled.dropped.values())}
        dropped = Frame({name: np.array(values, dtype=np.int64) for name, values in lost.items()})
        return cls(
            as_sql(table.take(_touching(table, settled, days)), policy),
            Frame({"day": np.asarray(days, dtype=np.int64)}),
            _of_days(settled.tallies.assign(kind=kinds_of(settled.tallies)), days),
            keyed(settled),
            _of_days(in_ms(spans).assign(kind=kinds_of(spans)), days),
            _of_days(attended.assign(id=numbers).without("record"), days),
            _of_days(dropped, days),
            me,
        )

    def write(self, connection: Any, suffix: str) -> None:
        """Put these days in the place of what was kept of them; `suffix` names another set of tables."""
        for name in ("days", "tallies", "keys", "attended", "unplaced"):
            hand_over(connection, f"new_{name}", getattr(self, name))
        lists = has_lists(self.frame)
        hand_over(connection, "frame", self.frame)
        hand_over(connection, "new_spans", self.spans)
        texts = {
            "told": "coalesce(told::VARCHAR, '') AS told",
            "n_people": f"nullif(n_people, {UNKNOWN}) AS n_people",
            "people": f"{'people' if lists else '[]'}::VARCHAR[] AS people",
            "replies": f"{'replies' if lists else '[]'}::VARCHAR[] AS replies",
        }
        plain = {"id", "day", "private", "certain", "counted", "rule_id", "refused", "uncounted"}
        picked = ", ".join(texts.get(n) or (n if n in plain else f"coalesce({n}::VARCHAR, '') AS {n}") for n in _VERDICTS)
        connection.execute(f"DELETE FROM verdicts{suffix} WHERE id IN (SELECT id FROM frame)")
        connection.execute(f"INSERT INTO verdicts{suffix} SELECT {picked} FROM frame")
        for name in DAY_TABLES:
            connection.execute(f"DELETE FROM {name}{suffix} WHERE day IN (SELECT day FROM new_days)")
        me = self.me
        connection.execute(f"CREATE OR REPLACE TEMP VIEW activities AS {selected('frame', lists=lists)}")
        in_days = "day IN (SELECT day FROM new_days)"
        meetings = of_mine(MEETINGS, me.name, me.addresses)
        contacts = CONTACTS.format(meetings=f"meetings{suffix}", attended="new_attended")
        time = of_mine(TIME, me.name, ()).replace("FROM tallies", "FROM new_tallies").replace("JOIN keys", "JOIN new_keys")
        spans = of_mine(SPANS, me.name, ()).replace("FROM stretches", "FROM new_spans").replace("JOIN keys", "JOIN new_keys")
        for name, sql in (
            ("meetings", f"SELECT * FROM ({meetings}) WHERE {in_days}"),
            ("contacts", contacts),
            ("evidence", f"SELECT * FROM ({of_mine(EVIDENCE, me.name, ())}) WHERE {in_days}"),
            ("unplaced", "SELECT day, dropped_ms FROM new_unplaced"),
            ("time", time),
            ("spans", spans),
        ):
            connection.execute(f"INSERT INTO {name}{suffix} BY NAME {sql}")

    @staticmethod
    def absences(connection: Any, entries: Frame, me: Me, policy: Policy) -> None:
        """My absences, all of them anew."""
        hand_over(connection, "frame", as_sql(entries, policy))
        connection.execute(f"CREATE OR REPLACE TEMP VIEW activities AS {selected('frame')}")
        connection.execute("DELETE FROM absences")
        connection.execute(f"INSERT INTO absences BY NAME {of_mine(ABSENCES, me.name, me.addresses)}")


def make_next(connection: Any) -> None:
    """An empty second set of the tables that are made anew."""
    for name in ("verdicts", *DAY_TABLES):
        connection.execute(f"DROP TABLE IF EXISTS {name}_next")
        connection.execute(f"CREATE TABLE {name}_next AS SELECT * FROM {name} LIMIT 0")


def swap(connection: Any) -> None:
    """The second set in the place of the first."""
    for name in ("verdicts", *DAY_TABLES):
        connection.execute(f"DROP TABLE {name}")
        connection.execute(f"ALTER TABLE {name}_next RENAME TO {name}")


def _of_days(table: Frame, days: Any) -> Frame:
    return table.take(np.isin(table["day"], days))


def _touching(table: Frame, settled: Settled, days: Any) -> Any:
    """Which rows overlap one of the days; those without a time do."""
    edges = np.array(settled.days.edges, dtype=np.int64)
    wanted = np.isin(np.arange(settled.days.first.toordinal(), settled.days.until.toordinal()), days)
    before = np.concatenate(([0], np.cumsum(wanted)))
    start, end = table["start"], table["end"]
    end = np.maximum(np.where(end == NAT, start, end), start + 1)
    low = np.clip(np.searchsorted(edges, start, side="right") - 1, 0, len(wanted))
    high = np.clip(np.searchsorted(edges, end, side="left"), 0, len(wanted))
    inside = (end > edges[0]) & (start < edges[-1])
    return (start == NAT) | (inside & (before[np.maximum(high, low)] > before[low]))
