"""Logs of tools and tables of every form: rows in any order, and files that are broken in all the usual ways."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.importers.contract import Options
from connratio.importers.reading import Reading, read_files
from connratio.model.activities import NAT

OPTIONS = Options(ZoneInfo("Europe/Berlin"), date(2026, 3, 3))
WHEN = [f"2026-03-02 {h:02}:{m:02}:00" for h in (9, 10, 11) for m in (0, 10, 25)]
Form = Callable[[list[int]], str]


def arbtt(order: list[int]) -> str:
    return json.dumps([
        {"date": f"2026-03-02T09:{i:02}:00Z", "rate": 60000, "inactive": 0, "windows": [{"active": True, "title": f"é{i % 2}", "program": "x"}]}
        for i in order
    ], ensure_ascii=False)  # fmt: skip


def lines(header: str, row: Callable[[int], str]) -> Form:
    return lambda order: "".join(f"{line}\n" for line in [header, *map(row, order)] if line)


def heartbeats(order: list[int]) -> str:
    beats = [
        {"entity": "é", "type": "file", "category": "coding", "time": 1772442000 + 90 * i, "project": f"é{i // 3}"} for i in order
    ]
    return json.dumps({"days": [{"date": "2026-03-02", "heartbeats": beats}]}, ensure_ascii=False)


FORMS: dict[str, Form] = {
    "aw.csv": lines("timestamp,duration,app,title", lambda i: f"2026-03-02T09:{i:02}:00Z,40,é,t{i}"),
    "wakatime.json": heartbeats,
    "rescuetime.csv": lines("", lambda i: f"2026-03-02 {9 + i % 3:02}:00:00 +0100,é{i},No Details,Email,Communication & Scheduling,{60 + i}"),
    "rescuetime-api.csv": lines(
        "Date,Time Spent (seconds),Number of People,Activity,Category,Productivity",
        lambda i: f"2026-03-02T{9 + i % 3:02}:00:00,{60 + i},1,é{i},Email,0"
    ),
    "tockler.csv": lines(
        "id;app;taskName;title;url;color;beginDate;endDate", lambda i: f"{i};é;AppTrackItem;t{i};;#fff;{WHEN[i]};{WHEN[i][:-2]}40"
    ),
    "manictime.csv": lines("Name,Start,End,Duration,Process", lambda i: f"é{i},{WHEN[i]},{WHEN[i][:-2]}40,0:00:40,code"),
    "arbtt.json": arbtt,
    "table.ndjson": lines("", lambda i: json.dumps({"start": WHEN[i], "end": f"{WHEN[i][:-2]}40", "title": f"é{i}"}, ensure_ascii=False)),
}  # fmt: skip


def read(path: Path, data: bytes) -> Reading:
    path.write_bytes(data)
    return read_files([path], OPTIONS, debug=True)


def times(reading: Reading) -> list[tuple[int, int, str, str, int]]:
    table = reading.activities
    columns = (
        table["start"].tolist(),
        table["end"].tolist(),
        table["app"],
        table["title"],
        table["unplaced_ms"].tolist(),
    )
    return sorted((a, b, str(c), str(d), e) for a, b, c, d, e in zip(*columns, strict=True))


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000))
@pytest.mark.parametrize("name", FORMS)
def test_the_order_of_rows_changes_nothing(name: str, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    file, order = tmp_path_factory.mktemp("form") / name, list(range(9))
    before = times(read(file, FORMS[name](order).encode()))
    random.Random(seed).shuffle(order)  # noqa: S311  # an order, no secret
    assert times(read(file, FORMS[name](order).encode())) == before
    assert before


@pytest.mark.parametrize("name", FORMS)
def test_a_file_that_breaks_off_gives_the_rows_before_the_break(name: str, tmp_path: Path) -> None:
    whole = FORMS[name](list(range(9))).encode()
    cut = read(tmp_path / name, whole[: len(whole) * 2 // 3])
    assert cut.problems or name.endswith(".csv")
    assert 0 < len(cut.activities) <= 9


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_another_encoding_gives_the_same(name: str, encoding: str, tmp_path: Path) -> None:
    text = FORMS[name](list(range(9)))
    assert times(read(tmp_path / name, text.encode(encoding))) == times(read(tmp_path / name, text.encode()))


@pytest.mark.parametrize("name", FORMS)
def test_latin_1_is_read_and_said(name: str, tmp_path: Path) -> None:
    found = read(tmp_path / name, FORMS[name](list(range(9))).encode("latin-1"))
    assert len(found.activities) > 0
    assert "C110" in {p.code for p in found.problems}


@pytest.mark.parametrize("name", [n for n in FORMS if n.endswith(".csv") and n != "rescuetime.csv"])
def test_a_header_alone_is_said(name: str, tmp_path: Path) -> None:
    assert [p.code for p in read(tmp_path / name, FORMS[name]([]).encode()).problems] == ["C102"]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("bad", ["NaN", "Infinity", "0001-01-01 00:00:00", "9999-12-31 23:59:59", "2106-02-07 06:28:15", "-1"])
def test_one_absurd_value_costs_one_row(name: str, bad: str, tmp_path: Path) -> None:
    text = FORMS[name](list(range(9)))
    for value in ("2026-03-02T09:04:00Z", "2026-03-02T10:00:00,64", "2026-03-02 10:00:00 +0100", WHEN[4], "1772442360"):
        text = text.replace(value, bad, 1)
    found = read(tmp_path / name, text.encode())
    assert "C901" not in {p.code for p in found.problems}
    assert len(found.activities) > 0
    ends = found.activities["end"]
    assert (ends[ends != NAT] < 4_102_444_800_000).all()


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (300 << 20))
    found = read(tmp_path / "bomb.xlsx", out.getvalue())
    assert "C108" in {p.code for p in found.problems}


def test_a_packed_export_is_read(tmp_path: Path) -> None:
    packed = gzip.compress(heartbeats(list(range(9))).encode())
    assert len(read(tmp_path / "dump.json.gz", packed).activities) > 0
