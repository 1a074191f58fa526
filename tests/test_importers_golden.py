"""Importers on real-looking files: `cases/<importer>/<case>/input.*` gives `expected.csv` and `problems.txt`."""

from __future__ import annotations

import csv
import io
import os
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from connratio.importers.contract import Options
from connratio.importers.reading import Reading, read_files
from connratio.model.activities import COLUMNS, NAT

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(p.parent for p in CASES.glob("*/*/README.md"))
OPTIONS = Options(ZoneInfo("Europe/Berlin"), date(2026, 11, 24))
FIRST = ("start", "end", "evidence", "title", "origin")


def read(folder: Path, file: Path | None = None) -> Reading:
    options = folder / "options.yaml"
    extra = yaml.load(options.read_text(encoding="utf-8"), yaml.BaseLoader) if options.exists() else {}  # noqa: S506  # safe: strings only
    return read_files([file or next(folder.glob("input.*"))], OPTIONS, lambda _: extra)


def written(reading: Reading) -> tuple[str, str]:
    """The activities as CSV (what has its default value is left out) and the problems as lines."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*FIRST, "and"])
    table = reading.activities
    for i in range(len(table)):
        row: dict[str, Any] = {name: table[name][i] for name in COLUMNS}
        row |= {name: moment(int(row[name])) for name in ("start", "end")}
        if row["created"] != NAT:
            row["created"] = datetime.fromtimestamp(int(row["created"]) / 1000, tz=UTC)
        rest = [f"{n}={shown(row[n])}" for n, (_, default) in COLUMNS.items() if n not in FIRST and differs(row[n], default)]
        writer.writerow([*(row[n] for n in FIRST), "; ".join(rest)])
    said = [f"{p.code} {p.severity} line {p.line} uid {p.uid or '-'} n {p.n}: {p.message}" for p in reading.problems]
    said += [f"skipped: {n} {why}" for r in reading.sources for why, n in sorted(r.skipped.items())]
    return out.getvalue(), "".join(f"{line}\n" for line in said)


def moment(ms: int) -> str:
    return "" if ms == NAT else datetime.fromtimestamp(ms / 1000, tz=UTC).isoformat().replace("+00:00", "Z")


def shown(value: Any) -> str:
    return " ".join(f"{v or '-'}" for v in value) if isinstance(value, tuple) else str(value)


def differs(value: Any, default: Any) -> bool:
    return str(value) != str(default)


def named(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_a_file_gives_what_its_folder_says(folder: Path, request: pytest.FixtureRequest) -> None:
    activities, problems = written(read(folder))
    if request.config.getoption("--accept"):
        (folder / "expected.csv").write_text(activities, encoding="utf-8")
        (folder / "problems.txt").write_text(problems, encoding="utf-8")
    assert activities == (folder / "expected.csv").read_text(encoding="utf-8")
    assert problems == (folder / "problems.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])
@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_the_zone_of_the_machine_changes_nothing(folder: Path, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert written(read(folder))[0] == (folder / "expected.csv").read_text(encoding="utf-8")
    finally:
        if before is None:
            monkeypatch.delenv("TZ")
        else:
            monkeypatch.setenv("TZ", before)
        time.tzset()


ALONE = [f for f in FOLDERS if f.parent.name == "ics" and (f / "input.ics").read_bytes().count(b"BEGIN:VCALENDAR") == 1]
"""Files of one calendar each, in letters of a byte."""


@pytest.mark.parametrize("folder", ALONE, ids=named)
def test_the_order_of_events_in_a_calendar_changes_nothing(folder: Path, tmp_path: Path) -> None:
    head, *events = (folder / "input.ics").read_bytes().split(b"BEGIN:VEVENT")
    events[-1] = events[-1].removesuffix(b"END:VCALENDAR\r\n")
    turned = tmp_path / "input.ics"
    turned.write_bytes(b"".join([head, *(b"BEGIN:VEVENT" + e for e in reversed(events)), b"END:VCALENDAR\r\n"]))

    def times(text: str) -> list[list[str]]:
        # An event without a UID is called by its line.
        return sorted([*row[:4], re.sub(r"uid=input.ics:line-\d+", "", row[5])] for row in csv.reader(io.StringIO(text)))

    assert times(written(read(folder, turned))[0]) == times((folder / "expected.csv").read_text(encoding="utf-8"))
