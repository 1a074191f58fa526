"""Sessions that Codex CLI has compressed: read like any other, and counted where the decoder is missing."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zstandard

from connratio.importers.contract import Options
from connratio.importers.reading import read_files

OPTIONS = Options(ZoneInfo("Europe/Berlin"), date(2026, 11, 24))
CASE = Path(__file__).parent / "cases" / "codex" / "one-turn" / "input.jsonl"


def packed(folder: Path, name: str = "rollout.jsonl.zst", *, cut: int = 0) -> Path:
    data = zstandard.ZstdCompressor().compress(CASE.read_bytes())
    file = folder / name
    file.write_bytes(data[: len(data) - cut])
    return file


def test_a_compressed_session_is_read_like_the_plain_one(tmp_path: Path) -> None:
    plain, small = (read_files([file], OPTIONS).activities for file in (CASE, packed(tmp_path)))
    assert small["uid"].tolist() == plain["uid"].tolist()
    assert small["end"].tolist() == plain["end"].tolist()
    assert small["origin"].tolist()[0] == "rollout.jsonl:6"


def test_a_plain_and_a_compressed_copy_of_a_session_count_once(tmp_path: Path) -> None:
    packed(tmp_path)
    (tmp_path / "rollout.jsonl").write_bytes(CASE.read_bytes())
    assert len(read_files([tmp_path], OPTIONS).activities) == 3


def test_a_damaged_one_is_a_problem(tmp_path: Path) -> None:
    reading = read_files([packed(tmp_path, cut=40)], OPTIONS)
    assert [p.code for p in reading.problems][:1] == ["C104"]


def test_two_parts_one_after_the_other_are_one_file(tmp_path: Path) -> None:
    lines = CASE.read_bytes().splitlines(keepends=True)
    file = tmp_path / "rollout.jsonl.zst"
    file.write_bytes(b"".join(zstandard.ZstdCompressor().compress(b"".join(part)) for part in (lines[:5], lines[5:])))
    assert len(read_files([file], OPTIONS).activities) == 3


def test_without_the_decoder_files_are_counted_in_one_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    for name in ("a.jsonl.zst", "b.jsonl.zst"):
        packed(tmp_path, name)
    assert [(p.code, p.n, p.file) for p in read_files([tmp_path], OPTIONS).problems] == [("C607", 2, "a.jsonl.zst")]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "bomb.zst"
    file.write_bytes(zstandard.ZstdCompressor().compress(b"\0" * (64 << 20)))
    assert [p.code for p in read_files([file], OPTIONS).problems] == ["C108"]
