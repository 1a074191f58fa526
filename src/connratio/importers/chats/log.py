"""Conversations on their way into one trail: messages as events, whoever's they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, NamedTuple

from connratio.importers.ai.notes import Notes, Scalar
from connratio.importers.ai.trail import What
from connratio.model.problems import Problem
from connratio.model.text import clean

GLOBAL: Final = 20
"""Characters from which on a message's name is taken to be unique in the world (a UUID), not only in its conversation."""


class Event(NamedTuple):
    """A message: when (epoch ms), what it is, the end of the machine's work where it is known, its name in the export."""

    at: int
    what: What
    more: int = 0
    uid: str = ""
    model: Scalar = ""
    """Of an answer, where the export names it."""


class Log(Notes):
    """The files of one program, read one after the other."""

    def __init__(self) -> None:
        """Without a file."""
        super().__init__()
        self.shards: dict[str, str] = {}
        """Names of files that a manifest says belong to the export, each with the manifest's."""
        self._whose: defaultdict[int, set[str]] = defaultdict(set)  # by the number of the file

    def chat(
        self, app: str, uid: Scalar, events: Iterable[Event], line: int, *, model: Scalar = "", person: Scalar = ""
    ) -> None:  # fmt: skip
        """Note a conversation. A message that also stands in another conversation or export (a copy) counts once."""
        name, whose = clean(str(uid or ""), 100), clean(str(person or ""), 100).lower()
        self._whose[len(self.trail.files)].add(whose)
        session = self.trail.session(name, app, model=clean(str(model or ""), 100), person=whose)
        for event in events:
            own = event.uid if len(event.uid) >= GLOBAL else (name, event.uid)
            mark = hash((own, event.at, event.more, int(event.what))) or 1
            named = clean(str(event.model or ""), 100)
            more = self.trail.model(named) if named and event.what == What.MACHINE else event.more
            self.add(session, event.at, event.what, line, more, mark)

    def close(self) -> None:
        """After the last file: where none holds several people's conversations, all are mine; what is missing is said.

        Somebody with two accounts has two exports; it takes a team's to have several people in one file.
        """
        sessions = self.trail.sessions
        if all(len(persons) < 2 for persons in self._whose.values()):
            sessions[:] = [replace(s, person="") for s in sessions]
        there = {name.rsplit("/", 1)[-1] for name in self.trail.files}
        for shard in sorted(set(self.shards) - there):
            self.say(Problem("C620", "a part of the export that its manifest names is not here", self.shards[shard]))
        if not len(self.trail) and not self.problems:
            self.say(Problem("C102", "there is nothing in the export", self.file))
