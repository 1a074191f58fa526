"""Working hours without meetings: what is fragmented, what was interrupted, what was not (METRICS 1.5 and 6)."""

from __future__ import annotations

from typing import Any, Final

HOUR_MS: Final = 3_600_000
"""A stretch without meetings is fragmented below it, a piece without chat, mail or call uninterrupted from it on."""

_SWEEP: Final = f"""
CREATE OR REPLACE TEMP TABLE focus AS
WITH bounds AS (SELECT min(start_ms) AS low, max(end_ms) AS high FROM duty),
     met AS MATERIALIZED (
         SELECT start_ms, end_ms FROM meetings, bounds
         WHERE counted AND evidence IN ('calendar', 'timer') AND start_ms < high AND end_ms > low AND end_ms > start_ms),
     talk AS MATERIALIZED (
         SELECT start_ms, end_ms FROM spans, bounds WHERE (kind = 'human' OR contested = 1) AND start_ms < high AND end_ms > low),
     edges AS (
         SELECT start_ms AS moment, 1 AS duty, 0 AS met, 0 AS talk, 0 AS mark FROM duty UNION ALL SELECT end_ms, -1, 0, 0, 0 FROM duty
         UNION ALL SELECT start_ms, 0, 1, 0, 0 FROM met UNION ALL SELECT end_ms, 0, -1, 0, 0 FROM met
         UNION ALL SELECT start_ms, 0, 0, 1, 0 FROM talk UNION ALL SELECT end_ms, 0, 0, -1, 0 FROM talk
         UNION ALL SELECT start_ms, 0, 0, 0, 1 FROM meetings, bounds
                   WHERE counted AND evidence = 'message' AND start_ms >= low AND start_ms < high),
     points AS (SELECT moment, sum(duty) AS duty, sum(met) AS met, sum(talk) AS talk, max(mark) AS mark FROM edges GROUP BY moment),
     segments AS (
         SELECT moment, lead(moment) OVER line AS until, sum(duty) OVER line AS duty, sum(met) OVER line AS met, sum(talk) OVER line > 0 AS talks,
                mark FROM points WINDOW line AS (ORDER BY moment)),
     free AS (
         SELECT moment, until, talks, mark, moment IS DISTINCT FROM lag(until) OVER (ORDER BY moment) AS opens,
                talks IS DISTINCT FROM lag(talks) OVER (ORDER BY moment) AS turns
         FROM segments WHERE duty > 0 AND met = 0),
     numbered AS (
         SELECT moment, until, talks, sum(opens::INTEGER) OVER (ORDER BY moment) AS stretch,
                sum((opens OR turns OR mark = 1)::INTEGER) OVER (ORDER BY moment) AS piece FROM free),
     measured AS (
         SELECT moment, until, talks, sum(until - moment) OVER (PARTITION BY stretch) AS stretch_ms,
                sum(until - moment) OVER (PARTITION BY piece) AS piece_ms, moment = min(moment) OVER (PARTITION BY piece) AS begins FROM numbered),
     sorted AS (
         SELECT moment, until, piece_ms, begins,
                CASE WHEN stretch_ms < {HOUR_MS} THEN 'fragmented' WHEN NOT talks AND piece_ms >= {HOUR_MS} THEN 'uninterrupted'
                     ELSE 'interrupted' END AS sort FROM measured
         UNION ALL SELECT moment, until, 0, false, 'meeting' FROM segments WHERE duty > 0 AND met > 0)
SELECT d.day, s.sort, (s.until - s.moment)::BIGINT AS ms, s.piece_ms::BIGINT AS piece_ms, s.begins, s.moment AS start_ms
FROM sorted s ASOF JOIN duty d ON s.moment >= d.start_ms"""
"""Running sums over the edges of working hours, meetings and talks: each segment between two edges is in one state.

    duty   |  ======================  |
    met    |       ----               |
    talk   |              -           |
    sort   |  fffff    uuu i uuuuuuu  |   fragmented: shorter than an hour
"""


def add_focus(tables: Any) -> None:
    """Add the table `focus(day, sort, ms, piece_ms, begins, start_ms)` of the window: the sorts add up to the expected working time.

    Needs the tables `duty`, `meetings` and `spans` of ledger.tables. A piece that a message without a length cuts is two.
    """
    tables.execute(_SWEEP)
