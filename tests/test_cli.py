"""The program's manners: formats, exit statuses, streams, what it imports."""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from conftest import ROOT, Run
from drawn_calendar import calendar, event, export, window

Write = Callable[[str, str | bytes], Path]
HEADER = (
    "period,from,until,human_seconds,tool_seconds,ai_seconds,ai_watching_seconds,ai_agent_seconds,ai_unattended_seconds,solo_seconds,"
    "unknown_seconds,contested_seconds,human_low_seconds,human_high_seconds,share,share_low,share_high,ai_balance,basis,coverage,partial"
)


@pytest.fixture
def files(write: Write) -> list[Path]:
    meetings = calendar(
        event("a", "20260302T0900", "20260302T1000", "ana"), event("b", "20260304T0900", "20260304T0930", "bo", mine="TENTATIVE")
    )
    log = export([window(f"2026-03-0{d}T08:00:00.5Z", 7199.25, "Code") for d in (2, 3, 4, 5, 6)])
    return [write("cal.ics", meetings), write("aw.json", log)]


IMPORTED = """
import sys
sys.argv = ["connratio", OPTION]
from connratio.cli.main import main
try:
    main()
except SystemExit:
    print(sorted({"pandas", "duckdb", "icalendar", "googleapiclient", "numpy"} & set(sys.modules)))
"""


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_import_nothing_heavy(option: str) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    code = IMPORTED.replace("OPTION", repr(option))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_pipe_gets_csv_with_the_promised_header(run: Run, files: list[Path]) -> None:
    assert run("report", *files).out.splitlines()[0] == HEADER


def test_every_format_gives_the_same_numbers(run: Run, files: list[Path]) -> None:
    as_csv = run("report", *files, "--by", "day", "-f", "csv").rows
    as_tsv = list(csv.DictReader(io.StringIO(run("report", *files, "--by", "day", "-f", "tsv").out), delimiter="\t"))
    as_json = run("report", *files, "--by", "day", "-f", "json").json["rows"]
    assert as_csv == as_tsv
    for text, record in zip(as_csv, as_json, strict=True):
        for name, cell in text.items():
            value = record[name]
            if isinstance(value, bool):
                assert cell == str(value).lower()
            elif isinstance(value, int | float):
                assert float(cell) == pytest.approx(value, abs=1e-9)
            else:
                assert cell == (value or "")
    assert as_json[0]["human"] == "1h00m"
    assert as_json[0]["human_seconds"] == 3600


def test_seconds_have_at_most_three_decimals_and_shares_four(run: Run, files: list[Path]) -> None:
    row = run("report", *files, "--by", "day", "-f", "csv").rows[1]
    assert (row["tool_seconds"], row["share"]) == ("7199.25", "0.0000")


@pytest.mark.parametrize("command", ["report", "activities", "sources"])
def test_json_meets_its_schema(run: Run, files: list[Path], command: str) -> None:
    schema = run("schema", command).json
    jsonschema.validate(run(command, *files, "--json").json, schema)


@pytest.mark.parametrize("split", ["kind", "mode", "size", "purpose", "source", "app", "rule"])
def test_a_split_adds_up_to_the_whole(run: Run, files: list[Path], split: str) -> None:
    jsonschema.validate(run("report", *files, "--split", split, "--json").json, run("schema", "report").json)
    rows = run("report", *files, "--by", "total", "--split", split, "-f", "csv").rows
    assert set(rows[0]) == {"period", "from", "until", split, "kind", "seconds", "fraction"}
    assert sum(float(r["seconds"]) for r in rows) == pytest.approx(5 * 7199.25 + 0.25)
    assert sum(float(r["fraction"]) for r in rows) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["report"], "no files were named"),
        (["report", "nowhere.ics"], "no such file or folder: nowhere.ics"),
        (["report", "cal.ics", "--week", "2026-W60"], "week"),
        (["report", "cal.ics", "--from", "tomorrow"], "is no date"),
        (["report", "cal.ics", "--from", "2026-03-03", "--until", "2026-03-03"], "ends before it begins"),
        (["report", "cal.ics", "--timezone", "Mars/Olympus"], "no time zone is called"),
        (["report", "cal.ics", "-f", "xml"], "no output format"),
        (["report", "cal.ics", "-o", "out.docx"], "names no format"),
        (["report", "cal.ics", "--as", "nothing"], "no importer is called"),
        (["report", "cal.ics", "--config", "missing.yaml"], "missing.yaml"),
        (["explain", "no-such-uid", "cal.ics"], "no activity has the UID"),
        (["explain", "C999"], "no problem has the code"),
        (["schema", "nothing"], "no schema is called"),
        (["reprot"], "Did you mean 'report'"),
    ],
)
@pytest.mark.usefixtures("files")
def test_bad_usage_says_what_is_wrong_and_exits_with_2(run: Run, args: list[str], message: str) -> None:
    done = run(*args)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err


