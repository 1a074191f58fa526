"""Write invented transcripts of Claude Code: `python benchmarks/make_transcripts.py FOLDER [LINES]`.

The folder becomes a configuration folder with 400 sessions in 40 projects, in the composition that formats/ai.md measured on real
ones: assistants' lines 40 %, progress 32 %, user lines 22 % (nearly all of them results of tools), snapshots 3 %, system 3 %; by
bytes the results of tools are most. 408,000 lines are 1.3 GB.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FILES = 400
WORDS = [f"word{n}" for n in range(2000)]


def text(draw: random.Random, length: int) -> str:
    """Words up to about this many characters."""
    return "\n".join(" ".join(draw.choices(WORDS, k=10)) for _ in range(max(length // 85, 1)))


class Session:
    """One transcript, line by line."""

    def __init__(self, number: int, draw: random.Random, texts: list[str]) -> None:
        """The session of this number, in one of the 40 projects."""
        self.draw, self.texts = draw, texts
        self.id = f"{draw.getrandbits(128):032x}"
        self.cwd = f"/home/x/src/project{number % 40}"
        self.at = datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(hours=number * 3)
        self.parent: str | None = None
        self.n_turn = 0

    def line(self, kind: str, **more: Any) -> str:
        """One line; each names the one before it."""
        own = f"{self.draw.getrandbits(128):032x}"
        stamp = self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        shared = {
            "parentUuid": self.parent, "isSidechain": False, "userType": "external", "cwd": self.cwd, "sessionId": self.id,
            "version": "2.1.40", "gitBranch": "main",
        }  # fmt: skip
        self.parent = own
        if kind == "assistant":
            return json.dumps(shared | more | {"type": kind, "uuid": own, "timestamp": stamp}, separators=(",", ":"))
        return json.dumps(shared | {"type": kind} | more | {"uuid": own, "timestamp": stamp}, separators=(",", ":"))

    def some(self, low: int, high: int) -> str:
        """A piece of one of the long texts: to write a gigabyte word by word takes minutes."""
        whole = self.draw.choice(self.texts)
        size = self.draw.randint(low, high)
        start = self.draw.randrange(max(len(whole) - size, 1))
        return whole[start : start + size]

    def turn(self) -> Iterator[str]:
        """A prompt, the work on it, its end."""
        draw = self.draw
        self.at += timedelta(seconds=draw.choice((20, 60, 95, 180, 260, 800)))
        begun = self.at
        prompt = {"role": "user", "content": self.some(20, 600)}
        yield self.line("user", message=prompt, permissionMode="default", todos=[])
        for _ in range(draw.randint(4, 22)):
            self.at += timedelta(milliseconds=draw.randint(200, 8000))
            tool = f"toolu_{draw.getrandbits(80):020x}"
            usage = {"input_tokens": 4, "output_tokens": 88, "cache_creation_input_tokens": 900, "cache_read_input_tokens": 30000}
            message = {
                "model": "claude-x", "id": f"msg_{draw.getrandbits(80):020x}", "type": "message", "role": "assistant",
                "content": [{"type": "text", "text": self.some(20, 500)}], "stop_reason": "tool_use", "usage": usage,
            }  # fmt: skip
            yield self.line("assistant", message=message, requestId="req_1")
            call = {
                "type": "tool_use",
                "id": tool,
                "name": "Edit",
                "input": {"file_path": "a.py", "new_string": self.some(50, 1800)},
            }
            yield self.line("assistant", message=message | {"content": [call]}, requestId="req_1")
            for _ in range(draw.choice((1, 2, 2, 3))):
                data = {"type": "bash_progress", "output": self.some(200, 3200), "elapsedTimeSeconds": 3}
                yield self.line("progress", data=data, toolUseID=tool)
            self.at += timedelta(milliseconds=draw.randint(50, 4000))
            output = self.some(200, 8000)
            content = [{"tool_use_id": tool, "type": "tool_result", "content": output}]
            yield self.line("user", message={"role": "user", "content": content}, toolUseResult={"stdout": output, "stderr": ""})
            if draw.random() < 0.15:
                snapshot = {
                    "messageId": self.parent,
                    "trackedFileBackups": {"a.py": {"version": 1, "backup": self.some(50, 900)}},
                }
                yield json.dumps(
                    {"type": "file-history-snapshot", "messageId": self.parent, "snapshot": snapshot}, separators=(",", ":")
                )
        spent = round((self.at - begun).total_seconds() * 1000)
        yield self.line("system", subtype="turn_duration", durationMs=spent, isMeta=False)


def write(folder: Path, n_lines: int) -> None:
    """The configuration folder."""
    draw = random.Random(7)  # invented data
    texts = [text(draw, 40_000) for _ in range(60)]
    for number in range(FILES):
        session = Session(number, draw, texts)
        file = folder / "projects" / session.cwd.replace("/", "-") / f"{session.id}.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        n = 0
        with file.open("w", encoding="utf-8") as out:
            while n < n_lines // FILES:
                for line in session.turn():
                    out.write(f"{line}\n")
                    n += 1


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 408_000)
