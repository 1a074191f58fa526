"""The fields of a transcript's line that are kept. What they leave out (text, inputs, results, branches) is never built."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import msgspec

NOTHING: Final = msgspec.Raw(b"null")


class Message(msgspec.Struct, gc=False):
    """`content` stays undecoded: only its shape and its first bytes are compared."""

    content: msgspec.Raw = NOTHING
    model: str | None = None


class Origin(msgspec.Struct, gc=False):
    """Who sent a prompt that no person wrote."""

    kind: str | None = None


class Attachment(msgspec.Struct, gc=False):
    """`queued_command` is what was written while the machine worked."""

    type: str | None = None
    prompt: msgspec.Raw = NOTHING


class Line(msgspec.Struct, gc=False):
    """One line. Fields whose mere presence matters are undecoded."""

    type: str | None = None
    subtype: str | None = None
    uuid: str | None = None
    timestamp: datetime | None = None
    sessionId: str | None = None  # the log's own names, here and below
    isSidechain: bool | None = False
    agentId: str | None = None
    sessionKind: str | None = None
    entrypoint: str | None = None
    cwd: str | None = None
    isMeta: bool | None = False
    isCompactSummary: bool | None = False
    isApiErrorMessage: bool | None = False
    permissionMode: msgspec.Raw = NOTHING
    thinkingMetadata: msgspec.Raw = NOTHING
    promptId: msgspec.Raw = NOTHING
    origin: Origin | None = None
    durationMs: float | None = None
    operation: str | None = None
    content: msgspec.Raw = NOTHING
    message: Message | None = None
    attachment: Attachment | None = None


class Block(msgspec.Struct, gc=False):
    """Part of a message: what it is, and which tool it calls or answers."""

    type: str | None = None
    id: str | None = None
    name: str | None = None
    tool_use_id: str | None = None
    text: msgspec.Raw = NOTHING


class Prompt(msgspec.Struct, gc=False):
    """A line of history.jsonl."""

    timestamp: int
    project: str | None = None
    sessionId: str | None = None


decoded: Final = msgspec.json.Decoder(Line).decode
_fields: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
blocks_of: Final = msgspec.json.Decoder(list[Block]).decode
prompt_of: Final = msgspec.json.Decoder(Prompt).decode


def lenient(raw: bytes) -> Line | None:
    """A line of which a field is of another type than such fields had so far: it is left out. None for what is no JSON object."""
    wrong = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
    given: dict[str, Any] = {}
    try:
        fields = _fields(raw)
    except wrong:
        return None
    for field in msgspec.structs.fields(Line):
        if field.name in fields:
            with suppress(*wrong):
                given[field.name] = msgspec.json.decode(fields[field.name], type=field.type)
    return Line(**given)


_TEXTS: Final = ("type", "subtype", "uuid", "timestamp", "sessionId", "agentId", "sessionKind", "entrypoint", "operation")
_TEXT: Final = {name: re.compile(rb'"%s"\s*:\s*"([^"\\]{1,200})"' % name.encode()) for name in _TEXTS}
_TRUE: Final = {name: re.compile(rb'"%s"\s*:\s*true' % name.encode()) for name in ("isSidechain", "isMeta", "isCompactSummary")}
_MARKED: Final = re.compile(rb'"(permissionMode|thinkingMetadata|promptId)"\s*:\s*["{]')
_CONTENT: Final = re.compile(rb'"content"\s*:\s*')
_INSIDE: Final = re.compile(rb'"(?:message|snapshot|data|toolUseResult|attachment)"\s*:\s*[{\["]')
"""Where the long part of a line begins: what stands before it is the line's own."""
_MODEL: Final = re.compile(rb'\s*"model"\s*:\s*"([^"\\]{1,200})"')


def both_ends(head: bytes, tail: bytes) -> Line:
    """What is known of a line too long to be read as a whole, from its two ends.

    Its own fields stand before the long part, or after it: then they are the last of their names.
    """
    inside = _INSIDE.search(head)
    before = head[: inside.start()] if inside else head
    texts = {name: _found(pattern, before, tail) for name, pattern in _TEXT.items()}
    flags = {name: bool(pattern.search(before) or pattern.search(tail)) for name, pattern in _TRUE.items()}
    content = _CONTENT.search(head)
    start = head[content.end() : content.end() + 400] if content else b"null"
    mark = msgspec.Raw(b"true") if _MARKED.search(before) or _MARKED.search(tail) else NOTHING
    own: dict[str, Any] = {**texts, **flags, "timestamp": _instant(texts["timestamp"])}
    model = _MODEL.match(head, inside.end()) if inside else None
    message = Message(msgspec.Raw(start), model[1].decode("utf-8", "replace") if model else None)
    return Line(permissionMode=mark, message=message, content=msgspec.Raw(start), **own)


def _found(pattern: re.Pattern[bytes], before: bytes, tail: bytes) -> str | None:
    first = pattern.search(before)
    if first is not None:
        return first[1].decode("utf-8", "replace")
    found = pattern.findall(tail)
    return found[-1].decode("utf-8", "replace") if found else None


def _instant(text: str | None) -> datetime | None:
    try:
        return msgspec.convert(text, datetime | None)
    except msgspec.ValidationError:
        return None
