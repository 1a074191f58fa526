"""Sessions of Copilot's command line into a trail, and the transcripts of the extension, which have the same lines."""

from __future__ import annotations

import re
from typing import BinaryIO, Final

import msgspec

from connratio.importers.ai.notes import NOTHING, UNREADABLE, Notes, Scalar, placed
from connratio.importers.ai.trail import What, project_of
from connratio.importers.contract import Source
from connratio.importers.text.records import under, utf8
from connratio.model.text import clean

NAME: Final = "copilot-cli"
EVENTS: Final = re.compile(
    rb'\s*\{(?=[^\n]*"data"\s*:\s*\{)(?=[^\n]*"timestamp"\s*:)[^\n]*?'
    rb'"type"\s*:\s*"(?:session|user|assistant|tool|subagent|hook|system)\.[a-z_]+"'
)
TIMELINE: Final = re.compile(rb'\s*\{(?=[^\[\]]*"sessionId"\s*:)[^\[\]]*"(?:chatMessages|timeline)"\s*:\s*\[')
_FORMER: Final = {
    "user": What.PROMPT,
    "copilot": What.MACHINE,
    "tool_call_requested": What.MACHINE,
    "tool_call_completed": What.MACHINE,
}
_MACHINE: Final = ("assistant.", "tool.execution", "skill.", "session.error", "session.compaction")


class Context(msgspec.Struct, gc=False):
    """Where a session began."""

    cwd: str | None = None


class Data(msgspec.Struct, gc=False):
    """What a line adds: names of the session, model and call, never a text."""

    sessionId: str | None = None  # the log's own names, here and below
    context: Context | None = None
    selectedModel: str | None = None
    newModel: str | None = None
    model: str | None = None
    toolCallId: str | None = None
    source: str | None = None


class Line(msgspec.Struct, gc=False):
    """One event."""

    type: str
    timestamp: Scalar = None
    id: str | None = None
    data: msgspec.Raw = NOTHING


class Former(msgspec.Struct, gc=False):
    """An older session, as one document."""

    sessionId: str | None = None
    timeline: list[msgspec.Raw] = []


class Moment(msgspec.Struct, gc=False):
    """An entry of an older session's timeline."""

    type: str | None = None
    timestamp: Scalar = None
    id: str | None = None


line_of: Final = msgspec.json.Decoder(Line).decode
data_of: Final = msgspec.json.Decoder(Data).decode
_former_of: Final = msgspec.json.Decoder(Former).decode
_moment_of: Final = msgspec.json.Decoder(Moment).decode


class Events:
    """One session: the turn that is on, and what its agents do."""

    def __init__(self, notes: Notes, source: Source) -> None:
        """Named by its folder or file, until it says its name itself."""
        self.notes = notes
        parts = source.path.replace("\\", "/").split("/")
        self.uid = parts[-2] if len(parts) > 1 and source.name.startswith("events.") else source.stem
        self.project = self.model = ""
        self.extension = "GitHub.copilot-chat" in parts
        self._rows: list[tuple[int, What, int, int, str, str]] = []
        self._open: dict[str, tuple[int, int]] = {}
        self._last = 0

    def read(self, stream: BinaryIO) -> None:
        """Add the events of the file to the trail; nothing where a chat of VS Code is the same conversation."""
        head = stream.read(65_536)
        stream.seek(0)
        if TIMELINE.match(head):
            self._former(utf8(stream.read(), self.notes.file, self.notes.problems))
        else:
            for place, line in self.notes.lines(stream, line_of):
                self._take(line, place)
            for key in list(self._open):
                self._close(key, self._last)
        self._add()

    def _take(self, line: Line, place: int) -> None:
        try:
            data = data_of(line.data) if line.data != NOTHING else Data()
        except UNREADABLE:
            if line.type.startswith("user."):
                data = Data()  # a prompt all the same
            else:
                self.notes.bad(place, "an event that could not be read")
                return
        self.model = self.model or data.newModel or data.selectedModel or data.model or ""
        if line.type == "session.start":
            self.uid = data.sessionId or self.uid
            self.project = project_of((data.context.cwd if data.context else None) or "")
            return
        at = self.notes.instant(line.timestamp, place)
        if at:
            self._note(line, data, at, place)
            self._last = max(self._last, at)

    def _note(self, line: Line, data: Data, at: int, place: int) -> None:
        kind, key = line.type, line.id or ""
        agent = data.toolCallId or ""
        if kind == "user.message":
            self._row(at, What.PROMPT if data.source in {None, "", "user"} else What.CALL, place, key)
        elif kind == "abort":
            self._row(at, What.INTERRUPT, place, key)
            self._close("", at)
        elif kind == "tool.user_requested":
            self._row(at, What.COMMAND, place, key)
        elif kind == "assistant.turn_start":
            self._close("", self._last)
            self._open[""] = at, place
        elif kind == "assistant.turn_end":
            self._close("", at)
        elif kind == "subagent.started" and agent:
            self._open[f"/{agent}"] = at, place
        elif kind in {"subagent.completed", "subagent.failed"}:
            self._close(f"/{agent}", at)
        elif kind.startswith(_MACHINE):
            if "" not in self._open:
                self._row(at, What.MACHINE, place, key)
        else:
            self.notes.skipped["another type of line"] += 1

    def _row(self, at: int, what: What, place: int, key: str, more: int = 0, part: str = "") -> None:
        self._rows.append((at, what, more, place, part, key))

    def _close(self, key: str, end: int) -> None:
        """The end of a turn, or of an agent's work."""
        begun = self._open.pop(key, None)
        if begun is not None and end >= begun[0]:
            self._row(begun[0], What.RUN, begun[1], f"run {begun[0]}", end, key[1:])

    def _former(self, data: bytes) -> None:
        try:
            former = _former_of(data)
        except UNREADABLE:
            found = re.search(rb'"sessionId"\s*:\s*"([^"\\]{1,80})"', data[:4096])
            self.uid = found[1].decode("utf-8", "replace") if found else self.uid
            moments = list(self.notes.salvaged(data, under("timeline"), _moment_of))
        else:
            self.uid = former.sessionId or self.uid
            moments = [(line, moment) for line, piece in placed(former.timeline, data) if (moment := self._moment(piece, line))]
        for line, moment in moments:
            what = _FORMER.get(moment.type or "")
            if what is None:
                self.notes.skipped["another type of line"] += 1
            elif at := self.notes.instant(moment.timestamp, line):
                self._row(at, what, line, moment.id or "")

    def _moment(self, piece: msgspec.Raw, line: int) -> Moment | None:
        try:
            return _moment_of(piece)
        except UNREADABLE:
            self.notes.bad(line, "an entry that could not be read")
            return None

    def _add(self) -> None:
        trail, uid = self.notes.trail, clean(self.uid, 80)
        if not self._rows:
            return
        if self.extension and trail.number(uid, "copilot") >= 0:
            self.notes.skipped["transcript of a chat that is there"] += len(self._rows)
            return
        for at, what, more, place, part, key in self._rows:
            session = trail.session(
                uid,
                "copilot" if self.extension else NAME,
                clean(part, 80),
                project=self.project,
                model=clean(self.model, 80),
                sub=bool(part),
            )
            self.notes.add(session, at, what, place, more, hash((NAME, uid, key, at, what)) or 1 if key else 0)
