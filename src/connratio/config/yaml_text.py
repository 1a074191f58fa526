"""YAML as text with places: every scalar stays what was typed, and every value knows its line and column.

The usual loader reads `17:00` as the number 1020, `NO` as false, and keeps the last of two equal keys without a word. Here
nothing is typed (that is for the models), and tags, merge keys, equal keys and runaway aliases are faults with a place.
The tree is built from the parser's events, not by recursion, so that deep nesting cannot exhaust the stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

Path = tuple[str | int, ...]
Place = tuple[int, int]

LARGEST: Final = 1 << 20
DEEPEST: Final = 32
MOST_VALUES: Final = 200_000
"""Characters of a file, levels of nesting, values after aliases are followed: far beyond any honest configuration."""

_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # ten times as fast, where PyYAML was built with libyaml
_STR: Final = "tag:yaml.org,2002:str"
_NOT_YAML: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place (both count from 1) of a text, with the path of the value concerned."""

    line: int
    column: int
    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A YAML document as mappings, lists, text and None (nothing written); `places` has the key's place for every path."""

    value: Any
    places: dict[Path, Place]
    faults: tuple[Fault, ...] = ()


def read_yaml(text: str) -> Parsed:
    """`text` as values and places. Never raises: what is wrong is among the faults."""
    builder = _Builder()
    try:
        _refuse_oddities(text)
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
        places: dict[Path, Place] = {(): (1, 1)}
        value = None if builder.root is None else _expand(builder.root, (), places)
    except _Stop as stop:
        return Parsed(None, {(): (1, 1)}, (*builder.faults, stop.fault))
    except yaml.YAMLError as error:
        return Parsed(None, {(): (1, 1)}, (*builder.faults, _syntax(error)))
    return Parsed(value, places, tuple(builder.faults))


class _Stop(Exception):  # noqa: N818 - carries a fault, is no error of its own
    def __init__(self, place: Place, message: str, path: Path = ()) -> None:
        super().__init__(message)
        self.fault = Fault(*place, path, message)


@dataclass(slots=True, eq=False)
class _Node:
    place: Place
    value: str | None = None
    items: list[_Node] | None = None
    entries: dict[str, tuple[Place, _Node]] | None = None
    anchor: str | None = None
    key: tuple[Place, str] | None = None  # a mapping that is being read: its key that still lacks a value


@dataclass(slots=True)
class _Builder:
    root: _Node | None = None
    faults: list[Fault] = field(default_factory=list)
    stack: list[_Node] = field(default_factory=list)
    anchors: dict[str, _Node] = field(default_factory=dict)
    documents: int = 0

    def take(self, event: yaml.Event) -> None:
        place = _place(event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _Stop(place, "a second document begins here; one file holds one")
        elif isinstance(event, yaml.AliasEvent):
            node = self.anchors.get(event.anchor or "")
            if node is None:
                raise _Stop(place, f"*{event.anchor} refers to nothing that was complete before", self._path())
            self._add(node, place)
        elif isinstance(event, yaml.ScalarEvent):
            self._check_tag(event.tag, place)
            # Nothing at all, `~` and `null` say "not given", so that a key whose lines are commented out keeps its default.
            nothing = event.implicit[0] and event.value in {"", "~", "null"}
            self._add(self._named(_Node(place, None if nothing else event.value), event.anchor), place, event.value)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(_Node(place, items=[], anchor=event.anchor), event.tag)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(_Node(place, entries={}, anchor=event.anchor), event.tag)
        elif isinstance(event, yaml.CollectionEndEvent):
            node = self.stack.pop()
            self._add(self._named(node, node.anchor), node.place)

    def _named(self, node: _Node, anchor: str | None) -> _Node:
        # Only complete nodes get their name: nothing can refer to itself.
        if anchor is not None:
            self.anchors[anchor] = node
        return node

    def _open(self, node: _Node, tag: str | None) -> None:
        self._check_tag(tag, node.place)
        if len(self.stack) >= DEEPEST:
            raise _Stop(node.place, f"nested deeper than {DEEPEST} levels")
        if self.stack and self.stack[-1].entries is not None and self.stack[-1].key is None:
            raise _Stop(node.place, "a key must be plain text", self._path())
        self.stack.append(node)

    def _check_tag(self, tag: str | None, place: Place) -> None:
        if tag is not None and tag != _STR:
            self.faults.append(Fault(*place, self._path(), "tags (!…) are not allowed; write the plain value"))

    def _add(self, node: _Node, place: Place, text: str | None = None) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif parent.entries is not None and parent.key is None:
            key = node.value if text is None else text
            if key is None:
                raise _Stop(place, "a key must be plain text", self._path())
            parent.key = (place, key)
        elif parent.entries is not None and parent.key is not None:
            self._enter(parent.entries, parent.key, node)
            parent.key = None

    def _enter(self, entries: dict[str, tuple[Place, _Node]], named: tuple[Place, str], node: _Node) -> None:
        place, key = named
        if key == "<<":
            self.faults.append(Fault(*place, self._path(), "merge keys (<<) are not supported; write the keys out"))
        elif key in entries:
            first = entries[key][0][0]
            self.faults.append(Fault(*place, self._path(), f"this key stands twice; the first is in line {first}"))
        else:
            entries[key] = (place, node)

    def _path(self) -> Path:
        parts: list[str | int] = []
        for node in self.stack:
            if node.items is not None:
                parts.append(len(node.items))
            elif node.key is not None:
                parts.append(node.key[1])
        return tuple(parts)


def _expand(node: _Node, path: Path, places: dict[Path, Place]) -> Any:
    if len(path) > DEEPEST or len(places) > MOST_VALUES:
        raise _Stop(node.place, "aliases make the document too large", path)
    if node.items is not None:
        out = []
        for i, item in enumerate(node.items):
            places[*path, i] = item.place
            out.append(_expand(item, (*path, i), places))
        return out
    if node.entries is not None:
        made = {}
        for key, (place, value) in node.entries.items():
            places[*path, key] = place
            made[key] = _expand(value, (*path, key), places)
        return made
    return node.value


def _refuse_oddities(text: str) -> None:
    if len(text) > LARGEST:
        raise _Stop((1, 1), f"longer than {LARGEST:,} characters")
    odd = _NOT_YAML.search(text)
    if odd:
        before = text[: odd.start()]
        place = (before.count("\n") + 1, odd.start() - before.rfind("\n"))
        raise _Stop(place, f"a control character (U+{ord(odd[0]):04X}); is this a text file?")


def _syntax(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    what = str(getattr(error, "problem", None) or "not readable as YAML")
    if "'\\t'" in what or "cannot start any token" in what:
        what += "; indent with spaces, and quote text that begins with a special character"
    context = getattr(error, "context", None)
    place = (1, 1) if mark is None else _place(mark)
    return Fault(*place, (), f"{context}: {what}" if context else what)


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1
