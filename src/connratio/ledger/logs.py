"""How a log of many files meets what the ledger knows of it: what was forgotten by the tool stays, what it told is not told twice.

Assistants delete their transcripts after some weeks, begin new sessions with copies of old ones, and write on in a session that
was read before. A row's key is its session (and part of it): the `uid` up to the instant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from connratio.ledger.documents import Document

WIDE_MS: Final = 3_600_000
"""Where the file before an act is gone, the act begins later than it did: rows that began so much earlier are looked at too."""
_DAY_MS: Final = 86_400_000
_KEY: Final = "regexp_replace(uid, '@[^@]*$', '')"
_HISTORY: Final = "uid LIKE '%/history@%'"
"""Acts that only a history of prompts told."""


def _note_covers(connection: Any, covers: Mapping[tuple[str, str], int]) -> None:
    """Make the temporary table `covers(source, key, first_ms)`: what this reading holds of each session, copies included."""
    connection.execute("CREATE OR REPLACE TEMP TABLE covers(source VARCHAR, key VARCHAR, first_ms BIGINT)")
    if covers:
        given = [[source for source, _ in covers], [key for _, key in covers], list(covers.values())]
        connection.execute("INSERT INTO covers SELECT unnest($1), unnest($2), unnest($3)", given)


def drop_told(connection: Any, covers: Mapping[tuple[str, str], int]) -> None:
    """Leave out staged rows that the ledger has already: copies from a session whose own file is gone, and what a transcript told."""
    _note_covers(connection, covers)
    copies = " AND ".join(f"k.{name} = s.{name}" for name in ("source", "evidence", "start_ms", "end_ms", "app", "category"))
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE told AS
            SELECT s.nr FROM (SELECT * FROM staged JOIN matched USING (nr) WHERE old_id IS NULL) s
                   JOIN (SELECT * FROM (SELECT *, {_KEY} AS key FROM known) ANTI JOIN covers USING (source, key)) k
                   ON {copies} AND k.session <> s.session
            UNION SELECT s.nr FROM (SELECT * FROM staged WHERE {_HISTORY}) s JOIN (SELECT * FROM known WHERE NOT {_HISTORY}) k
            ON k.source = s.source AND k.session = s.session AND abs(k.end_ms - s.end_ms) < {_DAY_MS}"""
    )
    for table in ("staged", "matched"):
        connection.execute(f"DELETE FROM {table} WHERE nr IN (SELECT nr FROM told)")


def drop_superseded(connection: Any) -> None:
    """Take away known rows that this reading of their session no longer has, and of a history where a transcript is there now."""
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE superseded AS
            WITH told AS (SELECT DISTINCT source, session, end_ms // {_DAY_MS} AS day FROM staged WHERE NOT {_HISTORY}),
                 left_over AS (SELECT *, {_KEY} AS key FROM known ANTI JOIN (SELECT old_id AS id FROM matched) USING (id))
            SELECT l.id FROM left_over l JOIN covers c ON c.source = l.source AND c.key = l.key AND l.end_ms >= c.first_ms
            UNION SELECT l.id FROM left_over l JOIN told t ON t.source = l.source AND t.session = l.session
                                   AND abs(l.end_ms // {_DAY_MS} - t.day) <= 1 WHERE {_HISTORY}"""
    )
    connection.execute("DELETE FROM gone WHERE id IN (SELECT id FROM superseded)")
    connection.execute(
        """INSERT INTO replaced SELECT id, start_ms, end_ms, evidence FROM known
           WHERE id IN (SELECT id FROM superseded) AND id NOT IN (SELECT id FROM replaced)"""
    )


def take_over(connection: Any, document: Document, file: int) -> None:
    """Note the file of such a log as the one that all its rows come from, and forget readings of parts of it that it replaces."""
    if not document.gathered:
        return
    importer = document.stamp.importer
    connection.execute("UPDATE records SET file = ? WHERE id IN (SELECT old_id FROM matched WHERE NOT differs)", [file])
    emptied = "(SELECT id FROM files WHERE importer = ? AND id <> ? AND id NOT IN (SELECT file FROM records))"
    for table, column in (("reads", "file"), ("problems", "file"), ("files", "id")):
        connection.execute(f"DELETE FROM {table} WHERE {column} IN {emptied}", [importer, file])
