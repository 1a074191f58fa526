"""A chat of VS Code as a tree of what is kept of it: a document, or a journal of changes that is replayed, without bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from connratio.importers.ai.notes import NOTHING, UNREADABLE, Notes, placed

Schema = dict[str, Any] | list[Any] | None
"""What is kept: the keys of an object, the items of a list, or (None) a plain value."""
REQUEST: Final[Schema] = {
    "requestId": None,
    "timestamp": None,
    "modelId": None,
    "isCanceled": None,
    "timeSpentWaiting": None,
    "modelState": {"completedAt": None},
    "result": {"timings": {"totalElapsed": None}},
}
CHAT: Final[Schema] = {"sessionId": None, "requests": [REQUEST]}
MOST_ITEMS: Final = 1_000_000
"""Requests beyond which a position in a journal is none."""


class Change(msgspec.Struct, gc=False):
    """A line of a journal: 0 the whole chat, 1 sets a value, 2 appends to a list (cut to `i` items first), 3 removes."""

    kind: int
    k: list[str | int] = []
    v: msgspec.Raw = NOTHING
    i: int | None = None


change_of: Final = msgspec.json.Decoder(Change).decode
_object: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_list: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode
_scalar: Final = msgspec.json.Decoder(str | int | float | bool | None).decode


class Chat:
    """What is known of a chat; requests that were taken back or asked anew are known still, since they took their time."""

    def __init__(self, notes: Notes) -> None:
        """Without a request."""
        self.notes = notes
        self.tree: dict[str, Any] = {}
        self._spent: list[dict[str, Any]] = []

    def document(self, data: bytes) -> None:
        """Take a chat that is one document. Raises a decoding error where it is damaged."""
        told = _object(data)
        self.tree = {"sessionId": _pruned(told.get("sessionId", NOTHING), None), "requests": []}
        for line, piece in placed(_list(told.get("requests", msgspec.Raw(b"[]"))), data):
            self.append(piece, line)

    def append(self, piece: msgspec.Raw | bytes, line: int) -> None:
        """Take one request."""
        self.tree.setdefault("requests", []).append(self._kept(msgspec.Raw(piece), REQUEST, line))

    def change(self, change: Change, line: int) -> None:
        """Take one line of a journal. What it changes outside the tree's keys is not looked at."""
        if change.kind in {1, 2, 3} and len(change.k) > 2:
            self._within(change, line)  # inside a request: none can go
            return
        before = list(_of(self.tree))
        if change.kind == 0:
            self.tree = self._kept(change.v, CHAT, line) or {}
        elif change.kind in {1, 2, 3} and change.k:
            self._within(change, line)
        else:
            self.notes.bad(line, "a change of an unknown kind")
        left = {id(request) for request in _of(self.tree)}
        self._spent += [request for request in before if id(request) not in left]

    def requests(self) -> Iterator[dict[str, Any]]:
        """Every request that there ever was, by its id as it was last."""
        known: dict[Any, dict[str, Any]] = {}
        for request in [*self._spent, *_of(self.tree)]:
            known[request.get("requestId") or id(request)] = request
        yield from known.values()

    def _within(self, change: Change, line: int) -> None:
        at: Any = self.tree
        schema: Schema = CHAT
        *path, last = change.k
        for key in path:
            kept, schema = _below(schema, key)
            at = _child(at, key, schema) if kept else None
            if at is None:
                return
        kept, below = _below(schema, last)
        if not kept:
            return
        if change.kind == 2:
            self._push(_child(at, last, below), below, change, line)
        elif change.kind == 3:
            _remove(at, last)
        else:
            _put(at, last, self._kept(change.v, below, line))

    def _push(self, items: Any, schema: Schema, change: Change, line: int) -> None:
        if not isinstance(items, list) or not isinstance(schema, list):
            return
        if change.i is not None and 0 <= change.i < len(items):
            del items[change.i :]
        items += self._kept(change.v, schema, line) or [] if change.v != NOTHING else []

    def _kept(self, raw: msgspec.Raw, schema: Schema, line: int) -> Any:
        try:
            kept = _pruned(raw, schema)
        except UNREADABLE:
            self.notes.bad(line, "a request or a change that could not be read")
            return None
        for request in _requests_in(kept, schema):
            request["line"] = line
        return kept


def _of(tree: Any) -> list[dict[str, Any]]:
    """The requests in a tree."""
    listed = tree.get("requests") if isinstance(tree, dict) else None
    return [request for request in listed if isinstance(request, dict)] if isinstance(listed, list) else []


def _requests_in(kept: Any, schema: Schema) -> list[dict[str, Any]]:
    """The requests in a value of this schema."""
    if schema is REQUEST:
        kept = [kept]
    return _of({"requests": kept}) if schema in ([REQUEST], REQUEST) else _of(kept) if schema is CHAT else []


def _pruned(raw: msgspec.Raw, schema: Schema) -> Any:
    """What the schema keeps of a value; None for a value of another shape. The rest is never built."""
    first = bytes(memoryview(raw)[:1])
    if schema is None:
        return None if first in {b"{", b"["} else _scalar(raw)
    if isinstance(schema, list):
        return [_pruned(piece, schema[0]) for piece in _list(raw)] if first == b"[" else None
    if first != b"{":
        return None
    return {key: _pruned(value, schema[key]) for key, value in _object(raw).items() if key in schema}


def _below(schema: Schema, key: str | int) -> tuple[bool, Schema]:
    """Whether anything is kept of a key or position, and what."""
    if isinstance(schema, dict) and isinstance(key, str):
        return key in schema, schema.get(key)
    if isinstance(schema, list) and isinstance(key, int) and 0 <= key < MOST_ITEMS:
        return True, schema[0]
    return False, None


def _child(at: Any, key: str | int, schema: Any) -> Any:
    """The value at a key, made where there is none yet; None for a position that a list does not have."""
    if isinstance(at, dict):
        if at.get(key) is None:
            at[key] = [] if isinstance(schema, list) else {}
        return at[key]
    if isinstance(at, list) and isinstance(key, int) and key < len(at):
        if at[key] is None:
            at[key] = {}
        return at[key]
    return None


def _put(at: Any, key: str | int, value: Any) -> None:
    if isinstance(at, dict):
        at[str(key)] = value
    elif isinstance(at, list) and isinstance(key, int):
        if key < len(at):
            if isinstance(at[key], dict) and isinstance(value, dict) and at[key].get("requestId") == value.get("requestId"):
                value["line"] = at[key].get("line", 0)
            at[key] = value
        elif key == len(at):
            at.append(value)


def _remove(at: Any, key: str | int) -> None:
    if isinstance(at, dict):
        at.pop(str(key), None)
    elif isinstance(at, list) and isinstance(key, int) and key < len(at):
        del at[key]
