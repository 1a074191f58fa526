"""Zones as arithmetic: local seconds (values.Stamp) to epoch milliseconds and back, each day's offset looked up once.

A time that a clock change repeats is its first occurrence; one that it leaves out takes the offset before (RFC 5545 3.3.5).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple, Protocol
from zoneinfo import ZoneInfo

DAY: Final = 86_400
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC).toordinal() * DAY
"""1970 in local seconds."""
_LONGEST: Final = 2 * DAY
_KEY: Final = re.compile(r"[A-Za-z][\w+-]{0,40}(?:/[\w+-]{1,40}){0,3}", re.ASCII)
"""The name of a zone; the longest has three parts."""
_FIRST, _LAST = 2 * DAY, datetime(9999, 12, 30, tzinfo=UTC).toordinal() * DAY
_ZERO: Final = datetime(1, 1, 1)  # noqa: DTZ001  # local clock times


class Clock(Protocol):
    """A zone."""

    name: str

    def ms(self, seconds: int) -> int:
        """The instant of a local time, in epoch ms."""
        ...

    def local(self, ms: int) -> int:
        """The local time of an instant, in whole seconds."""
        ...


class Fixed:
    """A zone that never changes; UTC is one."""

    def __init__(self, offset: int, name: str) -> None:
        """`offset` is in seconds east of UTC."""
        self.offset, self.name = offset, name

    def ms(self, seconds: int) -> int:
        """The instant of a local time, in epoch ms."""
        return (seconds - self.offset - EPOCH) * 1000

    def local(self, ms: int) -> int:
        """The local time of an instant."""
        return ms // 1000 + self.offset + EPOCH

    def offset_at(self, seconds: int) -> int:  # noqa: ARG002  # the same at all times
        """The offset at a local time."""
        return self.offset


UTC_CLOCK: Final = Fixed(0, "UTC")


class Known:
    """A zone of the zone database."""

    def __init__(self, zone: tzinfo, name: str) -> None:
        """`zone` is asked once for each day on which nothing changes."""
        self.zone, self.name = zone, name
        self._by_local: dict[int, int | None] = {}
        self._by_instant: dict[int, int | None] = {}

    def ms(self, seconds: int) -> int:
        """The instant of a local time, in epoch ms."""
        day = seconds // DAY
        offset = self._by_local.get(day, _LONGEST)
        if offset == _LONGEST:
            first, last = self.offset_at(day * DAY), self.offset_at((day + 1) * DAY)
            offset = self._by_local[day] = first if first == last else None
        if offset is None:
            offset = self.offset_at(seconds)
        return (seconds - offset - EPOCH) * 1000

    def local(self, ms: int) -> int:
        """The local time of an instant."""
        day, seconds = ms // 86_400_000, ms // 1000 + EPOCH
        offset = self._by_instant.get(day, _LONGEST)
        if offset == _LONGEST:
            first, last = self._offset_of(day * DAY + EPOCH), self._offset_of((day + 1) * DAY + EPOCH)
            offset = self._by_instant[day] = first if first == last else None
        return seconds + (self._offset_of(seconds) if offset is None else offset)

    def offset_at(self, seconds: int) -> int:
        """The offset at a local time."""
        local = _ZERO + timedelta(seconds=min(max(seconds, _FIRST), _LAST) - DAY)
        found = local.replace(tzinfo=self.zone).utcoffset()
        return 0 if found is None else round(found.total_seconds())

    def _offset_of(self, seconds: int) -> int:
        moment = (_ZERO + timedelta(seconds=min(max(seconds, _FIRST), _LAST) - DAY)).replace(tzinfo=UTC)
        found = moment.astimezone(self.zone).utcoffset()
        return 0 if found is None else round(found.total_seconds())


class Change(NamedTuple):
    """From a local time on (told by the clock before the change) another offset holds."""

    onset: int
    before: int
    after: int


class Told:
    """A zone that a file itself defines, as the list of its changes."""

    def __init__(self, changes: Sequence[Change], name: str) -> None:
        """`changes` is not empty; their order does not matter."""
        self.name = name
        self._changes = sorted(changes, key=lambda c: c.onset - c.before)
        self._onsets = [c.onset for c in self._changes]
        self._instants = [c.onset - c.before for c in self._changes]

    def offset_at(self, seconds: int) -> int:
        """The offset at a local time."""
        at = bisect_right(self._onsets, seconds) - 1
        if at < 0:
            return self._changes[0].before
        change = self._changes[at]
        return change.before if seconds < change.onset + change.after - change.before else change.after

    def ms(self, seconds: int) -> int:
        """The instant of a local time, in epoch ms."""
        return (seconds - self.offset_at(seconds) - EPOCH) * 1000

    def local(self, ms: int) -> int:
        """The local time of an instant."""
        seconds = ms // 1000 + EPOCH
        at = bisect_right(self._instants, seconds) - 1
        return seconds + (self._changes[0].before if at < 0 else self._changes[at].after)


@lru_cache(maxsize=1024)
def known(key: str) -> Known | None:
    """The zone of the database that has this name; None for none. What it learns of offsets serves all files."""
    if not _KEY.fullmatch(key):
        return None  # zoneinfo would look for it as a file and as a module, folder by folder
    try:
        return Known(ZoneInfo(key), key)
    except (KeyError, ValueError, OSError):
        return None


def clock_of(zone: tzinfo) -> Clock:
    """The clock of a person's zone."""
    found = known(zone.key) if isinstance(zone, ZoneInfo) and zone.key else None
    return found or Known(zone, str(zone))


def seconds_of(local: datetime) -> int:
    """A naive local time as local seconds."""
    return local.toordinal() * DAY + local.hour * 3600 + local.minute * 60 + local.second
