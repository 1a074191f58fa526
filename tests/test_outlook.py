"""Outlook's CSV as Windows writes it around the world, and as it comes when something went wrong."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connratio.importers.contract import Options
from connratio.importers.reading import Reading, read_files
from connratio.importers.text.dates import parse_date, parse_time

HEAD = (
    '"Subject","Start Date","Start Time","End Date","End Time","All day event","Reminder on/off","Reminder Date","Reminder Time",'
    '"Meeting Organizer","Required Attendees","Optional Attendees","Meeting Resources","Billing Information","Categories","Description",'
    '"Location","Mileage","Priority","Private","Sensitivity","Show time as"'
)


def row(title: str, day: str, start: str = "10:00", end: str = "11:00", guests: str = "", text: str = "") -> str:
    cells = [
        title,
        day,
        start,
        day,
        end,
        "False",
        "False",
        day,
        start,
        "Me",
        guests,
        *[""] * 4,
        text,
        "",
        "",
        "Normal",
        "False",
        "Normal",
        "2",
    ]
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


def read(tmp_path: Path, content: str | bytes, encoding: str = "utf-8") -> Reading:
    file = tmp_path / "calendar.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_files([file], Options(ZoneInfo("Europe/Copenhagen"), date(2026, 6, 30)))


def titles(reading: Reading) -> list[str]:
    return list(reading.activities["title"])


def clocks(reading: Reading, column: str = "start") -> list[str]:
    zone = ZoneInfo("Europe/Copenhagen")
    return [f"{datetime.fromtimestamp(ms / 1000, zone):%Y-%m-%d %H:%M}" for ms in reading.activities[column].tolist()]


def codes(reading: Reading) -> list[str]:
    return [p.code for p in reading.problems if p.code != "C103"]


def lines(*rows: str) -> str:
    return "\r\n".join(rows) + "\r\n"


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("10:00:00 a. m.", "10:00"), ("10:00:00 p. m.", "22:00"), ("2:00\u202fPM", "14:00"), ("午後 2:00:00", "14:00"),
        ("下午 02:00", "14:00"), ("오전 9:00", "9:00"), ("2:00 μμ", "14:00"), ("kl. 09.30", "9:30"), ("09:30 Uhr", "9:30"),
    ],
)  # fmt: skip
def test_clock_times_carry_the_words_of_their_language(text: str, clock: str) -> None:
    hour, minute = clock.split(":")
    assert parse_time(text) == timedelta(hours=int(hour), minutes=int(minute))


@pytest.mark.parametrize("text", ["noon", "25:00", "10", "13:00 PM", "午後", "10:00 Uhrwerk"])
def test_what_is_no_clock_time_is_none(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize(
    "text", ["14-Mar-26", "14. März 2026", "14 mars 2026", "Sat 14/03/2026", "2026. 3. 14.", "lør 14-03-2026"]
)
def test_months_and_weekdays_may_be_words(text: str) -> None:
    assert parse_date(text, "dmy") == date(2026, 3, 14)


def test_an_impossible_date_spoils_its_row_only(tmp_path: Path) -> None:
    reading = read(tmp_path, lines(HEAD, row("a", "3/14/2026"), row("b", "99/99/2026"), row("c", "3/4/2026")))
    assert titles(reading) == ["a", "c"]
    assert clocks(reading) == ["2026-03-14 10:00", "2026-03-04 10:00"]
    assert codes(reading) == ["C106"]
    assert reading.sources[0].skipped == {"unreadable event": 1}


def test_an_english_header_may_stand_over_danish_dates(tmp_path: Path) -> None:
    reading = read(tmp_path, lines(HEAD, row("a", "03-04-2026", "10.00", "11.30"), row("b", "31-12-2025", "10.00", "11.30")))
    assert clocks(reading) == ["2026-04-03 10:00", "2025-12-31 10:00"]


def test_dates_that_nothing_settles_are_refused_and_counted(tmp_path: Path) -> None:
    reading = read(tmp_path, lines(HEAD, row("a", "3/4/2026"), row("b", "5/6/2026")))
    assert (titles(reading), codes(reading)) == ([], ["C203"])
    assert reading.sources[0].skipped == {"ambiguous date": 2}


def test_the_date_of_a_reminder_settles_day_and_month_too(tmp_path: Path) -> None:
    reminded = row("a", "3/4/2026").replace('"False","False","3/4/2026"', '"False","True","3/31/2026"')
    reading = read(tmp_path, lines(HEAD, reminded))
    assert (clocks(reading), codes(reading)) == (["2026-03-04 10:00"], [])


def test_a_date_in_a_description_settles_nothing(tmp_path: Path) -> None:
    reading = read(tmp_path, lines(HEAD, row("a", "3/4/2026", text="3/31/2026")))
    assert codes(reading) == ["C203"]


def test_a_row_that_an_open_quote_takes_in_is_told_apart_again(tmp_path: Path) -> None:
    broken = row("b", "3/15/2026").replace('"","","","Normal","False","Normal","2"', '"open')
    reading = read(tmp_path, lines(HEAD, row("a", "3/14/2026"), broken, row("c", "3/16/2026"), row("d", "3/17/2026")))
    assert titles(reading) == ["a", "b", "c", "d"]
    assert [(p.code, p.line) for p in reading.problems if p.code == "C104"] == [("C104", 3)]


def test_a_description_of_many_lines_stays_one_cell(tmp_path: Path) -> None:
    reading = read(
        tmp_path, lines(HEAD, row("a", "3/14/2026", text='one, two\r\nthree, "four"\r\n3/15/2026,x'), row("b", "3/16/2026"))
    )
    assert (titles(reading), codes(reading)) == (["a", "b"], [])


def test_a_language_that_is_not_known_is_read_by_the_places_of_its_columns(tmp_path: Path) -> None:
    head = ",".join(f'"stolpec {n}"' for n in range(22))
    day = row("b", "15.3.2026", "0:00:00", "0:00:00").replace('"15.3.2026","0:00:00","False"', '"16.3.2026","0:00:00","Da"')
    reading = read(tmp_path, lines(head, row("a", "14.3.2026", "9:00:00", "9:30:00", "Ana;Okafor, Ben"), day))
    assert list(reading.activities["people"]) == [("ana", "okafor, ben", "me"), ("me",)]
    assert list(reading.activities["all_day"]) == [False, True]


NORWEGIAN = (
    "Emne,Startdato,Starttid,Sluttdato,Sluttid,Hele dagen,Påminnelse av/på,Påminnelsesdato,Påminnelsestid,Møtearrangør,Nødvendige deltakere,"
    "Valgfrie deltakere,Møteressurser,Avstand,Beskrivelse,Faktureringsinformasjon,Følsomhet,Kategorier,Prioritet,Privat,Sted,Vis tid som"
)
HEBREW = (
    "נושא,תאריך התחלה,שעת התחלה,תאריך סיום,שעת סיום,אירוע של יום שלם,תזכורת,תאריך תזכורת,שעת תזכורת,מארגן הפגישה,משתתפים נדרשים,"
    "משתתפים אופציונליים,משאבי פגישה,a,b,c,d,e,f,g,h,i"
)


@pytest.mark.parametrize("head", [HEAD.replace("Required Attendees", "Required People"), NORWEGIAN, HEBREW])
def test_a_header_that_is_known_only_in_part_is_filled_by_place(tmp_path: Path, head: str) -> None:
    busy = row("a", "14.3.2026", guests="Ana;Okafor, Ben").replace('"Ana;Okafor, Ben",""', '"Ana;Okafor, Ben","Chi"')
    reading = read(tmp_path, lines(head, busy, busy.replace('"2"', '"3"')))
    assert list(reading.activities["people"]) == [("ana", "okafor, ben", "chi", "me")] * 2
    assert list(reading.activities["status"]) == ["", "absent"]


def test_22_columns_in_an_order_of_their_own_are_told_by_name_alone(tmp_path: Path) -> None:
    cells = [HEAD.replace("Required Attendees", "Required People").split(","), row("a", "14.3.2026", guests="Ana").split(",")]
    reading = read(tmp_path, lines(*(",".join(reversed(one)) for one in cells)))
    assert list(reading.activities["people"]) == [("me",)]


def test_a_table_of_22_columns_without_dates_is_no_calendar(tmp_path: Path) -> None:
    reading = read(tmp_path, lines(",".join(f"c{n}" for n in range(22)), ",".join("abcdefghijklmnopqrstuv")))
    assert [r.info.format for r in reading.sources if r.info.format == "outlook"] == []


def test_a_russian_export_in_its_code_page(tmp_path: Path) -> None:
    text = lines(
        "Тема,Дата начала,Время начала,Дата завершения,Время завершения,Целый день,Организатор собрания,Обязательные участники,Место",
        "Совещание,14.03.2026,10:00:00,14.03.2026,11:00:00,Ложь,Я,Анна;Бо,Офис",
        "Отпуск,16.03.2026,0:00:00,17.03.2026,0:00:00,Истина,Я,,",
    )
    reading = read(tmp_path, text, "cp1251")
    assert titles(reading) == ["Совещание", "Отпуск"]
    assert list(reading.activities["people"]) == [("анна", "бо", "я"), ("я",)]
    assert codes(reading) == []


def test_what_google_takes_in_is_a_calendar_too(tmp_path: Path) -> None:
    text = "Subject,Start Date,Start Time,End Date,End Time,Description,Location\nExam,05/30/2026,10:00 AM,05/30/2026,1:00 PM,50 questions,Hall\n"
    reading = read(tmp_path, text)
    assert [(r.info.format, r.n_activities) for r in reading.sources] == [("outlook", 1)]
    assert titles(reading) == ["Exam"]


def test_an_entry_without_times_lasts_the_day(tmp_path: Path) -> None:
    reading = read(tmp_path, "Subject,Start Date,Start Time,End Date,End Time\nTrip,14/03/2026,,15/03/2026,\n")
    assert list(reading.activities["all_day"]) == [True]
    assert clocks(reading, "end") == ["2026-03-16 00:00"]


def test_an_hour_that_the_clock_leaves_out_keeps_its_length(tmp_path: Path) -> None:
    reading = read(tmp_path, lines(HEAD, row("a", "29-03-2026", "02:30", "03:30")))
    assert (clocks(reading), clocks(reading, "end")) == (["2026-03-29 03:30"], ["2026-03-29 04:30"])
    assert codes(reading) == ["C207"]


def test_the_organiser_of_entries_without_guests_is_the_owner(tmp_path: Path) -> None:
    boss = row("b", "3/15/2026", guests="Me;Cy").replace('"Me","Me;Cy"', '"Boss","Me;Cy"')
    (source,) = read(tmp_path, lines(HEAD, row("a", "3/14/2026"), boss, boss)).sources
    assert (source.info.owner, source.info.owner_why) == ("me", "organiser of 1 entries without guests")
    assert source.info.notes == ("zones: 3 by the person's zone",)


def test_a_file_cut_off_inside_a_letter_keeps_its_encoding(tmp_path: Path) -> None:
    whole = lines(HEAD, row("Møde", "3/14/2026")) + '"Blåbær'
    reading = read(tmp_path, whole.encode()[:-3])
    assert titles(reading) == ["Møde"]
    assert reading.sources[0].skipped == {"unreadable event": 1}


def test_lines_end_only_where_lines_of_files_end(tmp_path: Path) -> None:
    text = "Subject,Start Date,Start Time,End Date,End Time\nA\u2028B\x0bC,3/14/2026,10:00,3/14/2026,11:00\n"
    assert titles(read(tmp_path, text)) == ["A B C"]


@pytest.mark.parametrize("text", ["{\n\n}", "\n\n", "a", 'a\n"b\n\n', "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "\0\0"])
def test_what_is_no_table_is_said_when_it_was_called_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.csv").write_text(text)
    reading = read_files([tmp_path / "x.csv"], Options(ZoneInfo("UTC"), date(2026, 6, 30)), as_name="outlook")
    assert {p.code for p in reading.problems} <= {"C102", "C114", "C104"}
    assert reading.problems


def test_a_line_that_tells_excel_the_delimiter_is_no_header(tmp_path: Path) -> None:
    reading = read(
        tmp_path, "sep=;\r\nSubject;Start Date;Start Time;End Date;End Time\r\nA;14-03-2026;10.00;14-03-2026;11.00\r\n"
    )
    assert titles(reading) == ["A"]
    assert list(reading.activities["origin"]) == ["calendar.csv:3"]
