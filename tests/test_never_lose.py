"""Whatever happens, the ledger holds what was committed last, can be read, and the next run finishes the job."""

from __future__ import annotations

import gzip
import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Run
from drawn_calendar import calendar, event, export, window

Write = Callable[[str, str | bytes], Path]
KILLS = int(os.environ.get("CONNRATIO_KILLS", "200"))
LOG = export([window(f"2026-03-{d:02}T08:00:00Z", 3600 + n, f"App {n}") for d in range(2, 28) for n in range(40)])
MEETING = calendar(event("m", "20260302T1100", "20260302T1200", "ana"))


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _instant(place: Path, nth: int) -> None:
    """The folder as it is before the nth run: a calendar that shrinks and grows, a log that grows, other rules."""
    days = [f"202603{2 + day:02}" for day in range(nth % 20 + 1)]
    events = [event(f"m{day}", f"{day}T1100", f"{day}T1200", "ana") for day in days]
    (place / "in" / "c.ics").write_text(calendar(*events), encoding="utf-8")
    log = [window(f"2026-03-{2 + i % 20:02}T{8 + i % 9:02}:00:00Z", 600 + i, "Code") for i in range(20 + nth)]
    (place / "in" / "a.json").write_text(export(log), encoding="utf-8")
    rules = f"rules: [{{name: r, app: Code, kind: {'solo' if nth % 3 else 'tool'}}}]"
    (place / "connratio.yaml").write_text(
        f"timezone: UTC\nme: me@example.org\nsources: [{{path: in}}]\n{rules}\n", encoding="utf-8"
    )


def _forked(args: list[str], kill_after: float | None = None) -> int:
    """The program in a process of its own that starts with everything loaded; killed after so many seconds."""
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        sys.argv = ["connratio", *args]
        from connratio.cli.main import main

        try:
            main()
        except SystemExit as ended:
            os._exit(ended.code if isinstance(ended.code, int) else 1)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _migrate(place: Path) -> list[str]:
    """A ledger of the first schema with data in it, and a report that must bring it up to date."""
    (place / "old.duckdb").write_bytes(gzip.decompress((ROOT / "tests" / "ledgers" / "schema-1.duckdb.gz").read_bytes()))
    return ["report", "--ledger", "old.duckdb", "--no-config", "--last", "4w"]


def _review(place: Path) -> list[str]:
    """An answer to what no rule is sure of, which becomes a rule in the user's file."""
    (place / "answers.csv").write_text("field,value,kind,mode\napp,Code,tool,build\n", encoding="utf-8")
    return ["review", "--apply", "answers.csv"]


def test_killed_at_any_instant_it_goes_on_from_the_last_commit(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r}); import test_never_lose as t; t.kills(t.Path({str(tmp_path)!r}), {KILLS})"
    env = {**os.environ, "HOME": str(tmp_path), "CONNRATIO_LEDGER": str(tmp_path / "l.duckdb"), "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def kills(place: Path, n: int) -> None:
    """Kill import, sync, migration, review, a change of rules and vacuum n times, and look after each whether the ledger is sound."""
    import duckdb
    import icalendar

    import connratio.api
    import connratio.cli.app
    import connratio.ledger.importing
    import connratio.ledger.upkeep
    import connratio.ledger.workout

    assert all((connratio.api, connratio.cli.app, connratio.ledger.importing, connratio.ledger.workout, duckdb, icalendar))
    chance = random.Random(20260302)  # noqa: S311  # instants, not secrets
    _instant(place, 0)
    began = time.monotonic()
    assert _forked(["import", "in"]) == 0
    whole = time.monotonic() - began
    killed = 0
    for nth in range(1, n + 1):
        _instant(place, nth)
        args = chance.choice((["import", "in"], ["sync"], ["report"], ["ledger", "vacuum"], _migrate(place), _review(place)))
        killed += _forked(args, chance.uniform(0, whole * 1.2)) == -signal.SIGKILL
        ledger = "old.duckdb" if "old.duckdb" in args else "l.duckdb"
        assert _forked(["ledger", "check", "--ledger", ledger]) == 0, (nth, args)
        if "old.duckdb" in args:
            assert _forked(args) == 0, (nth, args)
        if "review" in args:
            assert _forked(["rules", "list"]) == 0, (nth, args)
        if nth % 20 == 0:
            assert _forked(["sync"]) == 0
            assert _forked(["report", "--by", "day"]) == 0
            assert _forked(["ledger", "check"]) == 0
    assert killed > n // 4


def test_one_source_after_another(run: Run, write: Write) -> None:
    write("a.json", LOG)
    write("c.ics", MEETING)
    together = run("report", "a.json", "c.ics", "--by", "day").out
    for first, second in (("a.json", "c.ics"), ("c.ics", "a.json")):
        ledger = f"{first}.duckdb"
        assert run("import", first, "--ledger", ledger).code == 0
        assert run("import", second, "--ledger", ledger).code == 0
        assert run("report", "--by", "day", "--ledger", ledger).out == together


def test_a_full_disk_is_said_and_the_next_run_finishes(run: Run, write: Write, tmp_path: Path) -> None:
    write("a.json", LOG)
    run("import", write("c.ics", MEETING), "--ledger", "l.duckdb")
    before = run("report", "--ledger", "l.duckdb").out
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path), "TZ": "Europe/Berlin"}

    def limited(size: int, *args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "connratio", *args]
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # noqa: E731  # one call in the child
        return subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, preexec_fn=limit
        )  # no threads here

    done = limited(100_000, "import", "a.json", "--ledger", "l.duckdb")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no room on the disk" in done.stderr
    assert run("ledger", "check", "--ledger", "l.duckdb").code == 0
    assert run("report", "--ledger", "l.duckdb").out == before
    assert run("import", "a.json", "--ledger", "l.duckdb").code == 0
    assert {f.stat().st_mode & 0o777 for f in tmp_path.glob("l.duckdb*")} == {0o600}
    new = limited(100_000, "import", "a.json", "--ledger", "new.duckdb")
    assert (new.returncode, [f.name for f in tmp_path.glob("new.duckdb*")]) == (2, ["new.duckdb.lock"])


