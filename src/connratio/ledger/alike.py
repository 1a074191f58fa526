"""Which rows of a document are rows that the ledger has: the same, or a changed copy."""

from __future__ import annotations

from typing import Any, Final

from connratio.model.activities import COLUMNS, INSTANT

RAW: Final = tuple(f"{name}_ms" if dtype == INSTANT else name for name, (dtype, _) in COLUMNS.items())
"""The columns of the table `records` after `id`, `file` and `ahead`."""
ENTRIES: Final = "('calendar', 'day_off', 'itip')"
"""Evidence whose verdicts depend on each other: a calendar's attendance, absences, copies of a meeting, messages about it."""
DATED: Final = "('calendar', 'day_off')"
"""Those of them that have their place in time, and can be moved."""
SNAPSHOTS: Final = "('calendar', 'day_off', 'commit')"
"""Evidence that the newest document of a source tells in full: what it leaves out was taken back, or written anew."""
_CONTENT: Final = ("person", "evidence", "title", "app", "host", "device", "category", "project", "unplaced_ms")
MARK: Final = f"hash(source, uid, instance, start_ms, CASE WHEN uid = '' THEN hash({', '.join(_CONTENT)}) ELSE 0 END)"
"""Which rows are the same, in 64 bits: comparing the texts themselves took a third of an import. A row that met another one's
number would be taken for a changed copy of it, once in many million imports."""
_BARE: Final = MARK.replace(" title,", "")
"""The same for rows whose title was forgotten."""
_COMPARED: Final = tuple(name for name in RAW if name not in {"origin", "row"})


def number(connection: Any, table: str, key: str) -> None:
    """Count the rows of one mark, most of which stand alone."""
    alike = f"SELECT mark FROM {table} GROUP BY mark HAVING count(*) > 1"
    connection.execute(
        f"""UPDATE {table} SET nth = d.nth FROM (
                SELECT {key}, (row_number() OVER (PARTITION BY mark ORDER BY end_ms, {key}))::INTEGER AS nth FROM {table} WHERE mark IN ({alike})) d
            WHERE {table}.{key} = d.{key} AND d.nth > 1"""
    )


def match(connection: Any, earlier_ms: int) -> None:
    """`known`: the ledger's rows of these sources near these times; `matched`: each staged row with its like, if any."""
    low, high = connection.execute("SELECT min(start_ms), max(start_ms) FROM staged").fetchone()
    connection.execute("CREATE OR REPLACE TEMP TABLE ids AS SELECT max(id) AS id FROM records")
    mark = f"CASE WHEN forgotten AND uid = '' THEN {_BARE} ELSE {MARK} END"
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE known AS SELECT *, {mark} AS mark, 1 AS nth FROM records
            WHERE source IN (SELECT DISTINCT source FROM staged) AND (start_ms IS NULL OR evidence IN {SNAPSHOTS} OR (start_ms BETWEEN $1 AND $2))""",
        [low - earlier_ms if low is not None else 0, high if high is not None else 0],
    )
    if connection.execute("SELECT count(*) FROM known").fetchone()[0] == 0:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE matched AS SELECT nr, NULL::BIGINT AS old_id, NULL::INTEGER AS old_file, false AS differs FROM staged"
        )
        return
    number(connection, "known", "id")
    changed = " OR ".join(
        f"(s.{name} IS DISTINCT FROM k.{name}{' AND NOT k.forgotten' if name == 'title' else ''})"
        for name in (*_COMPARED, "ahead")
    )
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE matched AS SELECT s.nr, k.id AS old_id, k.file AS old_file,
                   coalesce(k.id IS NOT NULL AND ({changed}), false) AS differs
            FROM staged s LEFT JOIN known k ON s.mark = k.mark AND s.nth = k.nth"""
    )
    _match_forgotten(connection, changed)
    # An entry that was moved: the same uid and occurrence once on either side.
    connection.execute(
        f"""UPDATE matched SET old_id = m.id, old_file = m.file, differs = true FROM (
                SELECT any_value(s.nr) AS nr, any_value(k.id) AS id, any_value(k.file) AS file
                FROM (SELECT * FROM staged JOIN matched USING (nr) WHERE old_id IS NULL AND uid <> '' AND evidence IN {DATED}) s
                JOIN (SELECT * FROM known ANTI JOIN (SELECT old_id AS id FROM matched) USING (id) WHERE uid <> '' AND evidence IN {DATED}) k
                ON s.source = k.source AND s.uid = k.uid AND s.instance = k.instance
                GROUP BY s.source, s.uid, s.instance HAVING count(*) = 1) m
            WHERE matched.nr = m.nr"""
    )


def _match_forgotten(connection: Any, changed: str) -> None:
    """Match what is left with the rows whose title is forgotten, by all else that they say."""
    if not connection.execute("SELECT count(*) FROM known WHERE forgotten AND uid = ''").fetchone()[0]:
        return
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE untitled AS
            SELECT * REPLACE (row_number() OVER (PARTITION BY mark ORDER BY end_ms, nr) AS nth)
            FROM (SELECT * EXCLUDE (old_id, old_file, differs) REPLACE ({_BARE} AS mark)
                  FROM staged JOIN matched USING (nr) WHERE old_id IS NULL AND uid = '')"""
    )
    connection.execute(
        f"""UPDATE matched SET old_id = m.id, old_file = m.file, differs = m.differs FROM (
                SELECT s.nr, k.id, k.file, coalesce({changed}, false) AS differs
                FROM untitled s JOIN (SELECT * FROM known WHERE forgotten AND uid = '') k ON s.mark = k.mark AND s.nth = k.nth) m
            WHERE matched.nr = m.nr"""
    )
