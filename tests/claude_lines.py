"""Lines of Claude Code's transcripts for tests, as version 2.1.40 writes them; every text in them is a canary."""

from __future__ import annotations

import json
from typing import Any

CANARY = "CANARY make the total round up"
DAY = "2026-03-02T"


def line(kind: str, at: str, uuid: str, session: str = "5f0c", **more: Any) -> str:
    """A line at a time of 2 March 2026 (UTC), or at a full instant."""
    stamp = at if "T" in at else f"{DAY}{at}Z"
    shared = {
        "parentUuid": None,
        "isSidechain": False,
        "cwd": "/home/CANARYuser/shop",
        "gitBranch": "CANARY",
        "version": "2.1.40",
    }
    return json.dumps(
        shared | {"type": kind, "uuid": uuid, "timestamp": stamp, "sessionId": session} | more, separators=(",", ":")
    )


def prompt(at: str, uuid: str, session: str = "5f0c", text: Any = CANARY, **more: Any) -> str:
    """What a person wrote."""
    marked = {"permissionMode": "default", "message": {"role": "user", "content": text}}
    return line("user", at, uuid, session, **(marked | more))


def reply(at: str, uuid: str, session: str = "5f0c", **more: Any) -> str:
    """What the model wrote."""
    message = {"model": "claude-x", "role": "assistant", "content": [{"type": "text", "text": CANARY}]}
    return line("assistant", at, uuid, session, **({"message": message} | more))


def result(at: str, uuid: str, session: str = "5f0c", tool: str = "toolu_1") -> str:
    """What a tool gave back."""
    content = [{"type": "tool_result", "tool_use_id": tool, "content": CANARY}]
    return line("user", at, uuid, session, message={"role": "user", "content": content}, toolUseResult={"stdout": CANARY})


def done(at: str, uuid: str, ms: int, session: str = "5f0c") -> str:
    """The end of a turn."""
    return line("system", at, uuid, session, subtype="turn_duration", durationMs=ms)


def transcript(*lines: str) -> str:
    """A file of such lines."""
    return "".join(f"{text}\n" for text in lines)
