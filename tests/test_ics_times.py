"""Time values and zones (calendars 1.2): forms, clock changes, lengths, the nine steps from a TZID to a zone."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from connratio.importers.ics.text.values import DAY, Stamp, shown
from connratio.importers.ics.zones.clocks import EPOCH, known
from connratio.importers.ics.zones.observances import told_zone
from read_ics import NINE, event, read

EXCHANGE = """BEGIN:VTIMEZONE
TZID:{tzid}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:{summer}
TZOFFSETTO:{winter}
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def zone(tzid: str, winter: str = "+0200", summer: str = "+0300") -> str:
    return EXCHANGE.format(tzid=tzid, winter=winter, summer=summer)


def at(tzid: str, *parts: str, day: str = "20260702") -> tuple[list[str], str]:
    """When an event at noon of that zone is in Berlin, and which step told it."""
    text = "\n".join([*parts, event(f"DTSTART;TZID={tzid}:{day}T120000\nDURATION:PT1H")])
    found = read(text)
    note = found.infos[0].notes[0]
    return [w[6:11] for w in found.when], note.removeprefix("zones: 1 by ")


@pytest.mark.parametrize(
    ("tzid", "parts", "clock", "step"),
    [
        ("America/New_York", [], "18:00", "name"),
        ('"Europe/lisbon"', [], "13:00", "name"),
        ("Asia/Calcutta", [], "08:30", "name"),
        ("Europe/Kiev", [], "11:00", "name"),
        # A VTIMEZONE that contradicts a name of the database is ignored.
        ("Europe/Berlin", [zone("Europe/Berlin", "-0500", "-0400")], "12:00", "name"),
        ("W. Europe Standard Time", [], "12:00", "Windows name"),
        ("Eastern Standard Time", [], "18:00", "Windows name"),
        ("FLE Standard Time", [zone("FLE Standard Time")], "11:00", "Windows name"),
        # Of a Windows name the file's own VTIMEZONE has the last word.
        ("Pacific Standard Time", [zone("Pacific Standard Time")], "11:00", "own VTIMEZONE"),
        ("/mozilla.org/20050126_1/America/Boise", [], "20:00", "end of a path"),
        ("/freeassociation.sourceforge.net/Tzfile/Asia/Tokyo", [], "05:00", "end of a path"),
        ("/citadel.org/20210210_1/America/Argentina/Buenos_Aires", [], "17:00", "end of a path"),
        ("Our Zone", ["BEGIN:VTIMEZONE\nTZID:Our Zone\nX-LIC-LOCATION:Asia/Tokyo\nEND:VTIMEZONE"], "05:00", "X-LIC-LOCATION"),
        ("Customized Time Zone 1", [zone("Customized Time Zone 1")], "11:00", "own VTIMEZONE"),
        ("tzone://Microsoft/Custom", [zone("tzone://Microsoft/Custom", "-0300", "-0200")], "16:00", "own VTIMEZONE"),
        # The definition's name is a TEXT, with escapes, and some programs write it in another case.
        ('"(UTC-05:00) Here; there, nowhere"', [zone("(UTC-05:00) Here\\; there\\, nowhere")], "11:00", "own VTIMEZONE"),
        ("customized time zone", [zone("Customized Time Zone"), zone("Other", "-0500", "-0400")], "11:00", "own VTIMEZONE"),
        ("/freeassociation.sourceforge.net/UTC", [], "14:00", "end of a path"),
        ("right/Europe/Berlin", [], "12:00", "end of a path"),
        ("'Europe/Lisbon'", [], "13:00", "name"),
        # Defined by another calendar of the file.
        (
            "Theirs",
            ["END:VCALENDAR\nBEGIN:VCALENDAR\n" + zone("Theirs") + "END:VCALENDAR\nBEGIN:VCALENDAR"],
            "11:00",
            "own VTIMEZONE",
        ),
        ("tzone://Microsoft/Utc", [], "14:00", "alias"),
        ("(UTC) Coordinated Universal Time", [], "14:00", "alias"),
        ("UTC\u221205:00", [], "19:00", "alias"),
        ("W. Europe Daylight Time", [], "12:00", "alias"),
        ("Kamchatka Standard Time", [], "02:00", "alias"),
        ("Microsoft/Utc", [], "14:00", "alias"),
        ("UTC+01", [], "13:00", "alias"),
        ("GMT+0100", [], "13:00", "alias"),
        ("GMT +0100 (Standard) / GMT +0200 (Daylight)", [], "12:00", "alias"),
        ("(UTC-05:00) Eastern Time (US & Canada)", [], "18:00", "alias"),
        ('"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"', [], "12:00", "alias"),
        ('"(UTC+09:00) Osaka, Sapporo, Tokyo"', [], "05:00", "alias"),
        ("GMT-05.00/-04.00", [], "18:00", "alias"),
        ("(GMT-05.00) Eastern Time (US and Canada)", [], "18:00", "alias"),
        ('"(UTC+01:00) \u00c1msterdam, Berl\u00edn, Berna, Roma, Estocolmo, Viena"', [], "12:00", "alias"),
        ("(UTC+10:30) Lord Howe Island", [], "03:30", "alias"),
        ("US-Eastern", [], "18:00", "alias"),
        ("Europe_Berlin", [], "12:00", "alias"),
        ("America_New_York", [], "18:00", "alias"),
        # Exchange writes a zone without its definition: the only one that the file does define.
        ("Customized Time Zone", [zone("Another")], "11:00", "only VTIMEZONE"),
        (
            "Customized Time Zone",
            [zone("(UTC) Coordinated Universal Time", "+0000", "+0000"), zone("Another")],
            "11:00",
            "only VTIMEZONE",
        ),
        ("Customized Time Zone", [zone("One"), zone("Another")], "12:00", "the person's zone"),
        # What the machine is set to is no zone of a calendar.
        ("localtime", [], "12:00", "the person's zone"),
        ("Nowhere", ["X-WR-TIMEZONE:Asia/Tokyo"], "05:00", "X-WR-TIMEZONE"),
        ("Nowhere", [], "12:00", "the person's zone"),
    ],
)
def test_a_time_zone_is_found_in_nine_steps(tzid: str, parts: list[str], clock: str, step: str) -> None:
    assert at(tzid, *parts) == ([clock], step)


