"""Which zone a TZID means: our own resolution, per file, since libraries give naive times for names they cannot map.

Nine steps, in this order: a name of the zone database, a Windows name, a name at the end of a path, X-LIC-LOCATION, the
file's own VTIMEZONE, an alias, the only VTIMEZONE of the file, X-WR-TIMEZONE, the zone of the configuration: the source's, else
the person's. Each is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Final

from connratio.importers.ics.text.values import DAY, Stamp
from connratio.importers.ics.zones.aliases import alias, by_name, by_windows
from connratio.importers.ics.zones.clocks import UTC_CLOCK, Clock, Told, clock_of, seconds_of
from connratio.importers.ics.zones.definitions import Definitions, Named, plain_name

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_COMPARED: Final = tuple(date(2025, month, 15).toordinal() * DAY for month in (1, 7))
"""A winter's and a summer's day: zones that agree on both agree."""


class Zones:
    """The zones of one calendar: its VTIMEZONEs, its default, the person's zone."""

    def __init__(
        self,
        blocks: Mapping[str, str],
        default: str,
        person: ZoneInfo,
        local: Clock | None = None,
        file: Definitions | None = None,
        source: ZoneInfo | None = None,
    ) -> None:
        """`default` is X-WR-TIMEZONE, which places floating times only, as `local` (the TZ of vCalendar 1.0) does without it.

        `file` has what the other calendars of the file define; `source` is the zone that the configuration gives the source, where
        it gives one: in it lie times that otherwise lay in the person's.
        """
        self._file = file or Definitions()
        self._blocks = Named(blocks)
        self._told: dict[str, Told | None] = {}
        self._known: dict[str, Clock | None] = {}
        self._step_of: dict[str, str] = {}
        self.person = person
        self._clock: Clock = clock_of(person)
        self.unknown: Counter[str] = Counter()
        self.damaged: set[str] = set()
        """The VTIMEZONEs that were used though a part of them cannot be read."""
        self._damaged: set[str] = set()
        self.has_tz = local is not None
        found = self._by_name(default) if default else None
        self._default = found[0] if found else local or (clock_of(source) if source else None)
        self._nobody_knows = "" if found else default
        configured = "the source's `timezone`" if source else "the person's zone"
        self._last = "X-WR-TIMEZONE" if found else "the calendar's TZ" if local else configured

    def floating(self) -> Clock:
        """The zone of times without one: the calendar's default, else the source's, else the person's; never UTC."""
        return self._default or self._clock

    def of(self, stamp: Stamp) -> Clock:
        """The zone of a stamp; a date is one of the person."""
        if stamp.is_date:
            return self._clock
        tzid = stamp.tzid
        if tzid == "UTC":
            return UTC_CLOCK
        if not tzid:
            if self._nobody_knows:
                self.unknown[self._nobody_knows] += 1
            return self._default or self._clock
        found = self._found(tzid)
        if found is None:
            self.unknown[tzid] += 1
            return self._default or self._clock
        return found

    def name_of(self, tzid: str) -> str:
        """The name of the zone in which times of a TZID lie, "" standing for times that name none."""
        return (UTC_CLOCK if tzid == "UTC" else (self._found(tzid) if tzid else None) or self.floating()).name

    def ms(self, stamp: Stamp) -> int:
        """The instant of a stamp in epoch ms."""
        return self.of(stamp).ms(stamp.seconds)

    def placed(self, local: datetime, tzid: str) -> int:
        """The instant of a naive local time in the zone of that name, in epoch ms."""
        return self.of(Stamp(0, tzid)).ms(seconds_of(local)) + local.microsecond // 1000

    def _resolved(self, tzid: str) -> Clock | None:
        found = self._by_name(tzid) or self._only_one()
        if found is None:
            self._step_of[tzid] = self._last
            return None
        clock, self._step_of[tzid] = found
        if isinstance(clock, Told) and clock.name in self._damaged:
            self.damaged.add(clock.name)
        return clock

    def step_of(self, tzid: str) -> str:
        """By which step the zone of a time is found: a name's own, UTC for an instant, the default for a time without a zone."""
        if not tzid or tzid == "UTC":
            return tzid or self._last
        self._found(tzid)
        return self._step_of[tzid]

    def _found(self, tzid: str) -> Clock | None:
        if tzid not in self._known:
            self._known[tzid] = self._resolved(tzid)
        return self._known[tzid]

    def _by_name(self, tzid: str) -> tuple[Clock, str] | None:
        """The zone and the step that found it."""
        name = plain_name(tzid)
        steps: tuple[tuple[str, Callable[[str], Clock | None]], ...] = (
            ("name", lambda n: by_name(n.strip("/"))),
            ("Windows name", self._windows),
            ("end of a path", _suffix),
            ("X-LIC-LOCATION", self._location),
            ("own VTIMEZONE", self._own),
            ("alias", alias),
        )
        return next(((clock, step) for step, find in steps if (clock := find(name)) is not None), None)

    def _windows(self, name: str) -> Clock | None:
        """A Windows name, unless the file's own VTIMEZONE of that name says otherwise."""
        found, own = by_windows(name), self._own(name)
        if found is None or own is None or name in self._damaged:
            return found
        agree = all(found.offset_at(at) == own.offset_at(at) for at in _COMPARED)
        return found if agree else None

    def _location(self, name: str) -> Clock | None:
        found = re.search(r"^X-LIC-LOCATION[^:]*:(.+)$", self._block(name), re.MULTILINE | re.IGNORECASE)
        return by_name(found[1].strip()) if found else None

    def _own(self, name: str) -> Told | None:
        if name not in self._told:
            block = self._block(name)
            clock, damaged = self._file.told(block, name) if block else (None, False)
            self._told[name] = clock
            if damaged and clock is not None:
                self._damaged |= {name, clock.name}
        return self._told[name]

    def _block(self, name: str) -> str:
        """The VTIMEZONE of a name, in this calendar or else in another of the file."""
        return self._blocks.text(name) or self._file.anywhere.text(name)

    def _only_one(self) -> tuple[Clock, str] | None:
        """The only zone that the file defines (Exchange writes `Customized Time Zone` without its VTIMEZONE)."""
        only = self._blocks.only() or self._file.anywhere.only()
        found = self._by_name(only) if only else None
        return (found[0], "only VTIMEZONE") if found else None


def told(some: Iterable[tuple[Zones, Mapping[str, int]]]) -> tuple[str, ...]:
    """By which steps the zones of so many events by TZID were found, as a note for the user."""
    steps: Counter[str] = Counter()
    for zones, tzids in some:
        for tzid, n in tzids.items():
            steps[zones.step_of(tzid)] += n
    return (f"zones: {', '.join(f'{n} by {step}' for step, n in sorted(steps.items()))}",) if steps else ()


def _suffix(name: str) -> Clock | None:
    """`/mozilla.org/20050126_1/America/Boise` and the like end in a name of the database; `/x.org/UTC` in one without a slash."""
    parts = name.strip("/").split("/")
    tails = ("/".join(parts[i:]) for i in range(1, len(parts) - (not name.startswith("/"))))
    return next((zone for tail in tails if (zone := by_name(tail)) is not None), None)


def to_ms(local: datetime, zone: tzinfo) -> int:
    """Epoch ms of a naive local time in a zone."""
    return clock_of(zone).ms(seconds_of(local)) + local.microsecond // 1000
