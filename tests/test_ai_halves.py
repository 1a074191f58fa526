"""Files read by two processes are as if one had read them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from claude_lines import line, prompt, reply, transcript
from connratio.importers.ai import halves
from connratio.importers.ai.batches import activities
from connratio.importers.claude_code.reader import ClaudeCodeImporter
from connratio.importers.contract import Options, Source

OPTIONS = Options(ZoneInfo("UTC"), date(2026, 11, 1))


def sources(folder: Path) -> list[Source]:
    other = {"model": "claude-y", "content": []}
    error = line("system", "09:00:00", "c0", "c", cwd=None, subtype="api_error")
    texts = [
        transcript(
            prompt("09:00:00", "a1"), reply("09:00:10", "a2"), prompt("09:01:00", "e1"), reply("09:01:20", "a3", message=other)
        ),
        transcript(
            prompt("09:00:00", "a1", "fork"), reply("09:00:10", "a2", "fork"), prompt("10:00:00", "b1", "fork"), "no JSON"
        ),
        transcript(error, prompt("09:00:00", "c1", "c"), reply("09:01:00", "c2", "c")),
        transcript(prompt("11:00:00", "d1"), reply("11:00:10", "d2")),
    ]
    files = [folder / f"{n}.jsonl" for n in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    return [Source(str(file), file.read_bytes, file) for file in files]


def told(given: Sequence[Source]) -> tuple[str, list[tuple[str, int]], dict[str, int]]:
    read = ClaudeCodeImporter().trail(given, OPTIONS)
    table = activities(read.trail, "x").without("people", "replies", "groups").pandas().astype(str)
    return table.to_csv(), [(p.file, p.line) for p in read.problems], dict(read.skipped)


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes, whatever the size; what other tests left of threads does not matter here."""
    if not hasattr(os, "fork"):
        pytest.skip("no fork here")
    monkeypatch.setattr(halves, "WORTH", 1)
    monkeypatch.setattr(halves, "_can_fork", lambda: True)


def test_two_processes_read_what_one_reads(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    given = sources(tmp_path)
    alone = told(given)
    request.getfixturevalue("two")
    assert len(halves.read_in_two(len, given)) == 2
    assert told(given) == alone
    assert "claude-y" in alone[0]


@pytest.mark.usefixtures("two")
def test_what_the_second_process_cannot_do_is_done_by_the_first(tmp_path: Path) -> None:
    given, me = sources(tmp_path), os.getpid()

    def read(part: Sequence[Source]) -> list[str]:
        if os.getpid() != me:
            raise MemoryError
        return [source.name for source in part]

    assert sum(halves.read_in_two(read, given), []) == [source.name for source in given]  # noqa: RUF017  # four of them


@pytest.mark.usefixtures("two")
def test_files_that_lie_in_no_file_of_their_own_are_read_by_one(tmp_path: Path) -> None:
    given = [Source(s.path, s.data) for s in sources(tmp_path)]
    assert halves.read_in_two(len, given) == [4]
