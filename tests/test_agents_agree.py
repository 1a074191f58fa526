"""One conversation as each coding agent would have logged it: the same acts, the same time of the person and of the machine."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connratio.importers.contract import Options
from connratio.importers.reading import read_files

OPTIONS = Options(ZoneInfo("UTC"), date(2026, 11, 24))
T0 = 1_772_442_000
"""2026-03-02T09:00:00Z, in seconds."""
TURNS = ((0, 30), (90, 121), (200, 260))
"""When a person wrote, and when the answer was complete, in seconds."""
HANDS_ON = [(-60, 0), (30, 90), (121, 200)]
Write = Callable[[Path], None]


def iso(at: float) -> str:
    return datetime.fromtimestamp(T0 + at, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def lines(*records: dict[str, Any]) -> Write:
    text = "".join(json.dumps(record) + "\n" for record in records)
    return lambda file: (file.write_text(text, encoding="utf-8"), None)[1]


def each(made: Callable[[int, int, int], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [record for n, (asked, answered) in enumerate(TURNS) for record in made(n, asked, answered)]


def codex() -> Write:
    def line(at: float, kind: str, **payload: Any) -> dict[str, Any]:
        return {"timestamp": iso(at), "type": kind, "payload": payload}

    turns = each(lambda n, asked, answered: [
        line(asked, "event_msg", type="task_started", turn_id=f"t{n}"),
        line(asked, "event_msg", type="user_message", message="CANARY"),
        line(asked + 1, "response_item", type="function_call_output", output="CANARY"),
        line(answered, "event_msg", type="task_complete", turn_id=f"t{n}", duration_ms=1000 * (answered - asked)),
    ])  # fmt: skip
    return lines(line(-5, "session_meta", id="s", source="cli"), *turns)


def gemini() -> Write:
    turns = each(lambda n, asked, answered: [
        {"id": f"u{n}", "timestamp": iso(asked), "type": "user", "content": "CANARY"},
        {"id": f"g{n}", "timestamp": iso(answered), "type": "gemini", "content": "CANARY"},
    ])  # fmt: skip
    return lines({"sessionId": "s", "projectHash": "p", "startTime": iso(-5)}, *turns)


def qwen() -> Write:
    def line(at: float, kind: str, role: str) -> dict[str, Any]:
        own = {"uuid": f"{kind}{at}", "sessionId": "s", "timestamp": iso(at), "type": kind}
        return own | {"message": {"role": role, "parts": [{"text": "CANARY"}]}}

    return lines(*each(lambda _, asked, answered: [line(asked, "user", "user"), line(answered, "assistant", "model")]))


def chat() -> dict[str, Any]:
    requests = each(lambda n, asked, answered: [{
        "requestId": f"r{n}", "timestamp": 1000 * (T0 + asked), "message": {"text": "CANARY"},
        "result": {"timings": {"totalElapsed": 1000 * (answered - asked)}},
    }])  # fmt: skip
    return {"version": 3, "sessionId": "s", "creationDate": 1000 * T0, "requests": requests}


def journal() -> Write:
    whole = chat()
    pushed = [{"kind": 2, "k": ["requests"], "v": [request]} for request in whole["requests"]]
    return lines({"kind": 0, "v": whole | {"requests": []}}, *pushed)


def command_line() -> Write:
    def line(at: float, kind: str, **data: Any) -> dict[str, Any]:
        return {"type": kind, "data": data, "id": f"{kind}{at}", "timestamp": iso(at), "parentId": None}

    turns = each(lambda n, asked, answered: [
        line(asked, "user.message", content="CANARY"),
        line(asked, "assistant.turn_start", turnId=str(n)),
        line(asked + 3, "tool.execution_start", toolCallId=f"c{n}", arguments="CANARY"),
        line(answered, "assistant.turn_end", turnId=str(n)),
    ])  # fmt: skip
    return lines(line(-5, "session.start", sessionId="s"), *turns)


def aider() -> Write:
    def line(at: float, event: str) -> dict[str, Any]:
        return {"event": event, "properties": {"main_model": "m"}, "user_id": "u", "time": T0 + at}

    sent = each(lambda _, asked, answered: [line(asked, "message_send_starting"), line(answered, "message_send")])
    return lines(line(-5, "launched"), *sent)


def database(schema: str, rows: Callable[[sqlite3.Connection], None]) -> Write:
    def write(file: Path) -> None:
        connection = sqlite3.connect(file)
        connection.executescript(schema)
        rows(connection)
        connection.commit()
        connection.close()

    return write


def opencode() -> Write:
    def rows(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO session VALUES ('s', NULL, '/x/shop')")
        for n, (asked, answered) in enumerate(TURNS):
            begun = 1000 * (T0 + asked)
            user = {"role": "user", "time": {"created": begun}}
            answer = {"role": "assistant", "time": {"created": begun, "completed": 1000 * (T0 + answered)}}
            connection.execute("INSERT INTO message VALUES (?, 's', ?, ?)", (f"a{n}", begun, json.dumps(user)))
            connection.execute("INSERT INTO message VALUES (?, 's', ?, ?)", (f"b{n}", begun, json.dumps(answer)))

    return database(
        "CREATE TABLE session (id TEXT, parent_id TEXT, directory TEXT);"
        "CREATE TABLE message (id TEXT, session_id TEXT, time_created INTEGER, data TEXT);", rows,
    )  # fmt: skip


def llm() -> Write:
    def rows(connection: sqlite3.Connection) -> None:
        for n, (asked, answered) in enumerate(TURNS):
            naive = iso(asked).removesuffix("Z")
            connection.execute("INSERT INTO turns VALUES (?, 's', 'm', ?, ?)", (str(n), 1000 * (answered - asked), naive))

    return database("CREATE TABLE turns (id TEXT, thread_id TEXT, model TEXT, duration_ms INTEGER, datetime_utc TEXT);", rows)


def cursor() -> Write:
    def rows(connection: sqlite3.Connection) -> None:
        for n, (asked, answered) in enumerate(TURNS):
            for kind, at in ((1, asked), (2, answered)):
                value = json.dumps({"type": kind, "createdAt": iso(at), "text": "CANARY"}).encode()
                connection.execute("INSERT INTO cursorDiskKV VALUES (?, ?)", (f"bubbleId:s:{n}-{kind}", value))

    return database("CREATE TABLE cursorDiskKV (key TEXT UNIQUE, value BLOB);", rows)


LOGS: dict[str, Callable[[], Write]] = {
    "rollout.jsonl": codex,
    "gemini.jsonl": gemini,
    "qwen.jsonl": qwen,
    "chat.json": lambda: lines(chat()),
    "chat.jsonl": journal,
    "events.jsonl": command_line,
    "analytics.jsonl": aider,
    "opencode.db": opencode,
    "logs.db": llm,
    "state.vscdb": cursor,
}


@pytest.mark.parametrize("name", LOGS)
def test_every_log_of_a_conversation_tells_the_same(name: str, tmp_path: Path) -> None:
    LOGS[name]()(tmp_path / name)
    reading = read_files([tmp_path / name], OPTIONS)
    assert reading.problems == []
    table = reading.activities
    found = {}
    for evidence in ("ai", "ai_unattended", "ai_watching", "ai_waiting"):
        rows = table.take(table["evidence"].among(evidence))
        found[evidence] = [
            (a // 1000 - T0, b // 1000 - T0) for a, b in zip(rows["start"].tolist(), rows["end"].tolist(), strict=True)
        ]
    assert found == {"ai": HANDS_ON, "ai_unattended": list(TURNS), "ai_watching": list(TURNS), "ai_waiting": []}
    assert set(table["session"]) == ({"s"} if "analytics" not in name else {f"aider-{T0}000"})


def test_the_model_of_an_act_is_the_one_that_answered_it(tmp_path: Path) -> None:
    whole = chat()
    for number, request in enumerate(whole["requests"]):
        request["modelId"] = f"model-{number}"
    lines(whole)(tmp_path / "chat.json")
    gemini_ = each(lambda n, asked, answered: [
        {"id": f"u{n}", "timestamp": iso(asked), "type": "user", "content": "CANARY"},
        {"id": f"g{n}", "timestamp": iso(answered), "type": "gemini", "content": "CANARY", "model": f"model-{n}"},
    ])  # fmt: skip
    lines({"sessionId": "g", "projectHash": "p", "startTime": iso(-5)}, *gemini_)(tmp_path / "gemini.jsonl")
    table = read_files([tmp_path], OPTIONS).activities
    for evidence in ("ai", "ai_unattended", "ai_watching"):
        rows = table.take(table["evidence"].among(evidence))
        told = sorted(zip(rows["app"], rows["start"].tolist(), rows["model"], strict=True))
        assert [model for _, _, model in told] == ["model-0", "model-1", "model-2"] * 2
