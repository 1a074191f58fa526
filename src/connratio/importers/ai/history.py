"""Histories of prompts: when something was written, where the transcripts that tell more are gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from connratio.importers.ai.trail import QUARTER_MS, Trail, What, project_of

BREAK_MS: Final = 1_800_000
"""Prompts that name no session and lie so far apart are of two sessions."""
PART: Final = "history"
"""The part of a session that only its history tells."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A prompt of a history: epoch ms, the session's name ("" where the log does not give it), the working directory."""

    at: int
    session: str
    folder: str
    line: int


def fill(trail: Trail, entries: Iterable[Entry], assistant: str, file: str, zone: ZoneInfo) -> tuple[int, int]:
    """Add the entries whose transcript is gone: no transcript of their session, or of any where none is named, has their local day.

    Returns how many were added and how many were told by transcripts.
    """
    told = _days(trail, zone)
    days = {day for _, day in told}
    trail.opens(file)
    last: dict[str, tuple[int, str]] = {}
    n_added = n_told = 0
    for entry in sorted(entries, key=lambda e: e.at):
        day = _day(entry.at, zone)
        if (entry.session, day) in told if entry.session else day in days:
            n_told += 1
            continue
        uid = entry.session
        if not uid:
            at, uid = last.get(entry.folder, (-BREAK_MS, ""))
            uid = uid if entry.at - at < BREAK_MS else f"history-{entry.at}"
            last[entry.folder] = entry.at, uid
        number = trail.session(uid, assistant, PART, project=project_of(entry.folder))
        # The same history may lie in two places.
        mark = hash((PART, uid, entry.at)) or 1
        if trail.add(number, entry.at, What.PROMPT, mark=mark, line=entry.line):
            n_added += 1
    return n_added, n_told


def _days(trail: Trail, zone: ZoneInfo) -> set[tuple[str, int]]:
    """Sessions with their local days."""
    uids = [None if s.sub or s.part == PART else s.uid for s in trail.sessions]
    return {(uid, _day(n * QUARTER_MS, zone)) for number, n in trail.quarters() if (uid := uids[number]) is not None}


def _day(ms: int, zone: ZoneInfo) -> int:
    try:
        return datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).toordinal()
    except (ValueError, OverflowError, OSError):
        return 0
