"""Rollouts into a trail: each line by its type, the fields of `lines` decoded, noted as an event."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from connratio.importers.ai.notes import NOTHING, UNREADABLE, Notes, length
from connratio.importers.ai.trail import What, project_of
from connratio.importers.codex.families import Families
from connratio.importers.codex.lines import (
    Event,
    Line,
    context_of,
    driver_of,
    event_of,
    item_of,
    line_of,
    meta_of,
    number,
    word,
)  # fmt: skip
from connratio.importers.contract import Source
from connratio.importers.text.dates import to_ms
from connratio.model.problems import Problem
from connratio.model.text import clean

NAME: Final = "codex"
_FILE: Final = re.compile(r"rollout-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2})-([0-9a-fA-F-]{36})")
FIRST_DOCUMENT: Final = re.compile(rb'\s*\{\s*"session"\s*:\s*(\{(?=[^}]*"timestamp"\s*:\s*")[^}]*)')
"""How the very first sessions begin: one document each, in which only the session has a time."""
_NAMED: Final = re.compile(rb'"(id|timestamp)"\s*:\s*"([^"\\]{1,80})"')
_HEAD: Final = 4096
_UNIQUE: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_STARTS: Final = frozenset({"task_started", "turn_started"})
_ENDS: Final = frozenset({"task_complete", "turn_complete"})
_SILENT: Final = frozenset(
    {"token_count", "thread_rolled_back", "thread_goal_updated", "thread_name_updated", "session_configured"}
)
"""Events that may stand before or between turns, so that they say nothing about when the machine worked."""
_PLAIN: Final = frozenset({"", "plain"})
_DAY_MS: Final = 86_400_000


class Rollouts:
    """Rollouts on their way into one trail."""

    def __init__(self, notes: Notes, zone: ZoneInfo, families: Families) -> None:
        """`zone` is that of the times in file names."""
        self.notes, self.zone, self.families = notes, zone, families

    def read(self, stream: BinaryIO, source: Source) -> None:
        """Add the events of a file."""
        _File(self.notes, source, self.families).read(stream, self.zone)


class _File:
    """One rollout: its session, the turn that is on, and how often it had each event of it."""

    def __init__(self, notes: Notes, source: Source, families: Families) -> None:
        self.notes, self.source, self.families = notes, source, families
        found = _FILE.search(source.name)
        self.uid = found[2] if found else source.stem.split(".")[0]
        self.local = found[1] if found else ""
        self.session = -1
        self.turn = self.model = ""
        self.on = self.prompted = False
        self.started = 0
        self.n_events = self.n_bare = 0
        self.begun: int = 0  # by the first generation's own first line
        self._family = ""
        self._scope = ("", "")
        self._copies: Counter[str] = Counter()  # of each kind, within one turn or instant

    def read(self, stream: BinaryIO, zone: ZoneInfo) -> None:
        if found := FIRST_DOCUMENT.match(stream.read(_HEAD)):
            told = dict(_NAMED.findall(found[1]))
            self.uid = told.get(b"id", self.uid.encode()).decode("utf-8", "replace")
            self.begun = self.notes.instant(told.get(b"timestamp", b"").decode("utf-8", "replace"), 1)
            self._whole(zone)
            return
        stream.seek(0)
        for place, line in self.notes.lines(stream, line_of):
            if line.payload != NOTHING:
                try:
                    self._note(line, place)
                except UNREADABLE:
                    self.notes.bad(place, "a line that could not be read")
            elif line.type or line.role != NOTHING or line.record_type != NOTHING:
                self.n_bare += 1
            elif line.id != NOTHING and not self.begun:
                self.begun = self.notes.instant(line.timestamp, place)
                self.uid = word(line.id) or self.uid
        if self.n_bare and not self.n_events:
            self._whole(zone)
        elif self.n_bare:
            self.notes.skipped["line without a time"] += self.n_bare

    def _note(self, line: Line, place: int) -> None:
        if line.type == "session_meta":
            self._opened(line)
        elif line.type == "event_msg":
            self._event(event_of(line.payload), line, place)
        elif line.type == "response_item":
            item = item_of(line.payload)
            if item.role not in {"user", "developer", "system"}:
                self._add(What.MACHINE, item.type or "", line, place)
        elif line.type == "turn_context":
            self.model = context_of(line.payload).model or self.model
            if self.model:
                self.notes.trail.models.setdefault(self._session(), clean(self.model, 80))
        elif line.type == "compacted":
            self._add(What.MACHINE, "compacted", line, place)
        else:
            self.notes.skipped["another type of line"] += 1

    def _opened(self, line: Line) -> None:
        """The first one is the file's own: a fork has its origin's after it."""
        if self.session >= 0:
            return
        meta = meta_of(line.payload)
        self.uid = meta.id or self.uid
        driver, parent = driver_of(meta)
        part = self.uid if driver == "agent" else ""
        self.session = self.notes.trail.session(
            clean(parent or self.uid, 80), NAME, clean(part, 80), project=project_of(meta.cwd or ""),
            attended=driver == "person", sub=driver == "agent",
        )  # fmt: skip

    def _session(self) -> int:
        if self.session < 0:
            self.session = self.notes.trail.session(clean(self.uid, 80), NAME)
        return self.session

    def _event(self, event: Event, line: Line, place: int) -> None:
        kind = event.type or ""
        if kind in _STARTS:
            self.turn, self.on, self.prompted = word(event.turn_id), True, False
            self.started = self.notes.instant(line.timestamp, place)
        elif kind == "user_message":
            if word(event.kind) in _PLAIN:
                steers = self.on and self.prompted
                self.prompted = True
                self._add(What.STEER if steers else What.PROMPT, kind, line, place)
        elif kind in _ENDS:
            self._add(What.DONE, kind, line, place, _worked(event))
            self.on = False
        elif kind == "turn_aborted":
            if word(event.reason) == "interrupted":
                self._add(What.INTERRUPT, kind, line, place)
            self._add(What.DONE, "done", line, place, _worked(event))
            self.on = False
        elif kind not in _SILENT:
            self._add(What.MACHINE, kind, line, place)

    def _add(self, what: What, kind: str, line: Line, place: int, more: int = 0) -> None:
        at = self.notes.instant(line.timestamp, place)
        if not at:
            return
        self.n_events += 1
        if self.on and self.started and what == What.DONE and more > 0:
            more = min(more, max(at - self.started, 0))  # a turn cannot have taken longer than since it began
        mark = self._mark(kind, str(line.timestamp))
        if what == What.MACHINE:
            self.notes.answered(self._session(), at, place, mark, self.model)
        else:
            self.notes.add(self._session(), at, what, place, more, mark)

    def _mark(self, kind: str, stamp: str) -> int:
        """What copies of an event share: forks repeat their origin's, some with the times at which they were copied."""
        self._family = self._family or self.families.of(self.uid)
        scope = (self.turn, "" if _UNIQUE.fullmatch(self.turn) else stamp)
        if scope != self._scope:
            self._scope = scope
            self._copies.clear()
        self._copies[kind] += 1
        return hash((NAME, self._family, *scope, kind, self._copies[kind])) or 1

    def _whole(self, zone: ZoneInfo) -> None:
        """A session of the first generation, of which only beginning and end are known: when it was named, and last written."""
        at = self.begun or _named(self.local, zone)
        if not at:
            self.notes.bad(0, "a session without any time", "no time")
            return
        self.notes.say(Problem("C608", "a session of which only the beginning is known", self.notes.file), across=True)
        self.notes.add(self._session(), at, What.LIKELY, 1, mark=hash((NAME, self.uid, at)) or 1)
        end = _written(self.source)
        if at < end < at + _DAY_MS:
            self.notes.add(self._session(), end, What.MACHINE, self.n_bare)


def _worked(event: Event) -> int:
    """How long the turn took by its own word, in ms; -1 unknown."""
    told = length(event.duration_ms)
    began, ended = number(event.started_at), number(event.completed_at)
    if told < 0 and began is not None and ended is not None:
        return length((ended - began) * 1000)
    return told


def _named(local: str, zone: ZoneInfo) -> int:
    try:
        return to_ms(datetime.strptime(local, "%Y-%m-%dT%H-%M-%S"), zone)[0]  # noqa: DTZ007  # the zone is the reader's
    except (ValueError, OverflowError):
        return 0


def _written(source: Source) -> int:
    """When the file was last written, in epoch ms; 0 unknown."""
    try:
        return source.file.stat().st_mtime_ns // 1_000_000 if source.file is not None else 0
    except OSError:
        return 0
