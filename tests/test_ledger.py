"""The ledger remembers what was imported, and answers as the files themselves would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Run
from connratio.ledger.schema import SCHEMA
from drawn_calendar import calendar, event, export, window

Write = Callable[[str, str | bytes], Path]
EXAMPLES = [ROOT / "examples" / name for name in ("activitywatch.json", "calendar.ics", "timer.csv")]
ASKED = [
    *(f"report --by {by}" for by in ("day", "week", "month", "total")),
    *(f"report --split {split}" for split in ("kind", "mode", "size", "purpose", "source", "app", "rule")),
    "report --from 2026-03-20 --until 2026-04-10",
    "report --week 2026-W13 --split app",
    "report --overlap split --by month",
    "report --overlap tool-wins --by month",
    "report --me bo@example.org",
    "report --json",
    "report -f table",
    "activities --show-titles",
    "activities --from 2026-03-24 --until 2026-03-26",
    "sources --json",
    "explain 2026-03-25 --show-titles",
    "explain ana@example.org",
    "people --until 2026-04-10 -f csv",
    "people --until 2026-04-10 --json",
    "trend --json",
    "trend --metric uninterrupted --until 2026-04-10",
    "trend --metric back_to_back_rate --by month --verdict",
    "compare 2026-W13 2026-W14 --json",
    "compare 2026-03 2026-04 --touchpoints",
    "week --week 2026-W14 --json",
    "week --week 2026-W13 -f table",
    "week",
]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the examples in it."""
    import subprocess
    import sys

    file = tmp_path_factory.mktemp("ledger") / "l.duckdb"
    done = subprocess.run(
        [sys.executable, "-m", "connratio", "import", *map(str, EXAMPLES), "--ledger", str(file)],
        env={"PYTHONPATH": str(ROOT / "src"), "TZ": "Europe/Berlin", "HOME": str(file.parent)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return file


def plain(text: str, command: str) -> Any:
    if "--json" not in command:
        return text
    document = json.loads(text)
    document["problems"] = sorted(map(json.dumps, document["problems"]))
    return {**document, "generated": ""}


@pytest.mark.parametrize("asked", ASKED)
def test_every_command_answers_alike_from_files_and_from_the_ledger(run: Run, ledger: Path, asked: str) -> None:
    files = run(*asked.split(), *EXAMPLES)
    kept = run(*asked.split(), "--ledger", ledger)
    assert (kept.code, plain(kept.out, asked)) == (files.code, plain(files.out, asked))


def test_a_ledger_that_is_not_there_is_no_zero(run: Run) -> None:
    done = run("report")
    assert (done.code, done.out) == (2, "")
    assert "there is no ledger yet" in done.err
    assert "connratio import FILES" in done.err


MEETINGS = (event("a", "20260302T0900", "20260302T1000", "ana"), event("b", "20260304T0900", "20260304T0930", "bo"))


def counts(run: Run, *args: str | Path) -> dict[str, tuple[int, int, int, int]]:
    done = run("import", *args, "-f", "csv")
    assert done.code == 0, done.err
    names = ("n_new", "n_changed", "n_gone", "n_unchanged")
    return {row["source"]: tuple(int(row[name]) for name in names) for row in done.rows}  # type: ignore[misc]  # four of them


def test_importing_twice_changes_nothing(run: Run, write: Write) -> None:
    files = [write("cal.ics", calendar(*MEETINGS)), write("aw.json", export([window("2026-03-02T08:00:00Z", 7200, "Code")]))]
    assert counts(run, *files) == {"cal": (2, 0, 0, 0), "aw-watcher-window_lab": (1, 0, 0, 0)}
    before = run("report").out
    assert counts(run, *files) == {"cal": (0, 0, 0, 2), "aw-watcher-window_lab": (0, 0, 0, 1)}
    assert run("report").out == before


def test_a_newer_snapshot_of_a_calendar_takes_away_what_it_no_longer_holds(run: Run, write: Write) -> None:
    third = event("c", "20260306T0900", "20260306T1000", "cy")
    counts(run, write("cal.ics", calendar(*MEETINGS, third)))
    moved = MEETINGS[0].replace("T0900", "T1100").replace("T1000", "T1200")
    assert counts(run, write("cal.ics", calendar(moved, third))) == {"cal": (0, 1, 1, 1)}
    rows = run("activities", "-f", "csv").rows
    assert [(r["uid"], r["start"][11:16]) for r in rows] == [("a", "12:00"), ("c", "10:00")]


def test_what_left_a_log_is_kept_and_reported(run: Run, write: Write) -> None:
    log = [window(f"2026-03-0{day}T08:00:00Z", 3600, "Code") for day in (2, 3, 4)]
    counts(run, write("aw.json", export(log)))
    assert counts(run, write("aw.json", export([log[0], log[2]]))) == {"aw-watcher-window_lab": (0, 0, 1, 2)}
    assert run("report", "--by", "total", "-f", "csv").rows[0]["tool_seconds"] == "10800"


def test_an_event_that_went_on_is_changed_and_counts_once(run: Run, write: Write) -> None:
    counts(run, write("aw.json", export([window("2026-03-02T08:00:00Z", 600, "Code")])))
    grown = write("aw2.json", export([window("2026-03-02T08:00:00Z", 1800, "Code")]))
    assert counts(run, grown) == {"aw-watcher-window_lab": (0, 1, 0, 0)}
    assert run("report", "--by", "total", "-f", "csv").rows[0]["tool_seconds"] == "1800"


def test_a_dry_run_says_the_same_and_writes_nothing(run: Run, write: Write, tmp_path: Path) -> None:
    file = write("cal.ics", calendar(*MEETINGS))
    assert counts(run, file, "--dry-run", "--ledger", "l.duckdb") == {"cal": (2, 0, 0, 0)}
    assert not (tmp_path / "l.duckdb").exists()


def test_two_calendars_of_one_name_stay_two(run: Run, write: Write) -> None:
    named = "X-WR-CALNAME:Calendar"
    write("work.ics", calendar(MEETINGS[0], head=named))
    write("home.ics", calendar(MEETINGS[1], head=named))
    counts(run, "work.ics")
    counts(run, "home.ics")
    assert len(run("activities", "-f", "csv").rows) == 2


def test_the_ledger_is_its_owner_s_alone(run: Run, write: Write, tmp_path: Path) -> None:
    counts(run, write("cal.ics", calendar(*MEETINGS)), "--ledger", "data/l.duckdb")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert {f.stat().st_mode & 0o777 for f in (tmp_path / "data").iterdir()} == {0o600}


def test_what_an_import_was_told_holds_for_reports(run: Run, write: Write) -> None:
    write("cal.ics", calendar(*MEETINGS))
    counts(run, "cal.ics", "--me", "ana@example.org", "--timezone", "Asia/Tokyo")
    assert run("report", "--json").json["query"]["timezone"] == "Asia/Tokyo"
    assert {r["person"] for r in run("activities", "-f", "csv").rows} == {"ana@example.org"}


def test_a_changed_rule_makes_everything_anew(run: Run, write: Write) -> None:
    counts(run, write("aw.json", export([window("2026-03-02T08:00:00Z", 3600, "Code")])))
    assert run("report", "--by", "total", "-f", "csv").rows[0]["tool_seconds"] == "3600"
    write("connratio.yaml", "rules:\n  - name: editor is play\n    app: Code\n    kind: solo\n    mode: break\n")
    assert run("report", "--by", "total", "-f", "csv").rows[0]["solo_seconds"] == "3600"


def test_a_report_from_the_ledger_needs_neither_pandas_nor_numpy(ledger: Path) -> None:
    import subprocess
    import sys

    code = f"""
import sys
sys.argv = ["connratio", "report", "--last", "12w", "--ledger", {str(ledger)!r}]
from connratio.cli.main import main
try:
    main()
except SystemExit as ended:
    print(ended.code, sorted({{"pandas", "numpy", "icalendar", "msgspec", "pyarrow"}} & set(sys.modules)))
"""
    env = {"PYTHONPATH": str(ROOT / "src"), "TZ": "Europe/Berlin", "HOME": str(ledger.parent)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.splitlines()[-1] == "0 []"


def test_sync_brings_in_what_the_configuration_names_and_goes_on_after_a_failure(run: Run, write: Write) -> None:
    write("logs/a/cal.ics", calendar(*MEETINGS))
    write("logs/b/aw.json", export([window("2026-03-02T08:00:00Z", 3600, "Code")]))
    write("connratio.yaml", "sources:\n  - path: nowhere\n  - path: logs/*/*.ics\n    name: office\n  - path: logs/b\n")
    done = run("sync", "-f", "csv")
    assert done.code == 1
    assert [(r["source"], r["n_new"], r["status"]) for r in done.rows] == [
        ("nowhere", "0", "failed"),
        ("office", "2", "new"),
        ("aw-watcher-window_lab", "1", "new"),
    ]
    assert "nothing is at nowhere" in done.err
    again = run("sync", "office", "-f", "csv")
    assert [(r["n_unchanged"], r["status"]) for r in again.rows] == [("2", "unchanged")]
    assert (again.code, again.err) == (0, "")


def test_sync_without_sources_or_with_an_unknown_one_says_what_to_do(run: Run, write: Write) -> None:
    assert "names no sources" in run("sync").err
    write("connratio.yaml", "sources:\n  - path: a.csv\n    name: timer\n")
    done = run("sync", "timr")
    assert (done.code, done.out) == (2, "")
    assert "sources are timer" in done.err


def test_what_is_forgotten_is_gone_from_the_file(run: Run, write: Write, tmp_path: Path) -> None:
    secret = event("secret-uid", "20260305T0900", "20260305T1000", "zoe", title="Zanzibar plans")
    counts(run, write("home.ics", calendar(secret)), write("cal.ics", calendar(*MEETINGS)), "--ledger", "l.duckdb")
    assert b"Zanzibar" in (tmp_path / "l.duckdb").read_bytes()
    done = run("ledger", "forget", "--source", "home", "--yes", "--ledger", "l.duckdb")
    assert (done.code, done.err.strip()) == (0, "forgot 1 activities")
    left = b"".join(file.read_bytes() for file in tmp_path.glob("l.duckdb*"))
    assert not [word for word in (b"Zanzibar", b"secret-uid", b"zoe@") if word in left]
    assert len(run("activities", "--ledger", "l.duckdb", "-f", "csv").rows) == 2
    assert run("ledger", "check", "--ledger", "l.duckdb").code == 0


def test_a_forgotten_person_leaves_the_guest_lists_and_a_forgotten_period_its_days(
    run: Run, write: Write, tmp_path: Path
) -> None:
    counts(run, write("cal.ics", calendar(*MEETINGS)), "--ledger", "l.duckdb", "--me", "me@example.org")
    assert run("ledger", "forget", "--person", "ana@example.org", "--yes", "--ledger", "l.duckdb").code == 0
    assert b"ana@example.org" not in (tmp_path / "l.duckdb").read_bytes()
    rows = run("activities", "--ledger", "l.duckdb", "-f", "csv").rows
    assert [(r["uid"], r["n_people"], r["kind"]) for r in rows] == [("a", "2", "human"), ("b", "2", "human")]
    period = ("--from", "2026-03-02", "--until", "2026-03-03")
    assert run("ledger", "forget", *period, "--yes", "--ledger", "l.duckdb").code == 0
    assert [r["uid"] for r in run("activities", "--ledger", "l.duckdb", "-f", "csv").rows] == ["b"]


def test_an_export_holds_every_table(run: Run, write: Write, tmp_path: Path) -> None:
    import sqlite3

    counts(run, write("cal.ics", calendar(*MEETINGS)))
    assert run("ledger", "export", "out", "--to", "csv").code == 0
    assert (tmp_path / "out" / "meetings.csv").read_text(encoding="utf-8").count("\n") == 3
    assert (tmp_path / "out" / "meetings.csv").stat().st_mode & 0o777 == 0o600
    assert run("ledger", "export", "all.sqlite", "--to", "sqlite").code == 0
    with sqlite3.connect(tmp_path / "all.sqlite") as database:
        assert database.execute("SELECT uid, people FROM meetings ORDER BY uid").fetchall() == [
            ("a", "ana@example.org"),
            ("b", "bo@example.org"),
        ]
    assert run("ledger", "export", "out").code == 2


def test_info_says_what_is_there(run: Run, write: Write) -> None:
    counts(run, write("cal.ics", calendar(*MEETINGS)))
    (row,) = run("ledger", "info", "-f", "csv").rows
    assert (row["source"], row["format"], row["n_activities"], row["first"], row["last"], row["files"]) == (
        "cal", "ics", "2", "2026-03-02", "2026-03-04", "1",
    )  # fmt: skip
    assert run("ledger", "info", "--json").json["query"]["schema"] == SCHEMA


@pytest.mark.parametrize("schema", range(1, SCHEMA))
def test_a_ledger_of_an_earlier_schema_opens_with_all_that_is_in_it(run: Run, write: Write, tmp_path: Path, schema: int) -> None:
    import gzip

    packed = (ROOT / "tests" / "ledgers" / f"schema-{schema}.duckdb.gz").read_bytes()
    file = write("l.duckdb", gzip.decompress(packed))
    asked = ("--from", "2026-03-02", "--until", "2026-03-16", "--by", "total", "--ledger", file)
    (row,) = run("report", *asked, "--json").json["rows"]
    # ana 1 h, bo and cy 0.5 h, ana 2 × 0.5 h; the tentative hour only in the band, the half hour of the browser in it
    assert (row["human_seconds"], row["human_high_seconds"], row["tool_seconds"]) == (9000, 12600, 12600)
    assert [r["counterpart"] for r in run("people", "--until", "2026-03-16", "--ledger", file).rows][:1] == ["ana@example.org"]
    assert run("pulse", "--answer", "energy=7", "--date", "2026-03-06", "--ledger", file).code == 0
    assert run("ledger", "check", "--ledger", file).code == 0
    assert run("ledger", "info", "--json", "--ledger", file).json["query"]["schema"] == SCHEMA
    assert (tmp_path / f"l.duckdb.schema-{schema}.bak").read_bytes() == gzip.decompress(packed)