def test_an_error_before_any_result_speaks_json_when_json_was_chosen(run: Run) -> None:
    assert run("report", "nowhere.ics", "--json").json["error"]["message"] == "no such file or folder: nowhere.ics"


def test_a_wrong_configuration_is_named_with_its_line(run: Run, write: Write, files: list[Path]) -> None:
    write("connratio.yaml", "timezone: Europe/Berlin\noverlpa: split\n")
    done = run("report", *files)
    assert done.code == 2
    assert "connratio.yaml:2:1: overlpa" in done.err
    assert "overlap" in done.err


def test_a_rule_of_the_user_comes_first_and_explain_names_its_line(run: Run, write: Write, files: list[Path]) -> None:
    write("connratio.yaml", "rules:\n  - name: editor is play\n    app: Code\n    kind: solo\n    mode: break\n")
    rows = run("explain", "2026-03-03", *files, "-f", "csv").rows
    assert [(r["kind"], r["rule"], r["rule_place"]) for r in rows] == [("solo", "editor is play", "connratio.yaml:2")]
    assert rows[0]["runner_up"] == "rule editors (tool)"


def test_standard_input_is_read(run: Run, files: list[Path]) -> None:
    assert (
        run("report", "-", "--as", "ics", "--by", "total", "-f", "csv", stdin=files[0].read_bytes()).rows[0]["human_seconds"]
        == "3600"
    )
    assert run("report", "-", "--by", "total", "-f", "csv", stdin=files[0].read_bytes()).rows[0]["human_seconds"] == "3600"


def test_archives_and_folders_are_looked_into(run: Run, write: Write, files: list[Path], tmp_path: Path) -> None:
    import gzip
    import zipfile

    write("in/cal.data.gz", gzip.compress(files[0].read_bytes()))
    with zipfile.ZipFile(tmp_path / "in" / "take out.zip", "w") as archive:
        archive.write(files[1], "Takeout/log.txt")
    write("in/photo.png", b"\x89PNG\r\n\x1a\n")
    done = run("sources", "in", "-f", "csv")
    assert {(r["source"], r["format"]) for r in done.rows} == {("cal", "ics"), ("aw-watcher-window_lab", "activitywatch")}
    assert done.code == 0


def test_the_same_file_twice_changes_nothing(run: Run, files: list[Path], write: Write) -> None:
    once = run("report", *files, "-f", "csv").out
    again = [write("copy/cal.ics", files[0].read_bytes() + b"\r\n"), write("copy/aw.json", files[1].read_bytes() + b"\n")]
    assert run("report", *files, *again, "-f", "csv").out == once
    assert run("report", *reversed(files), "-f", "csv").out == once


def test_the_zone_of_the_machine_changes_nothing(run: Run, files: list[Path]) -> None:
    asked = ["report", *files, "--timezone", "Europe/Berlin", "--by", "day", "-f", "csv"]
    assert run(*asked, TZ="Pacific/Auckland").out == run(*asked, TZ="America/Lima").out


def test_a_file_is_written_for_its_owner_alone_and_never_overwritten(run: Run, files: list[Path], tmp_path: Path) -> None:
    assert run("report", *files, "-o", "out.csv").code == 0
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600
    assert run("report", *files, "-o", "out.csv").code == 2
    assert run("report", *files, "-o", "out.csv", "--force").code == 0


def test_every_problem_is_listed_in_a_file(run: Run, write: Write, tmp_path: Path) -> None:
    write("t.csv", "start,end\n2026-03-02 09:00,2026-03-02 10:00\nnever,2026-03-02 10:00\nlater,2026-03-02 10:00\n")
    assert run("report", "t.csv", "--problems", "p.csv").code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "p.csv").read_text(encoding="utf-8"))))
    assert [(r["code"], r["line"]) for r in rows if r["code"] == "C106"] == [("C106", "3"), ("C106", "4")]


