"""How a log of many files meets what the ledger knows of it: what was forgotten by the tool stays, what it told is not told twice.

Assistants delete their transcripts after some weeks, begin new sessions with copies of old ones, and write on in a session that
was read before. A row's key is its session (and part of it): the `uid` up to the instant.
"""

from __future__ import annotations

from typing import Any, Final

WIDE_MS: Final = 3_600_000
"""Where the file before an act is gone, the act begins later than it did: rows that began so much earlier are looked at too."""
_DAY_MS: Final = 86_400_000
_KEY: Final = "regexp_replace(uid, '@[^@]*$', '')"
_HISTORY: Final = "uid LIKE '%/history@%'"
"""Acts that only a history of prompts told."""


def drop_told(connection: Any) -> None:
    """Leave out staged rows that the ledger has already: copies from a session whose own file is gone, and what a transcript told."""
    copies = " AND ".join(f"k.{name} = s.{name}" for name in ("source", "evidence", "start_ms", "end_ms", "app", "category"))
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE told AS
            SELECT s.nr FROM (SELECT * FROM staged JOIN matched USING (nr) WHERE old_id IS NULL) s JOIN known k
            ON {copies} AND k.session <> s.session AND k.session NOT IN (SELECT session FROM staged WHERE NOT {_HISTORY})
            UNION SELECT s.nr FROM (SELECT * FROM staged WHERE {_HISTORY}) s JOIN (SELECT * FROM known WHERE NOT {_HISTORY}) k
            ON k.source = s.source AND k.session = s.session AND abs(k.end_ms - s.end_ms) < {_DAY_MS}"""
    )
    for table in ("staged", "matched"):
        connection.execute(f"DELETE FROM {table} WHERE nr IN (SELECT nr FROM told)")


def drop_superseded(connection: Any) -> None:
    """Take away known rows of sessions that were read again further than before, and of a history where a transcript is there now."""
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE superseded AS
            WITH again AS (SELECT source, {_KEY} AS key, min(start_ms) AS first_ms FROM staged WHERE NOT {_HISTORY} GROUP BY ALL),
                 uids AS (SELECT DISTINCT source, uid FROM staged),
                 told AS (SELECT DISTINCT source, session, end_ms // {_DAY_MS} AS day FROM staged WHERE NOT {_HISTORY}),
                 left_over AS (SELECT *, {_KEY} AS key FROM known ANTI JOIN (SELECT old_id AS id FROM matched) USING (id))
            SELECT l.id FROM left_over l JOIN again a ON a.source = l.source AND a.key = l.key AND l.start_ms >= a.first_ms
            UNION SELECT l.id FROM left_over l SEMI JOIN uids USING (source, uid)
            UNION SELECT l.id FROM left_over l JOIN told t ON t.source = l.source AND t.session = l.session
                                   AND abs(l.end_ms // {_DAY_MS} - t.day) <= 1 WHERE {_HISTORY}"""
    )
    connection.execute("DELETE FROM gone WHERE id IN (SELECT id FROM superseded)")
    connection.execute(
        """INSERT INTO replaced SELECT id, start_ms, end_ms, evidence FROM known
           WHERE id IN (SELECT id FROM superseded) AND id NOT IN (SELECT id FROM replaced)"""
    )


def take_over(connection: Any, importer: str, file: int) -> None:
    """Note the log's file as the one that all its rows come from, and forget readings of parts of it that it replaces."""
    connection.execute("UPDATE records SET file = ? WHERE id IN (SELECT old_id FROM matched WHERE NOT differs)", [file])
    emptied = "(SELECT id FROM files WHERE importer = ? AND id <> ? AND id NOT IN (SELECT file FROM records))"
    for table, column in (("reads", "file"), ("problems", "file"), ("files", "id")):
        connection.execute(f"DELETE FROM {table} WHERE {column} IN {emptied}", [importer, file])
