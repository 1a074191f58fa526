"""Qwen Code's sessions: lines like Claude Code's, with an own type for results of tools and a word for who wrote a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import BinaryIO, Final

import msgspec

from connratio.importers.ai.gatherer import Gatherer
from connratio.importers.ai.notes import Notes, Scalar
from connratio.importers.ai.trail import What, project_of
from connratio.importers.contract import Head, Options, Source
from connratio.model.text import clean

NAME: Final = "qwen-code"
_OWN: Final = re.compile(
    rb'\{(?=[^\n]*"uuid"\s*:\s*")(?=[^\n]*"sessionId"\s*:\s*")[^\n]*"message"\s*:\s*\{\s*"role"\s*:\s*"(?:user|model)"\s*,\s*"parts"\s*:\s*\['
    rb'|\{"uuid"\s*:\s*"[^"]*"\s*,\s*"parentUuid"\s*:[^,\n]*,\s*"sessionId"\s*:\s*"[^"]*"\s*,\s*"timestamp"\s*:\s*"[^"]*"\s*,\s*"type"\s*:\s*"system"'
    rb'[^\n]*"systemPayload"\s*:'
)
_TWIN_MS: Final = 1000
"""A command that becomes a prompt is written as both, within a second."""


class Payload(msgspec.Struct, gc=False):
    """What a line of the program adds: of a command, whether it was given or answered."""

    phase: str | None = None


class Line(msgspec.Struct, gc=False):
    """One line; texts, inputs and results are left out."""

    type: str | None = None
    subtype: str | None = None
    uuid: str | None = None
    sessionId: str | None = None  # the log's own names, here and below
    timestamp: Scalar = None
    cwd: str | None = None
    model: str | None = None
    provenance: str | None = None
    agentId: str | None = None
    isSidechain: bool | None = None
    systemPayload: Payload | None = None


line_of: Final = msgspec.json.Decoder(Line).decode


class QwenImporter(Gatherer):
    """Qwen Code's sessions (`~/.qwen/projects/…/chats/*.jsonl`) (seen 2026-11)."""

    name = NAME

    def recognises(self, head: Head) -> bool:
        """Whether one of the first lines has the parts of Qwen Code's messages, or what it adds to its own."""
        lines = head.data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 10)[:10]
        return any(_OWN.match(line.lstrip()) is not None for line in lines)

    def trail(self, sources: Sequence[Source], options: Options) -> Notes:
        """The events of all files; lines that branches of a session copied count once."""
        del options
        notes = Notes()
        for source in sources:
            with notes.opened(source) as stream:
                if stream is not None:
                    _File(notes, source.stem).read(stream)
        return notes


class _File:
    def __init__(self, notes: Notes, stem: str) -> None:
        self.notes, self.stem = notes, stem
        self._commands: dict[int, int] = {}

    def read(self, stream: BinaryIO) -> None:
        for place, line in self.notes.lines(stream, line_of):
            part = clean(line.agentId or ("sidechain" if line.isSidechain else ""), 80)
            what = what_of(line, agent=bool(part))
            if what is None:
                self.notes.skipped["another type of line"] += 1
            elif at := self.notes.instant(line.timestamp, place):
                uid = clean(line.sessionId or self.stem, 80)
                session = self.notes.trail.session(uid, NAME, part, project=project_of(line.cwd or ""), sub=bool(part))
                mark = hash((NAME, line.uuid)) or 1 if line.uuid else 0
                if what == What.MACHINE:
                    self.notes.answered(session, at, place, mark, line.model or "")
                elif not self._is_twin(session, at, what):
                    self.notes.add(session, at, what, place, mark=mark)

    def _is_twin(self, session: int, at: int, what: What) -> bool:
        if what == What.COMMAND:
            self._commands[session] = at
            return False
        return what == What.PROMPT and 0 <= at - self._commands.get(session, -_TWIN_MS) < _TWIN_MS


def what_of(line: Line, *, agent: bool) -> What | None:
    """What a line is; None for what tells nothing of time."""
    if line.type in {"assistant", "tool_result"}:
        return What.MACHINE
    if line.type == "user":
        if line.subtype == "mid_turn_user_message" and not agent:
            return What.STEER
        wrote = not agent and not line.subtype and line.provenance in {None, "real_user"}
        return What.PROMPT if wrote else What.CALL
    if line.type != "system":
        return None
    if line.subtype == "slash_command" and not agent:
        phase = line.systemPayload.phase if line.systemPayload else None
        return What.COMMAND if phase == "invocation" else None
    return What.MACHINE if line.subtype == "chat_compression" else None
