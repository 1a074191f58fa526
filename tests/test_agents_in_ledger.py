"""Logs of coding agents in the ledger: databases that are written while they are read, sessions that go on."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from conftest import Run

ALL = ("--from", "2026-03-01", "--until", "2026-04-01", "-f", "csv")
T0 = 1_772_442_000_000
"""2026-03-02T09:00:00Z."""


def rows(run: Run, *files: Path) -> list[tuple[str, str, str]]:
    done = run("activities", *files, *ALL)
    assert done.code == 0, done.err
    return sorted((r["uid"], r["start"], r["end"]) for r in done.rows)


def test_what_only_the_write_ahead_log_of_a_database_holds_is_found_by_the_next_import(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "data" / "opencode.db"
    file.parent.mkdir()
    writer = sqlite3.connect(file)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("CREATE TABLE session (id TEXT PRIMARY KEY, parent_id TEXT, directory TEXT)")
    writer.execute("CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT, time_created INTEGER, data TEXT)")
    writer.execute("INSERT INTO session VALUES ('s', NULL, '/x/shop')")
    message(writer, "m1", 0, "user")
    writer.commit()
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert run("import", file.parent).code == 0
    assert len(rows(run)) == 1
    message(writer, "m2", 1000, "assistant", 31_000)
    writer.commit()
    before = file.stat().st_mtime_ns
    assert run("import", file.parent).code == 0
    assert file.stat().st_mtime_ns == before
    assert rows(run) == rows(run, file)
    assert len(rows(run)) == 3
    writer.close()


def message(writer: sqlite3.Connection, name: str, at: int, role: str, end: int = 0) -> None:
    time = {"created": T0 + at, **({"completed": T0 + end} if end else {})}
    writer.execute("INSERT INTO message VALUES (?, 's', ?, ?)", (name, T0 + at, json.dumps({"role": role, "time": time})))


def test_a_session_of_codex_that_goes_on_is_afterwards_as_if_it_had_been_read_once(run: Run, tmp_path: Path) -> None:
    whole = (Path(__file__).parent / "cases" / "codex" / "interrupts-and-steering" / "input.jsonl").read_text(encoding="utf-8")
    file = tmp_path / "sessions" / "rollout.jsonl"
    file.parent.mkdir()
    for n in (5, 9, 15):
        file.write_text("".join(whole.splitlines(keepends=True)[:n]), encoding="utf-8")
        assert run("import", file.parent).code == 0
    assert rows(run) == rows(run, file)