@pytest.mark.parametrize("damage", ["foreign", "sqlite", "newer", "corrupt"])
def test_what_is_no_ledger_of_ours_is_refused_and_left_alone(run: Run, write: Write, tmp_path: Path, damage: str) -> None:
    import sqlite3

    import duckdb

    file, cal = tmp_path / "l.duckdb", write("c.ics", MEETING)
    if damage == "foreign":
        file.write_text("a letter", encoding="utf-8")
    elif damage == "sqlite":
        with sqlite3.connect(file) as database:
            database.execute("CREATE TABLE t(x)")
    else:
        run("import", cal, "--ledger", file)
    if damage == "newer":
        with duckdb.connect(str(file)) as database:
            database.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    if damage == "corrupt":
        data = bytearray(file.read_bytes())
        data[20_000:320_000] = random.Random(1).randbytes(300_000)  # noqa: S311  # noise
        file.write_bytes(data)
    before = digest(file)
    for args in (["report"], ["import", cal], ["ledger", "check"]):
        done = run(*args, "--ledger", file)
        assert (done.code, done.out) == (2, ""), done.err
        assert "error: " in done.err
        assert "C901" not in done.err
    assert digest(file) == before


def test_two_writers_take_turns(run: Run, write: Write, tmp_path: Path) -> None:
    write("a.json", LOG)
    write("c.ics", MEETING)
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path), "TZ": "Europe/Berlin"}
    command = [sys.executable, "-m", "connratio", "import", "--ledger", "l.duckdb"]
    both = [subprocess.Popen([*command, name], cwd=tmp_path, env=env, stdout=subprocess.DEVNULL) for name in ("a.json", "c.ics")]
    assert [process.wait() for process in both] == [0, 0]
    assert run("report", "--by", "day", "--ledger", "l.duckdb").out == run("report", "a.json", "c.ics", "--by", "day").out


def test_an_older_schema_is_brought_up_to_date_behind_a_backup(run: Run, write: Write, tmp_path: Path) -> None:
    import duckdb

    from connratio.ledger.schema import SCHEMA, migrate, schema_of

    for old in range(1, SCHEMA):
        file = tmp_path / f"s{old}.duckdb"
        with duckdb.connect(str(file)) as database:
            migrate(database, old)
        before = digest(file)
        assert run("import", write("c.ics", MEETING), "--ledger", file).code == 0
        assert digest(tmp_path / f"{file.name}.schema-{old}.bak") == before
        with duckdb.connect(str(file), read_only=True) as database:
            assert schema_of(database) == SCHEMA
        assert run("report", "--by", "total", "--ledger", file).rows[0]["human_seconds"] == "3600"
