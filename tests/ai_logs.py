"""Sessions with an assistant drawn in a few lines, and what `connratio ai` makes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from connratio.classify.identity import who_is_me
from connratio.config.load import load_config
from connratio.importers.ai.batches import batch_of
from connratio.importers.ai.trail import Trail, What
from connratio.importers.contract import Batch, Options, SourceInfo
from connratio.importers.reading import Reading, read_files, reads_of
from connratio.ledger.memory import Files
from connratio.ledger.policy import Policy, policy_of
from connratio.ledger.settle import judged
from connratio.measure.ai.gather import Asked, asked
from connratio.model.activities import Builder, concat
from connratio.model.periods import By

MONDAY = date(2026, 3, 2)
LINE = re.compile(
    r"(?P<session>\S+)\s+(?:(?P<day>\d+)d )?(?P<at>[\d:.]+)\s+(?P<what>\w+)(?:\s+(?P<more>[\d:.]+))?(?:\s+(?P<words>.*))?"
)


def ms(text: str, day: int = 0) -> int:
    """A UTC clock time (09:00, 09:00:05.5) of the Monday, or a later day, in epoch ms."""
    clock = [float(part) for part in text.split(":")] + [0.0] * (2 - text.count(":"))
    seconds = clock[0] * 3600 + clock[1] * 60 + clock[2]
    return round((datetime.combine(MONDAY, time(), UTC) + timedelta(days=day, seconds=seconds)).timestamp() * 1000)


def trail_of(drawn: str) -> Trail:
    """`s1 09:00 prompt`: a session (`s1/agent` a sub-agent of it), a time and a What; `done` takes seconds, `run` the end.

    Words behind it hold for all of the session: app=, project=, model=, program.
    """
    trail = Trail()
    trail.opens("drawn.jsonl")
    known: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(filter(None, map(str.strip, drawn.splitlines())), 1):
        match = LINE.fullmatch(line)
        assert match is not None, line
        name, _, part = match["session"].partition("/")
        told = known.setdefault(match["session"], {"assistant": "claude-code", "sub": bool(part), "part": part})
        for word in (match["words"] or "").split():
            key, _, value = word.partition("=")
            told["assistant" if key == "app" else "attended" if key == "program" else key] = value or False
        session = trail.session(name, **told)
        what, day, more = What[match["what"].upper()], int(match["day"] or 0), match["more"]
        given = 0 if more is None else ms(more, day) if what == What.RUN else round(float(more) * 1000)
        trail.add(session, ms(match["at"], day), what, given, line=number)
    return trail


@cache
def default_policy(zone: str) -> Policy:
    return policy_of(load_config(None, use=False), ZoneInfo(zone))


def files_of(
    drawn: str,
    *others: Path,
    batches: Sequence[Batch] = (),
    me: Sequence[str] = (),
    zone: str = "UTC",
    overlap: str = "human-wins",
) -> Files:
    """The drawn sessions and other files as the program would have read them."""
    where = ZoneInfo(zone)
    read = read_files(list(others), Options(where, MONDAY)) if others else None
    own = batch_of(trail_of(drawn), "claude-code", "claude-code", "drawn")
    every = [own, *batches] if drawn.strip() else list(batches)
    tables = [b.activities for b in every] + ([read.activities] if read else [])
    reading = Reading(concat(tables), [], reads_of(every) + (read.sources if read else []))
    person = who_is_me(reading.activities, [r.info for r in reading.sources], list(me))
    policy = replace(default_policy(zone), overlap=overlap)
    return Files(reading, judged(reading.activities, person, policy), person, policy)


def measured(drawn: str, *others: Path, by: By = "total", window: tuple[date, date] | None = None, **told: Any) -> Asked:
    """What `connratio ai` asks of the drawn sessions."""
    return asked(files_of(drawn, *others, **told), window, by, "mon", MONDAY)


def batch_of_rows(rows: Sequence[dict[str, Any]]) -> Batch:
    """Other activities as a batch."""
    builder = Builder()
    for row in rows:
        builder.add(**row)
    span = (min(r["start"] for r in rows), max(r["end"] for r in rows)) if rows else None
    return Batch(SourceInfo("other", "test", "other", span=span), builder.frame())


def transcript(session: str, *events: str, project: str = "/proj/shop") -> str:
    """A transcript as Claude Code writes it: `09:00 prompt`, `09:01 machine`, `09:02 done 14.2` (UTC, on the Monday; `1d 09:00` later)."""
    lines = []
    for n, event in enumerate(events):
        match = LINE.fullmatch(f"{session} {event}")
        assert match is not None, event
        at = datetime.fromtimestamp(ms(match["at"], int(match["day"] or 0)) / 1000, UTC)
        line: dict[str, Any] = {
            "sessionId": session, "uuid": f"{session}-{n}", "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:23] + "Z",
            "cwd": project, "version": "2.1.40", "isSidechain": False,
        }  # fmt: skip
        if match["what"] == "prompt":
            line |= {"type": "user", "message": {"role": "user", "content": "CANARY do it"}, "permissionMode": "default"}
        elif match["what"] == "done":
            line |= {"type": "system", "subtype": "turn_duration", "durationMs": round(float(match["more"]) * 1000)}
        else:
            content = [{"type": "text", "text": "CANARY done"}]
            line |= {
                "type": "assistant",
                "message": {"role": "assistant", "model": "claude-x", "id": f"msg_{n}", "content": content},
            }
        lines.append(json.dumps(line) + "\n")
    return "".join(lines)
