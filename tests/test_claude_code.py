"""Claude Code's files: which are its own, and lines of any length."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from claude_lines import CANARY, done, line, prompt, reply, result, transcript
from conftest import Run
from connratio.importers.ai import streams
from connratio.importers.claude_code.reader import ClaudeCodeImporter
from connratio.importers.claude_code.transcripts import Transcripts
from connratio.importers.contract import HEAD_BYTES, Head, Options, Source
from connratio.importers.places import may_open

Write = Callable[[str, str | bytes], Path]
LONG = 'CANARY \\"type\\":\\"assistant\\" "timestamp":"1999-01-01T00:00:00Z" ' * 400


def recognises(content: str, name: str = "x.jsonl") -> bool:
    return ClaudeCodeImporter().recognises(Head(name, content.encode()[:HEAD_BYTES]))


@pytest.mark.parametrize(
    "content",
    [
        transcript(prompt("09:00:00", "a1")),
        '{"type":"summary","summary":"CANARY","leafUuid":"a1"}\n',
        '{"type":"file-history-snapshot","messageId":"a1","snapshot":{"a":"' + "CANARY" * 20_000,
        '{"type":"user","message":{"role":"user","content":"' + "CANARY" * 20_000,
        '{"display":"CANARY","pastedContents":{},"timestamp":1772442845120,"project":"/p"}\n',
        '{"type": "user", "uuid": "a1", "timestamp": "2026-03-02T09:00:00Z", "message": {}}\n',
    ],
    ids=["prompt", "summary", "long snapshot", "long prompt", "history", "spaces"],
)
def test_its_files_are_known_by_their_first_lines(content: str) -> None:
    assert recognises(content)


def test_a_history_whose_first_prompt_fills_the_head_is_known_by_its_name() -> None:
    assert recognises('{"display":"' + "CANARY" * 20_000, "history.jsonl")
    assert not recognises('{"display":"' + "CANARY" * 20_000, "other.jsonl")


@pytest.mark.parametrize(
    "content",
    [
        '{\n  "type": "user",\n  "uuid": "a1",\n  "sessionId": "s",\n  "message": {}\n}\n',
        '{"uuid":"a1","sessionId":"s","timestamp":"2026-03-02T09:00:00Z","type":"user","message":{"role":"user","parts":[{"text":"CANARY"}]}}\n',
        '{"type":"user.message","data":{"content":"CANARY"},"id":"e1","timestamp":"2026-03-02T09:00:00Z","parentId":null}\n',
        '{"timestamp":"2026-03-02T09:00:00Z","type":"session_meta","payload":{"id":"s"}}\n',
        '[{"type":"user","uuid":"a1"}]\n',
    ],
    ids=["pretty-printed", "Qwen Code", "Copilot CLI", "Codex", "array"],
)
def test_files_of_other_tools_are_left_to_them(content: str) -> None:
    assert not recognises(content)


def rows(content: str) -> list[tuple[int, ...]]:
    """Events without their marks."""
    read = Transcripts()
    read.read(BytesIO(content.encode()), "5f0c.jsonl")
    events = read.trail.columns()
    return list(zip(events.session.tolist(), events.at.tolist(), events.what.tolist(), events.more.tolist(), strict=True))


def test_lines_too_long_to_be_read_as_a_whole_are_the_same_events(monkeypatch: pytest.MonkeyPatch) -> None:
    content = transcript(
        prompt("09:00:00", "a1", text=LONG),
        prompt("09:00:01", "a2", text=[{"type": "image", "source": {"data": LONG}}, {"type": "text", "text": CANARY}]),
        reply("09:00:10", "a3", message={"model": "claude-x", "role": "assistant", "content": [{"type": "text", "text": LONG}]}),
        result("09:00:12", "a4").replace(CANARY, LONG.replace('"', '\\"').replace("\\\\", "\\")),
        prompt("09:00:20", "a5", text=LONG, isSidechain=True),
        line("user", "09:00:21", "a6", message={"role": "user", "content": LONG}, isMeta=True),
        done("09:00:30", "a7", 30_000),
        '{"type":"file-history-snapshot","messageId":"a1","snapshot":{"timestamp":"2026-03-02T09:00:00Z","x":"'
        + LONG[:300] * 90
        + '"}}',
        prompt("09:01:00", "a8"),
    )
    whole = rows(content)
    assert len(whole) == 7
    monkeypatch.setattr(streams, "LONGEST", 4096)
    monkeypatch.setattr(streams, "END", 1500)
    assert rows(content) == whole


def test_a_stream_never_holds_more_than_a_piece_of_an_endless_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LONGEST", 1000)
    monkeypatch.setattr(streams, "END", 100)
    asked: list[int] = []

    class Stream(BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            asked.append(size or -1)
            return super().readline(size)

    found = list(streams.lines_of(Stream(b"short\n" + b"x" * 99_999 + b"\n" + b"last")))
    assert [(number, len(head), len(tail)) for number, head, tail in found] == [(1, 6, 0), (2, 100, 100), (3, 4, 0)]
    assert set(asked) == {1000}


def test_a_half_written_last_line_is_no_problem_and_a_broken_one_before_it_is() -> None:
    broken = transcript(prompt("09:00:00", "a1")) + '{"type":"user","mess\n' + reply("09:00:10", "a2")[:-20]
    source = Source("x/5f0c.jsonl", broken.encode)
    (batch,) = ClaudeCodeImporter().read(source, Options(ZoneInfo("UTC"), date(2026, 11, 1)))
    assert [(p.code, p.line, p.n) for p in batch.problems] == [("C106", 2, 1)]
    assert len(batch.activities) == 1


@pytest.mark.parametrize(
    ("path", "opened"),
    [
        ("/home/x/.claude/projects/-p/5f0c.jsonl", True),
        ("/home/x/.claude/projects/-p/5f0c/subagents/agent-1.jsonl", True),
        ("/home/x/.claude/projects/-p/5f0c/tool-results/1.jsonl", False),
        ("/home/x/.claude/projects/-p/sessions-index.json", False),
        ("/home/x/.claude/history.jsonl", True),
        ("/home/x/.claude/.credentials.json", False),
        ("/home/x/.claude/todos/5f0c.json", False),
        ("/home/x/.config/claude/projects/-p/5f0c.jsonl", True),
        ("/home/x/.config/Claude/local-agent-mode-sessions/a/b/projects/-p/5f0c.jsonl", True),
        ("/home/x/.config/Claude/local-agent-mode-sessions/a/b/notes.jsonl", False),
        ("/home/x/.codex/auth.json", False),
        ("/home/x/exports/calendar.ics", True),
    ],
)
def test_in_an_assistants_folder_only_its_logs_are_opened(path: str, opened: bool) -> None:
    assert may_open(path.split("/")) is opened


def test_a_configuration_folder_is_known_by_what_lies_in_it_and_a_folder_of_exports_is_none(
    run: Run, write: Write, tmp_path: Path
) -> None:
    logs = transcript(prompt("09:00:00", "a1"))
    for name in ("work-config/projects/-p/5f0c.jsonl", "work-config/shell-snapshots/1.sh", "work-config/notes.jsonl"):
        write(name, logs)
    for name in ("exports/projects/5f0c.jsonl", "exports/settings.json", "exports/notes.jsonl"):
        write(name, transcript(prompt("09:00:00", name, name)))
    assert [r["origin"] for r in run("activities", tmp_path / "work-config", "-f", "csv").rows] == ["5f0c.jsonl:1"]
    origins = {r["origin"] for r in run("activities", tmp_path / "exports", "-f", "csv").rows}
    assert origins == {"5f0c.jsonl:1", "notes.jsonl:1", "settings.json:1"}
