"""Which zone a TZID means: our own resolution, per file, since libraries give naive times for names they cannot map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from io import StringIO
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from connratio.importers.ics.values import Stamp

_UTC_NAMES: Final = frozenset(
    {"utc", "z", "gmt", "etc/utc", "tzone://microsoft/utc", "microsoft/utc", "coordinated universal time", "greenwich mean time"}
)
_ALIASES: Final = {
    "eastern": "America/New_York", "us-eastern": "America/New_York", "central": "America/Chicago", "us-central": "America/Chicago",
    "mountain": "America/Denver", "us-mountain": "America/Denver", "pacific": "America/Los_Angeles", "us-pacific": "America/Los_Angeles",
    "amsterdam, berlin, bern, rome, stockholm, vienna": "Europe/Berlin", "brussels, copenhagen, madrid, paris": "Europe/Paris",
    "belgrade, bratislava, budapest, ljubljana, prague": "Europe/Budapest", "sarajevo, skopje, warsaw, zagreb": "Europe/Warsaw",
    "dublin, edinburgh, lisbon, london": "Europe/London", "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago", "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles", "osaka, sapporo, tokyo": "Asia/Tokyo", "beijing, chongqing, hong kong, urumqi": "Asia/Shanghai",
    "chennai, kolkata, mumbai, new delhi": "Asia/Kolkata", "canberra, melbourne, sydney": "Australia/Sydney", "brasilia": "America/Sao_Paulo",
    "helsinki, kyiv, riga, sofia, tallinn, vilnius": "Europe/Helsinki", "athens, bucharest": "Europe/Bucharest",
    "western/central europe": "Europe/Berlin",
}  # fmt: skip
_OFFSET: Final = re.compile(r"^\(?(?:utc|gmt)\s*([+-])\s*(\d{1,2}):?(\d{2})?\)?(.*)$", re.IGNORECASE)


@cache
def _iana() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


@cache
def _windows() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}


class Zones:
    """The zones of one calendar: its VTIMEZONEs, its default, the person's zone. `steps` counts how names were resolved."""

    def __init__(self, blocks: dict[str, str], default: str, person: ZoneInfo) -> None:
        """`default` is X-WR-TIMEZONE, which places floating times only."""
        self._blocks = {tzid.strip().strip('"'): text for tzid, text in blocks.items()}
        self._known: dict[str, tzinfo | None] = {}
        self.person = person
        self.unknown: dict[str, int] = {}
        self.steps: Counter[str] = Counter()
        self.default = self._by_name(default) if default else None

    def floating(self) -> tzinfo:
        """The zone of times without one: the calendar's default, else the person's; never UTC."""
        return self.default or self.person

    def of(self, stamp: Stamp) -> tzinfo:
        """The zone of a stamp."""
        if stamp.is_date:
            return self.person
        if stamp.tzid == "UTC":
            return UTC
        if not stamp.tzid:
            return self.floating()
        if stamp.tzid not in self._known:
            self._known[stamp.tzid] = self._by_name(stamp.tzid) or self._only_one()
        found = self._known[stamp.tzid]
        if found is None:
            self.unknown[stamp.tzid] = self.unknown.get(stamp.tzid, 0) + 1
            return self.floating()
        return found

    def _by_name(self, tzid: str) -> tzinfo | None:
        name = tzid.strip().strip('"')
        bare = name.strip("/").lower()
        steps: tuple[tuple[str, Callable[[], tzinfo | None]], ...] = (
            ("name", lambda: _zone(_iana().get(bare))),
            ("windows name", lambda: _zone(_windows().get(name.lower()))),
            ("suffix", lambda: _suffix(name)),
            ("X-LIC-LOCATION", lambda: self._location(name)),
            ("own VTIMEZONE", lambda: self._own(name)),
            ("alias", lambda: _alias(name)),
        )
        for step, resolve in steps:
            if (found := resolve()) is not None:
                self.steps[step] += 1
                return found
        return None

    def _location(self, name: str) -> tzinfo | None:
        found = re.search(r"^X-LIC-LOCATION[^:]*:(.+)$", self._blocks.get(name, ""), re.MULTILINE | re.IGNORECASE)
        return _zone(_iana().get(found[1].strip().lower())) if found else None

    def _own(self, name: str) -> tzinfo | None:
        return _built(self._blocks[name]) if name in self._blocks else None

    def _only_one(self) -> tzinfo | None:
        """The only zone that the file defines (Exchange writes `Customized Time Zone` without its VTIMEZONE)."""
        others = [t for t in self._blocks if t.lower() not in _UTC_NAMES]
        if len(others) != 1:
            return None
        self.steps["only VTIMEZONE"] += 1
        return self._by_name(others[0])


def _zone(key: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(key) if key else None
    except (KeyError, ValueError, OSError):
        return None


def _suffix(name: str) -> tzinfo | None:
    """`/mozilla.org/20050126_1/America/Boise` and the like end in an IANA name."""
    parts = name.strip("/").split("/")
    tails = ("/".join(parts[i:]).lower() for i in range(1, len(parts)))
    return next((z for t in tails if "/" in t and (z := _zone(_iana().get(t))) is not None), None)


def _built(block: str) -> tzinfo | None:
    """A zone made from a VTIMEZONE, for this file alone."""
    from dateutil.tz import tzical

    text = "\n".join(line for line in block.split("\n") if not re.match(r"(?i)(X-|COMMENT|LAST-MODIFIED|TZURL)", line))
    try:
        found = tzical(StringIO(text)).get()
    except Exception:  # noqa: BLE001  # dateutil raises many kinds for malformed blocks; the next step then answers
        return None
    return found if isinstance(found, tzinfo) else None


def _alias(name: str) -> tzinfo | None:
    low = name.lower()
    if low in _UTC_NAMES:
        return UTC
    if "_" in name and (zone := _zone(_iana().get(low.replace("_", "/", 1)))) is not None:
        return zone
    match = _OFFSET.match(name.strip())
    rest = match[4].strip(" )/-").lower() if match else low
    if rest in _ALIASES:
        return _zone(_ALIASES[rest])
    if rest in _windows():
        return _zone(_windows()[rest])
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(-offset if match[1] == "-" else offset) if offset < timedelta(hours=24) else None


def to_ms(local: datetime, zone: tzinfo) -> int:
    """Epoch ms of a local clock time. A repeated one is its first occurrence; one in a gap takes the offset before it."""
    moment = local.replace(tzinfo=zone, fold=0)
    if zone is UTC:
        return round((moment - _EPOCH).total_seconds() * 1000)
    offset = moment.utcoffset() or timedelta()
    return round((moment.replace(tzinfo=UTC) - offset - _EPOCH).total_seconds() * 1000)


def to_local(ms: int, zone: tzinfo) -> datetime:
    """The clock time of an instant in a zone, naive."""
    return (_EPOCH + timedelta(milliseconds=ms)).astimezone(zone).replace(tzinfo=None)


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
