"""Recurrence rules: every example of RFC 5545 3.8.5.3, what dateutil reads otherwise than libical, bounds, invariants."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from dateutil import rrule
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from connratio.importers.ics.rules.bounds import TooManyError
from connratio.importers.ics.rules.expansion import Expansion
from connratio.importers.ics.rules.recurrence import BadRuleError, parse_rule
from connratio.importers.ics.text.values import parse_stamp

FAR = "99000101"


def seconds(text: str) -> int:
    stamp = parse_stamp(text)
    assert stamp is not None
    return stamp.seconds


def made(rule: str, start: str, low: str = "00020101", high: str = FAR) -> Any:
    """The occurrences of a rule as a generator of local times."""
    stamp, parsed = parse_stamp(start), parse_rule(rule)
    assert stamp is not None
    last = None
    if parsed.until is not None:
        last = parsed.until.seconds + (86_399 if parsed.until.is_date and not stamp.is_date else 0)
    found = Expansion(parsed, stamp.seconds, last, whole_days=stamp.is_date).between(seconds(low), seconds(high))
    return (datetime(1, 1, 1) + timedelta(seconds=s - 86_400) for s in found)  # noqa: DTZ001  # local clock times


def days(rule: str, start: str, n: int = 400) -> str:
    """Up to `n` occurrences as `1997-09: 2 3 4, 1997-10: 1`."""
    months: dict[str, list[str]] = {}
    for moment in islice(made(rule, start), n):
        months.setdefault(f"{moment:%Y-%m}", []).append(str(moment.day))
    return ", ".join(f"{month}: {' '.join(found)}" for month, found in months.items())


def clocks(rule: str, start: str, n: int = 400) -> str:
    return " ".join(f"{m:%d/%H:%M}" for m in islice(made(rule, start), n))


NINE = "19970902T090000"
EXAMPLES = [
    ("FREQ=DAILY;COUNT=10", NINE, 0, "1997-09: 2 3 4 5 6 7 8 9 10 11"),
    ("FREQ=DAILY;INTERVAL=2", NINE, 6, "1997-09: 2 4 6 8 10 12"),
    ("FREQ=DAILY;INTERVAL=10;COUNT=5", NINE, 0, "1997-09: 2 12 22, 1997-10: 2 12"),
    ("FREQ=WEEKLY;COUNT=10", NINE, 0, "1997-09: 2 9 16 23 30, 1997-10: 7 14 21 28, 1997-11: 4"),
    ("FREQ=WEEKLY;UNTIL=19971224T000000Z", NINE, 0,
     "1997-09: 2 9 16 23 30, 1997-10: 7 14 21 28, 1997-11: 4 11 18 25, 1997-12: 2 9 16 23"),
    ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", NINE, 6, "1997-09: 2 16 30, 1997-10: 14 28, 1997-11: 11"),
    ("FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", NINE, 0, "1997-09: 2 4 9 11 16 18 23 25 30, 1997-10: 2"),
    ("FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", NINE, 0, "1997-09: 2 4 9 11 16 18 23 25 30, 1997-10: 2"),
    ("FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "19970901T090000", 0,
     "1997-09: 1 3 5 15 17 19 29, 1997-10: 1 3 13 15 17 27 29 31, 1997-11: 10 12 14 24 26 28, 1997-12: 8 10 12 22"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", NINE, 0, "1997-09: 2 4 16 18 30, 1997-10: 2 14 16"),
    ("FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "19970905T090000", 0,
     "1997-09: 5, 1997-10: 3, 1997-11: 7, 1997-12: 5, 1998-01: 2, 1998-02: 6, 1998-03: 6, 1998-04: 3, 1998-05: 1, 1998-06: 5"),
    ("FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "19970905T090000", 0, "1997-09: 5, 1997-10: 3, 1997-11: 7, 1997-12: 5"),
    ("FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "19970907T090000", 0,
     "1997-09: 7 28, 1997-11: 2 30, 1998-01: 4 25, 1998-03: 1 29, 1998-05: 3 31"),
    ("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "19970922T090000", 0,
     "1997-09: 22, 1997-10: 20, 1997-11: 17, 1997-12: 22, 1998-01: 19, 1998-02: 16"),
    ("FREQ=MONTHLY;BYMONTHDAY=-3", "19970928T090000", 6,
     "1997-09: 28, 1997-10: 29, 1997-11: 28, 1997-12: 29, 1998-01: 29, 1998-02: 26"),
    ("FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", NINE, 0, "1997-09: 2 15, 1997-10: 2 15, 1997-11: 2 15, 1997-12: 2 15, 1998-01: 2 15"),
    ("FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "19970930T090000", 0,
     "1997-09: 30, 1997-10: 1 31, 1997-11: 1 30, 1997-12: 1 31, 1998-01: 1 31, 1998-02: 1"),
    ("FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "19970910T090000", 0,
     "1997-09: 10 11 12 13 14 15, 1999-03: 10 11 12 13"),
    ("FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", NINE, 10, "1997-09: 2 9 16 23 30, 1997-11: 4 11 18 25, 1998-01: 6"),
    ("FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "19970610T090000", 0,
     "1997-06: 10, 1997-07: 10, 1998-06: 10, 1998-07: 10, 1999-06: 10, 1999-07: 10, 2000-06: 10, 2000-07: 10, 2001-06: 10, 2001-07: 10"),
    ("FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "19970310T090000", 0,
     "1997-03: 10, 1999-01: 10, 1999-02: 10, 1999-03: 10, 2001-01: 10, 2001-02: 10, 2001-03: 10, 2003-01: 10, 2003-02: 10, 2003-03: 10"),
    ("FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "19970101T090000", 0,
     "1997-01: 1, 1997-04: 10, 1997-07: 19, 2000-01: 1, 2000-04: 9, 2000-07: 18, 2003-01: 1, 2003-04: 10, 2003-07: 19, 2006-01: 1"),
    ("FREQ=YEARLY;BYDAY=20MO", "19970519T090000", 3, "1997-05: 19, 1998-05: 18, 1999-05: 17"),
    ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "19970512T090000", 3, "1997-05: 12, 1998-05: 11, 1999-05: 17"),
    ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "19970313T090000", 7, "1997-03: 13 20 27, 1998-03: 5 12 19 26"),
    ("FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "19970605T090000", 13,
     "1997-06: 5 12 19 26, 1997-07: 3 10 17 24 31, 1997-08: 7 14 21 28"),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", NINE, 5, "1998-02: 13, 1998-03: 13, 1998-11: 13, 1999-08: 13, 2000-10: 13"),
    ("FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "19970913T090000", 5,
     "1997-09: 13, 1997-10: 11, 1997-11: 8, 1997-12: 13, 1998-01: 10"),
    ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "19961105T090000", 3, "1996-11: 5, 2000-11: 7, 2004-11: 2"),
    ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904T090000", 0, "1997-09: 4, 1997-10: 7, 1997-11: 6"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "19970929T090000", 4, "1997-09: 29, 1997-10: 30, 1997-11: 27, 1997-12: 30"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805T090000", 0, "1997-08: 5 10 19 24"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805T090000", 0, "1997-08: 5 17 19 31"),
    ("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115T090000", 0, "2007-01: 15 30, 2007-02: 15, 2007-03: 15 30"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "start", "n", "wanted"), EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_an_example_of_the_standard_gives_its_days(rule: str, start: str, n: int, wanted: str) -> None:
    assert days(rule, start, n or 400) == wanted


def test_every_day_in_january_has_two_spellings() -> None:
    daily = days("FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "19980101T090000")
    assert daily == days("FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "19980101T090000")
    assert daily == ", ".join(f"{year}-01: {' '.join(map(str, range(1, 32)))}" for year in (1998, 1999, 2000))


def test_daily_until_a_day_gives_a_hundred_and_thirteen() -> None:
    found = list(made("FREQ=DAILY;UNTIL=19971224T000000Z", NINE))
    assert (len(found), found[-1].day) == (113, 23)


def test_examples_within_a_day() -> None:
    assert clocks("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", NINE) == "02/09:00 02/12:00 02/15:00"
    assert clocks("FREQ=MINUTELY;INTERVAL=15;COUNT=6", NINE) == "02/09:00 02/09:15 02/09:30 02/09:45 02/10:00 02/10:15"
    assert clocks("FREQ=MINUTELY;INTERVAL=90;COUNT=4", NINE) == "02/09:00 02/10:30 02/12:00 02/13:30"
    every = clocks("FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", NINE, 48)
    assert every == clocks("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", NINE, 48)
    assert every == " ".join(f"{d:02}/{h:02}:{m:02}" for d in (2, 3) for h in range(9, 17) for m in (0, 20, 40))


@pytest.mark.parametrize(
    ("rule", "start", "wanted"),
    [
        # BYWEEKNO without BYDAY is the weekday of DTSTART; weeks reach over New Year.
        ("FREQ=YEARLY;BYWEEKNO=20;COUNT=3", "19970512T090000", "1997-05: 12, 1998-05: 11, 1999-05: 17"),
        ("FREQ=YEARLY;BYWEEKNO=1;COUNT=3", "20130101T090000", "2013-01: 1, 2013-12: 31, 2014-12: 30"),
        ("FREQ=YEARLY;BYWEEKNO=53;COUNT=1", "20230101T000000", "2027-01: 3"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=FR;COUNT=2", "19970512T090000", "1997-05: 19, 1998-05: 18"),
        # A weekly BYSETPOS counts in the whole week, also in that of DTSTART.
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,3;COUNT=3", "20241023", "2024-10: 23 28 30"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,SU,SA,TH;BYSETPOS=3,2;COUNT=4", "20240102T120000", "2024-01: 2 4 9 11"),
        # A yearly BYMONTHDAY without BYMONTH lies in the month of DTSTART.
        ("FREQ=YEARLY;BYMONTHDAY=29;COUNT=3", "20240229", "2024-02: 29, 2028-02: 29, 2032-02: 29"),
        ("FREQ=YEARLY;BYMONTHDAY=-29,-1;COUNT=4", "20240201", "2024-02: 1 29, 2025-02: 28, 2026-02: 28"),
        # Plain and numbered weekdays in one BYDAY.
        ("FREQ=MONTHLY;BYDAY=MO,-2TU;COUNT=6", "20240101T090000", "2024-01: 1 8 15 22 23 29"),
        # Hours of an all-day event count for nothing.
        ("FREQ=DAILY;BYMINUTE=1,2,3,4;INTERVAL=2;COUNT=3", "20241018", "2024-10: 18 20 22"),
        # A DTSTART that the rule does not name is no occurrence, and not counted.
        ("FREQ=WEEKLY;BYDAY=WE,FR;INTERVAL=2;COUNT=4", "20190101T100000", "2019-01: 2 4 16 18"),
        ("FREQ=MONTHLY;INTERVAL=13;BYMONTH=5;COUNT=3", "20100212T000000", "2013-05: 12, 2026-05: 12, 2039-05: 12"),
        # A trailing semicolon, lower case, an interval of nothing, values out of order.
        ("FREQ=WEEKLY;INTERVAL=1;COUNT=2;BYDAY=MO;", "20141006T090000", "2014-10: 6 13"),
        ("freq=weekly;interval=0;count=2;byday=mo", "20141006T090000", "2014-10: 6 13"),
        ("FREQ=YEARLY;BYYEARDAY=1,2,3,4,5,6,7;BYSETPOS=3,2;COUNT=4", "20240103", "2024-01: 3, 2025-01: 2 3, 2026-01: 2"),
        ("FREQ=YEARLY;BYYEARDAY=-366;COUNT=3", "20120101T120000", "2012-01: 1, 2016-01: 1, 2020-01: 1"),
        ("FREQ=HOURLY;BYHOUR=12;BYYEARDAY=-366;COUNT=3", "20120101T120000", "2012-01: 1, 2016-01: 1, 2020-01: 1"),
        ("FREQ=HOURLY;BYHOUR=3,6;INTERVAL=7;COUNT=2", "20250101T030500", "2025-01: 1 7"),
        ("FREQ=MINUTELY;BYMINUTE=5,25;INTERVAL=61;COUNT=6", "20250101T050500", "2025-01: 1 2 3 4 6 7"),
        # Nothing before the start, nothing after UNTIL.
        ("FREQ=DAILY;UNTIL=20240101", "20240102T090000", ""),
        ("FREQ=DAILY;COUNT=5;UNTIL=20240103", "20240102T090000", "2024-01: 2 3"),
    ],
)
def test_what_programs_disagree_on_is_read_as_libical_reads_it(rule: str, start: str, wanted: str) -> None:
    assert days(rule, start) == wanted


@pytest.mark.parametrize(
    ("rule", "start", "wanted"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=5;SKIP=FORWARD", "20150131", "2015-01: 31, 2015-03: 1 31, 2015-05: 1 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4;SKIP=BACKWARD", "20150131", "2015-01: 31, 2015-02: 28, 2015-03: 31, 2015-04: 30"),
        ("FREQ=MONTHLY;BYMONTHDAY=-31;COUNT=4;SKIP=FORWARD", "20150101", "2015-01: 1, 2015-02: 1, 2015-03: 1, 2015-04: 1"),
        ("FREQ=MONTHLY;BYMONTHDAY=-31;COUNT=4;SKIP=BACKWARD", "20150101", "2015-01: 1 31, 2015-03: 1 31"),
        ("FREQ=MONTHLY;INTERVAL=3;COUNT=4;SKIP=FORWARD", "20140131", "2014-01: 31, 2014-05: 1, 2014-07: 31, 2014-10: 31"),
        # A day that is skipped to counts once, though the next month has it, too.
        ("FREQ=MONTHLY;BYMONTHDAY=1,31;COUNT=6;SKIP=FORWARD", "20150101", "2015-01: 1 31, 2015-02: 1, 2015-03: 1 31, 2015-04: 1"),
        ("FREQ=MONTHLY;BYMONTHDAY=-31,-1;COUNT=5;SKIP=BACKWARD", "20150101", "2015-01: 1 31, 2015-02: 28, 2015-03: 1 31"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;COUNT=5;SKIP=FORWARD", "20150201",
         "2015-02: 28, 2015-03: 1, 2016-02: 28 29, 2017-02: 28"),
        ("FREQ=YEARLY;COUNT=4;SKIP=OMIT", "20120229", "2012-02: 29, 2016-02: 29, 2020-02: 29, 2024-02: 29"),
        ("FREQ=YEARLY;BYYEARDAY=366;COUNT=3;SKIP=FORWARD", "20121231", "2012-12: 31, 2014-01: 1, 2015-01: 1"),
        ("FREQ=YEARLY;BYYEARDAY=-366;COUNT=4;SKIP=BACKWARD", "20120101", "2012-01: 1, 2012-12: 31, 2013-12: 31, 2014-12: 31"),
        # Weekdays are chosen of what was skipped to (RFC 7529 4.1).
        ("FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=SU;COUNT=2;SKIP=FORWARD", "20150131", "2015-03: 1, 2015-05: 31"),
    ],
)  # fmt: skip
def test_days_that_a_month_does_not_have_are_skipped_as_the_rule_says(rule: str, start: str, wanted: str) -> None:
    assert days(f"RSCALE=GREGORIAN;{rule}", start) == wanted
    assert parse_rule(f"RSCALE=GREGORIAN;{rule}").odd == ()
    assert parse_rule(rule).odd == ("SKIP without RSCALE",)


@pytest.mark.parametrize(
    "text",
    ["FREQ=FORTNIGHTLY", "", "INTERVAL=2", "W1 MO #3", "FREQ=DAILY;BYEASTER=1", "FREQ=DAILY;COUNT=x", "FREQ=DAILY;UNTIL=soon",
     "FREQ=YEARLY;BYMONTH=13", "FREQ=WEEKLY;BYDAY=XX", "RSCALE=HEBREW;FREQ=YEARLY",
     "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=MAYBE"],
)  # fmt: skip
def test_a_rule_without_a_plain_meaning_is_refused(text: str) -> None:
    with pytest.raises(BadRuleError):
        parse_rule(text)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
     "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY;INTERVAL=24;BYHOUR=5", "FREQ=SECONDLY;INTERVAL=60;BYSECOND=7",
     "FREQ=SECONDLY;BYSETPOS=2", "FREQ=HOURLY;BYDAY=MO;BYSETPOS=-2", "FREQ=DAILY;BYHOUR=9,17;BYSETPOS=3", "FREQ=YEARLY;BYSETPOS=400",
     "FREQ=MONTHLY;BYDAY=6MO", "FREQ=YEARLY;BYMONTH=3;BYDAY=-6SU", "FREQ=YEARLY;BYDAY=54FR"],
)  # fmt: skip
def test_a_rule_that_names_no_day_is_given_up(rule: str) -> None:
    with pytest.raises(TooManyError):
        list(made(rule, NINE, high="19990101"))


def test_no_rule_gives_more_than_a_hundred_thousand_in_the_window() -> None:
    found = made("FREQ=SECONDLY", NINE, "20260101", "20270101")
    assert sum(1 for _ in islice(found, 100_000)) == 100_000
    with pytest.raises(TooManyError):
        next(found)


def test_a_count_far_before_the_window_is_not_walked_through() -> None:
    assert list(made("FREQ=SECONDLY;COUNT=4000000000", "19000101T000000", "20260101", "20260101T000003"))[2].second == 2
    assert list(made("FREQ=MINUTELY;COUNT=10", "19000101T000000", "20260101", "20260102")) == []


PARTS = {
    "BYMONTH": st.integers(1, 12), "BYMONTHDAY": st.integers(-31, 31).filter(bool), "BYHOUR": st.integers(0, 23),
    "BYMINUTE": st.integers(0, 59), "BYDAY": st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]),
}  # fmt: skip
STARTS = st.datetimes(datetime(2019, 1, 1), datetime(2022, 1, 1)).map(lambda t: t.replace(second=0, microsecond=0))  # noqa: DTZ001


@st.composite
def rules(draw: st.DrawFn) -> str:
    sort = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    parts = [f"FREQ={sort}", f"INTERVAL={draw(st.integers(1, 4))}"]
    names = draw(st.sets(st.sampled_from(sorted(PARTS)), max_size=3))
    usable = [n for n in sorted(names) if n != "BYMONTHDAY" or sort not in {"WEEKLY", "YEARLY"}]
    parts += [f"{n}={','.join(map(str, draw(st.lists(PARTS[n], min_size=1, max_size=3))))}" for n in usable]
    parts += draw(st.sampled_from([[], [f"COUNT={draw(st.integers(1, 40))}"], ["WKST=SU"]]))
    return ";".join(parts)


SKIPPING = st.tuples(
    st.sampled_from(["FREQ=MONTHLY;BYMONTHDAY=", "FREQ=YEARLY;BYMONTH=2,4;BYMONTHDAY="]),
    st.lists(st.sampled_from(["1", "29", "30", "31", "-1", "-30", "-31"]), min_size=1).map(",".join),
    st.sampled_from([";BYHOUR=9,17", ";BYDAY=MO,SU", ";COUNT=7", ""]),
    st.sampled_from([";RSCALE=GREGORIAN;SKIP=FORWARD", ";RSCALE=GREGORIAN;SKIP=BACKWARD"]),
).map("".join)


def stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


@settings(max_examples=150, deadline=None)
@given(rule=rules(), start=STARTS, wait=st.integers(0, 400), length=st.integers(1, 100))
def test_other_rules_are_read_as_dateutil_reads_them(rule: str, start: datetime, wait: int, length: int) -> None:
    low = start + timedelta(days=wait)
    high = low + timedelta(days=length)
    try:
        ours = list(made(rule, stamp(start), stamp(low), stamp(high)))
    except TooManyError:
        assume(condition=False)
    # Without an end dateutil looks for the occurrence after the last one.
    bounded = rule if "COUNT" in rule else f"{rule};UNTIL={stamp(high)}"
    theirs = rrule.rrulestr(bounded, dtstart=start).between(low, high - timedelta(seconds=1), inc=True)
    assert ours == theirs


@settings(max_examples=150, deadline=None)
@given(
    rule=rules() | SKIPPING,
    start=STARTS,
    cuts=st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500)).map(sorted),
)
def test_two_neighbouring_windows_hold_what_their_union_holds(rule: str, start: datetime, cuts: list[int]) -> None:
    a, b, c = (stamp(start + timedelta(days=d, hours=5)) for d in cuts)
    try:
        whole = list(made(rule, stamp(start), a, c))
    except TooManyError:
        assume(condition=False)
    assert whole == [*made(rule, stamp(start), a, b), *made(rule, stamp(start), b, c)]


def test_numbered_weeks_belong_to_their_own_year() -> None:
    first = "2018-01: 2, 2019-12: 31, 2022-01: 4, 2024-01: 2, 2025-12: 30"
    assert days("FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=TU", "20180102T090000", 5) == first
    assert days("FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=TU", "20191231T090000", 3) == "2019-12: 31, 2022-01: 4, 2024-01: 2"
    last_but_one = "2017-12: 23, 2018-12: 22, 2019-12: 21, 2020-12: 26, 2021-12: 25, 2022-12: 24"
    assert days("FREQ=YEARLY;BYWEEKNO=-2,-1;BYSETPOS=1", "20170923T090000", 6) == last_but_one
