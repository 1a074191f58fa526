"""One person's activities, judged and settled into tallies: the road that `report FILES…` walks in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from connratio.classify.aliases import with_main_addresses
from connratio.classify.attendance import absences, attend, reasons, sizes
from connratio.classify.duplicates import with_duplicates
from connratio.classify.messages import with_messages
from connratio.classify.verdicts import judge
from connratio.ledger.calendar import Absence, Days, days_of
from connratio.ledger.columns import keys_of, records_of
from connratio.ledger.policy import Policy
from connratio.model.activities import NAT, among, millis, replaced
from connratio.timeline.classes import Band, Claim, Lane
from connratio.timeline.days import local_days
from connratio.timeline.intervals import Cover, Ints, clip
from connratio.timeline.presence import settle as settle_presence
from connratio.timeline.records import Claims
from connratio.timeline.tally import COLUMNS, Calendar, tallies
from connratio.timeline.unplaced import Cells, fit, occupied_by

if TYPE_CHECKING:
    from connratio.classify.identity import Me
    from connratio.ledger.forgotten import Kept

__all__ = ["Policy", "Settled", "explained", "judged", "present", "settle", "span_of_mine"]


@dataclass(frozen=True, slots=True)
class Settled:
    """The tallies of one person in a window of whole local days, and what they rest on.

    `tallies` has the columns of timeline.tally.COLUMNS, `keys` what each key stands for. `judged` are the activities with
    their verdicts, `claims` what is left of each after presence, `rows` their places in the table that was
    settled. `dropped` is unplaced time that found no room, by day.
    """

    judged: pd.DataFrame
    claims: Claims
    keys: pd.DataFrame
    calendar: Calendar
    tallies: pd.DataFrame
    days: Days
    rows: Ints
    dropped: Mapping[int, int]


def judged(activities: pd.DataFrame, me: Me, policy: Policy, kept: Kept | None = None) -> pd.DataFrame:
    """The activities with verdict, size, `counted` and `reason`; presence is not applied yet. `kept` has its way over the rules."""
    table = attended(activities, me, policy)
    told = judge(table, policy.rules, policy.zone)
    if kept is not None:
        table, told = kept.attended(table), kept.judged(told, policy.rules)
    return with_verdicts(table, told, policy)


def attended(activities: pd.DataFrame, me: Me, policy: Policy) -> pd.DataFrame:
    """The activities as the rules see them: one person under one address, replies and head-counts known, copies marked."""
    activities = with_main_addresses(activities.assign(person=_persons(activities, me)), policy.aliases or {})
    return with_duplicates(attend(with_messages(activities), me, policy.groups or {}))


def with_verdicts(table: pd.DataFrame, verdicts: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Attended activities with what the rules say of each (same index), size, `counted` and `reason`."""
    table = pd.concat([table, verdicts], axis=1)
    table = table.assign(size=sizes(table), reason=reasons(table, policy.attendance))
    # The rules have seen the titles; from here on nobody else does.
    return table if policy.keep_titles else table.assign(private=True)


def _persons(table: pd.DataFrame, me: Me) -> Any:
    """The main name of me for rows that are mine; others keep theirs."""
    column = table["person"].cat
    mine = {"", me.name.lower(), *me.addresses}
    names = [me.name if str(c).lower() in mine else str(c) for c in column.categories]
    codes, distinct = pd.factorize(np.array(names, dtype=object))
    return pd.Categorical.from_codes(codes[column.codes.to_numpy()], categories=distinct)


def span_of_mine(span: tuple[int, int] | None, table: pd.DataFrame, me: Me) -> tuple[int, int] | None:
    """The span of the sources; None where all that they hold is other people's, so that nothing of mine was observed."""
    return None if len(table) and not among(table["person"], me.name).any() else span


def settle(table: pd.DataFrame, me: Me, policy: Policy, first: date, until: date) -> Settled:
    """The tallies of me in a window of whole local days."""
    wanted = among(table["person"], me.name) & _near(table, first, until, policy)
    near = table if wanted.all() else table[wanted]
    key, keys = keys_of(near)
    records = records_of(near, np.zeros(len(near), dtype=np.int32), key)
    presence = settle_presence(records)
    near = near.assign(reason=explained(near["reason"], presence.reason))
    days = days_of(first, until, policy, _absences(near))
    calendar = _calendar(days)
    counted = tallies(presence.claims, calendar, policy.overlap)
    added, dropped = _unplaced(near, key, presence.claims, calendar)
    whole = pd.concat([t for t in (counted, added) if len(t)] or [counted], ignore_index=True)
    return Settled(near, presence.claims, keys, calendar, whole, days, np.flatnonzero(wanted), dropped)


def _near(table: pd.DataFrame, first: date, until: date, policy: Policy) -> Any:
    """Rows that can bear on the window: those that overlap it or come within a day of it (polls, presence)."""
    low, high = (
        local_days(d, d, policy.zone, policy.day_starts).start[0] for d in (first - timedelta(days=1), until + timedelta(days=1))
    )
    start, end = millis(table["start"]), millis(table["end"])
    return (start < high) & ((end > low) | ((end == NAT) & (start >= low)) | (start >= low))


