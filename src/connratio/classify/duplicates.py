"""Duplicates: one meeting seen through two calendars or feeds counts once per person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any, Final

import numpy as np
import pandas as pd

from connratio.model.activities import among, millis, replaced
from connratio.model.words import WATCHED

OUTLOOK: Final = "040000008200E00074C5B7101A82E008"
RANK: Final = {"organiser": 4, "accepted": 4, "declined": 3, "tentative": 2, "unanswered": 1}


def with_duplicates(activities: pd.DataFrame) -> pd.DataFrame:
    """The activities with `reason` duplicate on every copy but the one that holds.

    Calendar entries are copies with the same UID and recurrence instant, or, in two sources or under one title, with the
    same time and the same two or more people. Of copies the highest revision holds, then one that knows my reply. Rows
    of logs are copies when two files hold them alike in every respect.
    """
    live = among(activities["reason"], "")
    entry = among(activities["evidence"], "calendar")
    lost: set[int] = set()
    if (live & entry).any():
        events = _Events(activities, np.flatnonzero(live & entry))
        lost = events.losers(events.by_uid())
        lost |= events.losers(events.by_people(lost))
    rows = np.array([*sorted(lost), *_same_rows(activities, np.flatnonzero(live & ~entry))], dtype=np.int64)
    return activities.assign(reason=replaced(activities["reason"], rows, ["duplicate"] * len(rows)))


class _Events:
    """Calendar rows as plain lists; `rows` are their places in the frame."""

    def __init__(self, activities: pd.DataFrame, rows: Any) -> None:
        part = activities.iloc[rows]
        self.rows = rows.tolist()
        self.start, self.end = millis(part["start"]).tolist(), millis(part["end"]).tolist()
        self.instance = part["instance"].tolist()
        self.uid = [cleaned_uid(u) for u in part["uid"]]
        self.source = part["source"].cat.codes.tolist()
        self.title = part["title"].cat.codes.tolist()
        self.people = part["people"].tolist()
        n = part["n_people"].to_numpy(dtype=np.int64, na_value=0).tolist()
        cancelled = (part["status"] == "cancelled").tolist()
        response = part["response"].astype(object).tolist()
        names = part["source"].astype(object).tolist()
        self.order = [
            (-revision, not off, -RANK.get(reply, 0), -heads, name, row)
            for revision, off, reply, heads, name, row in zip(
                part["revision"].tolist(), cancelled, response, n, names, self.rows, strict=True
            )
        ]
        self.listed = [heads > 1 and bool(people) for heads, people in zip(n, self.people, strict=True)]
        self.at = {row: i for i, row in enumerate(self.rows)}

    def by_uid(self) -> Iterable[list[int]]:
        """Copies by UID: of one occurrence, or of a single event that was moved between two snapshots."""
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for i, uid in enumerate(self.uid):
            if uid:
                groups[uid, self.instance[i], self.start[i] if not self.instance[i] else 0].append(i)
        singles: dict[str, list[int]] = defaultdict(list)
        for i, uid in enumerate(self.uid):
            if uid and not self.instance[i]:
                singles[uid].append(i)
        moved = [
            g
            for g in singles.values()
            if len(g) > 1 and len({self.source[i] for i in g}) == len(g) and len({self.order[i][0] for i in g}) > 1
        ]
        return [*groups.values(), *moved]

    def by_people(self, lost: set[int]) -> Iterable[list[int]]:
        """Copies under another UID: same time and people, in two sources or under the same title."""
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for i, row in enumerate(self.rows):
            if self.listed[i] and row not in lost:
                groups[self.start[i], self.end[i], frozenset(self.people[i])].append(i)
        for group in groups.values():
            if len(group) < 2:
                continue
            if len({self.source[i] for i in group}) > 1:
                yield group
                continue
            titles: dict[int, list[int]] = defaultdict(list)
            for i in group:
                titles[self.title[i]].append(i)
            yield from titles.values()

    def losers(self, groups: Iterable[list[int]]) -> set[int]:
        """The rows of each group but its best one."""
        lost = set()
        for group in groups:
            if len(group) > 1:
                best = min(group, key=lambda i: self.order[i])
                lost |= {self.rows[i] for i in group if i != best}
        return lost


def cleaned_uid(uid: str) -> str:
    """A UID without the date that Outlook writes into the copies of one occurrence (MS-OXOCAL, CleanGlobalObjectId)."""
    return f"{OUTLOOK}00000000{uid[40:].upper()}" if uid[:32].upper() == OUTLOOK and len(uid) >= 40 else uid


def _same_rows(activities: pd.DataFrame, rows: Any) -> Any:
    """Rows that another file holds too, of which the first or, of what machines record, the longest counts.

    A file that holds a row twice means it twice.
    """
    origin, distinct = pd.factorize(activities["origin"].to_numpy()[rows])
    names = [str(o).split("#")[0].rsplit(":", 1)[0] for o in distinct]
    file = pd.factorize(np.array(names, dtype=object))[0][origin]
    if len(rows) == 0 or file.max() == 0:
        return rows[:0]
    part = activities.iloc[rows]
    end, unplaced = millis(part["end"]), part["unplaced_ms"].to_numpy()
    # What a machine records goes on growing: the later of two exports has it longer.
    grows = among(part["evidence"], *WATCHED)
    code = np.zeros(len(rows), dtype=np.int64)
    for column in (*(part[name] for name in _ALIKE), np.where(grows, 0, end), np.where(grows, unplaced > 0, unplaced)):
        own = pd.factorize(column)[0].astype(np.int64) + 1
        code = pd.factorize(code * (int(own.max()) + 1) + own)[0].astype(np.int64)
    nth = pd.Series(code).groupby([code, file]).cumcount().to_numpy()
    order = np.lexsort((np.arange(len(rows)), -unplaced, -end, nth, code))
    again = (code[order][1:] == code[order][:-1]) & (nth[order][1:] == nth[order][:-1])
    return np.sort(rows[order[1:][again]])


_ALIKE: Final = (
    "person",
    "evidence",
    "start",
    "uid",
    "title",
    "app",
    "host",
    "device",
    "category",
    "project",
)