@pytest.mark.parametrize("name", ['"' + "/a" * 20_000 + '"', "utc+0100" * 20_000, "a." * 20_000, "Zone\u00e9/\u00e9"])
def test_a_name_of_any_length_and_shape_is_no_more_than_unknown(name: str) -> None:
    assert [p.code for p in read(event(f"DTSTART;TZID={name}:20260302T090000")).problems] == ["C201"]


@pytest.mark.parametrize("name", ["Ours\x1b[31m\u202e", "UTC+05:00 \x1b[31m\u202e"])
def test_the_name_of_a_zone_is_shown_without_control_characters(name: str) -> None:
    shown_as = read(zone("Ours\x1b[31m\u202e") + event(f"DTSTART;TZID={name}:20260302T090000")).one("zone")
    assert shown_as.isprintable()


def test_of_two_unknown_zones_each_is_counted_once_per_event() -> None:
    starts = ["DTSTART;TZID=Foo:20260302T090000", "DTSTART;TZID=Foo:20260303T090000", "DTSTART;TZID=Bar:20260303T090000"]
    found = read("\n".join(event(s, uid=str(i)) for i, s in enumerate(starts)))
    assert [(p.code, p.message, p.n) for p in found.problems] == [
        ("C201", "time zone 'Bar' is unknown", 1),
        ("C201", "time zone 'Foo' is unknown", 2),
    ]


def test_a_default_zone_that_nobody_knows_is_a_problem_where_a_time_needs_it() -> None:
    instant, floating = (read(f"X-WR-TIMEZONE:Mars\n{event(f'DTSTART:20260302T090000{z}')}") for z in ("Z", ""))
    assert (instant.codes, floating.when, floating.codes) == ([], ["03-02 09:00 +0"], ["C201"])


def test_one_tzid_means_another_zone_in_another_file() -> None:
    text = event("DTSTART;TZID=Customized Time Zone 1:20260702T120000")
    clocks = [
        read(zone("Customized Time Zone 1", *offsets) + text).when[0] for offsets in (("+0200", "+0300"), ("-0500", "-0400"))
    ]
    assert clocks == ["07-02 11:00 +0", "07-02 18:00 +0"]


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        # A damaged winter: its summer holds, and that is said; of a Windows name the damaged definition has no say.
        ("TZOFFSETTO:+0200", "TZOFFSETTO:none", {"Mine": ("11:00", ["C260"]), "W. Europe Standard Time": ("12:00", [])}),
        ("TZOFFSETTO:+0200", "TZOFFSETTO:+2", {"Mine": ("11:00", [])}),
        ("TZOFFSETTO", "OFFSET", {"Mine": ("12:00", ["C201"]), "Eastern": ("18:00", [])}),
    ],
)
def test_a_damaged_definition_of_a_zone_is_used_as_far_as_it_goes(
    was: str, now: str, told: dict[str, tuple[str, list[str]]]
) -> None:
    for name, (clock, codes) in told.items():
        found = read(zone(name).replace(was, now) + event(f"DTSTART;TZID={name}:20260702T120000\nDURATION:PT1H"))
        assert (found.when[0][6:11], found.codes) == (clock, codes)


