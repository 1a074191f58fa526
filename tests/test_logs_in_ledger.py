"""Logs of many files in the ledger: sessions that go on, transcripts that were deleted, copies, histories."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from claude_lines import CANARY, done, prompt, reply, transcript
from conftest import Run

Write = Callable[[str, str | bytes], Path]
ALL = ("--from", "2026-03-01", "--until", "2026-04-01", "-f", "csv")
FIRST = (prompt("09:00:00", "a1"), reply("09:00:40", "a2"))


def counts(run: Run, *args: str | Path) -> tuple[int, int, int, int]:
    done_ = run("import", *args, "-f", "csv")
    assert done_.code == 0, done_.err
    (row,) = done_.rows
    return int(row["n_new"]), int(row["n_changed"]), int(row["n_gone"]), int(row["n_unchanged"])


def rows(run: Run) -> list[tuple[str, str, str]]:
    """What the ledger holds: uid, start and end of each stretch, agents' alone."""
    done_ = run("activities", *ALL)
    return sorted((r["uid"].split("@")[0], r["start"][11:19], r["end"][11:19]) for r in done_.rows)


def test_importing_a_folder_of_transcripts_twice_changes_nothing(run: Run, write: Write, tmp_path: Path) -> None:
    write("logs/a.jsonl", transcript(*FIRST))
    write("logs/b.jsonl", transcript(prompt("10:00:00", "b1", "b"), reply("10:00:10", "b2", "b")))
    assert counts(run, tmp_path / "logs") == (6, 0, 0, 0)
    assert counts(run, tmp_path / "logs") == (0, 0, 0, 6)


def test_unchanged_files_are_not_opened_again_but_for_their_heads(run: Run, write: Write, tmp_path: Path) -> None:
    file = write("logs/a.jsonl", transcript(*FIRST))
    counts(run, tmp_path / "logs")
    about = file.stat()
    file.write_text(transcript(*FIRST).replace("09:00:40", "09:00:41"), encoding="utf-8")
    import os

    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert counts(run, tmp_path / "logs") == (0, 0, 0, 3)


def test_a_session_that_goes_on_is_afterwards_as_if_it_had_been_read_once(run: Run, write: Write, tmp_path: Path) -> None:
    file = write("logs/a.jsonl", transcript(prompt("09:00:00", "a1"), reply("09:00:40", "a2"), reply("09:10:00", "a3")))
    counts(run, tmp_path / "logs")
    whole = transcript(prompt("09:00:00", "a1"), reply("09:00:40", "a2"), reply("09:10:00", "a3"), done("09:10:01", "a4", 20_000))
    file.write_text(whole, encoding="utf-8")
    counts(run, tmp_path / "logs")
    after = rows(run)
    fresh = run("activities", tmp_path / "logs", *ALL)
    assert after == sorted((r["uid"].split("@")[0], r["start"][11:19], r["end"][11:19]) for r in fresh.rows)


def test_what_the_tool_deleted_stays(run: Run, write: Write, tmp_path: Path) -> None:
    old = write("logs/a.jsonl", transcript(*FIRST))
    counts(run, tmp_path / "logs")
    before = rows(run)
    old.unlink()
    write("logs/b.jsonl", transcript(prompt("10:00:00", "b1", "b")))
    counts(run, tmp_path / "logs")
    assert [r for r in rows(run) if r[0] == "5f0c"] == before


def test_a_copy_of_a_session_whose_own_file_is_gone_is_told_once(run: Run, write: Write, tmp_path: Path) -> None:
    old = write("logs/a.jsonl", transcript(*FIRST))
    fork = transcript(*(text.replace('"5f0c"', '"fork"') for text in FIRST), prompt("10:00:00", "b1", "fork"))
    write("logs/b.jsonl", fork)
    counts(run, tmp_path / "logs")
    before = rows(run)
    old.unlink()
    counts(run, tmp_path / "logs")
    assert rows(run) == before


def test_a_history_tells_only_what_no_transcript_told_also_after_the_transcript_is_gone(
    run: Run, write: Write, tmp_path: Path
) -> None:
    def entry(ms: int, session: str) -> str:
        given = {
            "display": CANARY,
            "pastedContents": {},
            "timestamp": ms,
            "project": "/home/CANARYuser/shop",
            "sessionId": session,
        }
        return json.dumps(given, separators=(",", ":"))

    transcript_ = write(".claude/projects/-shop/5f0c.jsonl", transcript(*FIRST))
    write(".claude/history.jsonl", transcript(entry(1_772_442_001_000, "5f0c"), entry(1_771_837_200_000, "gone")))
    counts(run, tmp_path / ".claude")
    assert [r[0] for r in rows(run)] == ["5f0c", "5f0c", "5f0c"]
    before = run("activities", "-f", "csv", "--from", "2026-02-01", "--until", "2026-04-01").out
    assert "gone/history@1771837200000" in before
    transcript_.unlink()
    write(".claude/projects/-shop/b.jsonl", transcript(prompt("2026-03-20T10:00:00Z", "b1", "b")))
    counts(run, tmp_path / ".claude")
    assert [r[0] for r in rows(run)] == ["5f0c", "5f0c", "5f0c", "b"]


def test_a_transcript_that_turns_up_replaces_what_the_history_told(run: Run, write: Write, tmp_path: Path) -> None:
    history = '{"display":"CANARY","pastedContents":{},"timestamp":1772442001000,"project":"/p/shop","sessionId":"5f0c"}\n'
    write(".claude/history.jsonl", history)
    counts(run, tmp_path / ".claude")
    assert [r[0] for r in rows(run)] == ["5f0c/history"]
    write(".claude/projects/-shop/5f0c.jsonl", transcript(*FIRST))
    counts(run, tmp_path / ".claude")
    assert [r[0] for r in rows(run)] == ["5f0c", "5f0c", "5f0c"]


def test_a_session_that_goes_on_after_it_was_forked_is_not_told_twice(run: Run, write: Write, tmp_path: Path) -> None:
    """The copies were the session's own; now that the fork has an event of its own before it, they are the fork's."""
    fork = transcript(*(text.replace('"5f0c"', '"fork"') for text in FIRST), prompt("10:00:00", "b1", "fork"))
    write("logs/a.jsonl", transcript(*FIRST))
    counts(run, tmp_path / "logs")
    write("logs/fork.jsonl", fork)
    counts(run, tmp_path / "logs")
    write("logs/a.jsonl", transcript(*FIRST, prompt("11:00:00", "a3"), reply("11:00:20", "a4")))
    counts(run, tmp_path / "logs")
    fresh = run("activities", tmp_path / "logs", *ALL)
    assert rows(run) == sorted((r["uid"].split("@")[0], r["start"][11:19], r["end"][11:19]) for r in fresh.rows)
