"""One conversation as each chat would have exported it: the same acts, the same time of the person and of the machine."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from connratio.importers.reading import read_files
from test_agents_agree import HANDS_ON, OPTIONS, T0, TURNS, Write, database, each, iso


def document(value: Any) -> Write:
    return lambda file: (file.write_text(json.dumps(value), encoding="utf-8"), None)[1]


def chatgpt() -> Write:
    def node(role: str, at: float) -> dict[str, Any]:
        content = {"content_type": "text", "parts": ["CANARY"]}
        return {"message": {"author": {"role": role}, "create_time": T0 + at, "content": content, "metadata": {}}}

    nodes = each(lambda _, asked, answered: [node("user", asked), node("assistant", answered)])
    return document(
        [{"conversation_id": "s", "title": "CANARY", "create_time": T0, "mapping": {str(i): n for i, n in enumerate(nodes)}}]
    )


def claude_ai() -> Write:
    def turn(n: int, asked: int, answered: int) -> list[dict[str, Any]]:
        block = {"type": "text", "text": "CANARY", "start_timestamp": iso(asked), "stop_timestamp": iso(answered)}
        return [
            {"uuid": f"h{n}", "sender": "human", "created_at": iso(asked), "text": "CANARY", "content": []},
            {"uuid": f"a{n}", "sender": "assistant", "created_at": iso(asked), "text": "CANARY", "content": [block]},
        ]

    return document([{"uuid": "s", "name": "CANARY", "account": {"uuid": "x"}, "chat_messages": each(turn)}])


def chat() -> dict[str, Any]:
    messages = each(lambda n, asked, answered: [
        {"id": f"u{n}", "role": "user", "content": "CANARY", "timestamp": T0 + asked},
        {"id": f"a{n}", "role": "assistant", "content": "CANARY", "timestamp": T0 + answered},
    ])  # fmt: skip
    return {"title": "CANARY", "models": ["m"], "history": {"messages": {m["id"]: m for m in messages}, "currentId": "a2"}}


def open_webui() -> Write:
    return document([{"id": "s", "user_id": "x", "title": "CANARY", "chat": chat(), "created_at": T0}])


def stored() -> Write:
    def rows(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO chat VALUES ('s', 'x', 'CANARY', ?)", (json.dumps(chat()),))

    return database("CREATE TABLE chat (id TEXT, user_id TEXT, title TEXT, chat TEXT);", rows)


EXPORTS = {"conversations.json": chatgpt, "claude.json": claude_ai, "webui.json": open_webui, "webui.db": stored}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_of_a_conversation_tells_the_same(name: str, tmp_path: Path) -> None:
    EXPORTS[name]()(tmp_path / name)
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
    assert set(table["session"]) == {"s"}