@pytest.mark.parametrize("name", ["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Europe/Dublin"])
def test_a_zone_that_tells_its_changes_is_the_zone_of_the_database_around_each_of_them(name: str) -> None:
    theirs = known(name)
    assert theirs is not None
    first = date(2024, 1, 1).toordinal() * DAY
    hours = [(at - EPOCH) * 1000 for at in range(first, first + 800 * DAY, 1800)]
    changes = [(b, theirs.local(a) - a // 1000, theirs.local(b) - b // 1000) for a, b in pairwise(hours)]
    parts = [
        f"BEGIN:STANDARD\nDTSTART:{shown(Stamp(ms // 1000 + before))}\n"
        f"TZOFFSETFROM:{signed(before - EPOCH)}\nTZOFFSETTO:{signed(after - EPOCH)}\nEND:STANDARD"
        for ms, before, after in changes
        if before != after
    ]
    ours, damaged = told_zone("\n".join(parts), name)
    assert ours is not None
    assert not damaged
    near = [ms + minutes * 60_000 for ms, before, after in changes if before != after for minutes in range(-180, 181, 15)]
    assert [ours.local(ms) for ms in near] == [theirs.local(ms) for ms in near]
    local = [theirs.local(ms) + extra for ms in near for extra in (0, 3600)]
    assert [ours.ms(at) for at in local] == [theirs.ms(at) for at in local]


def signed(seconds: int) -> str:
    return f"{'-' if seconds < 0 else '+'}{abs(seconds) // 3600:02}{abs(seconds) // 60 % 60:02}"


def test_a_zone_may_stand_behind_its_events_and_change_by_dates() -> None:
    own = """BEGIN:VTIMEZONE
TZID:Mine
BEGIN:STANDARD
DTSTART:20260101T000000
RDATE:20260701T030000
TZOFFSETFROM:+0500
TZOFFSETTO:+0400
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260301T000000
TZOFFSETFROM:+0400
TZOFFSETTO:+0500
END:DAYLIGHT
END:VTIMEZONE"""
    starts = ["20260202T120000", "20260402T120000", "20260702T120000"]
    text = "\n".join(event(f"DTSTART;TZID=Mine:{s}", uid=s) for s in starts)
    assert read(f"{text}\n{own}").when == ["02-02 09:00 +0", "04-02 09:00 +0", "07-02 10:00 +0"]


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        ("DTSTART:20260302T090000Z\nDTEND:20260302T100000Z", "03-02 10:00 +60"),
        ("DTSTART:20260302T090000\nDTEND:20260302T100000", "03-02 09:00 +60"),
        ("DTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260303", "03-02 all day"),
        ("DTSTART:20260302\nDTEND:20260303", "03-02 all day"),
        ("DTSTART;VALUE=DATE:20260302", "03-02 all day"),
        ("DTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260302", "03-02 all day"),
        ("DTSTART;VALUE=DATE:20260302\nDURATION:P1D", "03-02 all day"),
        ("DTSTART:20260302T090000Z", "03-02 10:00 +0"),
        ("DTSTART:20260302T090000Z\nDURATION:PT1H30M", "03-02 10:00 +90"),
        ("DTSTART:20260302T090000Z\nDTEND:20260302T080000Z", "03-02 09:00 +60"),
        ("DTSTART:20260302T090000Z\nDURATION:-PT1H", "03-02 09:00 +60"),
        ("DTSTART:2026-03-02T09:00:00Z", "03-02 10:00 +0"),
        ("DTSTART:20260302T090000-0500", "03-02 15:00 +0"),
        ("DTSTART:2026-03-02T09:00:00+01:00\nDURATION:PT1H", "03-02 09:00 +60"),
        ("DTSTART;VALUE=DATE:20260302T000000\nDTEND;VALUE=DATE:20260303T000000Z", "03-02 all day"),
        ("DTSTART;VALUE=DATE:20260302\nDTEND:20260302T120000", "03-02 00:00 +720"),
        # A working day in Outlook's own words.
        ("DTSTART:20260302T090000Z\nDTEND:20260302T100000Z\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "03-02 all day"),
        # From midnight to midnight of its own zone, as DTEND, as DURATION, and over a clock change.
        ("DTSTART;TZID=America/New_York:20260302T000000\nDTEND;TZID=America/New_York:20260303T000000", "03-02 all day"),
        ("DTSTART;TZID=America/New_York:20260302T000000\nDURATION:P1D", "03-02 all day"),
        ("DTSTART;TZID=Europe/Berlin:20261025T000000\nDTEND;TZID=Europe/Berlin:20261026T000000", "10-25 all day"),
        ("DTSTART;TZID=Europe/Berlin:20260302T000000\nDTEND;TZID=Europe/Berlin:20260302T235900", "03-02 00:00 +1439"),
        # From midnight to midnight of the person.
        ("DTSTART:20260301T230000Z\nDTEND:20260302T230000Z", "03-02 all day"),
        # 23:00 to 07:00 over the autumn change lasts nine hours, over the spring change seven.
        ("DTSTART;TZID=Europe/Berlin:20261024T230000\nDTEND;TZID=Europe/Berlin:20261025T070000", "10-24 23:00 +540"),
        ("DTSTART;TZID=Europe/Berlin:20260328T230000\nDTEND;TZID=Europe/Berlin:20260329T070000", "03-28 23:00 +420"),
        # Days are nominal, hours exact.
        ("DTSTART;TZID=Europe/Berlin:20260328T120000\nDURATION:P1D", "03-28 12:00 +1380"),
        ("DTSTART;TZID=Europe/Berlin:20260328T120000\nDURATION:PT24H", "03-28 12:00 +1440"),
        # A time that the clock leaves out takes the offset before; one that it repeats is the first.
        ("DTSTART;TZID=Europe/Berlin:20260329T023000\nDTEND;TZID=Europe/Berlin:20260329T033000", "03-29 03:30 +60"),
        ("DTSTART;TZID=Europe/Berlin:20261025T023000\nDTEND;TZID=Europe/Berlin:20261025T030000", "10-25 02:30 +90"),
    ],
)
def test_a_time_is_read_in_every_form(lines: str, when: str) -> None:
    assert read(event(lines)).when == [when]


def test_an_all_day_date_is_the_person_s_and_a_floating_time_the_calendar_s() -> None:
    text = (
        "X-WR-TIMEZONE:America/New_York\n"
        + event("DTSTART;VALUE=DATE:20260302", uid="d")
        + "\n"
        + event("DTSTART:20260302T090000", uid="f")
    )
    assert read(text).when == ["03-02 all day", "03-02 15:00 +0"]
    assert read(text, zone="Asia/Tokyo").when == ["03-02 all day", "03-02 23:00 +0"]


@pytest.mark.parametrize("end", ["DTEND;VALUE=DATE:20260302", "DURATION:-P3D"])
def test_days_that_end_before_they_start_are_turned_round_with_a_problem(end: str) -> None:
    found = read(event("DTSTART;VALUE=DATE:20260305", end))
    days = (found.one("end") - found.one("start")) // 86_400_000
    assert (found.when, days, found.codes) == (["03-02 all day"], 3, ["C202"])


def test_a_day_on_which_the_clock_is_put_back_reaches_into_its_last_hour() -> None:
    last_hour = date(2026, 10, 26), date(2026, 10, 27)
    text = event("DTSTART;TZID=Europe/Berlin:20261025T003000\nDURATION:P1D")
    assert read(text, days=last_hour).when == ["10-25 00:30 +1500"]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("DTEND:soon", ["C213"]),
        ("DURATION:later", ["C213"]),
        ("DTEND;VALUE=DATE:20260303", ["C210"]),
        ("RECURRENCE-ID:never", ["C213"]),
    ],
)
def test_a_value_that_cannot_be_read_is_a_problem_and_the_event_stays(line: str, codes: list[str]) -> None:
    found = read(event("DTSTART:20260302T090000Z", line))
    assert (len(found.when), found.codes) == (1, codes)


def test_a_period_that_ends_after_all_calendars_is_no_error() -> None:
    text = event("DTSTART:20260302T090000Z\nDURATION:PT1H\nRDATE;VALUE=PERIOD:20260401T090000Z/PT99999999H")
    assert read(text).when[0] == "03-02 10:00 +60"


def test_what_lies_outside_the_century_is_skipped_and_named() -> None:
    found = read(event("DTSTART:19010101T000000Z", uid="old") + "\n" + event("DTSTART:29990101", uid="new") + "\n" + event(NINE))
    assert (len(found.when), found.skipped, sorted(p.uid for p in found.problems)) == (1, {"absurd date": 2}, ["new", "old"])


@pytest.mark.parametrize("line", ["DTEND:00010101T000000Z", "DTEND:99991231T235959Z", "DURATION:-P90000D"])
def test_an_end_outside_the_century_is_no_event_either(line: str) -> None:
    found = read(event("DTSTART:20260302T090000Z", line))
    assert found.skipped.total() + len(found.when) == 1
