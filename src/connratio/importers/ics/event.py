"""One VEVENT as a plain record, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from connratio.importers.calendar.people import People
from connratio.importers.ics.blocks import Block
from connratio.importers.ics.lines import Line, parse_line
from connratio.importers.ics.people import people_of
from connratio.importers.ics.places import place_of
from connratio.importers.ics.values import Duration, Stamp, parse_duration, parse_stamp
from connratio.model.problems import Problem
from connratio.model.text import clean

_BUSY: Final = {"FREE": "free", "TENTATIVE": "tentative", "OOF": "absent", "WORKINGELSEWHERE": "elsewhere"}
_MANY: Final = frozenset({"ATTENDEE", "RRULE", "RDATE", "EXDATE", "EXRULE", "CATEGORIES", "CONFERENCE", "COMMENT", "ATTACH"})


@dataclass(frozen=True, slots=True)
class Event:
    """A component: a single event, the master of a series, or (with `instance`) one of its occurrences."""

    uid: str
    line: int
    start: Stamp
    end: Stamp | None
    duration: Duration | None
    instance: Stamp | None
    this_and_future: bool
    rules: tuple[str, ...]
    exrules: tuple[str, ...]
    rdates: tuple[Line, ...]
    exdates: tuple[Line, ...]
    title: str
    place: str
    conference: str
    category: str
    people: People
    status: str
    all_day: bool
    private: bool
    revision: int
    stamped: str
    created: Stamp | None

    @property
    def recurring(self) -> bool:
        """Whether it repeats, or is one occurrence of what repeats."""
        return bool(self.rules or self.rdates or self.instance)


def event_of(block: Block, file: str, *, cancelled: bool) -> tuple[Event | None, list[Problem]]:
    """The event of a block; None with a Problem when it has no usable start. `cancelled` is what the calendar's METHOD says."""
    one: dict[str, Line] = {}
    many: dict[str, list[Line]] = {}
    problems: list[Problem] = []
    n_bad = 0
    for raw in block.lines:
        line = parse_line(raw)
        if line is None:
            n_bad += 1
        elif line.name in _MANY:
            many.setdefault(line.name, []).append(line)
        else:
            one.setdefault(line.name, line)
    uid = clean(one["UID"].text, 1000) if "UID" in one else ""
    if n_bad:
        problems.append(Problem("C213", "a line of an event that is no property", file, block.line, uid, n_bad))

    def text(name: str) -> str:
        if name in _MANY:
            return many[name][0].text if name in many else ""
        return one[name].text if name in one else ""

    start = _stamp(one.get("DTSTART"))
    if start is None:
        why = "an event without a start" if "DTSTART" not in one else "an event whose start is no date"
        return None, [*problems, Problem("C105", why, file, block.line, uid)]
    end, duration = _stamp(one.get("DTEND")), None
    if end is None and "DTEND" in one:
        problems.append(Problem("C213", "an end that is no date", file, block.line, uid))
    if end is None and "DURATION" in one:
        duration = parse_duration(one["DURATION"].value)
        if duration is None:
            problems.append(Problem("C213", "a DURATION that cannot be read", file, block.line, uid))
    if end is not None and end.is_date != start.is_date:
        problems.append(Problem("C210", "start and end of different types", file, block.line, uid))
        start, end = _alike(start, end)
    instance = _stamp(one.get("RECURRENCE-ID"))
    if instance is None and "RECURRENCE-ID" in one:
        problems.append(Problem("C213", "a RECURRENCE-ID that cannot be read", file, block.line, uid))
    people = people_of(many.get("ATTENDEE", []), one.get("ORGANIZER"))
    place, conference = place_of(text, people.rooms)
    flags = {text(n).strip().upper() for n in ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT")}
    event = Event(
        uid=uid or f"line-{block.line}",
        line=block.line,
        start=start,
        end=end,
        duration=duration,
        instance=instance,
        this_and_future="RECURRENCE-ID" in one and one["RECURRENCE-ID"].params.get("RANGE", "").upper() == "THISANDFUTURE",
        rules=tuple(line.value for line in many.get("RRULE", []) if line.value.strip()),
        exrules=tuple(line.value for line in many.get("EXRULE", []) if line.value.strip()),
        rdates=tuple(many.get("RDATE", [])),
        exdates=tuple(many.get("EXDATE", [])),
        title=clean(text("SUMMARY")),
        place=place,
        conference=conference,
        category=clean(", ".join(line.text for line in many.get("CATEGORIES", []))),
        people=people,
        status=_status(text, cancelled=cancelled),
        all_day="TRUE" in flags,
        private=text("CLASS").strip().upper() in {"PRIVATE", "CONFIDENTIAL"},
        revision=_number(text("SEQUENCE")),
        stamped=text("LAST-MODIFIED") or text("DTSTAMP"),
        created=_stamp(one.get("CREATED")),
    )
    return event, problems


def _stamp(line: Line | None) -> Stamp | None:
    return None if line is None else parse_stamp(line.value, line.params.get("TZID", ""))


def _alike(start: Stamp, end: Stamp) -> tuple[Stamp, Stamp]:
    """Both as times: a date becomes midnight in the zone of the other."""
    if start.is_date:
        return Stamp(start.local, _zone_of(end)), end
    return start, Stamp(end.local, _zone_of(start))


def _zone_of(stamp: Stamp) -> str:
    return "" if stamp.tzid == "UTC" else stamp.tzid


def _status(text: Callable[[str], str], *, cancelled: bool) -> str:
    """Cancelled, then what Outlook shows (TRANSP cannot say tentative or absent), then TRANSP, then STATUS."""
    status = text("STATUS").strip().upper()
    if cancelled or status in {"CANCELLED", "CANCELED"}:
        return "cancelled"
    busy = text("X-MICROSOFT-CDO-BUSYSTATUS").strip().upper()
    if busy in _BUSY:
        return _BUSY[busy]
    if text("TRANSP").strip().upper() == "TRANSPARENT":
        return "free"
    return "tentative" if status == "TENTATIVE" else ""


def _number(text: str) -> int:
    text = text.strip()
    return min(int(text), 1 << 40) if text.isdecimal() else 0
