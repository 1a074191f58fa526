"""aider's analytics log: when each message was sent and answered, command by command, launch by launch."""

from __future__ import annotations

from typing import BinaryIO, Final

import msgspec

from connratio.importers.ai.notes import Notes, Scalar
from connratio.importers.ai.trail import What
from connratio.model.text import clean

NAME: Final = "aider"
BREAK_MS: Final = 1_800_000
"""What lies further apart is of two sessions."""
ALONE_MS: Final = 1000
"""A message sent so soon after an answer was sent by aider itself, to mend what a check found; the log has whole seconds."""
_LAUNCHES: Final = frozenset({"launched", "cli session", "gui session"})
_SCRIPTED: Final = "Completed --message"


class Properties(msgspec.Struct, gc=False):
    """The model that was asked, and why the program ended."""

    main_model: str | None = None
    reason: str | None = None


class Event(msgspec.Struct, gc=False):
    """One line."""

    event: str
    properties: Properties | None = None
    time: Scalar = None


event_of: Final = msgspec.json.Decoder(Event).decode
Row = tuple[int, What, int, int]
"""When, what, on which line, until when."""


class Analytics:
    """One log: the launch that is on, and the message that is being answered."""

    def __init__(self, notes: Notes) -> None:
        """Without an event."""
        self.notes = notes
        self._rows: list[Row] = []
        self._model = ""
        self._attended = True
        self._sent: tuple[int, int] | None = None
        self._last = self._answered = 0

    def read(self, stream: BinaryIO) -> None:
        """Add the sessions of the log to the trail."""
        for line, event in self.notes.lines(stream, event_of):
            at = self.notes.instant(event.time, line)
            if not at:
                continue
            if event.event in _LAUNCHES or (self._last and at - self._last >= BREAK_MS):
                self._end()
            self._last = at
            self._note(event, at, line)
        self._end()

    def _note(self, event: Event, at: int, line: int) -> None:
        properties = event.properties or Properties()
        self._model = self._model or properties.main_model or ""
        if event.event == "message_send_starting":
            self._rows.append((at, What.MACHINE if 0 <= at - self._answered <= ALONE_MS else What.PROMPT, line, 0))
            self._sent = at, line
        elif event.event == "message_send":
            if self._sent is None:
                self._rows.append((at, What.PROMPT, line, 0))  # older versions tell only of the answer
            else:
                self._rows.append((self._sent[0], What.RUN, self._sent[1], at))
            self._sent, self._answered = None, at
        elif event.event.startswith("command_"):
            self._rows.append((at, What.COMMAND, line, 0))
        elif event.event == "exit" and (properties.reason or "").startswith(_SCRIPTED):
            self._attended = False

    def _end(self) -> None:
        """The session up to here."""
        if self._rows:
            uid = f"aider-{self._rows[0][0]}" if self._attended else f"aider-script-{self._rows[0][0]}"
            session = self.notes.trail.session(uid, NAME, model=clean(self._model, 80), attended=self._attended)
            for at, what, line, more in self._rows:
                self.notes.add(session, at, what, line, more, hash((NAME, at, what, more)) or 1)
        self._rows, self._model, self._attended, self._sent, self._answered = [], "", True, None, 0
