"""A document taken into the ledger: compared with what is there, then written as one transaction.

Rows are the same by source, uid, occurrence and start; rows without a uid by all that they say but their end, since an event
that was still going on is longer the next time. Calendars lose what a newer snapshot no longer holds inside the window that
it covers; logs only grow.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.importers.pulse import SOURCE
from connratio.ledger.alike import DATED, ENTRIES, MARK, RAW, SNAPSHOTS, match, number
from connratio.ledger.logs import WIDE_MS, drop_superseded, drop_told, take_over
from connratio.ledger.memory import has_lists, in_ms, spelled_columns
from connratio.ledger.pulse import keep, news
from connratio.ledger.tables import UNLISTED, quoted
from connratio.model.memory import hand_over, take_back
from connratio.timeline.intervals import union

if TYPE_CHECKING:
    from connratio.importers.contract import Read
    from connratio.ledger.documents import Document

_REACH_MS: Final = 5_000
"""A window event joins its neighbour over so short a gap, also across midnight."""
_APART_MS: Final = 6 * 3_600_000


@dataclass(slots=True)
class Counts:
    """What one source of a document brought."""

    source: str
    path: str
    n_new: int = 0
    n_changed: int = 0
    n_gone: int = 0
    n_unchanged: int = 0
    n_skipped: int = 0
    n_problems: int = 0
    status: str = "new"


@dataclass(slots=True)
class Outcome:
    """What a document brought, source by source, and the stretches (epoch ms) whose days must be worked out anew."""

    counts: list[Counts]
    stretches: list[tuple[int, int]] = field(default_factory=list)


def compare(connection: Any, document: Document) -> Outcome:
    """What taking the document in would change. Leaves the temporary tables that `apply` needs; nothing else is written."""
    _stage(connection, document)
    match(connection, WIDE_MS if document.gathered else 0)
    if document.gathered:
        drop_told(connection, document.covers)
    _find_gone(connection, document)
    if document.gathered:
        drop_superseded(connection)
    return _outcome(connection, document)


def apply(connection: Any, document: Document, outcome: Outcome, now_ms: int) -> None:
    """Write what `compare` found. The caller's transaction makes it whole."""
    file = _file(connection, document, now_ms)
    connection.execute("DELETE FROM verdicts WHERE id IN (SELECT id FROM replaced)")
    connection.execute("DELETE FROM records WHERE id IN (SELECT id FROM replaced)")
    columns = ", ".join(RAW)
    # The first of a log has nothing to be joined with, which takes as long as writing it.
    first = connection.execute("SELECT count(*) FROM matched WHERE old_id IS NOT NULL").fetchone()[0] == 0
    new = "(SELECT *, NULL AS old_id FROM staged)" if first else "matched JOIN staged USING (nr) WHERE old_id IS NULL OR differs"
    connection.execute(
        f"""INSERT INTO records(id, file, ahead, {columns})
            SELECT coalesce(old_id, (SELECT coalesce(max(id), -1) + 1 FROM ids) + nr), {file}, ahead, {columns}
            FROM {new} ORDER BY nr"""
    )
    connection.execute(
        "UPDATE records SET file = ? WHERE id IN (SELECT old_id FROM matched WHERE NOT differs AND old_file <> ?) "
        f"AND evidence IN {SNAPSHOTS}",
        [file, file],
    )
    take_over(connection, document, file)
    _note_reads(connection, document, file)
    keep(connection, document.answers)
    if outcome.stretches:
        low, high = ([s[i] for s in outcome.stretches] for i in (0, 1))
        connection.execute("INSERT INTO stale SELECT unnest($1), unnest($2)", [low, high])
    if connection.execute(
        f"SELECT count(*) FROM (SELECT evidence FROM staged JOIN matched USING (nr) WHERE (old_id IS NULL OR differs) AND evidence IN {ENTRIES} "
        f"UNION ALL SELECT evidence FROM replaced WHERE evidence IN {ENTRIES})"
    ).fetchone()[0]:
        set_meta(connection, "entries", "changed")


