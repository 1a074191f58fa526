"""The documents as typed structs: only the fields we keep are ever built. Paths of files are no part of them."""

from __future__ import annotations

from typing import Final

import msgspec


class Heartbeat(msgspec.Struct, gc=False, frozen=True):
    """One sign of life: when (epoch seconds), in which project, doing what; and what an AI assistant had to do with it."""

    time: float
    type: str | None = None
    category: str | None = None
    project: str | None = None
    ai_line_changes: int | None = None
    human_line_changes: int | None = None
    ai_session: str | None = None
    ai_model: str | None = None
    ai_prompt_length: int | None = None


class Total(msgspec.Struct, gc=False, frozen=True):
    """Seconds under a name."""

    total_seconds: float | None = None
    name: str | None = None


class Range(msgspec.Struct, gc=False, frozen=True):
    """A day with its zone; a dump has epoch seconds in the place of texts."""

    date: str | None = None
    start: str | float | None = None
    end: str | float | None = None
    timezone: str | None = None


class Day(msgspec.Struct, gc=False, frozen=True):
    """A day of a dump or of summaries: heartbeats, or totals."""

    date: str | None = None
    range: Range | None = None
    heartbeats: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    grand_total: Total | None = None
    categories: list[Total] | None = None
    projects: list[Total] | None = None


class Duration(msgspec.Struct, gc=False, frozen=True):
    """A stretch that the service itself made of heartbeats."""

    time: float
    duration: float | None = 0.0
    project: str | None = None
    category: str | None = None


class User(msgspec.Struct, gc=False, frozen=True):
    """Whose account it is."""

    email: str | None = None
    timezone: str | None = None


class Dump(msgspec.Struct, gc=False, frozen=True):
    """A document: `days` of a dump, `data` of an answer of the API (days, durations or heartbeats)."""

    days: list[msgspec.Raw] | None = None
    data: list[msgspec.Raw] | None = None
    user: User | None = None
    timezone: str | None = None


DUMP: Final = msgspec.json.Decoder(Dump, strict=False)
DAY: Final = msgspec.json.Decoder(Day, strict=False)
HEARTBEATS: Final = msgspec.json.Decoder(list[Heartbeat], strict=False)
