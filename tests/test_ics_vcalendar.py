"""vCalendar 1.0 (versit, 1996): its recurrence rules as iCalendar would write them, and where its local times lie."""

from __future__ import annotations

import pytest

from connratio.importers.ics.rules.vcalendar import rule_of
from connratio.importers.ics.text.values import parse_stamp
from read_ics import event, read, whole

HOUR = "DTSTART:20260302T090000\nDTEND:20260302T100000"
"""Monday, 2 March 2026, nine to ten by a clock that nobody names."""


def old(*lines: str) -> str:
    """A vCalendar 1.0: what stands before the event, then the event's lines."""
    *about, text = lines
    return whole("\n".join([*about, event(text)])).replace("VERSION:2.0", "VERSION:1.0")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("D2 #10", "FREQ=DAILY;INTERVAL=2;COUNT=10"),
        ("D1 19960801T000000Z", "FREQ=DAILY;INTERVAL=1;UNTIL=19960801T000000Z"),
        ("D1 20260305 #10", "FREQ=DAILY;INTERVAL=1;COUNT=10;UNTIL=20260305"),
        ("D1 0900 1400 #4", "FREQ=DAILY;INTERVAL=1;BYHOUR=9,14;BYMINUTE=0;COUNT=4"),
        ("D1 0900 #4", "FREQ=DAILY;INTERVAL=1;COUNT=4"),
        # Without a number and without an end it happens twice; `#0` is for ever.
        ("D4", "FREQ=DAILY;INTERVAL=4;COUNT=2"),
        ("D2#3", "FREQ=DAILY;INTERVAL=2;COUNT=3"),
        ("D1 #0", "FREQ=DAILY;INTERVAL=1"),
        ("W1 MO TU #3", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU;COUNT=3"),
        ("w2  mo we #0", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE"),
        ("W2 #0", "FREQ=WEEKLY;INTERVAL=2"),
        ("MP1 1+ MO #3", "FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO;COUNT=3"),
        ("MP2 1+ 3+ MO WE 1- FR #0", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO,1WE,3MO,3WE,-1FR"),
        ("MP1 2- #3", "FREQ=MONTHLY;INTERVAL=1;BYDAY=-2MO;COUNT=3"),
        ("MP1 #3", "FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO;COUNT=3"),
        ("MD1 15 #4", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15;COUNT=4"),
        ("MD1 1 2- LD #0", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=1,-2,-1"),
        ("MD1 #4", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=2;COUNT=4"),
        ("YM1 6 #4", "FREQ=YEARLY;INTERVAL=1;BYMONTH=6;BYMONTHDAY=2;COUNT=4"),
        ("YM1 #4", "FREQ=YEARLY;INTERVAL=1;BYMONTH=3;BYMONTHDAY=2;COUNT=4"),
        ("YD1 100 200 #3", "FREQ=YEARLY;INTERVAL=1;BYYEARDAY=100,200;COUNT=3"),
        ("YD1 #3", "FREQ=YEARLY;INTERVAL=1;BYYEARDAY=61;COUNT=3"),
    ],
)
def test_a_rule_is_written_as_icalendar_writes_it(written: str, meant: str) -> None:
    start = parse_stamp("20260302T090000")
    assert start is not None
    assert rule_of(written, start) == meant


@pytest.mark.parametrize(
    "text",
    ["W1 TU 1200 TH 1130 #10", "YM1 6 MP1 1+ SU #2", "MP1 6+ MO", "MP1 MO", "MD1 32", "D1 #x", "D1 900", "X1 #3", "weekly"],
)
def test_a_rule_outside_the_grammar_keeps_the_start_alone_with_a_problem(text: str) -> None:
    found = read(old(f"{HOUR}\nRRULE:{text}"))
    assert (found.when, found.codes) == (["03-02 09:00 +60"], ["C111", "C204"])


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:W1 MO WE 20260312T235959", ["03-02", "03-04", "03-09", "03-11"]),
        ("RRULE:W1 MO WE #3\nEXDATE:20260304T090000;20260309T090000", ["03-02"]),
        ("RRULE:MD1 LD #2", ["03-31", "04-30"]),
        ("RRULE:D1 #2\nRDATE:20260310T090000;20260311T090000", ["03-02", "03-03", "03-10", "03-11"]),
    ],
)
def test_a_series_is_expanded(rule: str, days: list[str]) -> None:
    found = read(old(f"{HOUR}\n{rule}"))
    assert (found.when, found.codes) == ([f"{day} 09:00 +60" for day in days], ["C111"])


NEW_YORK = "TZ:-05\nDAYLIGHT:TRUE;-04;20260308T020000;20261101T020000;EST;EDT"


@pytest.mark.parametrize(
    ("about", "lines", "when"),
    [
        (NEW_YORK, HOUR, "03-02 15:00 +60"),
        (NEW_YORK, HOUR.replace("0302", "0702"), "07-02 15:00 +60"),
        # Between the changes of New York and Berlin; each DAYLIGHT line is one summer, and its times may be instants.
        ("TZ:-0500\nDAYLIGHT:TRUE;-0400;20260308T070000Z;20261101T060000Z;;", HOUR.replace("0302", "0310"), "03-10 14:00 +60"),
        ("TZ:-05:00\nDAYLIGHT:FALSE", HOUR.replace("0302", "0702"), "07-02 16:00 +60"),
        ("TZ:+05:30", HOUR, "03-02 04:30 +60"),
        # A better zone: that of the time itself, and the calendar's default.
        (NEW_YORK, "DTSTART:20260302T090000Z\nDURATION:PT1H", "03-02 10:00 +60"),
        (NEW_YORK, "DTSTART;TZID=Europe/London:20260302T090000\nDURATION:PT1H", "03-02 10:00 +60"),
        (NEW_YORK + "\nX-WR-TIMEZONE:Europe/London", HOUR, "03-02 10:00 +60"),
        # A TZ that is none.
        ("TZ:somewhere", HOUR, "03-02 09:00 +60"),
    ],
)
def test_local_times_lie_in_the_calendars_own_zone_where_there_is_no_better_one(about: str, lines: str, when: str) -> None:
    assert read(old(about, lines)).when == [when]


def test_the_weekdays_of_a_rule_are_those_of_the_calendars_zone_also_for_an_instant() -> None:
    # Half past seven on Mondays in Tokyo is Sunday evening in UTC.
    series = "DTSTART:20260301T223000Z\nDTEND:20260301T230000Z\nRRULE:W1 MO #2"
    assert read(old("TZ:+09", series)).when == ["03-01 23:30 +30", "03-08 23:30 +30"]


def test_alarms_and_numbers_of_the_old_format_are_passed_over() -> None:
    alarms = (
        "AALARM;TYPE=WAVE:20260302T083000;PT5M;2;\nDALARM:20260302T083000;PT5M;2;Wake\nMALARM:20260302T083000;;;x@example.org;up"
    )
    found = read(old(f"{HOUR}\n{alarms}\nRNUM:3\nTRANSP:1\nSUMMARY:right"))
    assert (found.when, found.one("title"), found.one("status"), found.codes) == (["03-02 09:00 +60"], "right", "free", ["C111"])
