"""The stretches that no rule is sure of, the largest first."""

from __future__ import annotations

from typing import Any, Final

from connratio.ledger.tables import quoted
from connratio.measure.share import seconds
from connratio.model.table import Table

COLUMNS: Final = ("rank", "field", "value", "seconds", "n_activities", "kind", "mode", "rule", "guess")
FIELDS: Final = ("app", "host", "title", "project", "source")
"""What a rule made of an answer looks at."""

_STRETCHES: Final = """
SELECT field, value, sum(ms)::BIGINT AS ms, count(*) AS n, kind, mode, rule, max(coalesce(n_people, 0)) AS heads FROM (
    SELECT CASE WHEN evidence = 'web' AND host <> '' THEN 'host' WHEN evidence IN ('app', 'editor') AND app <> '' THEN 'app'
                WHEN title <> '' AND NOT private THEN 'title' WHEN project <> '' THEN 'project' ELSE 'source' END AS field,
           CASE field WHEN 'host' THEN host WHEN 'app' THEN app WHEN 'title' THEN title WHEN 'project' THEN project ELSE source END AS value,
           CASE WHEN unplaced_ms > 0 THEN unplaced_ms ELSE greatest(end_ms - start_ms, 0) END AS ms, kind, mode, rule, n_people
    FROM activities
    WHERE person = {me} AND (kind = 'unknown' OR NOT certain) AND kind <> 'away' AND reason IN ('', 'solo') AND NOT all_day
      AND evidence NOT IN ('idle', 'itip', 'ai_watching', 'ai_unattended') AND (unplaced_ms > 0 OR end_ms > start_ms) {inside})
GROUP BY field, value, kind, mode, rule ORDER BY ms DESC, field, value, rule {limit}"""


def stretches(tables: Any, me: str, window: tuple[int, int] | None, limit: int = 0) -> Table:
    """One row per thing that a rule could name (COLUMNS), of activities that overlap the window (epoch ms; None: all).

    `seconds` is the length of the activities as recorded. `guess` is kind or kind/mode where something speaks for it: what an
    unsure rule says, or people for an entry with guests. `tables` is a connection with the table `activities`.
    """
    inside = "" if window is None else f"AND start_ms < {window[1]} AND coalesce(end_ms, start_ms) > {window[0]}"
    sql = _STRETCHES.format(me=quoted(me), inside=inside, limit=f"LIMIT {limit}" if limit else "")
    found = []
    for rank, (field, value, ms, n, kind, mode, rule, heads) in enumerate(tables.execute(sql).fetchall(), 1):
        guess = f"{kind}/{mode}" if kind != "unknown" and mode else kind if kind != "unknown" else "human" if heads > 1 else ""
        found.append((rank, field, value, seconds(ms), n, kind, mode, rule, guess))
    return Table(COLUMNS, found)
