"""One transcript into a trail: each line skipped by its type, or decoded into the fields of `lines`, and noted as an event."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import BinaryIO, Final

import msgspec

from connratio.importers.ai.history import Entry
from connratio.importers.ai.streams import lines_of
from connratio.importers.ai.trail import LATEST, Trail, What, project_of
from connratio.importers.claude_code.authors import author_of, beginning, blocks, command_form, is_notice
from connratio.importers.claude_code.lines import Line, both_ends, decoded, lenient
from connratio.model.problems import Problem
from connratio.model.text import clean

NAME: Final = "claude-code"
_TYPES: Final = frozenset({"user", "assistant", "system", "queue-operation", "attachment"})
_USELESS: Final = frozenset({
    b"file-history-snapshot", b"summary", b"pr-link", b"custom-title", b"last-prompt", b"agent-name", b"permission-mode",
    b"ai-title", b"agent-setting", b"bridge-session", b"worktree-state",
})  # fmt: skip
_HEAD: Final = 1200
"""Bytes in which a line of type progress says so; it comes before any message."""
_SYSTEM: Final = {
    "turn_duration": What.DONE,
    "scheduled_task_fire": What.CALL,
    "api_error": What.MACHINE,
    "compact_boundary": What.MACHINE,
    "microcompact_boundary": What.MACHINE,
}
"""Lines of the tool about itself that say when the machine worked; others (hooks, summaries while one was away) do not."""
_QUESTIONS: Final = frozenset({"AskUserQuestion", "ExitPlanMode"})
_CALL: Final = b'[{"type":"tool_use","id":"'
_ASK: Final = b'"AskUserQuestion"'
_PLAN: Final = b'"ExitPlanMode"'
_SAME_MS: Final = 1000
"""Two lines of one command are written within a second."""


class Transcripts:
    """Transcripts on their way into one trail, and the histories met beside them, by their files' names."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self.trail = Trail()
        self.problems: list[Problem] = []
        self.skipped: Counter[str] = Counter()
        self.histories: list[tuple[str, list[Entry]]] = []
        self._sessions: dict[tuple[str, str], int] = {}
        self._asked: dict[int, set[str]] = {}
        self._queued: Counter[int] = Counter()
        self._commands: dict[int, tuple[int, bytes]] = {}

    def merge(self, other: Transcripts) -> None:
        """Add what was read of further files."""
        self.trail.merge(other.trail)
        self.problems += other.problems
        self.skipped += other.skipped
        self.histories += other.histories

    def read(self, stream: BinaryIO, file: str) -> None:
        """Add the events of a file; `file` is its clean name."""
        self.trail.opens(file)
        # What was asked, queued and commanded is answered in the same file: each is read as if it were the only one.
        self._sessions, self._asked, self._queued, self._commands = {}, {}, Counter(), {}
        stem = file.rsplit(".", 1)[0]
        part = stem if file.startswith("agent-") else ""
        bad: list[int] = []
        skipped, note = self.skipped, self._note
        # One loop, since a gigabyte has half a million lines: what is called for each of them costs as much as reading it.
        for number, raw, tail in lines_of(stream):
            if raw.startswith(b'{"type":"') and (kind := raw[9 : raw.find(b'"', 9, 60)]) in _USELESS:
                skipped[kind.decode()] += 1
                continue
            place = raw.find(b'"type":"progress"', 0, _HEAD)
            if place >= 0 and raw.find(b'"message":', 0, place) < 0:
                skipped["progress"] += 1
                continue
            line: Line | None
            try:
                line = both_ends(raw, tail) if tail else decoded(raw)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                line = lenient(raw)
            if line is None:
                # The last line of a session that goes on is written in pieces.
                if raw.strip() and raw.endswith(b"\n"):
                    bad.append(number)
                continue
            stamp = line.timestamp
            if line.type not in _TYPES:
                skipped["another type of line"] += 1
            elif stamp is None:
                skipped["no time"] += 1
            else:
                at = round((stamp if stamp.tzinfo is not None else stamp.replace(tzinfo=UTC)).timestamp() * 1000)
                if not note(line, at, raw, number, part, stem):
                    skipped["unusable time"] += 1
        if bad:
            self.problems.append(Problem("C106", "a line that could not be read", file, bad[0], n=len(bad)))
            skipped["unreadable line"] += len(bad)

    def _note(self, line: Line, at: int, raw: bytes, number: int, part: str, stem: str) -> bool:
        """Add what the line says; whether its time is one."""
        key = line.sessionId or stem, part or line.agentId or ("sidechain" if line.isSidechain else "")
        session = self._sessions.get(key, -1)
        if session < 0:
            uid, own = key
            session = self._sessions[key] = self.trail.session(
                clean(uid), NAME, clean(own), project=project_of(line.cwd or ""), sub=bool(own)
            )
        elif line.cwd and not self.trail.sessions[session].project:
            self.trail.place(session, project_of(line.cwd))
        kind, more = line.type, 0
        what: What | None
        if kind == "assistant":
            model = line.message.model if line.message is not None else None
            if model == "<synthetic>":
                what = What.MACHINE if line.isApiErrorMessage else None  # a notice of the tool's own
            else:
                what = self._answer(line, raw, session)
                more = self.trail.model(model) if model else 0
        elif kind == "system":
            what = _SYSTEM.get(line.subtype or "")
            if what is What.DONE:
                more = -1 if line.durationMs is None else round(min(max(line.durationMs, 0), LATEST))
        else:
            alone = key[1] != "" or line.sessionKind is not None or (line.entrypoint or "").startswith("sdk")
            what = self._user(line, session, at, alone=alone) if kind == "user" else self._queue(line, session, alone=alone)
        if what is None:
            return True
        # Copies in resumed and forked files keep the uuid; lines of the queue have none.
        mark = hash(line.uuid or (at, kind, line.operation)) or 1
        return self.trail.add(session, at, what, more, mark, number)

    def _answer(self, line: Line, raw: bytes, session: int) -> What:
        # A call of a tool stands alone in its line, as a rule, and can be long: its name comes first.
        start = beginning(line.message.content) if line.message is not None else b""
        looked_at = start if start.startswith(_CALL) else raw
        if _ASK not in looked_at and _PLAN not in looked_at:
            return What.MACHINE
        asked = {b.id for b in blocks(line) if b.id and b.name in _QUESTIONS}
        self._asked.setdefault(session, set()).update(asked)
        return What.ASKED if asked else What.MACHINE

    def _user(self, line: Line, session: int, at: int, *, alone: bool) -> What | None:
        if (asked := self._asked.get(session)) and not alone:
            answered = {b.tool_use_id for b in blocks(line) if b.tool_use_id} & asked
            asked -= answered
            if answered:
                return What.ANSWER
        what = author_of(line, alone=alone)
        if what is What.COMMAND and self._is_twin(line, session, at):
            return None
        return what

    def _is_twin(self, line: Line, session: int, at: int) -> bool:
        """Whether the line says again, in the other form, which command was given."""
        form = command_form(line)
        before = self._commands.get(session)
        self._commands[session] = at, form
        return before is not None and before[1] != form and abs(at - before[0]) <= _SAME_MS

    def _queue(self, line: Line, session: int, *, alone: bool) -> What | None:
        """Texts written while the machine works: when they are queued, or when they are taken if only that is in the log."""
        if alone:
            return None
        if line.type == "queue-operation":
            if line.operation != "enqueue" or is_notice(line.content):
                return None
            self._queued[session] += 1
            return What.STEER
        attachment = line.attachment
        if attachment is None or attachment.type != "queued_command" or is_notice(attachment.prompt):
            return None
        if self._queued[session]:
            self._queued[session] -= 1
            return None
        return What.STEER
