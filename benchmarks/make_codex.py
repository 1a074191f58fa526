"""Write invented sessions of Codex CLI into a folder: `python benchmarks/make_codex.py FOLDER [MEGABYTES]`."""

from __future__ import annotations

import json
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
N_TURNS, N_CALLS = 100, 12


def session(number: int, draw: random.Random) -> str:
    """One session of a hundred turns, about 5 MB: mostly what tools put out, as in real ones."""
    at = BEGIN + timedelta(hours=number)
    lines: list[str] = []

    def write(kind: str, after: float = 0, **payload: Any) -> None:
        nonlocal at
        at += timedelta(seconds=after)
        stamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        lines.append(json.dumps({"timestamp": stamp, "type": kind, "payload": payload}) + "\n")

    name = f"0199aaaa-0000-7000-8000-{number:012d}"
    write("session_meta", id=name, cwd="/home/x/shop", source="cli", base_instructions={"text": "y" * 20_000})
    for turn in range(N_TURNS):
        write("event_msg", draw.uniform(5, 400), type="task_started", turn_id=f"{name}-{turn}")
        write("event_msg", type="user_message", message="m" * 200)
        for _ in range(N_CALLS):
            write("response_item", draw.uniform(0.5, 8), type="function_call", name="shell", arguments="a" * 600)
            write("response_item", draw.uniform(0.1, 4), type="function_call_output", output="o" * 3000)
            write("event_msg", type="token_count", info={"total_token_usage": {"total_tokens": 1}})
        write("event_msg", 1, type="task_complete", turn_id=f"{name}-{turn}", duration_ms=40_000)
    return "".join(lines)


if __name__ == "__main__":
    folder, size = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500
    folder.mkdir(parents=True, exist_ok=True)
    written, count, generator = 0, 0, random.Random(7)
    while written < size * 1_000_000:
        text = session(count, generator)
        (folder / f"rollout-2026-03-02T08-00-00-0199aaaa-0000-7000-8000-{count:012d}.jsonl").write_text(text, encoding="ascii")
        written, count = written + len(text), count + 1
