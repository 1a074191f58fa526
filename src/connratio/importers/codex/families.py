"""Which sessions have events in common: forks begin with copies of their origin's."""

from __future__ import annotations

from typing import BinaryIO

from connratio.importers.ai.notes import UNREADABLE
from connratio.importers.ai.streams import lines_of
from connratio.importers.codex.lines import line_of, meta_of


class Families:
    """The origin of each session that is a fork, as the first lines of all files tell it."""

    def __init__(self) -> None:
        """Without a fork."""
        self._origins: dict[str, str] = {}

    def learn(self, stream: BinaryIO) -> None:
        """Look at the lines with which a file begins: its own session, and those that came with the copies."""
        own = ""
        for _, raw, _ in lines_of(stream):
            try:
                line = line_of(raw)
                meta = meta_of(line.payload) if line.type == "session_meta" else None
            except UNREADABLE:
                return
            if meta is None or not meta.id:
                return
            own = own or meta.id
            origin = meta.forked_from_id or meta.id
            if origin != own:
                self._origins.setdefault(own, origin)
                return

    def of(self, session: str) -> str:
        """The session with which the line of forks began."""
        met = {session}
        while (origin := self._origins.get(session, session)) not in met:
            met.add(origin)
            session = origin
        return session
