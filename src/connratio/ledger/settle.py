"""One person's activities, judged and settled into tallies: the road that `report FILES…` walks in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.classify.aliases import with_main_addresses
from connratio.classify.attendance import absences, attend, reasons, sizes
from connratio.classify.duplicates import with_duplicates
from connratio.classify.messages import with_messages
from connratio.classify.verdicts import judge
from connratio.classify.workplaces import with_modes, with_workplaces
from connratio.ledger.calendar import Absence, Days, days_of
from connratio.ledger.columns import keys_of, records_of
from connratio.ledger.policy import Policy
from connratio.model.activities import NAT
from connratio.model.frame import Frame, stacked
from connratio.model.texts import Texts, combined
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

    judged: Frame
    claims: Claims
    keys: Frame
    calendar: Calendar
    tallies: Frame
    days: Days
    rows: Ints
    dropped: Mapping[int, int]


def judged(activities: Frame, me: Me, policy: Policy, kept: Kept | None = None) -> Frame:
    """The activities with verdict, size, `counted` and `reason`; presence is not applied yet. `kept` has its way over the rules."""
    table = attended(activities, me, policy)
    told = with_modes(table, judge(table, policy.rules, policy.zone), policy.zone)
    if kept is not None:
        table, told = kept.attended(table), kept.judged(told, policy.rules)
    return with_verdicts(table, told, policy)


def attended(activities: Frame, me: Me, policy: Policy) -> Frame:
    """The activities as the rules see them: one person under one address, replies and head-counts known, copies marked."""
    activities = with_main_addresses(activities.assign(person=_persons(activities, me)), policy.aliases or {})
    return with_workplaces(with_duplicates(attend(with_messages(activities, me), me, policy.groups or {})))


def with_verdicts(table: Frame, verdicts: Frame, policy: Policy) -> Frame:
    """Attended activities with what the rules say of each (row by row), size, `counted` and `reason`."""
    table = table.assign(**dict(verdicts.items()))
    table = table.assign(size=sizes(table), reason=reasons(table, policy.attendance))
    # The rules have seen the titles; from here on nobody else does.
    return table if policy.keep_titles else table.assign(private=True)


def _persons(table: Frame, me: Me) -> Texts:
    """The main name of me for rows that are mine; others keep theirs."""
    mine = {"", me.name.lower(), *me.addresses}
    persons: Texts = table["person"]
    return persons.changed(lambda name: me.name if name.lower() in mine else name)


def span_of_mine(span: tuple[int, int] | None, table: Frame, me: Me) -> tuple[int, int] | None:
    """The span of the sources; None where all that they hold is other people's, so that nothing of mine was observed."""
    return None if len(table) and not table["person"].among(me.name).any() else span


def settle(table: Frame, me: Me, policy: Policy, first: date, until: date) -> Settled:
    """The tallies of me in a window of whole local days."""
    wanted = table["person"].among(me.name) & _near(table, first, until, policy)
    near = table if wanted.all() else table.take(wanted)
    key, keys = keys_of(near)
    records = records_of(near, np.zeros(len(near), dtype=np.int32), key)
    presence = settle_presence(records)
    near = near.assign(reason=explained(near["reason"], presence.reason))
    days = days_of(first, until, policy, _absences(near))
    calendar = _calendar(days)
    counted = tallies(presence.claims, calendar, policy.overlap)
    added, dropped = _unplaced(near, key, presence.claims, calendar)
    whole = stacked([counted, added])
    return Settled(near, presence.claims, keys, calendar, whole, days, np.flatnonzero(wanted), dropped)


def _near(table: Frame, first: date, until: date, policy: Policy) -> Any:
    """Rows that can bear on the window: those that overlap it or come within a day of it (polls, presence)."""
    low, high = (
        local_days(d, d, policy.zone, policy.day_starts).start[0] for d in (first - timedelta(days=1), until + timedelta(days=1))
    )
    start, end = table["start"], table["end"]
    return (start < high) & ((end > low) | ((end == NAT) & (start >= low)) | (start >= low))


def _absences(table: Frame) -> list[Absence]:
    off = table.take(absences(table) & ~table["reason"].among("cancelled") & (table["end"] != NAT))
    why = np.where(off["evidence"].among("day_off"), "day off", "out of office").tolist()
    columns = (off[name].tolist() for name in ("start", "end", "all_day"))
    return [Absence(*row) for row in zip(*columns, why, strict=True)]


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


def _unplaced(table: Frame, key: Any, claims: Claims, calendar: Calendar) -> tuple[Frame, dict[int, int]]:
    """Tallies of unplaced rows (never certain, since they may lie beside a meeting), and by day the ms that found no room."""
    rows = np.flatnonzero((table["unplaced_ms"] > 0) & table["reason"].among(""))
    if not len(rows):
        return Frame({name: np.empty(0, dtype=np.int64) for name in COLUMNS}), {}
    part = table.take(rows)
    cells = Cells(np.zeros(len(rows), dtype=np.int32), part["start"], part["end"], part["unplaced_ms"])
    taken = np.isin(claims.claim, [int(c) for c in Claim if c < Claim.AWAY])
    fitted = fit(cells, occupied_by(claims.person[taken], claims.start[taken], claims.end[taken]), calendar.day_start)
    kind: Texts = part["kind"]
    known = np.array([_UNPLACED.get(k, (Claim.UNKNOWN, Band.U)) for k in kind.words], dtype=np.int64).reshape(-1, 2)
    told = known[kind.codes[fitted.record]]
    on_duty = _on_duty(fitted.start, fitted.end, fitted.ms, calendar.duty)
    day = calendar.day[np.searchsorted(calendar.day_start, fitted.start, side="right") - 1]
    own = np.asarray(key)[rows][fitted.record].astype(np.int64)
    # Rows of logs are many, their sums few.
    number, first = combined(day, told[:, 0], own)
    shared = {
        "person": np.zeros_like(first),
        "day": day[first],
        "lane": np.full_like(first, int(Lane.TIME)),
        "winner": told[first, 0],
        "band": told[first, 1],
        "contested": np.zeros_like(first),
        "tracked": np.ones_like(first),
        "key": own[first],
    }
    sums = [np.bincount(number, weights=ms, minlength=len(first)).astype(np.int64) for ms in (on_duty, fitted.ms - on_duty)]
    whole = stacked(
        [Frame({**shared, "duty": np.full_like(first, duty), "ms": ms}) for duty, ms in zip((1, 0), sums, strict=True)]
    )
    asked = _inside_ms(cells, calendar)
    asked -= np.bincount(whole["day"] - calendar.day[0], weights=whole["ms"], minlength=len(asked)).astype(np.int64)
    dropped = {int(calendar.day[i]): int(asked[i]) for i in np.flatnonzero(asked > 0)}
    return whole.take(whole["ms"] > 0).only(*COLUMNS), dropped


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


def present(table: Frame) -> Frame:
    """The judged activities with the reasons that only presence knows: idle, outside_presence, superseded."""
    key = np.zeros(len(table), dtype=np.int32)
    found = settle_presence(records_of(table, table["person"].codes, key)).reason
    return table.assign(reason=explained(table["reason"], found))


def explained(told: Texts, found: Any) -> Texts:
    """The reasons told before, and where there was none what presence found."""
    rows = np.flatnonzero(told.among("") & (found != ""))
    return told.replaced(rows, found[rows])
