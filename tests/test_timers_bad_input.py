"""Every time tracker's export, damaged in every way people meet: a Problem with its place, and the rest counts."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.importers.contract import Options
from connratio.importers.reading import Reading, read_files
from connratio.importers.timers.lines import LONGEST
from connratio.model.activities import NAT
from timer_forms import FORMS, Form

OPTIONS = Options(ZoneInfo("Europe/Berlin"), date(2026, 11, 24))
EACH = pytest.mark.parametrize("form", FORMS, ids=[f"{form.name}-{form.file}" for form in FORMS])
BAD = [(form, why) for form in FORMS for why in form.bad]
Row = tuple[int, int, str, str, int, str, str]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


class Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, form: Form, content: str | bytes, name: str = "") -> Reading:
        file = self.folder / (name or form.file)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        reading = read_files([file], OPTIONS, debug=True)
        assert {r.info.format for r in reading.sources} <= {form.name}
        return reading


def rows(reading: Reading) -> list[Row]:
    """The activities without the places where they stood."""
    table = reading.activities
    return sorted(
        zip(
            table["start"].tolist(),
            table["end"].tolist(),
            table["title"],
            table["reason"],
            table["unplaced_ms"].tolist(),
            table["person"],
            table["uid"] if (table["unplaced_ms"] > 0).any() else [""] * len(table),
            strict=True,
        )
    )


def codes(reading: Reading) -> set[str]:
    return {p.code for p in reading.problems}


@EACH
def test_an_honest_document_is_read_whole(form: Form, read: Reader) -> None:
    reading = read(form, form.document())
    assert len(rows(reading)) == form.n_kept
    assert codes(reading) <= {"C103", "C724"}


@EACH
def test_an_empty_file_says_so(form: Form, read: Reader) -> None:
    reading = read(form, "")
    assert codes(reading) == {"C102"}


@EACH
def test_a_header_without_rows_says_so(form: Form, read: Reader) -> None:
    reading = read(form, form.head)
    assert rows(reading) == []
    assert codes(reading) & {"C101", "C102", "C104"}


@EACH
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_the_encoding_changes_no_time(form: Form, encoding: str, read: Reader) -> None:
    wanted = rows(read(form, form.document()))
    reading = read(form, form.document().encode(encoding))
    assert rows(reading) == wanted
    assert ("C110" in codes(reading)) == (encoding == "latin-1" and not form.document().isascii())


@pytest.mark.parametrize("form", [f for f in FORMS if f.delimiter], ids=lambda f: f.name)
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_another_delimiter_is_found_out(form: Form, delimiter: str, read: Reader) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(csv.reader(io.StringIO(form.document())))
    assert rows(read(form, out.getvalue())) == rows(read(form, form.document()))


@pytest.mark.parametrize("form", [f for f in FORMS if f.delimiter], ids=lambda f: f.name)
def test_a_delimiter_that_nobody_uses_is_no_table(form: Form, read: Reader) -> None:
    assert codes(read(form, form.document().replace(",", "~"))) == {"C101"}


@EACH
def test_a_file_that_is_cut_off_loses_only_its_end(form: Form, read: Reader) -> None:
    whole = rows(read(form, form.document()))
    cut = form.document()[: -len(form.tail) - len(form.good[-1]) // 2]
    reading = read(form, cut)
    assert len(rows(reading)) >= form.n_kept - 1
    # A text that ends early still is one; only what stood in the last entry may differ.
    assert len(set(rows(reading)) & set(whole)) >= form.n_kept - 1
    if form.tail.strip():
        assert "C104" in codes(reading)


@pytest.mark.parametrize(("form", "why"), BAD, ids=[f"{f.name}-{f.file}-{why}" for f, why in BAD])
def test_a_bad_entry_is_counted_and_the_others_hold(form: Form, why: str, read: Reader) -> None:
    reading = read(form, form.document(*form.good[:3], form.bad[why], *form.good[3:]))
    assert rows(reading) == rows(read(form, form.document()))
    assert sum(sum(r.skipped.values()) for r in reading.sources) > sum(
        sum(r.skipped.values()) for r in read(form, form.document()).sources
    )
    if why != "zero":
        assert any(p.line > 0 and p.help for p in reading.problems if p.code not in {"C103", "C724", "C723"})


@pytest.mark.parametrize("form", [f for f in FORMS if f.running], ids=lambda f: f"{f.name}-{f.file}")
def test_a_running_entry_is_listed_without_an_end(form: Form, read: Reader) -> None:
    reading = read(form, form.document(*form.good, form.running))
    assert len(rows(reading)) == form.n_kept + 1
    table = reading.activities
    assert table["end"][table["reason"].among("running")].tolist() == [NAT]
    assert any(p.code == "C209" and p.line > 0 for p in reading.problems)


@EACH
def test_what_a_file_holds_twice_counts_once(form: Form, read: Reader) -> None:
    once, twice = read(form, form.document()), read(form, form.document(*form.good, *form.good))
    placed = [r for r in rows(twice) if r[4] == 0 and not r[3]]
    assert placed == [r for r in rows(once) if r[4] == 0]


@EACH
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_the_order_of_the_entries_changes_nothing(
    form: Form, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    read = Reader(tmp_path_factory.mktemp("shuffled"))
    entries = [*form.good, *form.bad.values()] if form.name != "gtimelog" else form.good
    shuffled = data.draw(st.permutations(entries))
    assert rows(read(form, form.document(*shuffled))) == rows(read(form, form.document()))


@EACH
def test_a_line_beyond_every_bound_costs_itself(form: Form, read: Reader) -> None:
    giant = "x" * (LONGEST + 1)
    reading = read(form, form.document(*form.good[:3], giant, *form.good[3:]))
    assert rows(reading) == rows(read(form, form.document()))
    assert any(p.code in {"C722", "C106", "C104"} for p in reading.problems)


@pytest.mark.parametrize("form", [f for f in FORMS if f.name in {"klog", "timedot"}], ids=lambda f: f.name)
def test_a_line_beyond_every_bound_parts_no_record(form: Form, read: Reader) -> None:
    date_line, _, entry = form.good[-1].partition("\n")
    reading = read(form, form.document(*form.good[:-1], f"{date_line}\n    {'x' * LONGEST}\n{entry}"))
    assert rows(reading) == rows(read(form, form.document()))


@pytest.mark.parametrize("form", [f for f in FORMS if f.head == "["], ids=lambda f: f.name)
def test_brackets_without_end_cost_what_follows_them(form: Form, read: Reader) -> None:
    reading = read(form, form.head + form.joint.join(form.good) + form.joint + "[" * 100_000)
    assert rows(reading) == rows(read(form, form.document()))
    assert "C104" in codes(reading)


@EACH
def test_an_archive_with_a_bomb_gives_the_rest(form: Form, read: Reader) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a-bomb", b"\0" * (64 << 20))
        archive.writestr(form.file, form.document())
        archive.writestr("nested.gz", gzip.compress(form.document(form.good[0]).encode()))
    reading = read(form, out.getvalue(), "export.zip")
    assert "C108" in codes(reading)
    assert set(rows(read(form, form.document()))) <= set(rows(reading))


@EACH
def test_a_link_out_of_the_folder_is_not_followed(form: Form, tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / form.file).write_text(form.document(), encoding="utf-8")
    (inside / form.file).write_text(form.document(form.good[0], form.good[1]), encoding="utf-8")
    (inside / f"link-{form.file}").symlink_to(outside / form.file)
    reading = read_files([inside], OPTIONS, debug=True)
    assert 0 < len(reading.activities) < form.n_kept
    assert any(p.code == "C728" and p.file == f"link-{form.file}" for p in reading.problems)
