"""The importer: chats first, since a transcript of the extension may tell the same conversation again."""

from __future__ import annotations

from collections.abc import Sequence

from connratio.importers.ai.gatherer import Gatherer
from connratio.importers.ai.notes import Notes
from connratio.importers.contract import Head, Options, Source
from connratio.importers.copilot.chats import NAME, is_chat, read_chat
from connratio.importers.copilot.events import EVENTS, TIMELINE, Events


class CopilotImporter(Gatherer):
    """GitHub Copilot: VS Code's `chatSessions/` (documents and journals), the command line's `session-state/` (seen 2026-09)."""

    name = NAME

    def recognises(self, head: Head) -> bool:
        """Whether the file begins as a chat or a session does."""
        data = head.data.removeprefix(b"\xef\xbb\xbf")
        return EVENTS.match(data) is not None or TIMELINE.match(data) is not None or is_chat(data)

    def trail(self, sources: Sequence[Source], options: Options) -> Notes:
        """The events of all files."""
        del options
        notes = Notes()
        sessions = []
        for source in sources:
            with notes.opened(source) as stream:
                if stream is None:
                    continue
                head = stream.read(65_536).removeprefix(b"\xef\xbb\xbf")
                stream.seek(0)
                if EVENTS.match(head) is None and TIMELINE.match(head) is None:
                    read_chat(stream, source, notes)
                else:
                    sessions.append(source)
        for source in sessions:
            with notes.opened(source) as stream:
                if stream is not None:
                    Events(notes, source).read(stream)
        return notes
