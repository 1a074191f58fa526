"""Logs of coding agents that are cut off, damaged or out of order: nothing is raised, and what is whole counts."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connratio.importers.contract import HEAD_BYTES, Head, Options, Source
from connratio.importers.reading import Reading, read_files
from connratio.importers.registry import named, recognised
from connratio.model.frame import Frame

CASES = Path(__file__).parent / "cases"
AGENTS = ("aider", "codex", "copilot", "cursor", "gemini-cli", "llm", "opencode", "qwen-code")
T0 = 1_772_445_600_000
"""2026-03-02T10:00:00Z."""
OPTIONS = Options(ZoneInfo("Europe/Berlin"), date(2026, 11, 24))
FILES = sorted(f for agent in AGENTS for f in (CASES / agent).rglob("*") if f.is_file() and "input." in str(f))
FOLDERS = sorted(d for agent in AGENTS for d in (CASES / agent).glob("*/input.d"))
ROUNDS = 12
HOSTILE = (b"\x00", b"\xff", b'"', b"{", b"}", b"[", b"]", b",", b"\n", b"\\", b"null", b"-1e999", b"\xed\xa0\x80")


def shown(path: Path) -> str:
    return "/".join(path.relative_to(CASES).parts[:2])


def failures(reading: Reading) -> list[str]:
    """What should never be: an importer that raised, a word of what was said, a stretch that ends before it begins."""
    table = reading.activities
    backwards = ["backwards"] * int((table["end"] < table["start"]).sum())
    return [p.message for p in reading.problems if p.code in {"C901", "C113"} or "CANARY" in p.message] + backwards


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{shown(f)}/{f.name}")
def test_a_damaged_file_raises_nothing(file: Path, tmp_path: Path) -> None:
    good, damaged = file.read_bytes(), tmp_path / file.name
    agent = file.relative_to(CASES).parts[0]
    rng = random.Random(str(file.relative_to(CASES)))  # noqa: S311  # damage, not a secret
    for _ in range(ROUNDS):
        data = bytearray(good)
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(data))
            data[at : at + rng.randint(0, 3)] = rng.choice(HOSTILE)
        if rng.random() < 0.5:
            del data[rng.randrange(1, len(data)) :]
        damaged.write_bytes(data)
        assert failures(read_files([damaged], OPTIONS, as_name=agent)) == []


OTHER: tuple[Any, ...] = (
    None, True, -1, 10**30, 1.5e300, "", "CANARY", [], {}, [[[]]], {"type": {"id": ["CANARY"]}}, ["CANARY"] * 3, "9999-99-99T99:99:99.999Z",
    "2026-03-02T10:00:00+99:00", 253402300800000, float("inf"), "\ud800",
)  # fmt: skip


def changed(value: Any, rng: random.Random) -> Any:
    """The value with one part of it, at any depth, of another kind."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = rng.choice(list(value))
        return {**value, key: changed(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.85:
        place = rng.randrange(len(value))
        return [*value[:place], changed(value[place], rng), *value[place + 1 :]]
    return rng.choice(OTHER)


@pytest.mark.parametrize("file", [f for f in FILES if f.suffix in {".json", ".jsonl"}], ids=lambda f: f"{shown(f)}/{f.name}")
def test_values_of_another_kind_raise_nothing(file: Path, tmp_path: Path) -> None:
    text, odd = file.read_text(encoding="utf-8"), tmp_path / file.name
    rng = random.Random(str(file.relative_to(CASES)))  # noqa: S311  # damage, not a secret
    try:
        parts = [json.loads(text)]
    except ValueError:
        parts = [json.loads(line) for line in text.splitlines() if is_json(line)]
    for _ in range(ROUNDS):
        lines = [json.dumps(changed(part, rng) if rng.random() < max(0.3, 1 / len(parts)) else part) for part in parts]
        odd.write_text("\n".join(lines) + "\n", encoding="utf-8")
        assert failures(read_files([odd], OPTIONS, as_name=file.relative_to(CASES).parts[0])) == []


def is_json(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("file", [f for f in FILES if f.name != "workspace.json"], ids=lambda f: f"{shown(f)}/{f.name}")
def test_a_log_is_recognised_by_what_is_in_it(file: Path) -> None:
    importer, problems = recognised(Head(file.name, file.read_bytes()[:HEAD_BYTES]))
    assert importer is not None
    assert importer.name == file.relative_to(CASES).parts[0]
    assert problems == []


@pytest.mark.parametrize(
    "file", [f for f in FILES if f.suffix == ".jsonl" and "broken" not in str(f)], ids=lambda f: f"{shown(f)}/{f.name}"
)
def test_a_line_that_is_half_written_costs_only_itself(file: Path, tmp_path: Path) -> None:
    whole, more = tmp_path / file.name, tmp_path / "more" / file.name
    more.parent.mkdir()
    whole.write_bytes(file.read_bytes())
    more.write_bytes(file.read_bytes() + b'{"timestamp":"2026-03-02T10:00:30.000Z","type":"event_msg","payl')
    agent = file.relative_to(CASES).parts[0]
    one, two = (read_files([f], OPTIONS, as_name=agent) for f in (whole, more))
    assert rows(one) == rows(two)
    assert [p.code for p in one.problems] == [p.code for p in two.problems]


@pytest.mark.parametrize("folder", FOLDERS, ids=shown)
def test_the_order_of_the_files_changes_nothing(folder: Path) -> None:
    importer = named(folder.relative_to(CASES).parts[0])
    sources = [Source(str(f), f.read_bytes, f) for f in sorted(folder.rglob("*")) if f.is_file() and f.name != "workspace.json"]
    assert hasattr(importer, "gather")
    there, back = (list(importer.gather(order, OPTIONS)) for order in (sources, sources[::-1]))
    assert [sorted(placed(b.activities)) for b in there] == [sorted(placed(b.activities)) for b in back]


@pytest.mark.parametrize("folder", FOLDERS, ids=shown)
def test_a_copy_of_the_folder_adds_nothing(folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(folder, tmp_path / "both" / name)
    once, twice = (read_files([f], OPTIONS) for f in (folder, tmp_path / "both"))
    assert rows(once) == rows(twice)


LONG = "CANARY" * 1_000_000


@pytest.mark.parametrize(
    ("agent", "lines"),
    [
        (
            "codex",
            [
                {"timestamp": "2026-03-02T10:00:00.000Z", "type": "session_meta", "payload": {"id": "s", "base_instructions": LONG}},
                {"timestamp": "2026-03-02T10:00:01.000Z", "type": "event_msg", "payload": {"type": "user_message", "message": LONG}},
                {"timestamp": "2026-03-02T10:00:09.000Z", "type": "response_item", "payload": {"type": "x", "output": LONG}},
            ],
        ),
        (
            "gemini-cli",
            [
                {"sessionId": "s", "projectHash": "p"},
                {"id": "1", "timestamp": "2026-03-02T10:00:01.000Z", "type": "user", "content": [{"text": LONG}]},
                {"id": "2", "timestamp": "2026-03-02T10:00:09.000Z", "type": "gemini", "content": LONG},
            ],
        ),
        (
            "copilot",
            [
                {"type": "session.start", "data": {"sessionId": "s"}, "id": "1", "timestamp": "2026-03-02T10:00:00.000Z"},
                {"type": "user.message", "data": {"content": LONG}, "id": "2", "timestamp": "2026-03-02T10:00:01.000Z"},
                {"type": "assistant.message", "data": {"content": LONG}, "id": "3", "timestamp": "2026-03-02T10:00:09.000Z"},
            ],
        ),
        (
            "qwen-code",
            [
                {"uuid": "1", "sessionId": "s", "timestamp": "2026-03-02T10:00:01.000Z", "type": "user", "message": {"parts": [LONG]}},
                {"uuid": "2", "sessionId": "s", "timestamp": "2026-03-02T10:00:09.000Z", "type": "assistant", "message": {"parts": [LONG]}},
            ],
        ),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)  # fmt: skip
def test_a_line_of_megabytes_counts_by_its_ends(agent: str, lines: list[object], tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    file.write_text("".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in lines), encoding="utf-8")
    reading = read_files([file], OPTIONS, as_name=agent)
    assert [p.code for p in reading.problems] == []
    kinds = list(zip(reading.activities["evidence"], (reading.activities["end"] - T0).tolist(), strict=True))
    assert kinds == [("ai", 1000), ("ai_watching", 9000), ("ai_unattended", 9000)]


def rows(reading: Reading) -> list[tuple[object, ...]]:
    return sorted(placed(reading.activities))


def placed(table: Frame) -> list[tuple[object, ...]]:
    """The rows without where they were found."""
    told = ("start", "end", "uid", "evidence", "category", "project", "session", "model")
    return list(zip(*(table[name].tolist() for name in told), strict=True))


def test_a_length_that_cannot_be_is_bounded_by_what_is_known(tmp_path: Path) -> None:
    turn = [
        ("10:00:00", "session_meta", {"id": "s"}),
        ("10:00:01", "event_msg", {"type": "task_started", "turn_id": "t"}),
        ("10:00:01", "event_msg", {"type": "user_message"}),
        ("10:00:31", "event_msg", {"type": "task_complete", "turn_id": "t", "duration_ms": 500_000_000}),
    ]
    codex = tmp_path / "rollout.jsonl"
    codex.write_text(
        "".join(json.dumps({"timestamp": f"2026-03-02T{at}.000Z", "type": kind, "payload": p}) + "\n" for at, kind, p in turn),
        encoding="utf-8",
    )
    chat = tmp_path / "chat.json"
    chat.write_text(
        json.dumps({
            "version": 3, "sessionId": "c", "creationDate": T0,
            "requests": [{"requestId": "1", "timestamp": T0 + 3_600_000, "result": {"timings": {"totalElapsed": 9e14}}}],
        }), encoding="utf-8",
    )  # fmt: skip
    table = read_files([tmp_path], OPTIONS).activities
    machine = table.take(table["evidence"].among("ai_unattended"))
    assert (machine["end"] - machine["start"]).tolist() == [30_000]


@pytest.mark.parametrize(("agent", "table"), [("cursor", "cursorDiskKV"), ("opencode", "message"), ("llm", "turns")])
def test_a_view_in_the_place_of_a_table_is_never_asked(agent: str, table: str, tmp_path: Path) -> None:
    file = tmp_path / "trap.db"
    connection = sqlite3.connect(file)
    names = "key, value, id, session_id, data, thread_id, model, duration_ms, datetime_utc"
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x, x, x, x, x, x, x, x, x FROM n"
    connection.execute(f"CREATE VIEW {table}({names}) AS {endless}")
    connection.execute("CREATE TABLE session (id TEXT, parent_id TEXT)")
    connection.commit()
    connection.close()
    reading = read_files([file], OPTIONS, as_name=agent)
    assert [p.code for p in reading.problems] == ["C702"]
    assert len(reading.activities) == 0
