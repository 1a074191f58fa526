"""Bytes and lines (calendars 1.1): encodings, line ends, folds, what is cut off, what is no event."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.importers.contract import Head
from connratio.importers.ics.reader import IcsImporter
from connratio.importers.ics.text import blocks
from connratio.importers.ics.text.blocks import cut
from read_ics import NINE, event, read, whole

PLAIN = whole(event(NINE, "SUMMARY:Grüße an Zoë"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a byte order mark", b"\xef\xbb\xbf" + PLAIN.encode()),
        ("UTF-16 with little ends", PLAIN.encode("utf-16")),
        ("UTF-16 with big ends", b"\xfe\xff" + PLAIN.encode("utf-16-be")),
        ("UTF-16 without a mark, little ends", PLAIN.encode("utf-16-le")),
        ("UTF-16 without a mark, big ends", PLAIN.encode("utf-16-be")),
        ("UTF-16 with half a letter at its end", PLAIN.encode("utf-16") + b"\0"),
        ("UTF-32", PLAIN.encode("utf-32")),
        ("blanks around names and values", PLAIN.replace("DTSTART;TZID=", "DTSTART ; TZID = ").encode()),
        ("line feeds alone", PLAIN.replace("\r\n", "\n").encode()),
        ("carriage returns alone", PLAIN.replace("\r\n", "\r").encode()),
        ("mixed line ends", PLAIN.replace("\r\n", "\n", 3).encode()),
        ("doubled carriage returns", PLAIN.replace("\r\n", "\r\r\n").encode()),
        ("NULs and blank lines", PLAIN.replace("SUMMARY", "\0\r\n\r\nSUMMARY").encode()),
        ("a fold inside a character", PLAIN.encode().replace(b"Gr\xc3\xbc", b"Gr\xc3\r\n \xbc")),
        ("a fold inside a name", PLAIN.replace("SUMMARY", "SUM\r\n\tMARY").encode()),
        ("lower-case names", PLAIN.replace("SUMMARY", "summary").replace("DTSTART;TZID", "dtstart;tzid").encode()),
        ("no last line end", PLAIN.rstrip().encode()),
        ("lower-case components", PLAIN.replace("VEVENT", "vevent").replace("BEGIN", "Begin").encode()),
        ("blanks at the ends of lines", PLAIN.replace(":VEVENT", ":VEVENT  ").encode()),
    ],
)
def test_a_calendar_is_read_whatever_its_bytes(name: str, data: bytes) -> None:
    found = read(data)
    assert (found.when, found.one("title"), found.problems) == (["03-02 09:00 +60"], "Grüße an Zoë", []), name


def test_text_that_is_not_utf_8_is_windows_1252_with_a_problem() -> None:
    found = read(PLAIN.encode("cp1252"))
    assert (found.one("title"), found.codes) == ("Grüße an Zoë", ["C110"])


def test_vcalendar_1_0_is_named_and_its_text_decoded() -> None:
    text = event(
        "DTSTART:20260302T080000Z",
        "DTEND:20260302T090000Z",
        "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BC=C3=9Fe",
        "RRULE:W1 MO #3",
    )
    found = read(whole(text).replace("VERSION:2.0", "VERSION:1.0"))
    assert (found.when, set(found.table["title"]), found.codes) == (
        ["03-02 09:00 +60", "03-09 09:00 +60", "03-16 09:00 +60"], {"Grüße"}, ["C111"]
    )  # fmt: skip


def test_a_quoted_printable_line_goes_on_after_a_soft_break() -> None:
    text = whole(event(NINE, "SUMMARY;ENCODING=QUOTED-PRINTABLE:one =@two"))
    assert read(text.replace("@", "\r\n").encode()).one("title") == "one two"


def test_only_a_quoted_printable_line_goes_on_after_its_last_equals_sign() -> None:
    text = "URL:https://forms.example/?q=\nSUMMARY;ENCODING=QUOTED-PRINTABLE:caf=C3=\n=A9\nDTSTART:20260302T080000Z"
    found = read(event(text))
    assert (found.when, found.one("title")) == (["03-02 09:00 +0"], "café")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (b"SUMMARY;CHARSET=ISO-8859-2:\xaelu\xbbou\xe8k\xfd", "Žluťoučký"),
        (b'SUMMARY;LANGUAGE=ja;CHARSET="Shift_JIS":\x89\xef\x8bc', "会議"),
        (b"SUMMARY;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Gr=FC=DFe", "Grüße"),
        (b"SUMMARY;ENCODING=QUOTED-PRINTABLE:Gr=FC=DFe=3B a\\; b", "Grüße; a; b"),
        (b"SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=nonsense:Gr=C3=BC=C3=9Fe", "Grüße"),
        (b"SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=idna:Gr=FC..=DFe", "Grü..ße"),
        (b"SUMMARY;ENCODING=BASE64:R3LDvMOfZQ==", "Grüße"),
    ],
)
def test_a_line_is_decoded_as_it_says_itself(line: bytes, title: str) -> None:
    found = read(whole(event(NINE, "SUMMARY")).encode().replace(b"\nSUMMARY", b"\n" + line))
    assert (found.one("title"), found.problems) == (title, [])


def test_an_alarm_without_an_end_gives_its_events_lines_back() -> None:
    found = read(event("BEGIN:VALARM\nTRIGGER:-PT5M\nDESCRIPTION:Reminder", NINE, "SUMMARY:right"))
    assert (found.when, found.one("title"), found.codes) == (["03-02 09:00 +60"], "right", ["C109"])


def test_a_calendar_without_an_end_is_said_also_where_another_follows() -> None:
    cut_off = whole(event(NINE, uid="a")).removesuffix("END:VCALENDAR\r\n")
    found = read((cut_off + whole(event(NINE, uid="b")).replace("VERSION:2.0", "VERSION:1.0")).encode())
    assert len(found.when) == 2
    assert [(p.code, p.line) for p in found.problems] == [("C109", 8), ("C111", 8)]


def test_files_joined_with_their_marks_are_as_many_calendars() -> None:
    one, other = (whole(f"X-WR-CALNAME:{name}\n" + event(NINE, uid=name)) for name in "AB")
    assert [i.name for i in read(("\ufeff" + one + "\ufeff" + other).encode()).infos] == ["A", "B"]


@pytest.mark.parametrize(("kept", "problems"), [(5, ["C109", "C109"]), (6, ["C109"])])
def test_a_calendar_that_is_cut_off_keeps_what_came_before(kept: int, problems: list[str]) -> None:
    lines = whole(event(NINE)).split("\r\n")
    found = read("\r\n".join(lines[: kept + 1]).encode())
    assert (found.when, found.codes) == (["03-02 09:00 +60"], problems)


def test_several_calendars_in_a_file_are_several_sources() -> None:
    one = whole("X-WR-CALNAME:A\n" + event(NINE, uid="a")).encode()
    other = whole("X-WR-CALNAME:B\n" + event(NINE, uid="b")).encode()
    assert [i.name for i in read(one + other).infos] == ["A", "B"]


def test_the_calendars_of_one_name_are_one_source_whose_zones_stay_apart() -> None:
    zones = [("Asia/Tokyo", "a"), ("Europe/Berlin", "b"), ("Asia/Tokyo", "c")]
    text = "".join(whole(f"X-WR-TIMEZONE:{z}\n" + event("DTSTART:20260302T120000", uid=u)) for z, u in zones)
    found = read((text + whole("METHOD:REPLY\n" + event(NINE, uid="d"))).encode())
    assert [(i.name, i.notes) for i in found.infos] == [("c", ("zones: 3 by X-WR-TIMEZONE",))]
    assert found.when == ["03-02 04:00 +0", "03-02 04:00 +0", "03-02 12:00 +0"]
    assert found.skipped == {"reply to an invitation": 1}


def test_an_event_inside_damage_is_found() -> None:
    text = "BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\n" + event(NINE) + "\nrubbish\nEND:VTODO\n" + event(NINE, uid="v")
    assert read(text).when == ["03-02 09:00 +60"] * 2


def test_alarms_leave_no_trace_whatever_they_hold() -> None:
    alarm = "BEGIN:VALARM\nTRIGGER:-PT15M\nDESCRIPTION:wrong\nSUMMARY:wrong\nATTENDEE:mailto:x@example.org\nEND:VALARM"
    found = read(event(NINE, alarm, "SUMMARY:right", alarm.lower().replace("trigger:", "trigger")))
    assert (found.one("title"), found.one("people"), found.problems) == ("right", (), [])


def test_what_is_no_event_is_skipped_counted_and_listed_by_its_uid() -> None:
    parts = [
        f"BEGIN:{name}\nUID:{name.lower()}\nEND:{name}" for name in ("VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY", "X-THING")
    ]
    found = read("\n".join(parts) + "\n" + event("SUMMARY:no start", uid="none"))
    assert found.skipped == {
        "to-do": 1, "journal entry": 1, "free-busy block": 1, "availability": 1, "other component": 1, "unreadable event": 1
    }  # fmt: skip
    assert {p.uid for p in found.problems} == {"vtodo", "vjournal", "vfreebusy", "vavailability", "x-thing", "none"}


def test_names_that_programs_make_up_are_no_problem() -> None:
    assert read(event(NINE, "X-ALT_DESC:x", "item1.X-ABLABEL;X-A=b:y")).problems == []


def test_a_line_that_is_no_property_costs_only_itself() -> None:
    found = read(event(NINE, "what is this", "=?", "SUMMARY:right"))
    assert (found.one("title"), [(p.code, p.n, p.uid) for p in found.problems]) == ("right", [("C213", 2, "u")])


@pytest.mark.parametrize(
    ("name", "text", "known"),
    [
        ("c.ics", "BEGIN:VCALENDAR\r\n", True),
        ("download", "\ufeff\n begin:vcalendar\n", True),
        ("part.txt", "BEGIN:VTIMEZONE\nTZID:X\n", True),
        ("c.ics", "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n", True),
        ("mail.txt", "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n", False),
        ("card.vcf", "BEGIN:VCARD\nVERSION:3.0\n", False),
        ("key.ics", "-----BEGIN CERTIFICATE-----\n", False),
        ("rows.csv", "start,end\nBEGIN:VCALENDAR,\n", False),
    ],
)
def test_a_calendar_is_recognised_by_its_first_line(name: str, text: str, known: bool) -> None:
    assert IcsImporter().recognises(Head(name, text.encode())) == known


@pytest.mark.parametrize(
    "damage", [("BEGIN:VCALENDAR", "BEGIN:VCALENDAX"), ("END:VEVENT", "END:VEVEXT"), ("BEGIN:VCALENDAR", "BEGIN:VTODO")]
)
def test_an_event_inside_what_nobody_knows_is_one(damage: tuple[str, str]) -> None:
    assert read(PLAIN.replace(*damage).encode()).when == ["03-02 09:00 +60"]


@settings(max_examples=200, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(
            [
                b"\r",
                b"\n",
                b"\r\n",
                b"\0",
                b"\n ",
                b"\xff\xfe",
                b"\xef\xbb\xbf",
                b"BEGIN:VEVENT",
                b"UID:a",
                b"END:VEVENT",
                b"BEGIN:VTODO",
            ]
        ),
        max_size=40,
    ),
    size=st.integers(4, 40),
)
def test_a_file_read_in_small_pieces_is_the_file_read_at_once(parts: list[bytes], size: int) -> None:
    data = b"".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "PIECE", size)
        pieces = cut(BytesIO(data), "c.ics")
    assert pieces == cut(data, "c.ics")


def test_what_is_skipped_is_named_by_its_uid_however_that_is_written() -> None:
    todos = [
        "UID:plain",
        "uid;X-A=b:with-a-parameter",
        "UID:fol\r\n ded",
        "UID\r\n :behind-the-fold",
        "UID:a\\,b",
        "SUMMARY:nameless",
    ]
    data = "".join(f"BEGIN:VTODO\r\n{line}\r\nEND:VTODO\r\n" for line in todos)
    named = ["plain", "with-a-parameter", "folded", "behind-the-fold", "a,b", ""]
    assert [p.uid for p in read(f"BEGIN:VCALENDAR\r\n{data}END:VCALENDAR\r\n".encode()).problems] == named
