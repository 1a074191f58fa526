"""The importer: the analytics log tells most; inputs fill the days that it lacks, launches those that neither has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from connratio.importers.ai.gatherer import Gatherer
from connratio.importers.ai.notes import Notes
from connratio.importers.ai.trail import QUARTER_MS
from connratio.importers.aider.analytics import BREAK_MS, NAME, Analytics
from connratio.importers.aider.histories import Act, inputs, launches
from connratio.importers.contract import Head, Options, Source
from connratio.model.text import clean

_INPUTS: Final = re.compile(rb"\s*# \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\r?\n\+")
_CHAT: Final = re.compile(rb"\s*# aider chat started at \d{4}-")
_EVENTS: Final = re.compile(
    rb'\s*\{\s*"event"\s*:\s*"[^"\\]+"\s*,\s*"properties"\s*:\s*\{[^\n]*\}\s*,\s*"user_id"\s*:[^\n]*"time"\s*:\s*\d{10}'
)


class AiderImporter(Gatherer):
    """aider: `.aider.input.history`, `.aider.chat.history.md`, and what `--analytics-log` writes (seen 2026-09)."""

    name = NAME

    def recognises(self, head: Head) -> bool:
        """Whether the file begins as a chat history or an analytics log does; inputs look like other programs', so the name counts."""
        data = head.data.removeprefix(b"\xef\xbb\xbf")
        return (
            _CHAT.match(data) is not None
            or _EVENTS.match(data) is not None
            or (_INPUTS.match(data) is not None and "aider" in head.name.lower())
        )

    def trail(self, sources: Sequence[Source], options: Options) -> Notes:
        """The events of all files."""
        notes = Notes()
        own = options.extra.get("timezone")
        zone = ZoneInfo(str(own)) if own else options.timezone
        written: list[tuple[str, str, list[Act]]] = []
        begun: list[tuple[str, str, list[Act]]] = []
        for source in sources:
            with notes.opened(source) as stream:
                if stream is None:
                    continue
                head = stream.read(65_536).removeprefix(b"\xef\xbb\xbf")
                stream.seek(0)
                if _EVENTS.match(head):
                    Analytics(notes).read(stream)
                elif _CHAT.match(head):
                    begun.append((_folder(source), notes.file, list(launches(stream, notes, zone))))
                else:
                    written.append((_folder(source), notes.file, list(inputs(stream, notes, zone))))
        for level in (written, begun):
            _fill(notes, level, zone)
        return notes


def _folder(source: Source) -> str:
    """The folder in which a history lies: the project."""
    path = str(source.file.resolve()) if source.file is not None else source.path
    parts = path.replace("\\", "/").rstrip("/").split("/")
    return clean(parts[-2], 80) if len(parts) > 1 else ""


def _fill(notes: Notes, histories: list[tuple[str, str, list[Act]]], zone: ZoneInfo) -> None:
    """Add the acts of days of which better logs hold none; a pause of half an hour begins another session."""
    known = {_day(quarter * QUARTER_MS, zone) for _, quarter in notes.trail.quarters()}
    for project, file, acts in histories:
        notes.trail.opens(file)
        last, uid = -BREAK_MS, ""
        for act in sorted(acts, key=lambda a: a.at):
            if _day(act.at, zone) in known:
                notes.skipped["act that a better log tells"] += 1
                continue
            if act.at - last >= BREAK_MS:
                uid = f"aider-{project}-{act.at}"
            last = act.at
            session = notes.trail.session(uid, NAME, project=project)
            notes.add(session, act.at, act.what, act.line, mark=hash((NAME, project, act.at, act.what)) or 1)


def _day(ms: int, zone: ZoneInfo) -> int:
    return datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).toordinal()