def set_meta(connection: Any, name: str, value: str) -> None:
    """Keep one fact about the ledger."""
    connection.execute("DELETE FROM meta WHERE name = ?", [name])
    connection.execute("INSERT INTO meta VALUES (?, ?)", [name, value])


def _stage(connection: Any, document: Document) -> None:
    hand_over(connection, "frame", in_ms(document.table).assign(nr=np.arange(len(document.table))))
    picked = spelled_columns(lists=has_lists(document.table))
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE staged AS SELECT *, {MARK} AS mark, 1 AS nth
            FROM (SELECT nr, ahead, {", ".join(picked)} FROM frame)"""
    )
    number(connection, "staged", "nr")
    take_back(connection, "frame")


def _find_gone(connection: Any, document: Document) -> None:
    """`gone`: rows that the document no longer holds; `replaced`: rows that go because they changed, or left a calendar."""
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE gone AS SELECT k.*, f.path AS old_path, k.evidence IN {SNAPSHOTS} AS entry FROM known k
            JOIN files f ON f.id = k.file ANTI JOIN (SELECT old_id AS id FROM matched WHERE old_id IS NOT NULL) m ON m.id = k.id"""
    )
    windows = {read.info.name: _window(connection, document, read) for read in document.reads}
    tests = []
    for name, (low, high, anywhere) in windows.items():
        own = f"old_path = {quoted(document.path)}"
        inside = f"start_ms < {high} AND coalesce(end_ms, start_ms + 1) > {low}" if high > low else "false"
        tests.append(f"(source = {quoted(name)} AND {inside} AND ({own}{' OR entry' if anywhere else ''}))")
    connection.execute(f"DELETE FROM gone WHERE NOT coalesce({' OR '.join(tests) or 'false'}, false)")
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE replaced AS SELECT id, start_ms, end_ms, evidence FROM known
           WHERE id IN (SELECT old_id FROM matched WHERE differs) OR id IN (SELECT id FROM gone WHERE entry)"""
    )


def _window(connection: Any, document: Document, read: Read) -> tuple[int, int, bool]:
    """What the document covers of a source (epoch ms), and whether it speaks for rows that other files brought too.

    A file that replaces itself covers the time up to where its earlier self ended: an entry that left its end is gone, while one
    before its beginning may only have left the export's window.
    """
    if document.window is not None:
        return (*document.window, _is_newer(connection, read))
    if read.info.span is None:
        return 0, 0, False
    low, high = read.info.span
    if document.ahead_ms:
        high = max(high, document.ahead_ms)
    row = connection.execute(
        "SELECT max(last_ms), max(ahead_ms) FROM reads JOIN files ON files.id = reads.file WHERE files.path = ? AND source = ?",
        [document.path, read.info.name],
    ).fetchone()
    earlier = max((ms for ms in row if ms is not None), default=high)
    return low, max(high, earlier), _is_newer(connection, read)


def _is_newer(connection: Any, read: Read) -> bool:
    """Whether the document is another snapshot of the calendar of this name: at least half of the smaller one's uids are shared."""
    name = read.info.name
    shared, mine, theirs = connection.execute(
        f"""WITH a AS (SELECT DISTINCT uid FROM staged WHERE source = $1 AND uid <> '' AND evidence IN {DATED}),
                 b AS (SELECT DISTINCT uid FROM known WHERE source = $1 AND uid <> '' AND evidence IN {DATED})
            SELECT (SELECT count(*) FROM a SEMI JOIN b USING (uid)), (SELECT count(*) FROM a), (SELECT count(*) FROM b)""",
        [name],
    ).fetchone()
    owners = {
        o for (o,) in connection.execute("SELECT DISTINCT owner FROM reads WHERE source = ? AND owner <> ''", [name]).fetchall()
    }
    stranger = bool(read.info.owner) and bool(owners) and read.info.owner not in owners
    return not stranger and bool(shared) and 2 * shared >= min(mine, theirs)


