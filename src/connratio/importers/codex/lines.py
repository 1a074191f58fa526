"""The fields of a rollout's line that are kept. What they leave out (messages, instructions, inputs, outputs) is never built."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from connratio.importers.ai.notes import NOTHING, UNREADABLE, Scalar


class Line(msgspec.Struct, gc=False):
    """One line: of the present generation type, time and payload; of the first one bare records without a time."""

    type: str | None = None
    timestamp: Scalar = None
    payload: msgspec.Raw = NOTHING
    id: msgspec.Raw = NOTHING
    role: msgspec.Raw = NOTHING
    record_type: msgspec.Raw = NOTHING


class Meta(msgspec.Struct, gc=False):
    """What a file says of its session. `source` is a word, or an object that names the agent's task."""

    id: str | None = None
    cwd: str | None = None
    source: msgspec.Raw = NOTHING
    thread_source: msgspec.Raw = NOTHING
    parent_thread_id: str | None = None
    forked_from_id: str | None = None


class Event(msgspec.Struct, gc=False):
    """What happened. `kind` is set on texts that the program itself put among the user's."""

    type: str | None = None
    turn_id: msgspec.Raw = NOTHING
    kind: msgspec.Raw = NOTHING
    reason: msgspec.Raw = NOTHING
    duration_ms: Scalar = None
    started_at: msgspec.Raw = NOTHING
    completed_at: msgspec.Raw = NOTHING


class Item(msgspec.Struct, gc=False):
    """A message to or from the model, by its author, or the call or result of a tool."""

    type: str | None = None
    role: str | None = None


class Context(msgspec.Struct, gc=False):
    """The model that a turn is for."""

    model: str | None = None


class Prompt(msgspec.Struct, gc=False):
    """A line of history.jsonl; `conversation_id` is the older name."""

    ts: Scalar = None
    session_id: str | None = None
    conversation_id: str | None = None


class _Spawn(msgspec.Struct, gc=False):
    parent_thread_id: str | None = None


class _Agent(msgspec.Struct, gc=False):
    thread_spawn: _Spawn | None = None


class _Driven(msgspec.Struct, gc=False):
    subagent: msgspec.Raw = NOTHING


line_of: Final = msgspec.json.Decoder(Line).decode
meta_of: Final = msgspec.json.Decoder(Meta).decode
event_of: Final = msgspec.json.Decoder(Event).decode
item_of: Final = msgspec.json.Decoder(Item).decode
context_of: Final = msgspec.json.Decoder(Context).decode
prompt_of: Final = msgspec.json.Decoder(Prompt).decode
_driven_of: Final = msgspec.json.Decoder(_Driven).decode
_agent_of: Final = msgspec.json.Decoder(_Agent).decode
_NUMBER: Final = re.compile(r"\d{1,12}(?:\.\d+)?")
PROGRAMS: Final = frozenset({"exec", "mcp", "internal"})
"""Sources in which nobody is in the loop."""


def word(raw: msgspec.Raw) -> str:
    """A short plain text; "" for any other value."""
    text = bytes(raw) if len(memoryview(raw)) < 200 else b""
    return text[1:-1].decode("utf-8", "replace") if text[:1] == b'"' and b"\\" not in text else ""


def number(raw: msgspec.Raw) -> float | None:
    """A plain number; None for any other value."""
    text = bytes(raw).decode("ascii", "replace") if len(memoryview(raw)) < 40 else ""
    return float(text) if _NUMBER.fullmatch(text) else None


def driver_of(meta: Meta) -> tuple[str, str]:
    """Who drives a session: `person`, `program` or `agent`, and the session of which an agent's is a part ("" unknown)."""
    if word(meta.source) in PROGRAMS:
        return "program", ""
    if word(meta.source) == "subagent" or word(meta.thread_source) == "subagent":
        return "agent", meta.parent_thread_id or ""
    try:
        driven = _driven_of(meta.source)
    except UNREADABLE:
        return "person", ""
    if driven.subagent == NOTHING:
        return ("program", "") if b'"internal"' in memoryview(meta.source)[:40].tobytes() else ("person", "")
    try:
        agent = _agent_of(driven.subagent)
    except UNREADABLE:
        return "agent", meta.parent_thread_id or ""  # "review" and "compact" are words
    parent = agent.thread_spawn.parent_thread_id if agent.thread_spawn else None
    return "agent", parent or meta.parent_thread_id or ""
