"""Our own reading of content lines and components against the icalendar package: line by line, field by field."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.importers.ics.about.details import Details, details_of
from connratio.importers.ics.event import Event, event_of
from connratio.importers.ics.rules.recurrence import BadRuleError, parse_rule
from connratio.importers.ics.text.blocks import Block, cut
from connratio.importers.ics.text.component import Component
from connratio.importers.ics.text.fields import WHAT, WHEN, fields_of
from connratio.importers.ics.text.lines import Line, by_icalendar, parse_line
from connratio.importers.ics.text.values import Stamp, parse_duration, parse_stamp
from connratio.importers.ics.text.whole import by_package
from connratio.model.text import clean
from development_sets import calendars
from drawn_calendar import calendar as drawn
from drawn_calendar import event as drawn_event

OURS = sorted((Path(__file__).parent / "cases" / "ics").glob("*/input.ics"))
EXAMPLES = sorted((Path(__file__).parent.parent / "examples").rglob("*.ics"))
THEIRS = sorted((Path(icalendar.__file__).parent / "tests").rglob("*.ics"))
NAMES = st.sampled_from(["SUMMARY", "dtstart", "ATTENDEE", "X-ODD-1", "LOCATION"])
WORD = st.from_regex(r"[A-Za-z0-9/_.@-]{1,12}", fullmatch=True)
QUOTED = st.from_regex(r'"[A-Za-z0-9/_.@:;, -]{1,12}"', fullmatch=True).filter(lambda t: t[1:-1] == t[1:-1].strip())
PARAMS = st.lists(
    st.tuples(st.sampled_from(["TZID", "CN", "PARTSTAT", "X-A"]), WORD | QUOTED), max_size=3, unique_by=lambda p: p[0]
)
VALUES = st.text(
    st.characters(
        codec="utf-8", exclude_characters="\r\n\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", exclude_categories=["Cc", "Cs"]
    ),
    max_size=30,
)


@settings(max_examples=400, deadline=None)
@given(name=NAMES, params=PARAMS, value=VALUES)
def test_a_line_is_split_as_icalendar_splits_it(name: str, params: list[tuple[str, str]], value: str) -> None:
    raw = name + "".join(f";{k}={v}" for k, v in params) + ":" + value
    assert parse_line(raw) == by_icalendar(raw)


def test_a_backslash_in_text_beside_quoted_parameters_stays() -> None:
    line = parse_line(r'LOCATION;ALTREP="http://a.example/;x":C:\\temp\, room 4\nsecond')
    assert line is not None
    assert (line.params["ALTREP"], line.text) == ("http://a.example/;x", "C:\\temp, room 4\nsecond")


def test_circumflex_escapes_of_parameters_are_undone() -> None:
    line = parse_line("ATTENDEE;CN=^'Ana^' Ruiz:mailto:ana@example.org")
    assert line is not None
    assert line.params["CN"] == '"Ana" Ruiz'


def read(block: Block, *, package: bool) -> tuple[Event | None, Details]:
    """The event by the quick scanner (unless it holds anything unexpected), or all of it by the package."""
    component = Component(block)
    if package:
        component.whole()
    found = event_of(component, "c.ics")[0], details_of(component)
    return (event_of(component, "c.ics")[0], found[1]) if component.odd else found


def same(block: Block) -> None:
    ours, what = read(block, package=False)
    theirs, their_what = read(block, package=True)
    assert [plain(ours), what] == [plain(theirs), their_what]
    text = block.text()[0]
    told = list(by_package(text))
    for name, lines in fields_of(text, WHEN | WHAT)[0].items():
        given = [line for key, line in told if key == name]
        if len(given) == len(lines):  # else it dropped one of them, which it says nowhere
            for mine, line in zip(lines, given, strict=True):
                assert line is None or meaning(line) == meaning(mine), name


def meaning(line: Line) -> object:
    """What a property says to its readers."""
    params = {key: value.strip() for key, value in line.params.items()}
    match line.name:
        case "RRULE" | "EXRULE":
            return _rule(line.value)
        case "DURATION":
            return parse_duration(line.value)
        case "DTSTART" | "DTEND" | "RECURRENCE-ID" | "CREATED" | "RDATE" | "EXDATE" | "DTSTAMP" | "LAST-MODIFIED":
            # `TZID=Europe/Berlin:20150530T160000Z`: an instant for us (RFC 5545 3.3.5), a time of Berlin for the package.
            plain = line.value.replace("Z", "") if "TZID" in params else line.value
            return [_moments(value) for value in plain.split(",")], params
        case _:
            # `\\"` is no escape of the standard: it keeps the backslash, which we take away as of any letter.
            return " ".join(line.text.replace('\\"', '"').split()), params


def _moments(value: str) -> object:
    """A date or time; of a period its two ends, which it takes for times also where they are dates."""
    if "/" not in value:
        return parse_stamp(value)
    return [stamp.seconds if (stamp := parse_stamp(part)) is not None else parse_duration(part) for part in value.split("/")]


def _rule(text: str) -> object:
    try:
        return replace(parse_rule(text), odd=())
    except BadRuleError:
        return None


def plain(found: Event | None) -> object:
    if found is None:
        return None
    # Of RDATE and EXDATE the values count, and the zone.
    named = [(line.value, line.params.get("TZID")) for line in (*found.rdates, *found.exdates)]
    return [getattr(found, name) for name in Event.__slots__ if name not in {"rdates", "exdates"}], named


@pytest.mark.parametrize("file", [*OURS, *EXAMPLES, *THEIRS], ids=lambda f: f.name)
def test_the_quick_reading_of_an_event_is_the_package_s(file: Path) -> None:
    for one in cut(file.read_bytes(), file.name).calendars:
        for block in one.events:
            same(block)


def test_the_quick_reading_is_the_package_s_on_calendars_of_other_programs() -> None:
    for name, data in calendars():
        for one in cut(data, name).calendars:
            for block in one.events:
                same(block)


ODD = [
    "SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Gr=C3=BC=C3=9Fe", "RDATE;VALUE=PERIOD:20260304T090000Z/PT1H", "DTEND:tomorrow",
    "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3;UNTIL=20260401", "RRULE:FREQ=SOMETIMES", "ATTENDEE;CN=^'Ana^' Ruiz:mailto:ana@example.org", "no property",
    "DURATION:an hour", "CREATED:yesterday", "RECURRENCE-ID:monday", "EXDATE:20260303T090000Z,never", "DTSTART:2026-03-02T09:00:00Z",
    'ATTENDEE;CN="half:mailto:ana@example.org', "RRULE:freq=daily;count=2;", "SUMMARY ; LANGUAGE = de : a",
]  # fmt: skip


@pytest.mark.parametrize("line", ODD)
def test_a_component_with_anything_unexpected_is_read_by_the_package(line: str) -> None:
    text = drawn(drawn_event("u", "20260302T0900", "20260302T1000", more=line))
    component = Component(cut(text.encode(), "c.ics").calendars[0].events[0])
    event_of(component, "c.ics")
    details_of(component)
    assert component.odd


def test_the_package_is_loaded_for_nothing_else() -> None:
    code = (
        "import sys; from read_ics import NINE, event, read; "
        "read(event(NINE, *sys.argv[1:])); sys.exit('icalendar' in sys.modules)"
    )
    plain = ["RRULE:FREQ=WEEKLY;BYDAY=MO", 'ATTENDEE;CN="Ruiz, Ana";PARTSTAT=ACCEPTED:mailto:ana@example.org', "X-ODD;X=1:2"]
    found = [
        subprocess.run([sys.executable, "-c", code, *lines], cwd=Path(__file__).parent, check=False).returncode
        for lines in (plain, [*plain, ODD[0]])
    ]
    assert found == [0, 1]


PEOPLE = st.lists(st.sampled_from(["ana", "bo", "chen"]), unique=True, max_size=3)
MORE = st.lists(
    st.sampled_from([
        'ATTENDEE;CN="Ruiz, Ana";CUTYPE=INDIVIDUAL;PARTSTAT=DECLINED:mailto:ruiz@example.org', "CLASS:PRIVATE", "TRANSP:TRANSPARENT",
        "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20260303", "DURATION:PT45M", "LOCATION:Room 4\\, second floor", "SEQUENCE:7",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260303T090000Z", 'X-APPLE-STRUCTURED-LOCATION;X-TITLE="A:B;C":geo:1,2',
        "DESCRIPTION:https://zoom.us/j/1 \\\\ \\n", 'ORGANIZER;CN="a ^ b":MAILTO:Bo@Example.org', "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
        "CATEGORIES:one,two", "created:20260101T000000Z", "SUMMARY;LANGUAGE=de:Noch ein Titel", "LAST-MODIFIED:20260101T000000Z",
    ]),
    max_size=5,
)  # fmt: skip
# Of the escapes those that it keeps: a backslash of its own before n, a comma or a semicolon it reads as one of theirs.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters='\\"', exclude_categories=["C", "Z"]), max_size=12).map(
    lambda t: t.replace(";", "\\;").replace(",", "\\,")
)
PARAM = st.sampled_from(["", ";LANGUAGE=de", ';ALTREP="http://a.example/;x,y:z"', ";X-A=1;X-B=2"])
TEXTS = st.tuples(st.sampled_from(["SUMMARY", "LOCATION", "DESCRIPTION", "CATEGORIES", "X-ALT-DESC"]), PARAM, TEXT).map(
    lambda t: f"{t[0]}{t[1]}:{t[2]}"
)
CLOCKS = st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)).map(lambda t: f"{t:%Y%m%dT%H%M%S}")  # noqa: DTZ001  # local
WHENS = st.tuples(
    st.sampled_from(["RDATE", "EXDATE", "RECURRENCE-ID", "CREATED", "LAST-MODIFIED"]),
    st.sampled_from([(";TZID=Europe/Berlin", ""), (";TZID=Nowhere/At all", ""), ("", "Z"), ("", "")]),
    st.lists(CLOCKS, min_size=1, max_size=3),
).map(lambda t: f"{t[0]}{t[1][0]}:" + ",".join(c + t[1][1] for c in t[2][: 3 if "DATE" in t[0] else 1]))
RULES = st.tuples(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.sampled_from(["", ";INTERVAL=2"]),
    st.sampled_from(["", ";COUNT=7", ";UNTIL=20270101T000000Z", ";UNTIL=20270101"]),
    st.sampled_from(["", ";BYDAY=MO,WE", ";BYMONTH=1,2", ";BYSETPOS=-1;BYDAY=FR", ";WKST=SU"]),
).map(lambda t: "RRULE:FREQ=" + "".join(t))


@settings(max_examples=300, deadline=None)
@given(people=PEOPLE, more=MORE, lines=st.lists(TEXTS | WHENS | RULES | st.sampled_from(ODD), max_size=6))
def test_the_quick_reading_is_the_package_s_on_drawn_events(people: list[str], more: list[str], lines: list[str]) -> None:
    text = drawn(drawn_event("u", "20260302T0900", "20260302T1000", *people, more="\n".join([*more, *lines])))
    same(cut(text.encode(), "c.ics").calendars[0].events[0])


ICALENDARS = [f for f in (*OURS, *THEIRS) if b"VERSION:1.0" not in f.read_bytes()]
"""vCalendar 1.0 the package takes for iCalendar: its text stays encoded, its rules unread."""


@pytest.mark.filterwarnings("ignore:Timezone .* is a globally unique TZID")  # it warns of what we resolve ourselves
@pytest.mark.parametrize("file", ICALENDARS, ids=lambda f: f.name)
def test_the_events_of_a_file_are_those_that_icalendar_reads(file: Path) -> None:
    for one in cut(file.read_bytes(), file.name).calendars:
        for block in one.events:
            text = "\r\n".join(["BEGIN:VEVENT", *block.text()[0].split("\n"), "END:VEVENT", ""])
            try:
                theirs = icalendar.Event.from_ical(text)
            except ValueError:
                continue  # icalendar refuses the component as a whole
            ours, _ = event_of(Component(block), file.name)
            start = theirs.get("DTSTART")
            if ours is None or not isinstance(getattr(start, "dt", None), date):
                continue
            assert ours.uid in {str(theirs.get("UID", "")).strip(), f"line-{block.line}"}
            end = getattr(theirs.get("DTEND"), "dt", start.dt)
            if type(end) is type(start.dt):
                assert ours.start.is_date == (not isinstance(start.dt, datetime))
            if isinstance(theirs.get("SUMMARY"), str):
                told = details_of(Component(block))
                assert told.title == ("" if told.private else clean(str(theirs["SUMMARY"])))
            if isinstance(start.dt, datetime) and not ours.start.is_date:
                local = start.dt.astimezone(UTC) if ours.start.tzid == "UTC" else start.dt
                assert moment(ours.start) == local.replace(tzinfo=None)
            assert len(ours.rules) == len([r for r in _listed(theirs.get("RRULE")) if r])


def moment(stamp: Stamp) -> datetime:
    return datetime(1, 1, 1) + timedelta(seconds=stamp.seconds - 86_400)  # noqa: DTZ001  # a local clock time


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def test_a_line_without_a_colon_is_none() -> None:
    assert [parse_line(raw) for raw in ("SUMMARY", "", "no property at all")] == [None] * 3
    assert parse_line("SUMMARY:x:y") == Line("SUMMARY", {}, "x:y")
