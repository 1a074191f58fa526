"""Sessions into a trail: of a message written several times the last holds, and what was rewound was still done."""

from __future__ import annotations

import re
from typing import BinaryIO, Final

import msgspec

from connratio.importers.ai.notes import NOTHING, UNREADABLE, Notes, placed
from connratio.importers.ai.shrinking import document_of
from connratio.importers.ai.streams import LONGEST
from connratio.importers.ai.trail import What
from connratio.importers.contract import Source
from connratio.importers.gemini.records import Record, list_of, record_of, timed_of
from connratio.importers.text.records import under, utf8
from connratio.model.text import clean

NAME: Final = "gemini-cli"
_MACHINE: Final = frozenset({"gemini", "qwen", "model", "error"})
_CANCELLED: Final = b'"Request cancelled'
"""What the program says when the person stopped it; compared, and dropped."""
_HASH: Final = re.compile(r"[0-9a-f]{40,}")
Event = tuple[int, What, int, str]
"""When, what, on which line, by which model."""


class Session:
    """One file: what it says of itself, its messages by their id, and those that a rewinding took back."""

    def __init__(self, notes: Notes, source: Source) -> None:
        """Without a record."""
        self.notes, self.source = notes, source
        self.uid = self.project = self.kind = ""
        self._live: dict[str, list[Event]] = {}
        self._spent: dict[str, list[Event]] = {}

    def read(self, stream: BinaryIO) -> None:
        """Add the events of the file, a document or lines, to the trail."""
        first = stream.readline(LONGEST)
        stream.seek(0)
        if first.strip() in {b"{", b"\xef\xbb\xbf{", b""} or (len(first) == LONGEST and not first.endswith(b"\n")):
            self._document(utf8(document_of(stream), self.notes.file, self.notes.problems))
        else:
            for line, record in self.notes.lines(stream, record_of, whole=True):
                self._take(record, line)
        self._add()

    def _document(self, data: bytes) -> None:
        try:
            record = record_of(data)
            self._says(record.sessionId, record.projectHash, record.kind)
            self._messages(record.messages, 0, data)
        except UNREADABLE:
            for key, value in re.findall(rb'"(sessionId|projectHash|kind)"\s*:\s*"([^"\\]{1,200})"', data[:4096]):
                self._says(**{key.decode(): value.decode("utf-8", "replace")})
            for line, record in self.notes.salvaged(data, under("messages"), record_of):
                self._message(record, line)

    def _take(self, record: Record, line: int) -> None:
        if record.set is not None:
            if record.set.messages != NOTHING:
                self._live.clear()
                self._messages(record.set.messages, line)
        elif record.rewind is not None:
            ids = list(self._live)
            for key in ids[ids.index(record.rewind) :] if record.rewind in self._live else []:
                self._spent[key] = self._live.pop(key)
        elif record.type is None:
            self._says(record.sessionId, record.projectHash, record.kind)
            if record.messages != NOTHING:
                self._messages(record.messages, line)
        else:
            self._message(record, line)

    def _says(self, sessionId: str | None = None, projectHash: str | None = None, kind: str | None = None) -> None:  # noqa: N803  # the export's own names
        self.uid = self.uid or sessionId or ""
        self.project = self.project or projectHash or ""
        self.kind = self.kind or kind or ""

    def _messages(self, raw: msgspec.Raw, line: int, whole: bytes = b"") -> None:
        """Each message of a list, on the line of its record, or on its own in a document."""
        try:
            pieces = list_of(raw)
        except UNREADABLE:
            self.notes.bad(line, "messages that are no list")
            return
        for place, piece in placed(pieces, whole) if whole else ((line, piece) for piece in pieces):
            try:
                self._message(record_of(piece), place)
            except UNREADABLE:
                self.notes.bad(place, "a message that could not be read")

    def _message(self, record: Record, line: int) -> None:
        what = _what(record)
        if what is None:
            self.notes.skipped["notice of the program"] += 1
            return
        at = self.notes.instant(record.timestamp, line)
        if not at:
            return
        key = record.id or f"line {line}"
        model = record.model or ""
        self._spent.pop(key, None)
        times = [*self._within(record.thoughts, at, line), *self._within(record.toolCalls, at, line)]
        self._live[key] = [(at, what, line, model), *((ms, What.MACHINE, line, model) for ms in times)]

    def _within(self, raw: msgspec.Raw, at: int, line: int) -> list[int]:
        """Thoughts and calls of tools within a message, each with its own time."""
        if raw == NOTHING:
            return []
        try:
            timed = [timed_of(piece) for piece in list_of(raw)]
        except UNREADABLE:
            self.notes.bad(line, "thoughts or calls that could not be read")
            return []
        found = [self.notes.instant(t.timestamp, line) for t in timed if t.timestamp]
        return [ms for ms in found if ms and ms != at]

    def _add(self) -> None:
        if not self.uid and not self._live:
            return
        folders = self.source.path.replace("\\", "/").split("/")[:-1]
        place = max((i for i, name in enumerate(folders) if name == "chats"), default=-1)
        parent = folders[place + 1] if 0 <= place < len(folders) - 1 else ""
        sub = self.kind == "subagent" or bool(parent)
        uid = clean(self.uid or self.source.stem, 80)
        session = self.notes.trail.session(
            clean(parent, 80) or uid, assistant_of(self.source), uid if sub else "",
            project=_short(self.project or (folders[place - 1] if place > 0 else "")), sub=sub,
        )  # fmt: skip
        for key, events in (self._spent | self._live).items():
            for at, what, line, model in events:
                mark = hash((NAME, uid, key, at, what)) or 1
                if what == What.MACHINE:
                    self.notes.answered(session, at, line, mark, model)
                else:
                    self.notes.add(session, at, what, line, mark=mark)


def assistant_of(source: Source) -> str:
    """Whose home the file lies in: Qwen Code's first versions wrote the same format."""
    return "qwen-code" if ".qwen" in source.path.replace("\\", "/").split("/") else NAME


def _what(record: Record) -> What | None:
    if record.type == "user":
        return What.PROMPT
    if record.type in _MACHINE:
        return What.MACHINE
    if record.type == "info" and memoryview(record.content)[: len(_CANCELLED)].tobytes() == _CANCELLED:
        return What.INTERRUPT
    return None


def _short(project: str) -> str:
    """The project's short name, or the first figures of the hash that older versions call it by."""
    return project[:8] if _HASH.fullmatch(project) else clean(project.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1], 80)