def test_a_reader_that_has_seen_enough_causes_no_traceback(files: list[Path]) -> None:
    command = f"{sys.executable} -m connratio activities {files[0]} {files[1]} --timezone UTC -f ndjson | head -1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}
    )
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize("width", [60, 80, 160])
def test_a_terminal_of_any_width_shows_whole_lines(files: list[Path], width: int) -> None:
    out = _on_a_terminal(
        [sys.executable, "-m", "connratio", "report", *map(str, files), "--timezone", "UTC"],
        {"COLUMNS": str(width), "NO_COLOR": "1"},
    )
    assert "2026-W10" in out
    assert max(len(line) for line in _plain(out).splitlines()) <= width


def test_an_ascii_terminal_gets_ascii(files: list[Path], run: Run) -> None:
    done = run("report", *files, "--basis", "tracked", "-f", "table", PYTHONIOENCODING="ascii", TERM="dumb")
    assert done.code == 0
    assert done.out.isascii()
    assert "#" in done.out
    assert "?" not in done.out


def _on_a_terminal(command: list[str], env: dict[str, str]) -> str:
    leader, follower = pty.openpty()
    with subprocess.Popen(
        command, stdout=follower, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **env}
    ) as process:
        os.close(follower)
        chunks = []
        while True:
            try:
                chunk = os.read(leader, 4096)
            except OSError:
                break
            if not chunk:
                break
            chunks.append(chunk)
        process.wait()
    os.close(leader)
    return b"".join(chunks).decode()


def _plain(text: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text).replace("\r", "")


def test_a_person_with_two_addresses_is_one_person(run: Run, write: Write) -> None:
    write("connratio.yaml", "people:\n  bo@example.org:\n    aliases: [bo.lind@example.org]\n")
    file = write("c.ics", calendar(event("u", "20260302T0900", "20260302T0930", "bo", "bo.lind")))
    (row,) = run("activities", file, "--me", "me@example.org", "-f", "csv").rows
    assert (row["n_people"], row["size"]) == ("2", "1:1")


def test_dropped_titles_are_shown_nowhere(run: Run, write: Write) -> None:
    write("connratio.yaml", "privacy:\n  titles: drop\n")
    file = write("c.ics", calendar(event("u", "20260302T0900", "20260302T0930", "ana", title="Stand-up")))
    done = run("activities", file, "--show-titles", "-f", "csv")
    assert [(r["kind"], r["title"]) for r in done.rows] == [("human", "")]
    for args in (["explain", "2026-03-02", file, "--show-titles"], ["explain", "u", file, "--show-titles"]):
        assert "Stand-up" not in run(*args).out


TIMES = "User,Description,Start date,Start time,End date,End time\nRobin,Coding,2026-03-02,09:00,2026-03-02,10:00\n"


def test_the_one_person_of_a_table_is_me(run: Run, write: Write) -> None:
    file = write("times.csv", TIMES)
    assert [r["tool_seconds"] for r in run("report", file).rows] == ["3600"]
    assert "you are taken to be robin" in run("report", file).err
    assert [r["tool_seconds"] for r in run("report", file, "--me", "robin.ek@example.org").rows] == ["3600"]


def test_rows_of_another_address_are_not_mine(run: Run, write: Write) -> None:
    file = write("times.csv", TIMES.replace("User", "Email").replace("Robin", "bo@example.org"))
    done = run("report", file, "--me", "robin@example.org")
    assert [r["tool_seconds"] for r in done.rows] == [""]
    assert "1 record of somebody else is left out" in done.err


def test_a_window_without_a_beginning_begins_with_the_data(run: Run, write: Write) -> None:
    file = write("c.ics", calendar(event("m", "20260304T1100", "20260304T1200", "ana")))
    rows = run("report", file, "--until", "2026-03-10").rows
    assert [(r["period"], r["from"], r["human_seconds"]) for r in rows] == [
        ("2026-W10", "2026-03-02", "3600"),
        ("2026-W11", "2026-03-09", ""),
    ]


def test_a_measure_of_groups_is_explained_by_its_definition_alone(run: Run) -> None:
    done = run("explain", "focus_hours")
    assert done.code == 0
    assert done.out.startswith("focus_hours: pieces of at least 1 h of working time")
    assert "printed by audit" in done.out
