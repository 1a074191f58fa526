"""The weekly self-check: asked, kept, imported, listed, shown beside the share."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest

from conftest import ROOT, Run
from connratio.stats.rank import spearman
from drawn_calendar import calendar, event

Write = Callable[[str, str | bytes], Path]
MONDAY = date(2026, 1, 5)


def test_answers_given_as_options_are_kept_and_listed(run: Run) -> None:
    done = run("pulse", "--answer", "Connection=7", "--answer", "energy=5.5", "--date", "2026-03-06")
    assert (done.code, done.out) == (0, "date,item,value\n2026-03-06,connection,7\n2026-03-06,energy,5.5\n")
    assert run("pulse", "--answer", "energy=6", "--date", "2026-03-06").code == 0  # takes the place of the earlier one
    listed = run("pulse", "--json").json
    assert listed["rows"] == [
        {"date": "2026-03-06", "item": "connection", "value": 7},
        {"date": "2026-03-06", "item": "energy", "value": 6},
    ]
    jsonschema.validate(listed, run("schema", "pulse").json)
    assert run("pulse", "--from", "2026-03-07").out == "date,item,value\n"


def test_a_dry_run_keeps_nothing(run: Run, tmp_path: Path) -> None:
    assert run("pulse", "--answer", "energy=6", "-n", "--ledger", "l.duckdb").code == 0
    assert not (tmp_path / "l.duckdb").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--answer", "mood=7"], "items are connection, energy, meaning, trust"),
        (["--answer", "energy"], "answers no item"),
        (["--answer", "energy=11"], "no number from 0 to 10"),
        (["--answer", "energy=nan"], "no number from 0 to 10"),
        (["--answer", "energy=7", "--date", "friday"], "is no date"),
        (["--answer", "energy=7", "p.csv"], "not both"),
        ([], "there is no ledger yet"),
    ],
)
def test_what_is_no_answer_is_refused(run: Run, args: list[str], said: str) -> None:
    done = run("pulse", *args)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_own_items_take_the_place_of_the_four(run: Run, write: Write) -> None:
    write("connratio.yaml", "pulse: {calm: How calm was the week?}\n")
    assert run("pulse", "--answer", "calm=3", "--date", "2026-03-06").rows == [
        {"date": "2026-03-06", "item": "calm", "value": "3"}
    ]
    assert run("pulse", "--answer", "energy=3").code == 2
    write("connratio.yaml", "pulse: {}\n")
    assert "the configuration names none" in run("pulse", "--answer", "energy=3").err


def test_an_imported_table_adds_to_the_ledger_once(run: Run, write: Write) -> None:
    write("p.csv", "date,item,value\n2026-03-06,energy,7\n2026-03-13,energy,8\n2026-03-13,energy,eleven\n")
    names = ("source", "n_new", "n_changed", "n_unchanged", "n_skipped", "n_problems")
    first = run("import", "p.csv")
    assert [tuple(r[n] for n in names) for r in first.rows] == [("pulse", "2", "0", "0", "1", "1")]
    assert "error[C800]" in first.err
    assert "p.csv:4" in first.err
    write("q.csv", "date,item,value\n2026-03-06,energy,7\n2026-03-13,energy,9\n2026-03-20,energy,4\n")
    assert [tuple(r[n] for n in names[1:4]) for r in run("import", "q.csv").rows] == [("1", "1", "1")]
    assert [r["value"] for r in run("pulse").rows] == ["7", "9", "4"]
    assert run("pulse", "p.csv").out == "date,item,value\n2026-03-06,energy,7\n2026-03-13,energy,8\n"
    (about,) = run("ledger", "info", "-f", "csv").rows
    assert (about["source"], about["n_activities"], about["first"], about["last"], about["files"]) == (
        "pulse", "3", "2026-03-06", "2026-03-20", "2",
    )  # fmt: skip
    assert run("ledger", "check").code == 0


def test_what_was_listed_can_be_imported_again(run: Run, write: Write) -> None:
    run("pulse", "--answer", "trust=7.25", "--date", "2026-03-06", "--ledger", "a.duckdb")
    listed = run("pulse", "--ledger", "a.duckdb").out
    assert run("import", write("p.csv", listed), "--ledger", "b.duckdb").code == 0
    assert run("pulse", "--ledger", "b.duckdb").out == listed


def test_answers_are_exported_and_can_be_forgotten(run: Run, tmp_path: Path) -> None:
    for day in ("2026-03-06", "2026-03-13"):
        run("pulse", "--answer", "energy=6", "--date", day)
    assert run("ledger", "export", "out").code == 0
    assert (tmp_path / "out" / "pulse.csv").read_text(encoding="utf-8").count("energy") == 2
    assert run("ledger", "forget", "--from", "2026-03-06", "--until", "2026-03-13", "--yes").err == "forgot 1 activities\n"
    assert [r["date"] for r in run("pulse").rows] == ["2026-03-13"]
    assert run("ledger", "forget", "--source", "pulse", "--yes").code == 0
    assert run("pulse").rows == []


def weeks(n: int) -> str:
    """A one-to-one each Monday that grows by five minutes a week, with jumps."""
    days = [MONDAY + timedelta(weeks=i) for i in range(n)]
    return calendar(
        *(event(f"w{i}", f"{d:%Y%m%d}T0900", f"{d:%Y%m%d}T{9 + m // 60:02}{m % 60:02}", "ana")
          for i, d in enumerate(days) if (m := minutes(i)))
    )  # fmt: skip


def minutes(i: int) -> int:
    return 20 + 5 * (i * 7 % 13)


def answers(n: int) -> str:
    rows = [f"{MONDAY + timedelta(weeks=i, days=4)},connection,{(minutes(i) // 10 + i % 3) % 11}" for i in range(n)]
    return "\n".join(["date,item,value", *rows, ""])


ASKED = ("--from", "2026-01-05", "--timezone", "UTC")


def test_answers_stand_beside_the_share_and_are_held_against_it_from_twelve_weeks(run: Run, write: Write) -> None:
    files = (write("c.ics", weeks(16)), write("p.csv", answers(14)))
    document = run("trend", *files, *ASKED, "--until", "2026-04-27", "--json").json
    jsonschema.validate(document, run("schema", "trend").json)
    assert [r["pulse"] for r in document["rows"]] == [
        f"connection={(minutes(i) // 10 + i % 3) % 11}" if i < 14 else "" for i in range(16)
    ]
    (felt,) = document["pulse"]
    rho = spearman([minutes(i) for i in range(14)], [(minutes(i) // 10 + i % 3) % 11 for i in range(14)])
    assert rho is not None
    assert (felt["item"], felt["n_weeks"], felt["rho"]) == ("connection", 14, round(rho, 4))
    assert 0 < felt["p"] < 0.05
    screen = run("trend", *files, *ASKED, "--until", "2026-04-27", "-f", "table").out
    assert f"connection and share: rank correlation {rho:+.2f}" in screen
    assert "going together tells no cause" in screen


def test_eleven_paired_weeks_are_shown_and_not_held_together(run: Run, write: Write) -> None:
    files = (write("c.ics", weeks(16)), write("p.csv", answers(11)))
    document = run("trend", *files, *ASKED, "--until", "2026-04-27", "--json").json
    assert document["pulse"] == [{"item": "connection", "n_weeks": 11, "rho": None, "p": None}]
    assert "connection: 11 paired weeks; held" in run("trend", *files, *ASKED, "--until", "2026-04-27", "-f", "table").out


def test_the_ledger_shows_the_same_as_the_files(run: Run, write: Write) -> None:
    files = (write("c.ics", weeks(16)), write("p.csv", answers(14)))
    asked = ("trend", *ASKED, "--until", "2026-04-27", "-f", "csv")
    assert run("import", *files).code == 0
    kept = run(*asked)
    assert kept.out == run(*asked, *files).out
    assert kept.out.splitlines()[0].endswith(",missing,pulse")
    assert run(*asked, "--overlap", "split").out == run(*asked, *files, "--overlap", "split").out


def test_a_month_s_answers_are_their_mean(run: Run, write: Write) -> None:
    files = (write("c.ics", weeks(16)), write("p.csv", "date,item,value\n2026-02-06,energy,4\n2026-02-13,energy,7\n"))
    rows = run("trend", *files, *ASKED, "--until", "2026-03-01", "--by", "month", "-f", "csv").rows
    assert [(r["period"], r["pulse"]) for r in rows] == [("2026-01", ""), ("2026-02", "energy=5.5")]


def test_without_answers_trend_is_as_it_was(run: Run, write: Write) -> None:
    done = run("trend", write("c.ics", weeks(4)), *ASKED, "--until", "2026-02-02", "-f", "csv")
    assert done.out.splitlines()[0] == "period,from,until,metric,value,numerator,denominator,coverage,partial,missing"


def on_a_terminal(place: Path, typed: str) -> str:
    """What a terminal shows of `connratio pulse` when somebody types this."""
    master, slave = pty.openpty()
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(place),
        "TZ": "UTC",
        "TERM": "xterm",
        "PYTHONPATH": str(ROOT / "src"),
        "COLUMNS": "100",
    }
    command = [sys.executable, "-m", "connratio", "pulse", "--date", "2026-03-06"]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=place, env=env, close_fds=True)
    os.close(slave)
    os.write(master, typed.encode())
    shown = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    assert process.wait() == 0, shown
    os.close(master)
    return shown.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_on_a_terminal_each_question_is_a_line(run: Run, tmp_path: Path) -> None:
    shown = on_a_terminal(tmp_path, "7\n12\n8\n\n3\n")
    assert "How connected to the people you work with" in shown
    assert "a number from 0 to 10, please" in shown
    kept = [(r["item"], r["value"]) for r in run("pulse").rows]
    assert kept == [("connection", "7"), ("energy", "8"), ("trust", "3")]
    assert "q ends" in on_a_terminal(tmp_path, "q\n")
    (tmp_path / "new").mkdir()
    assert "there is no ledger" not in on_a_terminal(tmp_path / "new", "q\n")
    assert [(r["item"], r["value"]) for r in run("pulse").rows] == kept


def test_hostile_items_stay_text(run: Run, write: Write) -> None:
    write("p.csv", 'date,item,value\n2026-03-06,"+1=1;1",7\n2026-03-06,"[bold]x\x1b[31m",4\n')
    assert run("pulse", "p.csv").rows[0]["item"] == "'+1 1 1"
    shown = run("pulse", "p.csv", "-f", "table").out
    assert "[bold]x" in shown
    assert "\x1b" not in shown
    assert json.loads(run("pulse", "p.csv", "-f", "ndjson").out.splitlines()[1])["item"] == "+1 1 1"


def test_the_screen_shows_the_latest_days_and_the_course_of_all(run: Run, write: Write) -> None:
    file = write("p.csv", answers(20))
    screen = run("pulse", file, "-f", "table").out.splitlines()
    assert screen[0] == "Pulse · 2026-01-09 to 2026-05-22 · 0 to 10"
    assert [line[:10] for line in screen[2:14]] == [f"{MONDAY + timedelta(weeks=i, days=4)}" for i in range(8, 20)]
    assert screen[14] == "8 earlier days: connratio pulse --from DATE"
    given = [(minutes(i) // 10 + i % 3) % 11 for i in range(20)]
    assert screen[15].startswith(f"connection: mean {sum(given) / 20:.1f} of 20  ")
    assert len(run("pulse", file, "-f", "table", "--from", "2026-01-01").out.splitlines()) == 23


def test_a_narrow_terminal_keeps_its_periods_and_months_are_held_against_nothing(run: Run, write: Write) -> None:
    files = (write("c.ics", weeks(16)), write("p.csv", answers(14)))
    wide, narrow = (run("trend", *files, *ASKED, "--until", "2026-04-27", "-f", "table", COLUMNS=n).out for n in ("80", "40"))
    assert wide.splitlines()[1].split() == ["period", "value", "connection"]
    assert "connection  " not in narrow
    assert "2026-W02" in narrow
    assert "connection and share: rank" in narrow
    assert "paired weeks" not in run("trend", *files, *ASKED, "--until", "2026-05-01", "--by", "month", "-f", "table").out


def test_answers_that_never_change_go_with_nothing(run: Run, write: Write) -> None:
    same = "date,item,value\n" + "".join(f"{MONDAY + timedelta(weeks=i)},energy,5\n" for i in range(14))
    screen = run("trend", write("c.ics", weeks(16)), write("p.csv", same), *ASKED, "--until", "2026-04-27", "-f", "table").out
    assert "energy: 14 paired weeks, in which it or share never changed" in screen
