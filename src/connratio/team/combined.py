"""Everybody's weeks put together: each meeting once, who attended it by their own calendar, and who met whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from connratio.model.words import size_of
from connratio.team.facts import ATTENDANCE, EXTERNAL, MEMBERS, PERSON_WEEKS, TIES, typed
from connratio.team.reduced import MEETINGS, monday

if TYPE_CHECKING:
    from connratio.model.intervals import Ints
    from connratio.team.directory import Directory
    from connratio.team.reduced import Reduced

MOST_PAIRED: Final = 18
"""People up to whom a meeting makes ties (METRICS 1.4: Viva's cap of a meaningful interaction): a broadcast is watching."""
CONTACT: Final = 8
FEWEST: Final = 5
"""People active in the first and in the last week of the window: no cell of a week with fewer could be printed."""


def members_of(directory: Directory, found: Mapping[int, Reduced]) -> pd.DataFrame:
    """The people of the directory (facts.MEMBERS)."""
    from connratio.team.entries import GROUP_COLUMNS

    n = len(directory)
    days = {
        name: pd.array(
            [None if d is None else d.toordinal() for d in (getattr(e, name) for e in directory.people)], dtype="Int32"
        )
        for name in ("start", "end")
    }
    columns = {name: [e.groups[name] for e in directory.people] for name in GROUP_COLUMNS}
    calendars = [i in found and found[i].has_calendar for i in range(n)]
    return typed(
        pd.DataFrame({"person": np.arange(n), **columns, "manager": list(directory.manager), **days, "has_calendar": calendars}),
        MEMBERS,
    )


def weeks_of(person_weeks: pd.DataFrame) -> tuple[int, ...]:
    """The weeks of the window: all from the first to the last in which enough people are active."""
    active = person_weeks[person_weeks["active"].to_numpy()].groupby("week")["person"].nunique()
    enough = active[active >= FEWEST].index
    return tuple(range(int(enough.min()), int(enough.max()) + 7, 7)) if len(enough) else ()


def combined(
    found: Mapping[int, Reduced], directory: Directory, known: tuple[Any, Ints]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, tuple[int, ...]]:
    """`person_weeks`, `attendance`, `ties` and `weeks` of Facts; `known` gives people by the numbers of their ids."""
    weekly = [r.weeks.assign(person=i) for i, r in sorted(found.items()) if len(r.weeks)]
    person_weeks = typed(
        pd.concat(weekly, ignore_index=True) if weekly else pd.DataFrame({name: [] for name in PERSON_WEEKS}), PERSON_WEEKS
    )
    weeks = weeks_of(person_weeks)
    low, high = (weeks[0], weeks[-1] + 7) if weeks else (0, 0)
    person_weeks = person_weeks[person_weeks["week"].between(low, high - 1)].sort_values(["person", "week"])
    meetings, listed = _everybodys(found, directory, known)
    day = meetings["day"].to_numpy()
    meetings = meetings[(day >= low) & (day < high)]
    held = meetings[meetings["held"].to_numpy()]
    if not len(held):
        return person_weeks.reset_index(drop=True), _none(ATTENDANCE), _none(TIES), weeks
    whole = (
        held.groupby("uid").agg(day=("day", "min"), ms=("ms", "max"), n=("n", "max")).reset_index().sort_values(["day", "uid"])
    )
    whole["meeting"] = np.arange(len(whole))
    attendance = _attendance(held, whole)
    present, whole["n"] = _present(meetings, listed, whole)
    return person_weeks.reset_index(drop=True), attendance, _ties(present, whole), weeks


def _none(columns: Mapping[str, Any]) -> pd.DataFrame:
    return typed(pd.DataFrame({name: [] for name in columns}), columns)


def _everybodys(found: Mapping[int, Reduced], directory: Directory, known: tuple[Any, Ints]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All entries with their person, each meeting once a person, and the people of the directory listed in those held."""
    codes, people = known
    tables, lists = [], []
    for person, one in sorted(found.items()):
        tables.append(one.meetings.assign(person=person))
        at = np.searchsorted(codes, one.listed_id)
        at[at == len(codes)] = 0
        ours = np.flatnonzero(codes[at] == one.listed_id) if len(codes) else np.empty(0, dtype=np.int64)
        rows = one.meetings.iloc[one.listed_row[ours]]
        lists.append(
            pd.DataFrame(
                {
                    "uid": rows["uid"].to_numpy(),
                    "day": rows["day"].to_numpy(),
                    "held": rows["held"].to_numpy(),
                    "other": people[at[ours]],
                }
            )
        )
    if not tables:
        return typed(pd.DataFrame({n: [] for n in (*MEETINGS, "person")}), MEETINGS | {"person": "int64"}), pd.DataFrame()
    meetings = pd.concat(tables, ignore_index=True).sort_values(
        ["uid", "person", "held"], ascending=[True, True, False], kind="stable"
    )
    meetings = meetings[~meetings.duplicated(["uid", "person"]).to_numpy()]
    listed = pd.concat(lists, ignore_index=True)
    start = np.array([e.start.toordinal() if e.start else 0 for e in directory.people])
    end = np.array([e.end.toordinal() if e.end else np.iinfo(np.int64).max for e in directory.people])
    other, day = listed["other"].to_numpy(), listed["day"].to_numpy()
    there = listed["held"].to_numpy() & (day >= start[other]) & (day < end[other])
    return meetings, listed[there][["uid", "other"]].rename(columns={"other": "person"}).drop_duplicates()


def _present(meetings: pd.DataFrame, listed: pd.DataFrame, whole: pd.DataFrame) -> tuple[pd.DataFrame, Ints]:
    """Who of the directory was in which meeting: by their own calendar, and where that does not know it, by another's list.

    And how many were in each, less those of whom another's copy does not know that they did not come.
    """
    own = meetings[["uid", "person", "held"]]
    told = listed.merge(own, how="left", on=["uid", "person"]).merge(whole[["uid", "meeting"]])
    refused = np.bincount(told["meeting"][told["held"].eq(other=False)], minlength=len(whole))
    mine = own[own["held"].to_numpy()].merge(whole[["uid", "meeting"]])
    both = pd.concat([mine, told[told["held"].isna().to_numpy()]], ignore_index=True)[["meeting", "person"]]
    return both.sort_values(["meeting", "person"], ignore_index=True), whole["n"].to_numpy() - refused


def _attendance(held: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    rows = held.merge(whole[["uid", "meeting", "n"]].rename(columns={"n": "heads"}))
    n = rows["heads"].to_numpy()
    sizes = np.array([size_of(i) for i in range(int(n.max(initial=0)) + 1)], dtype=object)
    rows = rows.assign(week=monday(rows["day"].to_numpy()), size=sizes[n], n=n, one_to_one=n == 2)
    return typed(rows.sort_values(["meeting", "person"]), ATTENDANCE)


def _ties(present: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """One row per week and pair, from every meeting of at most MOST_PAIRED people."""
    count = np.bincount(present["meeting"], minlength=len(whole))
    heads = np.maximum(whole["n"].to_numpy(), count)
    paired = (heads >= 2) & (heads <= MOST_PAIRED)
    ms, day = whole["ms"].to_numpy(), whole["day"].to_numpy()
    meeting, person = present["meeting"].to_numpy(), present["person"].to_numpy()
    first = np.cumsum(count) - count
    # Each row of a meeting with all rows after it in the same one.
    after = (first + count)[meeting] - np.arange(len(meeting)) - 1
    after = np.where(paired[meeting], after, 0)
    left = np.repeat(np.arange(len(meeting)), after)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(after) - after, after)
    outside = np.flatnonzero(paired[meeting] & (heads > count)[meeting])
    at = np.concatenate((meeting[left], meeting[outside]))
    times = np.concatenate((np.ones(len(left)), (heads - count)[meeting[outside]]))
    single = heads[at] == 2
    rows = pd.DataFrame(
        {
            "week": monday(day[at]),
            "person": np.concatenate((person[left], person[outside])),
            "other": np.concatenate((person[right], np.full(len(outside), EXTERNAL))),
            "pair_ms": ms[at] * times / (heads[at] - 1),
            "met": heads[at] <= CONTACT,
            "one_to_one": single,
            "last_one_to_one": np.where(single, day[at], 0),
        }
    )
    ways = {"pair_ms": "sum", "met": "sum", "one_to_one": "sum", "last_one_to_one": "max"}
    ties = rows.groupby(["week", "person", "other"], as_index=False, sort=True).agg(ways)
    return typed(ties.assign(pair_ms=ties["pair_ms"].round()), TIES)
