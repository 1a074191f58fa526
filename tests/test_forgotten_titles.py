"""With `privacy: {titles: drop}` the ledger forgets titles once the rules have seen them, and answers as before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from drawn_calendar import calendar, event, export, window

Write = Callable[[str, str | bytes], Path]
CANARY = "Zanzibar"
DROP = "me: me@example.org\ntimezone: UTC\nprivacy: {titles: drop}\n"
RULE = "rules: [{name: secret, title: zanzibar, kind: solo, mode: focus}]\n"
MEETINGS = (
    event("a", "20260302T0900", "20260302T1000", "ana", title=f"{CANARY} plans"),
    event("b", "20260303T0900", "20260303T1000", "bo", title=f"Canceled: {CANARY}"),
    event("c", "20260304T0900", "20260304T1000", "cy", title="Lunch"),
    # One meeting under two UIDs, of which one names nobody.
    event("d", "20260305T0900", "20260305T1000", "ana", title="Budget"),
    event("e", "20260305T0900", "20260305T1000", title="Budget"),
)
LOG = [
    window("2026-03-02T08:00:00Z", 1800, "firefox", f"{CANARY} - Mozilla Firefox"),
    window("2026-03-02T12:00:00Z", 60, "firefox", f"{CANARY} one"),
    window("2026-03-02T12:00:00Z", 90, "firefox", f"{CANARY} two"),
    window("2026-03-03T08:00:00Z", 1800, "firefox", "ChatGPT - Mozilla Firefox"),
    window("2026-03-04T08:00:00Z", 1800, "Code", "x.py"),
]
ASKED = ("report --by day --split rule -f csv", "report --by total --split size -f csv", "activities -f csv")


def counts(run: Run, *args: str | Path) -> dict[str, tuple[int, ...]]:
    done = run("import", *args, "-f", "csv", CONNRATIO_LEDGER="data/l.duckdb")
    assert done.code == 0, done.err
    return {row["source"]: tuple(int(row[n]) for n in ("n_new", "n_changed", "n_gone", "n_unchanged")) for row in done.rows}


def remembered(place: Path) -> list[str]:
    """The files of the ledger that hold a title."""
    words = [word.encode() for word in (CANARY, "Budget", "x.py", "ChatGPT")]
    return [f.name for f in (place / "data").rglob("*") if f.is_file() and any(word in f.read_bytes() for word in words)]


def answers(run: Run, *files: Path) -> list[list[dict[str, str]]]:
    """What is asked, but for the line of a file where each activity stands: the ledger keeps that of the first reading."""
    found = [run(*asked.split(), *files, CONNRATIO_LEDGER="data/l.duckdb") for asked in ASKED]
    assert {done.code for done in found} == {0}, [done.err for done in found]
    return [[{**row, "origin": ""} for row in done.rows] for done in found]


@pytest.fixture
def files(write: Write) -> tuple[Path, Path]:
    write("connratio.yaml", DROP + RULE)
    return write("cal.ics", calendar(*MEETINGS)), write("aw.json", export(LOG))


def test_no_byte_of_the_ledger_tells_a_title_and_the_figures_are_those_of_the_files(
    run: Run, tmp_path: Path, files: tuple[Path, Path]
) -> None:
    counts(run, *files)
    assert remembered(tmp_path) == []
    assert answers(run) == answers(run, *files)
    assert run("ledger", "check", CONNRATIO_LEDGER="data/l.duckdb").code == 0


def test_what_is_forgotten_is_known_again(run: Run, write: Write, tmp_path: Path, files: tuple[Path, Path]) -> None:
    assert counts(run, *files) == {"cal": (5, 0, 0, 0), "aw-watcher-window_lab": (5, 0, 0, 0)}
    # Other bytes with the same rows, so that each is compared.
    again = write("cal.ics", calendar(*MEETINGS, head="X-A:b")), write("aw.json", export(LOG) + " ")
    assert counts(run, *again) == {"cal": (0, 0, 0, 5), "aw-watcher-window_lab": (0, 0, 0, 5)}
    grown = write(
        "aw.json",
        export([*LOG[:4], window("2026-03-04T08:00:00Z", 3600, "Code", "x.py"), window("2026-03-05T08:00:00Z", 60, "Code")]),
    )
    assert counts(run, grown) == {"aw-watcher-window_lab": (1, 1, 0, 4)}
    moved = write("cal.ics", calendar(MEETINGS[0].replace("T0900", "T1100").replace("T1000", "T1200"), *MEETINGS[1:]))
    assert counts(run, moved) == {"cal": (0, 1, 0, 4)}
    assert remembered(tmp_path) == []
    assert answers(run) == answers(run, moved, grown)


def test_a_change_of_rules_leaves_the_verdicts_of_what_is_forgotten(run: Run, write: Write, files: tuple[Path, Path]) -> None:
    counts(run, *files)
    before = answers(run)
    write("connratio.yaml", DROP + RULE + "attendance: non_declined\n")
    assert answers(run) == before
    write("connratio.yaml", DROP)
    assert answers(run) == before
    rows = run("activities", "-f", "csv", "--no-config", CONNRATIO_LEDGER="data/l.duckdb").rows
    assert {(r["kind"], r["rule"]) for r in rows if r["uid"] == "a"} == {("solo", "secret")}


def test_titles_that_were_kept_are_forgotten_once_they_are_to_be(
    run: Run, write: Write, tmp_path: Path, files: tuple[Path, Path]
) -> None:
    write("connratio.yaml", (DROP + RULE).replace("drop", "keep"))
    counts(run, *files)
    assert remembered(tmp_path) == ["l.duckdb"]
    write("connratio.yaml", DROP + RULE)
    assert answers(run) == answers(run, *files)
    assert remembered(tmp_path) == []


def test_the_next_run_forgets_what_an_interrupted_one_did_not(
    run: Run, write: Write, tmp_path: Path, files: tuple[Path, Path]
) -> None:
    from connratio.ledger.store import Store

    write("connratio.yaml", (DROP + RULE).replace("drop", "keep"))
    counts(run, *files)
    write("connratio.yaml", DROP + RULE)
    run("report", CONNRATIO_LEDGER="data/l.duckdb")
    # As the last commit before forgetting leaves it.
    store = Store(tmp_path / "data" / "l.duckdb")
    with store.lock(), store.writing() as connection:
        connection.execute("INSERT INTO meta VALUES ('titles', 'to be forgotten')")
        connection.execute(f"UPDATE records SET title = '{CANARY}', forgotten = false WHERE uid = 'a'")
    assert remembered(tmp_path) == ["l.duckdb"]
    assert run("report", CONNRATIO_LEDGER="data/l.duckdb").code == 0
    assert remembered(tmp_path) == []
