"""Calendars that are folders: vdir, Apple's bundles and backups, Takeout; on disk and in archives."""

from __future__ import annotations

import contextlib
import plistlib
import sqlite3
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
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
