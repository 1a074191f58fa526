"""Conversations of opencode into a trail, wherever they were kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from connratio.importers.ai.notes import Notes, Scalar
from connratio.importers.ai.trail import What, project_of
from connratio.model.text import clean

ABORTED: Final = "MessageAbortedError"


@dataclass(slots=True)
class Message:
    """One message: who wrote it, from when to when (epoch ms), the model, and the error that ended it."""

    id: str
    session: str
    role: str
    created: Scalar
    completed: Scalar
    model: str
    error: str
    file: str
    line: int
    folder: str = ""


@dataclass(slots=True)
class Conversations:
    """What all files tell; parents and folders may come after the messages."""

    assistant: str
    parents: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    made: dict[str, bool] = field(default_factory=dict)
    """Of messages whose parts are known: whether all of them were put there by the program."""

    def add(self, notes: Notes) -> None:
        """Note the events of every message."""
        file = ""
        for message in sorted(self.messages, key=lambda m: (m.file, m.line)):
            if message.file != file:
                file = notes.file = message.file
                notes.trail.opens(file)
            self._message(message, notes)

    def _message(self, message: Message, notes: Notes) -> None:
        at = notes.instant(message.created, message.line)
        if not at:
            return
        root = self._root(message.session)
        sub = root != message.session
        folder = self.folders.get(message.session) or self.folders.get(root) or message.folder
        session = notes.trail.session(
            clean(root, 80), self.assistant, clean(message.session, 80) if sub else "", project=project_of(folder), sub=sub
        )
        mark = hash((self.assistant, message.id or (message.session, at), message.role)) or 1
        if message.role == "user":
            notes.add(session, at, What.CALL if self.made.get(message.id) else What.PROMPT, message.line, mark=mark)
        elif message.role == "assistant":
            self._answer(message, session, at, mark, notes)
        else:
            notes.bad(message.line, "a message of neither a person nor the machine")

    def _answer(self, message: Message, session: int, at: int, mark: int, notes: Notes) -> None:
        end = notes.instant(message.completed, message.line) if message.completed else 0
        if end >= at:
            notes.ran(session, at, end, message.line, mark, message.model)
        else:
            notes.answered(session, at, message.line, mark, message.model)
        if message.error == ABORTED:
            notes.add(session, max(end, at), What.INTERRUPT, message.line, mark=hash((mark, "stopped")) or 1)

    def _root(self, session: str) -> str:
        met = {session}
        while (parent := self.parents.get(session, "")) and parent not in met:
            met.add(parent)
            session = parent
        return session
