"""Series (calendars 1.3): ends, exceptions, changed occurrences in every form, versions, bombs; messages about events (1.4)."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest

from read_ics import NINE, event, read

MARCH = (date(2026, 3, 1), date(2026, 4, 1))
DAILY = f"{NINE}\nRRULE:FREQ=DAILY;COUNT=4"
DATES = "DTSTART;VALUE=DATE:20260302\nRRULE:FREQ=DAILY;COUNT=4"


def days(*texts: str) -> str:
    """The days in March on which something takes place, each with its clock time unless that is nine."""
    return " ".join(
        w.split(" +")[0].removeprefix("03-").replace(" 09:00", "").replace(" all day", "")
        for w in read("\n".join(texts), days=MARCH).when
    )


@pytest.mark.parametrize(
    ("until", "wanted"),
    [
        ("20260304T080000Z", "02 03 04"),
        ("20260304T075959Z", "02 03"),
        ("20260304T090000", "02 03 04"),
        ("20260304", "02 03 04"),  # Google writes a date on a timed rule: the end of that day
        ("20260301", ""),
    ],
)
def test_a_timed_rule_ends_at_its_until_in_every_form(until: str, wanted: str) -> None:
    assert days(event(NINE, f"RRULE:FREQ=DAILY;UNTIL={until}")) == wanted


@pytest.mark.parametrize(
    ("until", "wanted"),
    [("20260304", "02 03 04"), ("20260303T230000Z", "02 03 04"), ("20260303T225959Z", "02 03"), ("20260304T120000", "02 03 04")],
)
def test_a_rule_of_dates_ends_on_the_local_date_of_its_until(until: str, wanted: str) -> None:
    assert days(event("DTSTART;VALUE=DATE:20260302", f"RRULE:FREQ=DAILY;UNTIL={until}")) == wanted


@pytest.mark.parametrize(
    "line",
    [
        "EXDATE;TZID=Europe/Berlin:20260303T090000", "EXDATE:20260303T080000Z", "EXDATE:20260303T090000", "EXDATE;VALUE=DATE:20260303",
        "EXDATE:20260303", "EXDATE;TZID=W. Europe Standard Time:20260303T090000", "EXDATE;TZID=America/New_York:20260303T030000",
        "EXDATE:20260303T080000Z,20260309T080000Z", "EXDATE:20251111T111111Z\nEXDATE:20260303T080000Z", "EXDATE:soon,20260303T080000Z",
        "EXRULE:FREQ=WEEKLY;BYDAY=TU", "exdate;value=date-time:20260303T080000Z",
    ],
)  # fmt: skip
def test_an_exception_is_told_in_every_form(line: str) -> None:
    assert days(event(DAILY, line)) == "02 04 05"


@pytest.mark.parametrize(
    "line",
    ["EXDATE;TZID=Europe/London:20260303T090000", "EXDATE;TZID=Customized Time Zone:20260303T090000", "EXDATE:20260303T090000Z"],
)
def test_an_exception_in_a_wrong_zone_is_a_clock_time_of_the_series(line: str) -> None:
    assert days(event(DAILY, line)) == "02 04 05"


def test_an_exception_is_an_instant_first_and_a_clock_time_only_where_nothing_takes_place_then() -> None:
    hourly = f"{NINE}\nRRULE:FREQ=HOURLY;COUNT=4"
    assert days(event(hourly, "EXDATE:20260302T090000Z")) == "02 02 11:00 02 12:00"
    assert days(event(hourly, "EXDATE:20260302T120000Z")) == "02 02 10:00 02 11:00"


def test_a_floating_exception_of_a_series_in_utc_is_one_of_the_viewer() -> None:
    series = "DTSTART:20260302T080000Z\nRRULE:FREQ=DAILY;COUNT=4"
    assert days(event(series, "EXDATE:20260303T090000")) == "02 04 05"
    assert days(event(series, "EXDATE:20260303T080000")) == "02 04 05"


def test_an_exception_in_the_hour_that_a_clock_change_leaves_out_is_found_by_its_instant() -> None:
    gap = "DTSTART;TZID=Europe/Berlin:20260328T023000\nRRULE:FREQ=DAILY;COUNT=3"
    assert days(event(gap, "EXDATE:20260329T013000Z")) == "28 02:30 30 02:30"


def test_an_exception_in_the_second_of_two_hours_is_not_the_first() -> None:
    autumn = event("DTSTART;TZID=Europe/Berlin:20261024T023000\nRRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261025T013000Z")
    assert [w[:5] for w in read(autumn).when] == ["10-24", "10-25", "10-26"]


@pytest.mark.parametrize(
    "line",
    [
        "EXDATE;VALUE=DATE:20260303",
        "EXDATE:20260303T000000",
        "EXDATE:20260302T230000Z",
        "EXDATE;TZID=Europe/Berlin:20260303T000000",
    ],
)
def test_an_exception_of_dates_is_told_in_every_form(line: str) -> None:
    assert days(event(DATES, line)) == "02 04 05"


@pytest.mark.parametrize(
    "instant",
    [
        "RECURRENCE-ID;TZID=Europe/Berlin:20260303T090000", "RECURRENCE-ID:20260303T080000Z", "RECURRENCE-ID:20260303T090000",
        "RECURRENCE-ID;VALUE=DATE:20260303", "RECURRENCE-ID;TZID=W. Europe Standard Time:20260303T090000",
        "RECURRENCE-ID;TZID=Asia/Tokyo:20260303T170000", "RECURRENCE-ID;RANGE=:20260303T080000Z",
    ],
)  # fmt: skip
def test_a_changed_occurrence_is_found_in_every_form(instant: str) -> None:
    changed = event(instant, "DTSTART;TZID=Europe/Berlin:20260303T140000", "DURATION:PT1H")
    assert days(event(DAILY), changed) == "02 03 14:00 04 05"


@pytest.mark.parametrize(
    "instant",
    ["RECURRENCE-ID;TZID=Europe/London:20260303T090000", "RECURRENCE-ID;TZID=Asia/Tokyo:20260303T090000",
     "RECURRENCE-ID:20260303T103000Z", "RECURRENCE-ID;TZID=Europe/Berlin:20260303T113000"],
)  # fmt: skip
def test_a_changed_occurrence_in_a_wrong_zone_or_at_an_old_time_is_that_of_its_day(instant: str) -> None:
    assert days(event(DAILY), event(instant, "DTSTART;TZID=Europe/Berlin:20260303T140000")) == "02 03 14:00 04 05"


def test_of_several_occurrences_on_a_day_none_is_guessed_to_be_the_changed_one() -> None:
    twice = f"{NINE}\nRRULE:FREQ=DAILY;BYHOUR=9,17;COUNT=4"
    astray = event("RECURRENCE-ID:20260303T103000Z", "DTSTART;TZID=Europe/Berlin:20260303T140000")
    named = event("RECURRENCE-ID:20260303T160000Z", "DTSTART;TZID=Europe/Berlin:20260303T180000")
    assert days(event(twice), astray) == "02 02 17:00 03 03 14:00 03 17:00"
    assert days(event(twice), astray, named) == "02 02 17:00 03 14:00 03 18:00"


@pytest.mark.parametrize(
    "instant",
    ["RECURRENCE-ID;TZID=W. Europe Standard Time:20260303T000000", "RECURRENCE-ID:20260302T230000Z", "RECURRENCE-ID:20260303"],
)
def test_exchange_changes_an_occurrence_of_dates_at_midnight(instant: str) -> None:
    assert days(event(DATES), event(instant, "DTSTART;VALUE=DATE:20260310")) == "02 04 05 10"


def test_midnight_in_utc_is_a_date_wherever_one_is() -> None:
    text = event("DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY;UNTIL=20260305T000000Z", "EXDATE:20260303T000000Z")
    for zone in ("America/New_York", "Europe/Berlin", "Asia/Tokyo"):
        assert [w[:5] for w in read(text, zone=zone).when] == ["03-02", "03-04", "03-05"]


def test_an_instance_is_called_by_its_original_start_whatever_its_form() -> None:
    for instant in ("RECURRENCE-ID:20260303T080000Z", "RECURRENCE-ID;VALUE=DATE:20260303"):
        found = read(event(DAILY) + "\n" + event(instant, "DTSTART:20260303T130000Z"))
        moved = found.table["origin"] != found.table["origin"][0]
        assert found.table["instance"][moved].tolist() == [1772524800000]


def test_an_occurrence_moved_out_of_the_window_is_gone_and_one_moved_in_appears() -> None:
    out = event("RECURRENCE-ID:20260303T080000Z", "DTSTART:20260501T080000Z")
    inside = event("RECURRENCE-ID:20260501T070000Z", "DTSTART:20260320T130000Z", uid="v")
    series = event(f"{NINE.replace('20260302', '20260413')}\nRRULE:FREQ=WEEKLY", uid="v")
    assert days(event(DAILY), out, series, inside) == "02 04 05 20 14:00"


def test_a_changed_occurrence_that_names_none_is_not_the_series() -> None:
    changed = event("RECURRENCE-ID:tomorrow", "DTSTART;TZID=Europe/Berlin:20260310T140000", "SEQUENCE:7")
    found = read(event(DAILY) + "\n" + changed, days=MARCH)
    assert [w[:11] for w in found.when] == ["03-02 09:00", "03-03 09:00", "03-04 09:00", "03-05 09:00", "03-10 14:00"]
    assert (found.codes, found.skipped) == (["C213"], {})


def test_the_hour_that_a_clock_change_leaves_out_gives_no_second_occurrence() -> None:
    hourly = event("DTSTART;TZID=Europe/Berlin:20260329T000000", "RRULE:FREQ=HOURLY;COUNT=5")
    assert [w[6:11] for w in read(hourly).when] == ["00:00", "01:00", "03:00", "04:00"]


def test_an_orphan_is_a_single_event() -> None:
    found = read(event("RECURRENCE-ID:20260303T080000Z", NINE))
    assert (found.when, found.one("recurring"), found.skipped) == (["03-02 09:00 +60"], True, {})


def test_a_rule_of_a_single_occurrence_is_told_and_left_alone() -> None:
    found = read(event("RECURRENCE-ID:20260303T080000Z", NINE, "RRULE:FREQ=DAILY;COUNT=4"))
    assert (found.when, found.codes) == (["03-02 09:00 +60"], ["C204"])


def test_an_override_of_a_single_event_stands_instead_of_it() -> None:
    changed = event("RECURRENCE-ID:20260302T080000Z", "DTSTART;TZID=Europe/Berlin:20260302T140000", "SEQUENCE:1")
    found = read(event(NINE) + "\n" + changed)
    assert (found.when, found.skipped) == (["03-02 14:00 +0"], {"no occurrence": 1})
    other = event("RECURRENCE-ID:20260304T080000Z", "DTSTART;TZID=Europe/Berlin:20260302T140000")
    assert read(event(NINE) + "\n" + other).when == ["03-02 09:00 +60", "03-02 14:00 +0"]


def test_this_and_future_moves_and_describes_all_later_ones() -> None:
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260304T080000Z", "DTSTART;TZID=Europe/Berlin:20260304T110000",
        "DTEND;TZID=Europe/Berlin:20260304T113000", "SUMMARY:new",
    )  # fmt: skip
    one = event("RECURRENCE-ID:20260305T080000Z", "DTSTART:20260305T150000Z", "DURATION:PT15M", "SUMMARY:once")
    found = read(event(DAILY, "SUMMARY:old") + "\n" + later + "\n" + one, days=MARCH)
    assert found.when == ["03-02 09:00 +60", "03-03 09:00 +60", "03-04 11:00 +30", "03-05 16:00 +15"]
    assert found.in_time("title") == ["old", "old", "new", "once"]


def test_this_and_future_of_an_occurrence_that_there_is_not_is_a_single_event() -> None:
    later = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260320T080000Z", "DTSTART;TZID=Europe/Berlin:20260320T110000")
    assert days(event(DAILY), later) == "02 03 04 05 20 11:00"
    assert days(event(NINE), later) == "02 20 11:00"
    assert days(later) == "20 11:00"


def test_this_and_future_moves_a_later_one_into_the_window() -> None:
    later = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260413T070000Z", "DTSTART;TZID=Europe/Berlin:20260330T090000")
    assert days(event(NINE.replace("20260302", "20260406"), "RRULE:FREQ=WEEKLY;COUNT=4"), later) == "30"


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("RDATE:20260310T080000Z", ["03-02 09:00 +60", "03-10 09:00 +60"]),
        ("RDATE;VALUE=DATE:20260310,20260312", ["03-02 09:00 +60", "03-10 09:00 +60", "03-12 09:00 +60"]),
        ("RDATE;VALUE=PERIOD:20260310T080000Z/PT2H", ["03-02 09:00 +60", "03-10 09:00 +120"]),
        ("RDATE;VALUE=PERIOD:20260310T080000Z/20260310T083000Z", ["03-02 09:00 +60", "03-10 09:00 +30"]),
        (
            "RDATE;TZID=Europe/Berlin:20260310T100000\nRDATE:20260311T080000Z",
            ["03-02 09:00 +60", "03-10 10:00 +60", "03-11 09:00 +60"],
        ),
        ("RDATE;VALUE=PERIOD:20260310/20260311,20260312T090000/P1D", ["03-02 09:00 +60", "03-10 all day", "03-12 09:00 +1440"]),
        ("RDATE:", ["03-02 09:00 +60"]),
        ("RDATE:20131210Z,20260310T080000Z", ["03-02 09:00 +60", "03-10 09:00 +60"]),
        ("RDATE:20260302T080000Z", ["03-02 09:00 +60"]),
    ],
)
def test_dates_added_to_an_event_are_read_in_every_form(line: str, when: list[str]) -> None:
    assert read(event(NINE, line)).when == when


def test_two_rules_are_one_series_and_a_start_off_them_is_none() -> None:
    assert days(event(NINE, "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2", "RRULE:FREQ=WEEKLY;BYDAY=TU,FR;COUNT=3")) == "03 06 10"


def test_a_rule_without_a_meaning_leaves_the_start_with_a_problem() -> None:
    found = read(event(NINE, "RRULE:FREQ=SOMETIMES", uid="bad"))
    assert (found.when, [(p.code, p.uid) for p in found.problems]) == (["03-02 09:00 +60"], [("C204", "bad")])


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("FREQ=WEEKLY;BYDAY=1MO,2TU;COUNT=3", "02 03 09"),
        ("FREQ=WEEKLY;BYMONTHDAY=9,16;COUNT=2", "09 16"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20260303", "02 03"),
        ("FREQ=MONTHLY;BYYEARDAY=70", "11"),
        ("FREQ=DAILY;BYWEEKNO=11;COUNT=3", "09 10 11"),
        ("FREQ=YEARLY;BYWEEKNO=11;BYDAY=1MO,2WE", "09 11"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=2", "02 03"),
        ("FREQ=DAILY;COUNT=2;X-NOTE=DEMO", "02 03"),
        ("FREQ=DAILY;COUNT=2;BYMONTH=", "02 03"),
        ("FREQ=DAILY;COUNT=2;BYSETPOS=-1", "02 03"),
        ("FREQ=MONTHLY;BYDAY=0MO;COUNT=2", "02 09"),
        ("FREQ=DAILY\\;COUNT=2\\;BYDAY=MO\\,WE", "02 04"),
        ("FREQ=MONTHLY;BYDAY=MO,-2TU", "02 09 16 23 24 30"),
    ],
)
def test_what_the_standard_forbids_is_expanded_where_its_meaning_is_plain(rule: str, wanted: str) -> None:
    assert days(event(NINE, f"RRULE:{rule}")) == wanted
    codes = read(event(NINE, f"RRULE:{rule}"), days=MARCH).codes
    assert set(codes) == (set() if "-2TU" in rule or "\\" in rule else {"C223"})


def test_hours_of_an_all_day_rule_are_told_and_count_for_nothing() -> None:
    found = read(event(f"{DATES};BYHOUR=9,17"), days=MARCH)
    assert ([w[:5] for w in found.when], found.codes) == (["03-02", "03-03", "03-04", "03-05"], ["C223"])


def test_bombs_are_bounded_and_named() -> None:
    bombs = {"second": "FREQ=SECONDLY", "never": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "minute": "FREQ=MINUTELY"}
    found = read(
        "\n".join(event(NINE, f"RRULE:{rule}", uid=name) for name, rule in bombs.items()),
        days=(date(2026, 3, 1), date(2026, 6, 1)),
    )
    assert Counter(found.table["uid"]) == {"second": 100_000, "minute": 99_940}  # an hour of March is left out
    assert {p.uid: p.code for p in found.problems} == dict.fromkeys(bombs, "C205")


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR={h};BYMINUTE={m};BYSECOND={m}"])
def test_a_bomb_that_began_long_ago_has_its_occurrences_in_the_window_not_before_it(rule: str) -> None:
    text = event(
        "DTSTART:20200302T080000Z", "RRULE:" + rule.format(h=",".join(map(str, range(24))), m=",".join(map(str, range(60))))
    )
    found = read(text, days=MARCH)
    # The day before 2 March is one by which a window is wider than what was asked for: it does not count.
    n, first = len(found.table), found.when[0]
    assert (n, first, found.codes) == (86_400 + 100_000, "03-01 00:00 +0", ["C205"])


def test_only_the_newest_version_of_an_event_holds() -> None:
    old = event(NINE, "SEQUENCE:1", "SUMMARY:old", "DTSTAMP:20260105T000000Z")
    new = event(NINE.replace("T09", "T08"), "SEQUENCE:2", "SUMMARY:new", "DTSTAMP:20260101T000000Z")
    stamped = event(NINE.replace("T09", "T08"), "SEQUENCE:1", "SUMMARY:new", "LAST-MODIFIED:20260106T000000Z")
    for pair in ((old, new), (new, old), (old, stamped), (stamped, old)):
        found = read("\n".join(pair))
        assert (found.one("title"), found.skipped, found.codes) == ("new", {"superseded": 1}, ["C222"])


def test_of_changes_of_one_occurrence_the_newest_holds() -> None:
    changes = [event("RECURRENCE-ID:20260303T080000Z", f"DTSTART:20260303T{12 + n}0000Z", f"SEQUENCE:{n}") for n in (2, 3, 1)]
    assert days(event(DAILY), *changes) == "02 03 16:00 04 05"


def test_a_later_version_of_the_series_takes_an_older_change_back() -> None:
    change = event("RECURRENCE-ID:20260304T080000Z", "DTSTART:20260304T120000Z", "SEQUENCE:1")
    assert days(event(DAILY, "EXDATE:20260304T080000Z", "SEQUENCE:2"), change) == "02 03 05"
    assert days(event(f"{NINE}\nRRULE:FREQ=DAILY;COUNT=2", "SEQUENCE:2"), change) == "02 03"
    # One of the series' own version, or a newer one, stands: the series ended earlier.
    assert days(event(f"{NINE}\nRRULE:FREQ=DAILY;COUNT=2", "SEQUENCE:1"), change) == "02 03 04 13:00"


def test_two_events_that_share_a_uid_by_mistake_are_both_kept() -> None:
    assert days(event(NINE), event(NINE.replace("20260302", "20260305"))) == "02 05"


@pytest.mark.parametrize(
    ("method", "n"),
    [("PUBLISH", 1), ("REQUEST", 1), ("ADD", 1), ("REPLY", 0), ("COUNTER", 0), ("REFRESH", 0), ("DECLINECOUNTER", 0)],
)
def test_messages_about_an_event_are_no_events(method: str, n: int) -> None:
    found = read(f"METHOD:{method}\n" + event(NINE, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org"))
    assert (len(found.when), found.skipped.total(), [p.uid for p in found.problems]) == (n, 1 - n, ["u"] * (1 - n))


def test_a_cancelled_event_is_a_row_with_that_status() -> None:
    assert read(event(NINE, "STATUS:CANCELLED")).one("status") == "cancelled"
    assert read("METHOD:CANCEL\n" + event(NINE)).one("status") == "cancelled"
    series = read(event(DAILY) + "\n" + event("RECURRENCE-ID:20260303T080000Z", "DTSTART:20260303T080000Z", "STATUS:CANCELLED"))
    assert series.in_time("status") == ["", "cancelled", "", ""]


def test_an_event_that_never_takes_place_is_skipped_and_named() -> None:
    found = read(
        event(NINE, "RRULE:FREQ=DAILY;UNTIL=20250101", uid="past")
        + "\n"
        + event(NINE, "RRULE:FREQ=DAILY;COUNT=1", "EXDATE:20260302T080000Z", uid="out")
    )
    assert (found.when, found.skipped, sorted(p.uid for p in found.problems)) == ([], {"no occurrence": 2}, ["out", "past"])


def test_an_endless_series_stops_today_without_a_window_and_goes_on_with_one() -> None:
    text = event(NINE, "RRULE:FREQ=MONTHLY")
    assert [w[:5] for w in read(text).when][-1] == "11-02"
    assert len(read(text, days=(date(2030, 1, 1), date(2031, 1, 1))).when) == 12


def test_an_event_in_an_absurd_year_does_not_make_endless_series_longer() -> None:
    absurd = event("DTSTART:99990101T090000Z", "DTEND:99990101T100000Z", uid="absurd")
    assert read(absurd + "\n" + event(NINE, "RRULE:FREQ=MONTHLY")).when == read(event(NINE, "RRULE:FREQ=MONTHLY")).when


def test_the_standards_examples_in_new_york_keep_their_clock_time_when_summer_time_ends() -> None:
    nine = "DTSTART;TZID=America/New_York:19970902T090000"
    daily = read(event(nine, "RRULE:FREQ=DAILY;UNTIL=19971224T000000Z"), zone="America/New_York")
    steps = set(np.diff(np.sort(daily.table["start"])).tolist())
    assert (len(daily.when), {w[6:11] for w in daily.when}, steps) == (113, {"09:00"}, {86_400_000, 90_000_000})
    weekly = read(event(nine, "RRULE:FREQ=WEEKLY;UNTIL=19971224T000000Z"), zone="UTC").when
    assert [w[:11] for w in weekly[6:9]] == ["10-14 13:00", "10-21 13:00", "10-28 14:00"]


def test_the_length_of_an_occurrence_is_exact_and_its_days_are_nominal() -> None:
    night = "DTSTART;TZID=Europe/Berlin:20260327T230000\nDTEND;TZID=Europe/Berlin:20260328T070000\nRRULE:FREQ=DAILY;COUNT=2"
    assert read(event(night)).when == ["03-27 23:00 +480", "03-28 23:00 +480"]
    day = "DTSTART;TZID=Europe/Berlin:20260327T120000\nDURATION:P1D\nRRULE:FREQ=DAILY;COUNT=2"
    assert read(event(day)).when == ["03-27 12:00 +1440", "03-28 12:00 +1380"]


@pytest.mark.parametrize(
    ("start", "stamp"),
    [
        ("DTSTART;TZID=Europe/Berlin:20260328T090000", "20260329T090000Z"),
        ("DTSTART;TZID=Europe/Berlin:20260328T090000", ";TZID=America/New_York:20260329T050000"),
        ("DTSTART:20260328T080000Z", ";TZID=Europe/Berlin:20260329T110000"),
    ],
)
def test_this_and_future_moves_by_the_clock_of_the_series_whatever_zone_it_is_told_in(start: str, stamp: str) -> None:
    original = "20260329T070000Z" if "Berlin" in start else "20260329T080000Z"
    stamp = stamp if stamp.startswith(";") else f":{stamp}"
    later = event(f"RECURRENCE-ID;RANGE=THISANDFUTURE:{original}", f"DTSTART{stamp}")
    assert days(event(start, "RRULE:FREQ=DAILY;COUNT=3"), later) == "28 29 11:00 30 11:00"


def test_only_what_was_asked_for_counts_towards_the_most_occurrences() -> None:
    found = read(event("DTSTART:20250101T000000Z", "RRULE:FREQ=SECONDLY"), days=(date(2026, 3, 1), date(2026, 3, 4)), zone="UTC")
    assert (len(found.table), found.codes) == (3 * 86_400, [])  # a day, asked for with one more on both sides


@pytest.mark.parametrize(("sequence", "status"), [(0, "cancelled"), (3, "cancelled"), (4, "confirmed")])
def test_a_cancelled_series_takes_its_changed_occurrences_with_it_unless_they_are_newer(sequence: int, status: str) -> None:
    changed = event("RECURRENCE-ID:20260303T080000Z", "DTSTART:20260303T140000Z", f"SEQUENCE:{sequence}", "STATUS:CONFIRMED")
    found = read(event(DAILY, "SEQUENCE:3", "STATUS:CANCELLED") + "\n" + changed, days=MARCH)
    statuses = ["cancelled" if s == "cancelled" else "confirmed" for s in found.in_time("status")]
    assert statuses == ["cancelled", status, "cancelled", "cancelled"]


@pytest.mark.parametrize(
    "lines",
    [
        "DTEND:40000101T000000Z\nRRULE:FREQ=DAILY",
        "DTEND:99991231T000000Z\nRRULE:FREQ=DAILY;COUNT=2",
        "DURATION:P4000W\nRRULE:FREQ=YEARLY",
    ],
)
def test_a_series_of_absurd_length_is_told_as_a_single_event_is(lines: str) -> None:
    found = read(event("DTSTART:20260302T080000Z", lines), days=MARCH)
    assert (found.when, found.skipped, found.codes) == ([], {"absurd date": 1}, ["C206"])


@pytest.mark.parametrize(
    "lines",
    [
        "RRULE:FREQ=DAILY;UNTIL=20260201T000000Z", "RRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260302T080000Z,20260303T080000Z",
        "RRULE:FREQ=DAILY;COUNT=2\nEXDATE;VALUE=DATE:20260302\nEXDATE;VALUE=DATE:20260303", "EXDATE:20260302T080000Z",
        "EXDATE;VALUE=DATE:20260302",
    ],
)  # fmt: skip
@pytest.mark.parametrize("window", [None, MARCH, (date(2026, 6, 1), date(2026, 7, 1))])
def test_what_never_takes_place_is_told_whatever_is_asked_for(lines: str, window: tuple[date, date] | None) -> None:
    found = read(event(NINE, lines), days=window)
    assert (found.when, found.skipped, found.codes) == ([], {"no occurrence": 1}, ["C224"])


@pytest.mark.parametrize(
    "lines", ["RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260302T080000Z", "RRULE:FREQ=DAILY;UNTIL=20260303T080000Z", ""]
)
def test_what_takes_place_at_another_time_than_asked_for_is_not_told(lines: str) -> None:
    found = read(event(NINE, lines), days=(date(2026, 6, 1), date(2026, 7, 1)))
    assert (found.when, found.skipped, found.codes) == ([], {}, [])


def test_an_exception_of_another_day_leaves_a_single_event_as_it_is() -> None:
    assert days(event(NINE, "EXDATE:20260303T080000Z")) == "02"
