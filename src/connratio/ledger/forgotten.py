"""Titles forgotten after classification (`privacy: titles: drop`), and the verdicts that such rows keep, since no rule can see them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.importers.calendar.titles import CANCELLED_TITLE
from connratio.ledger.load import verdicts
from connratio.ledger.tables import quoted
from connratio.ledger.upkeep import drop_backups, vacuum

if TYPE_CHECKING:
    from connratio.classify.rules import RuleSet
    from connratio.ledger.store import Store
    from connratio.model.frame import Frame

LEAVING: Final = "titles"
"""The fact (`meta`) that titles are still to be forgotten, or that the file still holds the bytes of forgotten ones."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The verdicts (ledger.load.VERDICT) of the rows of a table whose titles are forgotten, at their places in it."""

    rows: Any
    verdicts: Frame

    def judged(self, told: Frame, rules: RuleSet) -> Frame:
        """What rules say of the table, with the kept verdicts in their places; `rule_id` is the rule's of that name today, or -1."""
        place = {rule.name: i for i, rule in reversed([*enumerate(rules.rules)])}
        texts = {
            name: told[name].replaced(self.rows, self.verdicts[name]) for name in ("kind", "mode", "size", "purpose", "rule")
        }
        certain, rule_id = told["certain"].copy(), told["rule_id"].copy()
        certain[self.rows] = self.verdicts["certain"]
        rule_id[self.rows] = [place.get(name, -1) for name in self.verdicts["rule"]]
        return told.assign(**texts, certain=certain, rule_id=rule_id)

    def attended(self, table: Frame) -> Frame:
        """The attended activities, where what was a copy by its title stays one while something else stands at its very time."""
        entry = table["evidence"].among("calendar")
        copies = self.rows[self.verdicts["told"].among("duplicate")]
        live = table["reason"].among("") & entry
        copies = copies[live[copies]]
        if not len(copies):
            return table
        live[copies] = False
        when = (table["person"].codes, table["start"], table["end"])
        there = set(zip(*(column[live].tolist() for column in when), strict=True))
        still = [key in there for key in zip(*(column[copies].tolist() for column in when), strict=True)]
        copies = copies[np.array(still, dtype=bool)]
        return table.assign(reason=table["reason"].replaced(copies, np.full(len(copies), "duplicate", dtype=object)))


def kept_in(connection: Any, ids: Any) -> Kept | None:
    """The kept verdicts of those of these records (ids in ascending order) whose titles are forgotten; None where there are none."""
    forgotten = connection.execute("SELECT id FROM records WHERE forgotten").fetchnumpy()["id"]
    wanted = np.intersect1d(np.asarray(ids, dtype=np.int64), np.asarray(forgotten, dtype=np.int64))
    if not len(wanted):
        return None
    found = verdicts(connection, wanted)
    return Kept(np.flatnonzero(np.isin(ids, found["id"])), found)


def forget_titles(store: Store) -> None:
    """Take the titles out of the records that have verdicts and write the file anew. The caller holds the lock.

    Of a meeting called off Outlook's word for that stays. Backups made before a migration would remember, and go too.
    """
    with store.writing() as connection:
        if not connection.execute("SELECT count(*) FROM meta WHERE name = ?", [LEAVING]).fetchone()[0]:
            return
        called_off = quoted(f"^(?:{CANCELLED_TITLE.pattern})")
        connection.execute("BEGIN")
        connection.execute(
            f"""UPDATE records SET title = regexp_extract(title, {called_off}, 0, 'i'), forgotten = true
                WHERE title <> '' AND NOT forgotten AND id IN (SELECT id FROM verdicts)"""
        )
        connection.execute("UPDATE meetings SET title = '' WHERE title <> ''")
        connection.execute("COMMIT")
    vacuum(store)
    drop_backups(store)
    with store.writing() as connection:
        connection.execute("DELETE FROM meta WHERE name = ?", [LEAVING])
