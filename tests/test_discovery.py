"""`--discover`: the logs that AI assistants keep on this machine, found without opening anything."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ai_logs import transcript
from conftest import ROOT, Run
from connratio.importers.discovery import Log, files_of, logs_here

Write = Callable[[str, str], Path]
WORK = transcript("5f0c", "09:00 prompt", "09:04 machine")


def look(home: Path, **env: str) -> list[Log]:
    return logs_here(env, home, home, ZoneInfo("UTC"))


def touch(file: Path, day: str, text: str = "x") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
    os.utime(file, (at, at))
    return file


def names(logs: list[Log], home: Path) -> dict[str, list[str]]:
    return {log.app: [p.relative_to(home).as_posix() for p in log.files] for log in logs}


@pytest.mark.parametrize(
    ("app", "file"),
    [
        ("claude-code", ".claude/projects/-proj-shop/5f0c.jsonl"),
        ("claude-code", ".claude/projects/-proj-shop/5f0c/subagents/agent-1.jsonl"),
        ("claude-code", ".config/claude/projects/-x/a.jsonl"),
        ("claude-code", "Library/Application Support/Claude/local-agent-mode-sessions/a/b/c/projects/-x/s.jsonl"),
        ("codex", ".codex/sessions/2026/03/02/rollout-2026-03-02T10-00-00-0199.jsonl"),
        ("codex", ".codex/archived_sessions/rollout-2026-03-02T10-00-00-0199.jsonl.zst"),
        ("gemini-cli", ".gemini/tmp/shop/chats/session-2026-05-04T08-00-abc.jsonl"),
        ("copilot", ".config/Code/User/workspaceStorage/4f/chatSessions/1.json"),
        ("copilot-cli", ".copilot/session-state/1/events.jsonl"),
        ("cursor", ".config/Cursor/User/globalStorage/state.vscdb"),
        ("opencode", ".local/share/opencode/opencode.db"),
        ("aider", ".aider.input.history"),
        ("lm-studio", ".lmstudio/conversations/1.conversation.json"),
    ],
)
def test_each_assistants_own_place_is_known(tmp_path: Path, app: str, file: str) -> None:
    touch(tmp_path / file, "2026-03-05")
    assert names(look(tmp_path), tmp_path) == {app: [file]}


def test_variables_name_other_places_and_each_log_is_found_once(tmp_path: Path) -> None:
    touch(tmp_path / "a/projects/-x/1.jsonl", "2026-03-05")
    touch(tmp_path / "b/projects/-x/2.jsonl", "2026-03-05")
    touch(tmp_path / "c/sessions/2026/03/02/rollout-1.jsonl", "2026-03-05")
    told = {"CLAUDE_CONFIG_DIR": f"{tmp_path}/a,{tmp_path}/b,{tmp_path}/a", "CODEX_HOME": f"{tmp_path}/c"}
    assert [(log.app, log.folder.name) for log in look(tmp_path, **told)] == [
        ("claude-code", "a"),
        ("claude-code", "b"),
        ("codex", "c"),
    ]


def test_windows_keeps_them_in_its_own_folders(tmp_path: Path) -> None:
    touch(
        tmp_path / "Local/Packages/Claude_pzs8/LocalCache/Roaming/Claude/local-agent-mode-sessions/a/projects/-x/1.jsonl",
        "2026-03-05",
    )
    touch(tmp_path / "Roaming/Code - Insiders/User/workspaceStorage/4f/chatSessions/1.jsonl", "2026-03-05")
    told = {"APPDATA": f"{tmp_path}/Roaming", "LOCALAPPDATA": f"{tmp_path}/Local"}
    assert [log.app for log in look(tmp_path, **told)] == ["claude-code", "copilot"]


def test_days_are_those_of_names_and_of_times_of_writing(tmp_path: Path) -> None:
    touch(tmp_path / ".codex/sessions/2026/02/01/rollout-2026-02-01T10-00-00-1.jsonl", "2026-02-03", "1234")
    touch(tmp_path / ".codex/history.jsonl", "2026-03-05", "12")
    log = look(tmp_path)[0]
    assert (log.first, log.last, log.n_bytes, len(log.files)) == (date(2026, 2, 1), date(2026, 3, 5), 6, 2)


def test_a_database_tells_only_when_it_was_written_last(tmp_path: Path) -> None:
    touch(tmp_path / ".local/share/opencode/opencode.db", "2026-03-05")
    assert [(log.first, log.last) for log in look(tmp_path)] == [(None, date(2026, 3, 5))]


def test_other_files_and_links_are_left_alone(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    kept = touch(home / ".claude/projects/-x/1.jsonl", "2026-03-05")
    for other in (
        "settings.json",
        ".credentials.json",
        "projects/sessions-index.json",
        "projects/-x/1/tool-results/big.jsonl",
        "todos/1.json",
    ):
        touch(home / ".claude" / other, "2026-03-05")
    touch(elsewhere / "projects/-y/2.jsonl", "2026-03-05")
    (home / ".claude/projects/-y").symlink_to(elsewhere / "projects/-y")
    (home / ".claude/projects/-x/3.jsonl").symlink_to(elsewhere / "projects/-y/2.jsonl")
    (home / ".claude/projects/-x/4.jsonl").symlink_to(kept)
    assert files_of(look(home)) == [kept]  # and once, whatever else leads to it


def test_listing_opens_none_of_them_and_reading_only_those(tmp_path: Path, run: Run) -> None:
    touch(tmp_path / ".claude/projects/-proj-shop/5f0c.jsonl", "2026-03-05", WORK)
    touch(tmp_path / ".claude/history.jsonl.bak", "2026-03-05", "x")
    hook = "import sys\nsys.addaudithook(lambda e, a: e == 'open' and '.claude' in str(a[0]) and sys.stderr.write(f'OPENED {a[0]}\\n'))\n"
    touch(tmp_path / "hook/sitecustomize.py", "2026-03-05", hook)
    hooked = {"PYTHONPATH": f"{tmp_path}/hook:{ROOT / 'src'}"}
    listed = run("sources", "--discover", **hooked)
    assert "OPENED" not in listed.err
    assert listed.rows == [
        {"source": "claude-code", "path": f"{tmp_path}/.claude", "n_files": "1", "n_bytes": str(len(WORK)),
         "first": "2026-03-05", "last": "2026-03-05"}
    ]  # fmt: skip
    opened = {line for line in run("ai", "--discover", **hooked).err.splitlines() if line.startswith("OPENED")}
    assert opened == {f"OPENED {tmp_path}/.claude/projects/-proj-shop/5f0c.jsonl"}


def test_ai_report_and_sync_read_what_was_found(tmp_path: Path, run: Run) -> None:
    touch(tmp_path / ".claude/projects/-proj-shop/5f0c.jsonl", "2026-03-05", WORK)
    touch(tmp_path / ".claude/settings.json", "2026-03-05", "{}")
    row = run("ai", "--discover").rows[0]
    assert (row["ai_seconds"], row["ai_agent_seconds"]) == ("60", "240")
    assert run("report", "--discover", "--by", "total").rows[0]["ai_seconds"] == "60"
    assert [(r["source"], r["n_new"]) for r in run("sync", "discover").rows] == [("claude-code", "3")]
    (tmp_path / "connratio.yaml").write_text("sources:\n  - kind: discover\n")
    assert [(r["source"], r["n_new"], r["status"]) for r in run("sync").rows] == [("claude-code", "0", "unchanged")]
    assert run("ai").rows[0]["ai_seconds"] == "60"


def test_a_file_that_is_no_log_under_a_logs_name_is_passed_over(tmp_path: Path, run: Run) -> None:
    touch(tmp_path / ".claude/projects/-proj-shop/5f0c.jsonl", "2026-03-05", WORK)
    touch(tmp_path / ".claude/projects/-proj-shop/77aa.jsonl", "2026-03-05", '{\n "name": "x"\n}\n')
    done = run("ai", "--discover")
    assert (done.rows[0]["ai_seconds"], done.err) == ("60", "")


def test_sizes_are_readable_on_a_terminal(tmp_path: Path, run: Run) -> None:
    touch(tmp_path / ".codex/sessions/2026/02/01/rollout-1.jsonl", "2026-02-03", "x" * 1250)
    assert "1.25 kB" in run("sources", "--discover", "-f", "table").out


def test_a_machine_without_logs_says_so(run: Run) -> None:
    assert run("sources", "--discover").rows == []
    done = run("ai", "--discover")
    assert done.code == 2
    assert "no log of an AI assistant was found on this machine" in done.err
