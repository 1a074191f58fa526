"""One VEVENT: when it takes place, and what is wrong with it. What it is about is read later, where it is needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zlib import crc32

from connratio.importers.ics.rules.recurrence import BadRuleError, parse_rule
from connratio.importers.ics.rules.vcalendar import rule_of
from connratio.importers.ics.text.component import Component
from connratio.importers.ics.text.fields import WHEN, Fields, first, text_of_first
from connratio.importers.ics.text.lines import Line
from connratio.importers.ics.text.values import DAY, PLAIN, Duration, Stamp, parse_duration, parse_stamp
from connratio.importers.ics.zones.resolution import Zones
from connratio.model.problems import Problem
from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.importers.ics.about.details import Details
    from connratio.importers.ics.text.blocks import Block

_RULE: Final = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(?:;[A-Z]+=[A-Z0-9,+-]+)*", re.ASCII)
_UNCOMMON: Final = frozenset({"DURATION", "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE", "EXRULE"})


@dataclass(slots=True)
class Event:
    """A component: a single event, the master of a series, or (with `instance`) one of its occurrences.

    `begin` and `finish` are the instants of its own start and end in epoch ms, once `place` has set them. `line` is that of
    its BEGIN in the file; `mark` is the same for components with the same text. `details` are read of those that may lie in
    the asked period; of a series the `block` is kept for that until it has an occurrence there; `cancelled` is what the calendar's METHOD says.
    """

    uid: str
    line: int
    mark: int
    start: Stamp
    end: Stamp | None
    revision: int
    stamped: str
    begin: int = 0
    finish: int = 0
    duration: Duration | None = None
    instance: Stamp | None = None
    this_and_future: bool = False
    rules: tuple[str, ...] = ()
    exrules: tuple[str, ...] = ()
    rdates: tuple[Line, ...] = ()
    exdates: tuple[Line, ...] = ()
    details: Details | None = None
    block: Block | None = None
    cancelled: bool = False

    @property
    def named(self) -> bool:
        """Whether it has a UID; without one it goes by its line, which names nothing in another file."""
        return self.uid != f"line-{self.line}"

    @property
    def recurring(self) -> bool:
        """Whether it repeats, or is one occurrence of what repeats."""
        return bool(self.rules or self.rdates or self.instance)

    @property
    def midnights(self) -> bool:
        """Whether it goes from midnight to midnight of its own zone: how some programs write what lasts all day."""
        start, end = self.start, self.end
        if start.seconds % DAY:
            return False
        if end is not None:
            return end.tzid == start.tzid and end.seconds > start.seconds and end.seconds % DAY == 0
        return self.duration is not None and sum(self.duration) > 0 and self.duration.exact % DAY == 0

    def outside(self, low: int, high: int) -> bool:
        """Whether it does not touch the window [low, high) in epoch ms, taken as a single event."""
        first, last = min(self.begin, self.finish), max(self.begin, self.finish)
        return first >= high or last < low


def event_of(component: Component, file: str) -> tuple[Event | None, list[Problem]]:
    """The event of a component; None with a Problem when it has no usable start."""
    fields = component.fields(WHEN)
    event, problems = _event(component, fields, file)
    if component.odd or (event is not None and not _unexpected(event, fields)):
        return event, problems
    return _event(component, component.whole(), file)


def _event(component: Component, fields: Fields, file: str) -> tuple[Event | None, list[Problem]]:
    line, uid = component.block.line, clean(text_of_first(fields, "UID"), 1000)
    problems: list[Problem] = []
    if component.n_bad:
        problems.append(Problem("C213", "a line of an event that is no property", file, line, uid, component.n_bad))
    if not component.certain:
        problems.append(Problem("C110", "text that is not UTF-8", file, line, uid))
    start = _stamp(first(fields, "DTSTART"))
    if start is None:
        why = "an event whose start is no date" if "DTSTART" in fields else "an event without a start"
        return None, [*problems, Problem("C105", why, file, line, uid)]
    end = _stamp(first(fields, "DTEND"))
    event = Event(
        uid=uid or f"line-{line}",
        line=line,
        mark=mark_of(component.block.raw),
        start=start,
        end=end,
        revision=_number(text_of_first(fields, "SEQUENCE")),
        stamped=text_of_first(fields, "LAST-MODIFIED") or text_of_first(fields, "DTSTAMP"),
    )
    if end is None and "DTEND" in fields:
        problems.append(Problem("C213", "an end that is no date", file, line, uid))
    if end is not None and end.is_date != start.is_date:
        problems.append(Problem("C210", "start and end of different types", file, line, uid))
        event.start, event.end = _alike(start, end)
    if not _UNCOMMON.isdisjoint(fields):
        problems += [Problem("C213", f"{what} that cannot be read", file, line, uid) for what in _uncommon(event, fields)]
    return event, problems


def _unexpected(event: Event, fields: Fields) -> bool:
    """Whether any value is not what the quick scanner knows: a date in its plain form, a duration, a rule that nothing is odd about."""
    starts, ends = fields["DTSTART"], fields.get("DTEND", ())
    if len(starts) > 1 or len(starts[0].value) not in PLAIN:
        return True
    if ends and (event.end is None or len(ends) > 1 or len(ends[0].value) not in PLAIN):
        return True
    if _UNCOMMON.isdisjoint(fields):
        return False
    if event.instance is None and "RECURRENCE-ID" in fields:
        return True
    dates = (
        value for name in ("RDATE", "EXDATE", "RECURRENCE-ID") for line in fields.get(name, ()) for value in line.value.split(",")
    )
    return (
        any(len(value) not in PLAIN or parse_stamp(value) is None for value in dates)
        or any(parse_duration(line.value) is None for line in fields.get("DURATION", ()))
        or any(_is_odd(line.value) for name in ("RRULE", "EXRULE") for line in fields.get(name, ()))
    )


def _is_odd(rule: str) -> bool:
    try:
        return _RULE.fullmatch(rule) is None or bool(parse_rule(rule).odd)
    except BadRuleError:
        return True


def mark_of(raw: bytes) -> int:
    """A number that texts which are alike share, and others hardly ever."""
    return len(raw) << 32 | crc32(raw)


def _uncommon(event: Event, fields: Fields) -> list[str]:
    """Fill in what few events have; the names of values that cannot be read."""
    wrong = []
    duration, instance = first(fields, "DURATION"), first(fields, "RECURRENCE-ID")
    if duration is not None and event.end is None:
        event.duration = parse_duration(duration.value)
        if event.duration is None:
            wrong.append("a DURATION")
    if instance is not None:
        event.instance = _stamp(instance)
        event.this_and_future = instance.params.get("RANGE", "").upper() == "THISANDFUTURE"
        if event.instance is None:
            wrong.append("a RECURRENCE-ID")
            event.instance = event.start  # not the series
    event.rules = _rules(fields, "RRULE", event.start)
    event.exrules = _rules(fields, "EXRULE", event.start)
    event.rdates = tuple(map(_mended, fields.get("RDATE", ())))
    event.exdates = tuple(map(_mended, fields.get("EXDATE", ())))
    return wrong


def _rules(fields: Fields, name: str, start: Stamp) -> tuple[str, ...]:
    """The rules; one of vCalendar 1.0, which has no equals signs, as iCalendar would write it."""
    texts = (line.value for line in fields.get(name, ()) if line.value.strip())
    return tuple(text if "=" in text else rule_of(text, start) or text for text in texts)


def place(event: Event, zones: Zones) -> None:
    """Set the instants of an event's own start and end.

    The weekdays and days of a rule of vCalendar 1.0 are those of the calendar's TZ, also where its start is an instant.
    """
    if event.rules and zones.has_tz and event.start.tzid == "UTC":
        event.start = Stamp(zones.floating().local(zones.ms(event.start)))
    event.begin = event.finish = zones.ms(event.start)
    if event.end is not None:
        event.finish = zones.ms(event.end)
    elif event.duration is not None:
        days, exact = event.duration
        event.finish = zones.of(event.start).ms(event.start.seconds + days * DAY) + exact * 1000
    if event.start.is_date and event.finish == event.begin:
        event.finish = zones.of(event.start).ms(event.start.seconds + DAY)


def tzid_of(line: Line) -> str:
    """The zone that a property names."""
    return line.params.get("TZID", "").strip().strip('"') if line.params else ""


def _stamp(line: Line | None) -> Stamp | None:
    if line is None:
        return None
    if not line.params and ";" not in line.value:
        return parse_stamp(line.value)
    line = _mended(line)
    found = parse_stamp(line.value, tzid_of(line))
    if found is not None and line.params.get("VALUE", "").upper() == "DATE" and found.seconds % DAY == 0:
        return Stamp(found.seconds, "", is_date=True)  # `VALUE=DATE:20260302T000000`
    return found


def _mended(line: Line) -> Line:
    """A line whose zone holds a colon without the quotes it needs: `TZID=tzone://Microsoft/Utc:20260302T090000`.

    vCalendar 1.0 has semicolons between the dates of EXDATE and RDATE.
    """
    if ";" in line.value:
        line = Line(line.name, line.params, line.value.replace(";", ","))
    if not line.params or ":" not in line.value or line.value[:4].isdigit() or "TZID" not in line.params:
        return line
    rest, _, value = line.value.rpartition(":")
    return Line(line.name, {**line.params, "TZID": f"{line.params['TZID']}:{rest}"}, value)


def _alike(start: Stamp, end: Stamp) -> tuple[Stamp, Stamp]:
    """Both as times: a date becomes midnight in the zone of the other."""
    if start.is_date:
        return Stamp(start.seconds, _zone_of(end)), end
    return start, Stamp(end.seconds, _zone_of(start))


def _zone_of(stamp: Stamp) -> str:
    return "" if stamp.tzid == "UTC" else stamp.tzid


def _number(text: str) -> int:
    text = text.strip()
    return min(int(text), 1 << 40) if text.isascii() and text.isdigit() and len(text) < 20 else 0
