"""Calendars that are folders: vdir, Apple's bundles and backups, Takeout; on disk and in archives."""

from __future__ import annotations

import contextlib
import gzip
import io
import plistlib
import sqlite3
import tarfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from connratio.importers.contract import Options
from connratio.importers.reading import Reading, read_files
from connratio.model.frame import Frame

OPTIONS = Options(ZoneInfo("Europe/Berlin"), date(2026, 3, 31))
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:{0}\r\nTZOFFSETTO:{0}\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def item(uid: str, day: int, zone: str = "", more: str = "") -> str:
    tzid, z = (";TZID=Customized Time Zone", "") if zone else ("", "Z")
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n"
        + (ZONE.format(zone) if zone else "")
        + f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART{tzid}:202603{day:02}T090000{z}\r\nDTEND{tzid}:202603{day:02}T100000{z}\r\n{more}"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def vdir(root: Path) -> Path:
    folder = root / "cal" / "f81d4fae"
    folder.mkdir(parents=True)
    (folder / "displayname").write_text("Work, mostly\n")
    (folder / "color").write_text("#ff0000")
    for nth, zone in enumerate(["", "+0100", "-0500", "-0500"], 1):
        (folder / f"u{nth}.ics").write_bytes(item(f"u{nth}", nth, zone).encode())
    (folder / "u5.ics").write_bytes(item("u5", 5).replace("DTSTART:", "DTSTART:x").encode())
    (folder / "u6.ics").write_bytes(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u6\r\nDTSTART:20260306T090000Z\r\n")
    return folder


def icbu(root: Path) -> Path:
    folder = root / "Backup.icbu" / "9A2.calendar"
    (folder / "Events").mkdir(parents=True)
    (folder / "Info.plist").write_bytes(plistlib.dumps({"Title": "Family", "Key": "9A2"}, fmt=plistlib.FMT_BINARY))
    (folder / "Events" / "E1.ics").write_text(item("E1", 1))
    (folder / "Events" / "E2.ics").write_text(item("E2", 2, more="SUMMARY:Tea\r\n"))
    with contextlib.closing(sqlite3.connect(root / "Backup.icbu" / "Calendar Cache")) as cache:
        cache.execute("CREATE TABLE ZCALENDARITEM (Z_PK INTEGER, ZTITLE TEXT)")
        cache.commit()
    return root / "Backup.icbu"


def zipped(folder: Path) -> Path:
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as out:
        for file in sorted(folder.rglob("*")):
            out.write(file, file.relative_to(folder.parent))
    return archive


def starts(reading: Reading) -> list[str]:
    return clocks(reading.activities)


def clocks(table: Frame) -> list[str]:
    return [f"{datetime.fromtimestamp(ms / 1000, UTC):%d %H:%M}" for ms in table["start"].tolist()]


@pytest.mark.parametrize("packed", [False, True])
def test_a_vdir_is_one_calendar_and_each_event_keeps_its_own_zones(tmp_path: Path, packed: bool) -> None:
    folder = vdir(tmp_path)
    reading = read_files([zipped(folder) if packed else folder], OPTIONS)
    own = [r for r in reading.sources if r.info.name == "Work, mostly"]
    assert [r.n_activities for r in own] == [4]
    table = reading.activities
    assert clocks(table.take(table["source"].among("Work, mostly"))) == ["01 09:00", "02 08:00", "03 14:00", "04 14:00"]


def test_origins_and_problems_name_the_file_and_its_own_line(tmp_path: Path) -> None:
    reading = read_files([vdir(tmp_path)], OPTIONS)
    origins = dict(zip(reading.activities["uid"], reading.activities["origin"], strict=True))
    assert origins["u1"] == "u1.ics:4"
    assert origins["u2"] == "u2.ics:12"
    assert ("C105", "u5.ics", 4) in [(p.code, p.file, p.line) for p in reading.problems]


def test_a_damaged_file_of_a_vdir_is_read_for_itself(tmp_path: Path) -> None:
    reading = read_files([vdir(tmp_path)], OPTIONS)
    assert "06 09:00" in starts(reading)
    assert [p.code for p in reading.problems if p.file == "u6.ics"] == ["C109", "C109"]


@pytest.mark.parametrize("packed", [False, True])
def test_an_apple_backup_has_the_title_of_its_calendar(tmp_path: Path, packed: bool) -> None:
    folder = icbu(tmp_path)
    (source,) = [s for s in read_files([zipped(folder) if packed else folder], OPTIONS).sources if s.info.format == "ics"]
    assert (source.info.name, source.n_activities) == ("Family", 2)


def test_exports_side_by_side_stay_calendars_of_their_own(tmp_path: Path) -> None:
    for name in ("work", "home"):
        (tmp_path / f"{name}.ics").write_text(item(f"{name}@x", 1))
    assert sorted(r.info.name for r in read_files([tmp_path], OPTIONS).sources) == ["home", "work"]


def test_takeout_holds_a_calendar_a_file_and_the_owner_in_its_name(tmp_path: Path) -> None:
    archive = tmp_path / "takeout-20260331T120000Z-001.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("Takeout/archive_browser.html", "<html></html>")
        out.writestr("Takeout/Calendar/me@example.com.ics", item("a", 1))
        out.writestr("Takeout/Calendar/Team.ics", item("b", 2).replace("PRODID", "X-WR-CALNAME:Team\r\nPRODID"))
    found = {r.info.name: r.info.owner for r in read_files([archive], OPTIONS).sources}
    assert found == {"me@example.com": "me@example.com", "Team": ""}


TAKEOUT = {
    "Takeout/Arkivindeks.html": "<html></html>",
    "Takeout/Kalender/me@example.com.ics": item("a", 1),
    "Takeout/Kalender/Fødselsdage.ics": item("b", 2),
    "Takeout/Google Agenda/Équipe.ics": item("c", 3),
}


def packed(files: dict[str, str], mode: Literal["w", "w:gz"] = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def in_zip(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [("takeout-001.tgz", packed(TAKEOUT)), ("takeout-001.tar", packed(TAKEOUT, "w")), ("takeout-001.zip", in_zip(TAKEOUT))],
)
def test_takeout_comes_in_each_form_and_language(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    reading = read_files([tmp_path / name], OPTIONS)
    assert sorted((r.info.name, r.info.owner) for r in reading.sources) == [
        ("Fødselsdage", ""), ("me@example.com", "me@example.com"), ("Équipe", ""),
    ]  # fmt: skip
    assert reading.problems == []


def test_the_parts_of_a_split_takeout_add_up(tmp_path: Path) -> None:
    for nth, (name, text) in enumerate(TAKEOUT.items()):
        (tmp_path / f"takeout-{nth}.tgz").write_bytes(packed({name: text}))
    assert sorted(starts(read_files([tmp_path], OPTIONS))) == ["01 09:00", "02 09:00", "03 09:00"]


def test_a_vdir_in_a_tgz_is_one_calendar(tmp_path: Path) -> None:
    files = {"w/displayname": "Work", **{f"w/u{n}.ics": item(f"u{n}", n) for n in range(1, 4)}}
    (tmp_path / "w.tgz").write_bytes(packed(files))
    assert [(r.info.name, r.n_activities) for r in read_files([tmp_path / "w.tgz"], OPTIONS).sources] == [("Work", 3)]


def test_links_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo("Takeout/Calendar/x.ics")
        info.type, info.linkname = tarfile.SYMTYPE, str(tmp_path / "secret.ics")
        archive.addfile(info)
    (tmp_path / "secret.ics").write_text(item("s", 1))
    (tmp_path / "t.tgz").write_bytes(out.getvalue())
    assert starts(read_files([tmp_path / "t.tgz"], OPTIONS)) == []


@pytest.mark.parametrize(
    ("name", "data"), [("t.tgz", packed(TAKEOUT, "w")), ("t.tar", packed(TAKEOUT, "w")), ("t.zip", in_zip(TAKEOUT))]
)
def test_of_an_archive_that_is_cut_off_what_is_there_counts(tmp_path: Path, name: str, data: bytes) -> None:
    data = data[: data.index(b"quipe.ics") + 700] if name != "t.zip" else data[:-100]
    (tmp_path / name).write_bytes(gzip.compress(data) if name == "t.tgz" else data)
    reading = read_files([tmp_path / name], OPTIONS)
    assert {"01 09:00", "02 09:00"} <= set(starts(reading))
    assert "C104" in [p.code for p in reading.problems]


def test_no_cut_through_an_archive_makes_it_fail(tmp_path: Path) -> None:
    for cut in range(0, 1400, 37):
        (tmp_path / "t.zip").write_bytes(in_zip(TAKEOUT)[: 4 + cut])
        (tmp_path / "t.tgz").write_bytes(packed(TAKEOUT)[: 4 + cut // 2])
        (tmp_path / "t.tar").write_bytes(packed(TAKEOUT, "w")[: 512 + cut * 4])
        codes = {p.code for p in read_files([tmp_path], OPTIONS).problems}
        assert "C901" not in codes


def test_what_a_synchroniser_has_not_finished_is_no_part_of_a_vdir(tmp_path: Path) -> None:
    folder = vdir(tmp_path)
    (folder / "u8.ics.tmp").write_text(item("u8", 8))
    (folder / ".u9.ics").write_text(item("u9", 9))
    found = starts(read_files([folder], OPTIONS))
    assert "08 09:00" not in found
    assert "09 09:00" not in found


def test_many_events_in_files_of_their_own_are_one_calendar_whatever_their_names(tmp_path: Path) -> None:
    (tmp_path / "cal").mkdir()
    for day in range(1, 13):
        (tmp_path / "cal" / f"{day:032x}.ics").write_text(item(f"event-{day}", day))
    assert [(r.info.name, r.n_activities) for r in read_files([tmp_path / "cal"], OPTIONS).sources] == [("cal", 12)]


def test_many_invitations_saved_from_mail_stay_messages_of_their_own(tmp_path: Path) -> None:
    for day in range(1, 13):
        invitation = item(f"event-{day}", day).replace("PRODID", "METHOD:REQUEST\r\nPRODID")
        (tmp_path / f"invite ({day}).ics").write_text(invitation)
    assert len(read_files([tmp_path], OPTIONS).sources) == 12


def test_a_collection_of_radicale_has_its_own_name(tmp_path: Path) -> None:
    (tmp_path / ".Radicale.props").write_text('{"D:displayname": "Home \\u2764", "tag": "VCALENDAR"}')
    (tmp_path / "x.ics").write_text(item("u1", 1))
    assert [r.info.name for r in read_files([tmp_path], OPTIONS).sources] == ["Home ❤"]


def test_a_calendar_that_nothing_recognises_is_said_also_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "broken.ics").write_bytes(b"\xff\xfe\xff" * 40)
    assert [(p.code, p.file) for p in read_files([tmp_path], OPTIONS).problems] == [("C101", "broken.ics")]


def test_an_archive_in_which_nothing_is_known_is_said(tmp_path: Path) -> None:
    (tmp_path / "photos.zip").write_bytes(in_zip({"Takeout/Photos/a.jpg": "x"}))
    (tmp_path / "calendars.zip").write_bytes(in_zip(TAKEOUT))
    reading = read_files([tmp_path / "photos.zip", tmp_path / "calendars.zip"], OPTIONS)
    assert [(p.code, p.file) for p in reading.problems] == [("C101", "photos.zip")]


@pytest.mark.parametrize("zip_it", [False, True])
def test_what_macos_keeps_beside_files_is_no_calendar(tmp_path: Path, zip_it: bool) -> None:
    files = {"c/E1.ics": item("a", 1), "c/._E1.ics": "\0\5\x16\7", "__MACOSX/c/._E1.ics": "\0\5\x16\7"}
    if zip_it:
        (tmp_path / "c.zip").write_bytes(in_zip(files))
    else:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
    reading = read_files([tmp_path], OPTIONS)
    assert (starts(reading), reading.problems) == (["01 09:00"], [])


def test_the_database_of_a_newer_apple_backup_is_said_and_its_events_are_counted(tmp_path: Path) -> None:
    (tmp_path / "B.icbu").mkdir()
    with contextlib.closing(sqlite3.connect(tmp_path / "B.icbu" / "Calendar.sqlitedb")) as base:
        base.execute("CREATE TABLE Calendar (ROWID INTEGER PRIMARY KEY, title TEXT)")
        base.execute("CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT, start_date REAL)")
        base.execute("INSERT INTO CalendarItem (start_date) VALUES (794000000), (794003600), (NULL)")
        base.commit()
    reading = read_files([tmp_path / "B.icbu"], OPTIONS)
    assert [p.code for p in reading.problems] == ["C277"]
    assert [s.skipped for s in reading.sources] == [{"event of Apple's database": 2}]


def test_the_index_of_an_older_apple_backup_is_no_loss(tmp_path: Path) -> None:
    assert [p.code for p in read_files([icbu(tmp_path)], OPTIONS).problems] == ["C278"]
