"""`connratio sources add FILE`: the mapping proposed, five rows shown, and the entry saved into connratio.yaml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Run

Write = Callable[[str, str], Path]
TABLE = "Anfangszeitpunkt;Bis wann;Worum;Ort\n" + "".join(
    f"{d}.02.2026 09:00;{d}.02.2026 10:00;Besprechung {d};Raum 1\n" for d in range(10, 18)
)


def test_it_proposes_shows_five_rows_and_saves_only_when_told(run: Run, write: Write, tmp_path: Path) -> None:
    write("timer.csv", "start,end,title\n" + "".join(f"2026-02-{d} 09:00,2026-02-{d} 10:00,Report {d}\n" for d in range(10, 18)))
    done = run("sources", "add", "timer.csv")
    assert done.code == 0, done.err
    assert ("Report 14" in done.out, "Report 15" in done.out, "of 8 rows" in done.out) == (True, False, True)
    assert "not saved; --yes saves it" in done.err
    assert not (tmp_path / "connratio.yaml").exists()
    assert run("sources", "add", "timer.csv", "--yes").code == 0
    saved = (tmp_path / "connratio.yaml").read_text(encoding="utf-8")
    assert (
        saved
        == "sources:\n  - path: timer.csv\n    as: table\n    columns:\n      start: start\n      end: end\n      title: title\n"
    )
    assert run("report", "timer.csv", "--by", "total").rows[0]["tool_seconds"]


def test_columns_that_nobody_could_guess_are_named_once_and_then_known(run: Run, write: Write) -> None:
    write("zeiten.csv", TABLE)
    refused = run("sources", "add", "zeiten.csv")
    assert (refused.code, "--column start=NAME" in refused.err) == (2, True)
    told = run(
        "sources",
        "add",
        "zeiten.csv",
        "--column",
        "start=Anfangszeitpunkt",
        "--column",
        "end=Bis wann",
        "--column",
        "title=Worum",
        "--yes",
    )
    assert told.code == 0, told.err
    assert len(run("activities", "zeiten.csv").rows) == 8


def test_the_rest_of_the_configuration_stays_as_it_is(run: Run, write: Write, tmp_path: Path) -> None:
    write("timer.csv", "start,end\n2026-02-10 09:00,2026-02-10 10:00\n")
    before = "# mine\nme: robin@example.org\nsources:\n- path: old.csv # keep\n  as: table\n\n# and this\nweek_start: sun\n"
    write("connratio.yaml", before)
    assert run("sources", "add", "timer.csv", "--yes").code == 0
    after = (tmp_path / "connratio.yaml").read_text(encoding="utf-8")
    added = "- path: timer.csv\n  as: table\n  columns:\n    start: start\n    end: end\n"
    assert after == before.replace("  as: table\n\n", f"  as: table\n{added}\n")


def test_a_list_in_one_line_is_left_alone(run: Run, write: Write, tmp_path: Path) -> None:
    write("timer.csv", "start,end\n2026-02-10 09:00,2026-02-10 10:00\n")
    write("connratio.yaml", "sources: []\n")
    done = run("sources", "add", "timer.csv", "--yes")
    assert (done.code, "add this item yourself" in done.err) == (2, True)
    assert (tmp_path / "connratio.yaml").read_text(encoding="utf-8") == "sources: []\n"


def test_a_format_that_is_known_needs_no_mapping(run: Run, write: Write, tmp_path: Path) -> None:
    write("aw.csv", "timestamp,duration,app,title\n2026-02-10T09:00:00Z,60,Code,x\n")
    assert run("sources", "add", "aw.csv", "--yes").code == 0
    assert (tmp_path / "connratio.yaml").read_text(encoding="utf-8") == "sources:\n  - path: aw.csv\n"


def test_sources_still_takes_files(run: Run, write: Write) -> None:
    write("timer.csv", "start,end\n2026-02-10 09:00,2026-02-10 10:00\n")
    write("add", "start,end\n2026-02-11 09:00,2026-02-11 10:00\n")
    assert [row["source"] for row in run("sources", "timer.csv", "./add").rows] == ["timer", "add"]
