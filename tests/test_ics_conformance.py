"""Calendars of other projects, and drawn ones: nothing raises, nothing is lost uncounted, and what must not matter does not."""

from __future__ import annotations

import re
import resource
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from development_sets import calendars
from drawn_calendar import calendar
from drawn_calendar import event as drawn
from read_ics import Read, event, read

NO_EVENT = {"to-do", "journal entry", "free-busy block", "availability", "other component"}
BEGIN = re.compile(rb"(?im)^BEGIN:VEVENT[ \t]*$")


def times(found: Read) -> Counter[tuple[int, int, str, int, str]]:
    """The occurrences as a bag, without the places in the file."""
    table = found.table
    columns = (table["start"].tolist(), table["end"].tolist(), table["uid"], table["instance"], table["status"])
    return Counter(
        (a, b, re.sub(r"^.*line-\d+(-[0-9a-f]+)?$", "", str(u)), int(i), str(s)) for a, b, u, i, s in zip(*columns, strict=True)
    )


def test_of_each_event_something_is_kept_or_it_is_skipped_with_a_reason_and_named() -> None:
    for name, data in calendars():
        found = read(data, name=name)
        n = len(BEGIN.findall(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")))
        kept = len(set(found.table["origin"]))
        skipped = sum(count for why, count in found.skipped.items() if why not in NO_EVENT)
        assert n == kept + skipped, name
        named = sum(p.code in {"C105", "C206", "C220", "C221", "C222", "C224"} for p in found.problems)
        assert named == found.skipped.total(), name


def test_the_zone_of_an_event_is_never_left_open_in_other_projects_calendars() -> None:
    codes = Counter(p.message for _, data in calendars() for p in read(data).problems if p.code == "C201")
    assert set(codes) <= {f"time zone {name!r} is unknown" for name in ("CUSTOM_tzid", "FOO", "foo", "LOLOLOL")}


STARTS = st.integers(0, 200).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
RULES = st.sampled_from([
    "", "RRULE:FREQ=DAILY;COUNT=30", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR", "RRULE:FREQ=MONTHLY;BYDAY=-1FR", "RRULE:FREQ=DAILY;INTERVAL=3",
    "RRULE:FREQ=MONTHLY;BYMONTHDAY=31", "RRULE:FREQ=WEEKLY;BYDAY=TU\nEXDATE;VALUE=DATE:20260310", "RDATE:20260401T080000Z,20260501T080000Z",
    "RRULE:FREQ=HOURLY;INTERVAL=5;COUNT=200",
])  # fmt: skip
ZONES = st.sampled_from(["", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])


@st.composite
def events(draw: st.DrawFn) -> list[str]:
    """Some events and series; some days of theirs changed, moved or called off."""
    found = []
    for n in range(draw(st.integers(1, 4))):
        start, rule, zone = draw(STARTS), draw(RULES), draw(ZONES)
        hours = draw(st.sampled_from([1, 3, 30]))
        begin, end = f"{start:%Y%m%d}T0900", f"{start + timedelta(days=hours // 24):%Y%m%d}T{(9 + hours) % 24:02}00"
        found.append(drawn(f"u{n}", begin, end, zone=zone, more=rule))
        if rule and draw(st.booleans()):
            mark = f";TZID={zone}:{begin}00" if zone else f":{begin}00Z"
            moved = f"{start + timedelta(days=draw(st.integers(-40, 40))):%Y%m%d}T1500"
            wide = draw(st.sampled_from(["", ";RANGE=THISANDFUTURE"]))
            found.append(drawn(f"u{n}", moved, f"{moved[:9]}1600", zone=zone, more=f"RECURRENCE-ID{wide}{mark}\nSEQUENCE:1"))
    return found


@settings(max_examples=120, deadline=None)
@given(parts=events(), cuts=st.tuples(STARTS, STARTS, STARTS).map(sorted))
def test_two_neighbouring_windows_hold_what_their_union_holds(parts: list[str], cuts: list[date]) -> None:
    a, b, c = cuts
    text = calendar(*parts).encode()
    whole, first, second = (times(read(text, days=pair)) for pair in ((a, c), (a, b), (b, c)))
    assert set(whole) == set(first) | set(second)


@settings(max_examples=80, deadline=None)
@given(parts=events(), order=st.randoms(use_true_random=False))
def test_neither_the_order_of_events_nor_a_second_copy_changes_anything(parts: list[str], order: object) -> None:
    shuffled = list(parts)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    once = times(read(calendar(*parts).encode()))
    assert times(read(calendar(*shuffled).encode())) == once
    assert times(read(calendar(*parts, *shuffled).encode())) == once


SCRAPS = [
    b"", b"\0", b"\xff", b"\r\n", b"\r\n ", b'"', b":", b";", b",", b"=", b"\\", b"9999", b"-1", b"T", b"Z", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n",
    b"BEGIN:VALARM\r\n", b"RRULE:FREQ=SECONDLY\r\n", b"RRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30\r\n", b"RDATE:20260101\r\n",
    b"FREQ=HOURLY;", b"BYSETPOS=2;",
    b"RSCALE=GREGORIAN;SKIP=FORWARD;", b"UNTIL=99991231;", b"EXDATE:\r\n",
    b"RECURRENCE-ID;RANGE=THISANDFUTURE:20260101\r\n", b"DTSTART:00010101\r\n", b"DTEND:99991231T235959Z\r\n", b"DURATION:P99999W\r\n",
]  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(SCRAPS)), min_size=1, max_size=12)
MOST_SECONDS, MOST_BYTES = 20, 2 << 30


