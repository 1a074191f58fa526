"""Writes an invented ChatGPT export: `python benchmarks/make_chats.py FILE [MEGABYTES]`; the same seed, the same file."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

START = 1_735_689_600.0  # 2025-01-01
WORDS = [f"word{i}" for i in range(997)]


def conversation(number: int, rng: random.Random) -> dict[str, object]:
    """A conversation of 2 to 60 messages with answers of about 3,000 characters, some of them regenerated."""
    uid = f"{number:08x}-0000-4000-8000-{rng.getrandbits(48):012x}"
    at, parent = START + number * 3000.0, f"{uid[:-4]}root"
    mapping: dict[str, object] = {parent: {"id": parent, "message": None, "parent": None, "children": []}}
    for i in range(rng.randrange(1, 30)):
        at += rng.expovariate(1 / 120)
        for role, length in (("user", 40), *(("assistant", 450),) * (1 + (rng.random() < 0.1))):
            node = f"{uid[:-4]}{i:03x}{len(mapping) % 10}"
            content = {"content_type": "text", "parts": [" ".join(rng.choices(WORDS, k=rng.randrange(1, 2 * length)))]}
            message = {
                "id": node, "author": {"role": role, "name": None, "metadata": {}}, "create_time": at, "update_time": None, "content": content,
                "status": "finished_successfully", "end_turn": True, "weight": 1.0, "metadata": {"model_slug": "gpt-x"}, "recipient": "all",
            }  # fmt: skip
            mapping[node] = {"id": node, "message": message, "parent": parent, "children": []}
            parent = node
            at += rng.expovariate(1 / 15)
    return {
        "title": "talk",
        "create_time": at,
        "update_time": at,
        "mapping": mapping,
        "current_node": parent,
        "conversation_id": uid,
        "id": uid,
    }


def main(file: Path, megabytes: float) -> None:
    """One document on one line, as OpenAI writes it."""
    rng, written, number = random.Random(7), 0, 0
    with file.open("w", encoding="utf-8") as out:
        while written < megabytes * 1e6:
            text = ("[" if not number else ", ") + json.dumps(conversation(number, rng))
            written += out.write(text)
            number += 1
        out.write("]")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 300)
