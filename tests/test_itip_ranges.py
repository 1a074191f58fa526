"""Whose version of an event holds over several files, and what one message says of several occurrences (RFC 5546)."""

from __future__ import annotations

from pathlib import Path

from drawn_calendar import ME
from test_itip import NINE, WEEKLY, about, each_way, invited, message, reply, told

PEOPLE = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.org"
FROM_SECOND = "RECURRENCE-ID;RANGE=THISANDFUTURE:20260309T090000Z"


def test_of_two_files_with_one_sequence_the_later_written_holds(tmp_path: Path) -> None:
    old, no = invited(reply="ACCEPTED"), invited(reply="DECLINED", written="20260205")
    assert told(tmp_path, old, no) == told(tmp_path, no, old)[::-1] == ["03-02 accepted 3 duplicate", "03-02 declined 3 declined"]
    longer = message("PUBLISH", about(NINE, "RRULE:FREQ=WEEKLY;COUNT=5", PEOPLE))
    shorter = message("PUBLISH", about(WEEKLY, PEOPLE, written="20260205"))
    assert [row for row in told(tmp_path, longer, shorter) if "duplicate" not in row] == [
        "03-02 accepted 2",
        "03-09 accepted 2",
        "03-16 accepted 2",
    ]


def test_an_event_written_after_its_cancellation_takes_place(tmp_path: Path) -> None:
    assert each_way(tmp_path, invited(reply="ACCEPTED", written="20260205"), message("CANCEL", about(written="20260204"))) == [
        "03-02 accepted 3"
    ]


def test_a_message_may_speak_of_all_later_occurrences(tmp_path: Path) -> None:
    series = invited(WEEKLY, reply="ACCEPTED")
    off = message("CANCEL", about(FROM_SECOND, "SEQUENCE:1", written="20260205"))
    assert each_way(tmp_path, series, off) == ["03-02 accepted 3", "03-09 accepted 3 cancelled", "03-16 accepted 3 cancelled"]
    no = reply("DECLINED", FROM_SECOND)
    assert each_way(tmp_path, series, no) == ["03-02 accepted 3", "03-09 declined 3 declined", "03-16 declined 3 declined"]


def test_a_change_of_all_later_occurrences_in_another_file_moves_them(tmp_path: Path) -> None:
    moved = about(FROM_SECOND, "DTSTART:20260310T140000Z\nDTEND:20260310T160000Z\nSEQUENCE:1", PEOPLE, written="20260205")
    series = invited(WEEKLY, reply="ACCEPTED")
    for text in (message("REQUEST", moved), message("PUBLISH", moved)):
        rows = [row for row in each_way(tmp_path, series, text) if "duplicate" not in row]
        assert rows == ["03-02 accepted 3", "03-10 accepted 2", "03-17 accepted 2"]


def test_a_date_names_that_days_occurrence_in_another_file(tmp_path: Path) -> None:
    moved = message(
        "PUBLISH",
        about("RECURRENCE-ID;VALUE=DATE:20260309", "DTSTART:20260309T150000Z", "DURATION:PT1H", PEOPLE, written="20260205"),
    )
    assert told(tmp_path, invited(WEEKLY, reply="ACCEPTED"), moved) == [
        "03-02 accepted 3",
        "03-09 accepted 3 duplicate",
        "03-09 accepted 2",
        "03-16 accepted 3",
    ]


def test_events_without_a_uid_are_never_one_event_because_of_their_lines(tmp_path: Path) -> None:
    nameless = about(NINE, PEOPLE).replace("UID:u\r\n", "")
    longer = about(NINE.replace("T10", "T12"), PEOPLE.replace("bo@", "cy@")).replace("UID:u\r\n", "")
    off = message("CANCEL", about(written="20260205").replace("UID:u\r\n", ""))
    assert told(tmp_path, message("PUBLISH", nameless), message("PUBLISH", longer), off) == ["03-02 accepted 2"] * 2


def test_a_cancellation_for_some_takes_them_off_the_list(tmp_path: Path) -> None:
    def off(who: str) -> str:
        return message("CANCEL", about("SEQUENCE:1", f"ATTENDEE:mailto:{who}", written="20260205"))

    assert each_way(tmp_path, invited(reply="ACCEPTED"), off("bo@example.org")) == ["03-02 accepted 2"]
    assert [row.split()[-1] for row in each_way(tmp_path, invited(reply="ACCEPTED"), off(ME))] == ["cancelled"]


def test_several_occurrences_may_be_added_until_the_series_is_sent_again(tmp_path: Path) -> None:
    series = invited(WEEKLY, reply="ACCEPTED")
    rule = message("ADD", about("DTSTART:20260401T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2\nSEQUENCE:2", PEOPLE))
    date = message("ADD", about("DTSTART:20260401T090000Z\nDURATION:PT1H\nRDATE:20260403T090000Z\nSEQUENCE:2", PEOPLE))
    assert each_way(tmp_path, series, rule)[3:] == ["04-01 accepted 2", "04-02 accepted 2"]
    assert each_way(tmp_path, series, date) == [
        "03-02 accepted 3", "03-09 accepted 3", "03-16 accepted 3", "04-01 accepted 2", "04-03 accepted 2",
    ]  # fmt: skip
    again = invited(f"{WEEKLY}\nSEQUENCE:3", reply="ACCEPTED", written="20260206")
    assert told(tmp_path, series, rule, again)[-2:] == ["04-01 accepted 2 superseded", "04-02 accepted 2 superseded"]


def test_an_address_has_a_domain(tmp_path: Path) -> None:
    own = about(NINE, f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}", 'ORGANIZER;EMAIL="iCloud":mailto:iCloud')
    assert told(tmp_path, message("PUBLISH", own)) == ["03-02 accepted 1 solo"]