@pytest.fixture(scope="module")
def _bounded() -> Iterator[None]:
    """No more memory than so much beyond what is in use, and no more time for one calendar than so much."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before, limit = signal.signal(signal.SIGVTALRM, stop), resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, limit[1]))
    yield
    resource.setrlimit(resource.RLIMIT_DATA, limit)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("_bounded")
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nth=st.integers(0, 10_000), edits=EDITS)
def test_damage_neither_raises_nor_costs_more_than_it_may(nth: int, edits: list[tuple[float, int, bytes]]) -> None:
    found = calendars()
    data = bytearray(found[nth % len(found)][1][:100_000])
    for place, gone, scrap in edits:
        at = int(place * len(data))
        data[at : at + gone] = scrap
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        read(bytes(data), days=(date(2020, 1, 1), date(2027, 1, 1)))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def part(name: str, values: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[str]:
    """A part of a rule, or none."""
    return st.just("") | st.lists(values, min_size=1, max_size=most).map(lambda some: f";{name}={','.join(some)}")


WHOLE = st.integers(-366, 366).map(str)
ANY_RULE = st.tuples(
    st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"]).map("FREQ={}".format),
    part("INTERVAL", st.sampled_from(["0", "2", "7", "1000", "99999999"]), 1),
    part("COUNT", st.sampled_from(["1", "500", "99999999"]), 1),
    part("BYMONTH", st.integers(1, 12).map(str)),
    part("BYMONTHDAY", st.integers(-31, 31).map(str)),
    part("BYYEARDAY", WHOLE),
    part("BYWEEKNO", st.integers(-53, 53).map(str)),
    part(
        "BYDAY",
        st.tuples(st.sampled_from(["", "1", "-1", "5", "6", "-53", "99"]), st.sampled_from(["MO", "SA", "SU"])).map("".join),
    ),
    part("BYHOUR", st.integers(0, 23).map(str)),
    part("BYMINUTE", st.integers(0, 59).map(str)),
    part("BYSECOND", st.integers(0, 60).map(str)),
    part("BYSETPOS", WHOLE),
    st.sampled_from(["", ";RSCALE=GREGORIAN;SKIP=FORWARD", ";RSCALE=GREGORIAN;SKIP=BACKWARD", ";UNTIL=99991231", ";WKST=SU"]),
).map("".join)


@pytest.mark.usefixtures("_bounded")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=ANY_RULE, start=st.sampled_from(["19700101T000000", "20240229T235959", "20260302T090000"]))
def test_no_rule_whatever_its_parts_costs_more_than_it_may(rule: str, start: str) -> None:
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        found = read(event(f"DTSTART;TZID=Europe/Berlin:{start}", f"RRULE:{rule}"), days=(date(2026, 1, 1), date(2027, 1, 1)))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    assert len(found.table["start"]) <= 100_000 + 2 * 86_400  # a day before and one after what is asked for do not count