def _outcome(connection: Any, document: Document) -> Outcome:
    rows = connection.execute(
        f"""SELECT source, count(*) FILTER (WHERE old_id IS NULL), count(*) FILTER (WHERE differs),
                  count(*) FILTER (WHERE old_id IS NOT NULL AND NOT differs)
           FROM staged JOIN matched USING (nr) WHERE evidence NOT IN {UNLISTED} GROUP BY source"""
    ).fetchall()
    of = {source: figures for source, *figures in rows}
    gone = dict(
        connection.execute(f"SELECT source, count(*) FROM gone WHERE evidence NOT IN {UNLISTED} GROUP BY source").fetchall()
    )
    counts = []
    for read in document.reads:
        new, changed, same = of.get(read.info.name, [0, 0, 0])
        if document.answers and read.info.name == SOURCE:
            new, changed, same = news(connection, document.answers)
        lost = gone.get(read.info.name, 0)
        status = "new" if new and not same and not changed else "changed" if new or changed or lost else "unchanged"
        skipped = sum(read.skipped.values())
        counts.append(Counts(read.info.name, document.path, new, changed, lost, same, skipped, read.n_problems, status))
    starts, ends = (
        connection.execute(
            """SELECT start_ms, greatest(coalesce(end_ms, start_ms), start_ms) AS end_ms FROM staged JOIN matched USING (nr)
           WHERE (old_id IS NULL OR differs) AND start_ms IS NOT NULL
           UNION ALL SELECT start_ms, greatest(coalesce(end_ms, start_ms), start_ms) FROM replaced WHERE start_ms IS NOT NULL"""
        )
        .fetchnumpy()
        .values()
    )
    touched = union(np.asarray(starts, dtype=np.int64) - _REACH_MS, np.asarray(ends, dtype=np.int64) + _REACH_MS)
    far = union(touched.start, touched.end + _APART_MS)
    return Outcome(counts, list(zip(far.start.tolist(), (far.end - _APART_MS).tolist(), strict=True)))


def _file(connection: Any, document: Document, now_ms: int) -> int:
    """The number of the document's row in `files`, made or brought up to date."""
    row = connection.execute("SELECT id FROM files WHERE path = ?", [document.path]).fetchone()
    number = int(row[0]) if row else int(connection.execute("SELECT coalesce(max(id), -1) + 1 FROM files").fetchone()[0])
    connection.execute("DELETE FROM files WHERE id = ?", [number])
    stamp = document.stamp
    connection.execute(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            number, document.path, stamp.sha256, stamp.importer, stamp.version, stamp.options, document.kind, document.label, now_ms,
            document.ahead_ms, json.dumps(dict(document.state)),
        ],
    )  # fmt: skip
    return number


def _note_reads(connection: Any, document: Document, file: int) -> None:
    connection.execute("DELETE FROM reads WHERE file = ?", [file])
    connection.execute("DELETE FROM problems WHERE file = ?", [file])
    for nth, read in enumerate(document.reads):
        info = read.info
        span = info.span or (None, None)
        wide = document.wide.get(info.name, span)
        connection.execute(
            "INSERT INTO reads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                file, nth, info.name, info.format, info.path, info.owner, info.owner_why, *span, *wide, list(info.notes),
                read.n_activities, json.dumps(dict(read.skipped)), read.n_problems,
            ],
        )  # fmt: skip
    if document.problems:
        given = [
            [file] * len(document.problems),
            *zip(*((p.code, p.message, p.file, p.line, p.uid, p.n) for p in document.problems), strict=True),
        ]
        picked = ", ".join(f"unnest(${i})" for i in range(1, 8))
        connection.execute(f"INSERT INTO problems SELECT {picked}", [list(column) for column in given])
