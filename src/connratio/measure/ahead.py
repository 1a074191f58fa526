"""What a person's own plan offers for an action: the days after a week, and what of the week is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from connratio.measure.focus import HOUR_MS
from connratio.measure.metrics import AFTER_HOURS, ATTENDED

if TYPE_CHECKING:
    from connratio.model.periods import Period

_FREE: Final = f"""
SELECT start_ms, start_ms + piece_ms FROM focus
WHERE day >= ? AND day < ? AND sort = 'uninterrupted' AND begins AND piece_ms >= {2 * HOUR_MS} ORDER BY piece_ms DESC, start_ms LIMIT 1"""
_CLASH: Final = f"""
WITH planned AS (SELECT id, start_ms, end_ms FROM meetings WHERE day >= ? AND day < ? AND {ATTENDED} AND end_ms > start_ms)
SELECT greatest(a.start_ms, b.start_ms), least(a.end_ms, b.end_ms), count(*) OVER () FROM planned a JOIN planned b
ON a.id < b.id AND a.start_ms < b.end_ms AND b.start_ms < a.end_ms ORDER BY ALL LIMIT 1"""
_OPEN: Final = """
SELECT count(*), coalesce(sum(end_ms - start_ms), 0)::BIGINT FROM meetings
WHERE day >= ? AND day < ? AND NOT counted AND reason IN ('tentative', 'unanswered')"""
_LATE: Final = (
    f"SELECT day, sum(ms)::BIGINT FROM time WHERE day >= ? AND day < ? AND {AFTER_HOURS} GROUP BY day ORDER BY 2 DESC, 1 LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Instants in epoch ms; None where there is nothing of the sort.

    `free` is the longest stretch of two hours and more without meetings in the week after, `clash` the first time there when
    two meetings coincide, of `n_clashes`. Of the week itself: the day with most after hours, and the invitations without an answer.
    """

    free: tuple[int, int] | None
    clash: tuple[int, int] | None
    n_clashes: int
    late: tuple[date, int] | None
    n_open: int
    open_ms: int


def ahead_of(tables: Any, week: Period) -> Ahead:
    """What the tables, whose window reaches a week beyond, say of it. Needs the table `focus`."""
    own = [week.first.toordinal(), week.until.toordinal()]
    after = [own[1], (week.until + timedelta(days=7)).toordinal()]
    free = tables.execute(_FREE, after).fetchone()
    clash = tables.execute(_CLASH, after).fetchone()
    late = tables.execute(_LATE, own).fetchone()
    n_open, open_ms = tables.execute(_OPEN, own).fetchone()
    return Ahead(
        None if free is None else (int(free[0]), int(free[1])),
        None if clash is None else (int(clash[0]), int(clash[1])),
        0 if clash is None else int(clash[2]),
        None if late is None else (date.fromordinal(late[0]), int(late[1])),
        int(n_open),
        int(open_ms),
    )
