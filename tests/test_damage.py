"""Damaged files: bytes of every golden input cut, doubled and overwritten. Nothing raises, and no importer fails as a whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.importers.contract import Options
from connratio.importers.reading import read_files

INPUTS = sorted(p for p in (Path(__file__).parent / "cases").glob("*/*/input.*") if p.is_file())
SCRAPS = [
    b"",
    b"\0",
    b"\xff",
    b"\r\n",
    b'"',
    b"{",
    b"]",
    b":",
    b";",
    b"9999",
    b"-1",
    b"null",
    b"1e400",
    b"T",
    b"BEGIN:VEVENT\r\n",
    b"RRULE:FREQ=SECONDLY\r\n",
]
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(SCRAPS)), min_size=1, max_size=10)


@settings(max_examples=250, deadline=None)
@given(file=st.sampled_from(INPUTS), edits=EDITS)
def test_damage_costs_at_most_what_it_touches(file: Path, edits: list[tuple[float, int, bytes]]) -> None:
    data = bytearray(file.read_bytes())
    for place, gone, scrap in edits:
        at = int(place * len(data))
        data[at : at + gone] = scrap
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"damaged{file.suffix}"
        path.write_bytes(data)
        reading = read_files([path], Options(ZoneInfo("Europe/Berlin"), date(2026, 11, 24)), debug=True)
    assert "C901" not in {p.code for p in reading.problems}