def _absences(table: pd.DataFrame) -> list[Absence]:
    rows = absences(table) & ~among(table["reason"], "cancelled") & table["end"].notna().to_numpy()
    off = table[rows]
    why = np.where(among(off["evidence"], "day_off"), "day off", "out of office").tolist()
    starts, ends = millis(off["start"]).tolist(), millis(off["end"]).tolist()
    return [Absence(*row) for row in zip(starts, ends, off["all_day"].tolist(), why, strict=True)]


def _calendar(days: Days) -> Calendar:
    duty = np.array(days.duty, dtype=np.int64).reshape(-1, 2)
    ordinals = np.arange(days.first.toordinal(), days.until.toordinal(), dtype=np.int64)
    edges = np.array(days.edges, dtype=np.int64)
    return Calendar(edges, np.zeros(len(edges), dtype=np.int64), np.append(ordinals, -1), Cover(duty[:, 0], duty[:, 1]))


_UNPLACED: Final = {
    "human": (Claim.HUMAN_MAYBE, Band.H_MAYBE),
    "tool": (Claim.APP, Band.T_MAYBE),
    "solo": (Claim.SOLO, Band.NONE),
}


def _unplaced(table: pd.DataFrame, key: Any, claims: Claims, calendar: Calendar) -> tuple[pd.DataFrame, dict[int, int]]:
    """Tallies of unplaced rows (never certain, since they may lie beside a meeting), and by day the ms that found no room."""
    rows = np.flatnonzero((table["unplaced_ms"] > 0).to_numpy() & among(table["reason"], ""))
    if not len(rows):
        return pd.DataFrame({name: np.empty(0, dtype=np.int64) for name in COLUMNS}), {}
    part = table.iloc[rows]
    cells = Cells(np.zeros(len(rows), dtype=np.int32), millis(part["start"]), millis(part["end"]), part["unplaced_ms"].to_numpy())
    taken = np.isin(claims.claim, [int(c) for c in Claim if c < Claim.AWAY])
    fitted = fit(cells, occupied_by(claims.person[taken], claims.start[taken], claims.end[taken]), calendar.day_start)
    kind = part["kind"].cat
    known = np.array([_UNPLACED.get(k, (Claim.UNKNOWN, Band.U)) for k in kind.categories], dtype=np.int64).reshape(-1, 2)
    told = known[kind.codes.to_numpy()[fitted.record]]
    on_duty = _on_duty(fitted.start, fitted.end, fitted.ms, calendar.duty)
    day = calendar.day[np.searchsorted(calendar.day_start, fitted.start, side="right") - 1]
    own = np.asarray(key)[rows][fitted.record].astype(np.int64)
    # Rows of logs are many, their sums few.
    number, distinct = pd.factorize((day * 16 + told[:, 0]) * (int(own.max(initial=0)) + 1) + own)
    first = np.zeros(len(distinct), dtype=np.int64)
    first[number[::-1]] = np.arange(len(number))[::-1]
    shared = {
        "person": 0,
        "day": day[first],
        "lane": int(Lane.TIME),
        "winner": told[first, 0],
        "band": told[first, 1],
        "contested": 0,
        "tracked": 1,
        "key": own[first],
    }
    sums = [np.bincount(number, weights=ms, minlength=len(distinct)).astype(np.int64) for ms in (on_duty, fitted.ms - on_duty)]
    both = [pd.DataFrame({**shared, "duty": duty, "ms": ms}) for duty, ms in zip((1, 0), sums, strict=True)]
    whole = pd.concat(both, ignore_index=True)
    asked = _inside_ms(cells, calendar)
    asked -= np.bincount(whole["day"] - calendar.day[0], weights=whole["ms"], minlength=len(asked)).astype(np.int64)
    dropped = {int(calendar.day[i]): int(asked[i]) for i in np.flatnonzero(asked > 0)}
    return whole[whole["ms"] > 0][list(COLUMNS)], dropped


def _on_duty(start: Ints, end: Ints, ms: Ints, duty: Cover) -> Ints:
    """The part of each record's time that lies in working hours, if it is spread evenly over its cell."""
    inside = clip(start, end, duty)
    covered = np.bincount(inside.index, weights=inside.end - inside.start, minlength=len(start))
    return np.asarray(ms * covered // np.maximum(end - start, 1)).astype(np.int64)


def _inside_ms(cells: Cells, calendar: Calendar) -> Ints:
    """The unplaced time of the cells' parts inside each day of the window."""
    parts = clip(cells.start, cells.end, Cover(calendar.day_start[:-1], calendar.day_start[1:]))
    length = (cells.end - cells.start)[parts.index]
    share = cells.ms[parts.index] * (parts.end - parts.start) // np.maximum(length, 1)
    nth = np.searchsorted(calendar.day_start, parts.start, side="right") - 1
    return np.bincount(nth, weights=share, minlength=len(calendar.day_start) - 1).astype(np.int64)


def present(table: pd.DataFrame) -> pd.DataFrame:
    """The judged activities with the reasons that only presence knows: idle, outside_presence, superseded."""
    key = np.zeros(len(table), dtype=np.int32)
    persons = table["person"].cat.codes.to_numpy()
    found = settle_presence(records_of(table, persons, key)).reason
    return table.assign(reason=explained(table["reason"], found))


def explained(told: pd.Series, found: Any) -> pd.Categorical:
    """The reasons told before, and where there was none what presence found."""
    rows = np.flatnonzero(among(told, "") & (found != ""))
    return replaced(told, rows, found[rows])
