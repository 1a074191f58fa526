"""With whom time was spent, how regularly, and since when not (METRICS 1.3, 1.4 and 6)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from connratio.measure.share import ratio, seconds

if TYPE_CHECKING:
    from connratio.config.models import Person

COLUMNS: Final = (
    "counterpart", "name", "role", "team", "state", "contact_seconds", "pair_seconds", "n_contacts", "n_one_to_ones",
    "one_to_one_seconds", "in_person_days", "first_met", "last_met", "days_since", "median_gap_days", "longest_gap_days",
    "next_booked", "initiated_by_me", "initiated_by_them", "reciprocity", "target_days", "debt_days",
)  # fmt: skip
EIGHT_WEEKS: Final = 56
CHECK_IN_DAYS: Final = 14
"""The cadence of check-ins for people without a target of their own (METRICS 1.3)."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the configuration says of a person."""

    name: str = ""
    role: str = ""
    team: str = ""
    target_days: int | None = None


def known_of(people: Mapping[str, Person]) -> dict[str, Known]:
    """By main address, from the configuration's `people:`."""
    return {a: Known(p.name or "", p.role or "", p.team or "", p.target_days) for a, p in people.items()}


_HELD: Final = """
WITH met AS (
         SELECT day, CASE WHEN size = '1:1' THEN end_ms - start_ms END AS one_ms, i_organise, organiser, unnest(people) AS who FROM meetings
         WHERE counted AND evidence IN ('calendar', 'call', 'timer') AND size IN ('1:1', 'small') AND day < $until),
     days AS (
         SELECT who, day, count(*) AS n, count(one_ms) AS ones, sum(one_ms) AS one_ms, count(*) FILTER (WHERE i_organise) AS mine,
                count(*) FILTER (WHERE organiser = who) AS theirs FROM met GROUP BY who, day)
SELECT who, list(day ORDER BY day), list(day ORDER BY day) FILTER (WHERE ones > 0),
       coalesce(sum(n) FILTER (WHERE day >= $first), 0)::BIGINT, coalesce(sum(ones) FILTER (WHERE day >= $first), 0)::BIGINT,
       coalesce(sum(one_ms) FILTER (WHERE day >= $first), 0)::BIGINT, coalesce(sum(mine) FILTER (WHERE day >= $first), 0)::BIGINT,
       coalesce(sum(theirs) FILTER (WHERE day >= $first), 0)::BIGINT
FROM days GROUP BY who"""
_TIME: Final = """
SELECT counterpart, sum(contact_ms)::BIGINT, sum(pair_ms)::BIGINT, count(*) FILTER (WHERE in_person)
FROM contacts WHERE day >= $first AND day < $until GROUP BY counterpart"""
_NEXT: Final = """
SELECT unnest(people) AS who, min(day) FROM meetings
WHERE size = '1:1' AND day >= $until AND (counted OR reason IN ('tentative', 'unanswered')) GROUP BY who"""


def people_rows(
    tables: Any, first: date, until: date, known: Mapping[str, Known], off: Sequence[int] | None = None
) -> list[dict[str, Any]]:
    """A row (COLUMNS) for everybody met from `first` up to `until`, and for whom the configuration gives a target or a role.

    Everything that says "since" is as of `until` and looks back to the beginning; the longest together first. `off` are days
    off (ordinals, ascending), where the window of the tables is shorter than the people's.
    """
    window = {"first": first.toordinal(), "until": until.toordinal()}
    held = {row[0]: row[1:] for row in tables.execute(_HELD, window).fetchall()}
    time = {row[0]: row[1:] for row in tables.execute(_TIME, window).fetchall()}
    booked = dict(tables.execute(_NEXT, {"until": window["until"]}).fetchall())
    if off is None:
        off = [day for (day,) in tables.execute("SELECT DISTINCT day FROM off_days ORDER BY day").fetchall()]
    chosen = {who for who, k in known.items() if k.role or k.target_days}
    met = {who for who, row in held.items() if any(d >= window["first"] for d in row[0] or ())} | set(time)
    rows = [
        _row(who, held.get(who), time.get(who, (0, 0, 0)), booked.get(who), off, window, known.get(who, Known()))
        for who in met | chosen
    ]
    return sorted(rows, key=lambda r: (-r["contact_seconds"], r["counterpart"]))


def _row(
    who: str,
    held: Any,
    time: tuple[int, int, int],
    booked: int | None,
    off: Sequence[int],
    window: Mapping[str, int],
    known: Known,
) -> dict[str, Any]:
    contacts, ones, n_contacts, n_ones, one_ms, by_me, by_them = held or ((), (), 0, 0, 0, 0, 0)
    contacts, ones, until = contacts or [], ones or [], window["until"]
    inside = [d for d in ones if d >= window["first"]]
    gaps = gaps_of(inside, off) if n_ones >= 3 else []
    return {
        "counterpart": who,
        "name": known.name or who,
        "role": known.role,
        "team": known.team,
        "state": state_of(contacts, until),
        "contact_seconds": seconds(time[0]),
        "pair_seconds": seconds(time[1]),
        "n_contacts": n_contacts,
        "n_one_to_ones": n_ones,
        "one_to_one_seconds": seconds(one_ms),
        "in_person_days": time[2],
        "first_met": _date(contacts[0] if contacts else None),
        "last_met": _date(contacts[-1] if contacts else None),
        "days_since": until - ones[-1] if ones else None,
        "median_gap_days": _whole(median(gaps)) if gaps else None,
        "longest_gap_days": max(gaps) if gaps else None,
        "next_booked": _date(booked),
        "initiated_by_me": by_me,
        "initiated_by_them": by_them,
        "reciprocity": ratio(min(by_me, by_them), max(by_me, by_them)),
        "target_days": known.target_days,
        "debt_days": max(0, until - contacts[-1] - known.target_days) if known.target_days and contacts else None,
    }


def gaps_of(days: list[int], off: Sequence[int]) -> list[int]:
    """The days between each two dates, less days off (ascending) strictly between them."""
    if not off:
        return [b - a for a, b in pairwise(days)]
    return [b - a - bisect_left(off, b) + bisect_right(off, a) for a, b in pairwise(days)]


def state_of(days: list[int], until: int) -> str:
    """`new`, `kept`, `lapsing` or `lapsed` from the days of contact (METRICS 6); "" without one."""
    if not days:
        return ""
    if until - days[0] <= EIGHT_WEEKS:
        return "new"
    since = until - days[-1]
    usual = median(b - a for a, b in pairwise(days)) if len(days) >= 3 else 0
    if since > EIGHT_WEEKS and since > 2 * usual:
        return "lapsed"
    return "lapsing" if len(days) >= 3 and since > usual and since > CHECK_IN_DAYS else "kept"


def role_totals(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Of people of one role: how many, how many had a one-to-one in time, and what the wanted cadence takes of a week."""
    people = list(rows)
    wanted = [r["target_days"] or CHECK_IN_DAYS for r in people]
    in_time = sum(r["days_since"] is not None and r["days_since"] <= w for r, w in zip(people, wanted, strict=True))
    usual = [r["one_to_one_seconds"] / r["n_one_to_ones"] if r["n_one_to_ones"] else 1800 for r in people]
    return {
        "span_of_control": len(people),
        "check_in_coverage": ratio(in_time, len(people)),
        "span_time_cost_seconds": round(sum(u * 7 / w for u, w in zip(usual, wanted, strict=True)), 3),
    }


def _date(day: int | None) -> str | None:
    return None if day is None else date.fromordinal(day).isoformat()


def _whole(number: float) -> float | int:
    return int(number) if number == int(number) else number
