"""Our own reading of content lines and components against the icalendar package: line by line, field by field."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.importers.ics import details, event
from connratio.importers.ics.blocks import Block, cut
from connratio.importers.ics.details import Details, details_of
from connratio.importers.ics.event import Event, event_of
from connratio.importers.ics.fields import fields_of
from connratio.importers.ics.lines import Line, by_icalendar, parse_line
from connratio.importers.ics.values import Stamp
from connratio.model.text import clean
from development_sets import calendars
from drawn_calendar import calendar as drawn
from drawn_calendar import event as drawn_event

OURS = sorted((Path(__file__).parent / "cases" / "ics").glob("*/input.ics"))
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


def slowly(block: Block, monkeypatch: pytest.MonkeyPatch) -> tuple[Event | None, Details]:
    """The event with every single line taken apart by the package."""
    with monkeypatch.context() as patch:
        for module in (event, details):
            patch.setattr(module, "fields_of", lambda text, wanted: fields_of(text, wanted, by_icalendar))
        return event_of(block, "c.ics")[0], details_of(block)


def same(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs, what = slowly(block, monkeypatch)
    ours, _ = event_of(block, "c.ics")
    assert [plain(ours), details_of(block)] == [plain(theirs), what]


def plain(found: Event | None) -> object:
    if found is None:
        return None
    # Of RDATE and EXDATE the values count, and the zone.
    named = [(line.value, line.params.get("TZID")) for line in (*found.rdates, *found.exdates)]
    return [getattr(found, name) for name in Event.__slots__ if name not in {"rdates", "exdates"}], named


@pytest.mark.parametrize("file", [*OURS, *THEIRS], ids=lambda f: f.name)
def test_the_quick_reading_of_an_event_is_the_package_s(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for one in cut(file.read_bytes(), file.name).calendars:
        for block in one.events:
            same(block, monkeypatch)


def test_the_quick_reading_is_the_package_s_on_calendars_of_other_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, data in calendars():
        for one in cut(data, name).calendars:
            for block in one.events:
                same(block, monkeypatch)


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


@settings(max_examples=200, deadline=None)
@given(people=PEOPLE, more=MORE)
def test_the_quick_reading_is_the_package_s_on_drawn_events(people: list[str], more: list[str]) -> None:
    text = drawn(drawn_event("u", "20260302T0900", "20260302T1000", *people, more="\n".join(more)))
    with pytest.MonkeyPatch.context() as patch:
        same(cut(text.encode(), "c.ics").calendars[0].events[0], patch)


@pytest.mark.filterwarnings("ignore:Timezone .* is a globally unique TZID")  # it warns of what we resolve ourselves
@pytest.mark.parametrize("file", [*OURS, *THEIRS], ids=lambda f: f.name)
def test_the_events_of_a_file_are_those_that_icalendar_reads(file: Path) -> None:
    for one in cut(file.read_bytes(), file.name).calendars:
        for block in one.events:
            text = "\r\n".join(["BEGIN:VEVENT", *block.text()[0].split("\n"), "END:VEVENT", ""])
            try:
                theirs = icalendar.Event.from_ical(text)
            except ValueError:
                continue  # icalendar refuses the component as a whole
            ours, _ = event_of(block, file.name)
            start = theirs.get("DTSTART")
            if ours is None or not isinstance(getattr(start, "dt", None), date):
                continue
            assert ours.uid in {str(theirs.get("UID", "")).strip(), f"line-{block.line}"}
            end = getattr(theirs.get("DTEND"), "dt", start.dt)
            if type(end) is type(start.dt):
                assert ours.start.is_date == (not isinstance(start.dt, datetime))
            if isinstance(theirs.get("SUMMARY"), str):
                assert details_of(block).title == clean(str(theirs["SUMMARY"]))
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
