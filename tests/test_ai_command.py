"""`connratio ai` as it is run: formats, the window, meetings, the ledger."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import validate

from ai_logs import transcript
from conftest import ROOT, Run
from connratio.measure.ai import columns_of
from connratio.render.schemas import schema_of
from drawn_calendar import calendar, event

Write = Callable[[str, str], Path]
WORK = ("09:00 prompt", "09:04 machine", "09:06 prompt", "09:20 machine", "09:20 done 240")


@pytest.fixture
def logs(write: Write) -> Path:
    write("projects/-proj-shop/5f0c.jsonl", transcript("5f0c", *WORK))
    return write(
        "projects/-proj-api/77aa.jsonl", transcript("77aa", "1d 10:00 prompt", "1d 10:02 machine", project="/proj/api")
    ).parents[1]


def test_the_columns_are_those_that_scripts_were_promised(run: Run, logs: Path) -> None:
    header = run("ai", logs).out.splitlines()[0]
    promised = (
        "period,from,until,ai_seconds,ai_watching_seconds,ai_agent_seconds,ai_subagent_seconds,ai_unattended_seconds,ai_waiting_seconds,"
        "n_sessions,human_acts,n_turns,one_prompt_share,n_interrupts,parallelism,attended_share,augmentation_share,automation_share,"
        "unlabelled_share"
    )
    assert header.startswith(promised + ",")
    assert run("ai", logs, "--split", "project").out.splitlines()[0] == ",".join(columns_of("project"))


def test_without_a_window_everything_that_the_files_hold_is_in_one_row(run: Run, logs: Path) -> None:
    row = run("ai", logs).rows[0]
    assert {k: row[k] for k in ("period", "from", "until", "ai_seconds", "ai_agent_seconds", "ai_waiting_seconds", "n_sessions")} == {
        "period": "total", "from": "2026-03-02", "until": "2026-03-04", "ai_seconds": "240", "ai_agent_seconds": "600",
        "ai_waiting_seconds": "600", "n_sessions": "2",
    }  # fmt: skip


def test_every_format_gives_the_same_figures(run: Run, logs: Path) -> None:
    rows = run("ai", logs, "--by", "day", "--split", "assistant").rows
    document = run("ai", logs, "--by", "day", "--split", "assistant", "--json").json
    validate(document, schema_of("ai"))
    assert [
        {k: str(v) for k, v in r.items() if k in {"period", "assistant", "ai_seconds", "n_turns"}} for r in document["rows"]
    ] == [{k: r[k] for k in ("period", "assistant", "ai_seconds", "n_turns")} for r in rows]
    tabs = list(
        csv.DictReader(io.StringIO(run("ai", logs, "--by", "day", "--split", "assistant", "-f", "tsv").out), delimiter="\t")
    )
    assert tabs == rows
    assert len(run("ai", logs, "--by", "day", "-f", "ndjson").out.splitlines()) == 3
    assert "0h04m hands-on" in run("ai", logs, "-f", "table").out
    assert "| ai |" in run("ai", logs, "-f", "md").out


def test_the_totals_have_the_keys_of_the_rows(run: Run, logs: Path) -> None:
    document = run("ai", logs, "--by", "week", "--split", "project", "--json").json
    assert list(document["totals"]) == list(document["rows"][0])
    assert document["query"]["idle_minutes"] == 5
    assert set(document["definitions"]) >= {"ai_seconds", "ai_unattended_seconds", "augmentation_share"}


def test_sensitivity_gives_each_row_at_three_limits(run: Run, logs: Path) -> None:
    document = run("ai", logs, "--by", "day", "--sensitivity", "--json").json
    validate(document, schema_of("ai"))
    found = [(r["period"], r["idle_minutes"], r["ai_seconds"], r["direction_agrees"]) for r in document["rows"]]
    assert found == [
        ("2026-03-02", 2, 180, None), ("2026-03-02", 5, 180, None), ("2026-03-02", 15, 180, None),
        ("2026-03-03", 2, 60, True), ("2026-03-03", 5, 60, True), ("2026-03-03", 15, 60, True),
    ]  # fmt: skip
    found = document["sensitivity"]
    assert (found["n_agree"], found["n_changes"]) == (1, 1)
    assert [(t["idle_minutes"], t["ai_seconds"]) for t in found["totals"]] == [(2, 240), (5, 240), (15, 240)]


def test_another_idle_limit_can_be_set_and_is_named(run: Run, logs: Path) -> None:
    document = run("ai", logs, "--idle", "1", "--json").json
    assert (document["totals"]["ai_seconds"], document["query"]["idle_minutes"]) == (180, 1)
    assert "whole up to 1 minutes" in document["definitions"]["ai_seconds"]
    assert run("ai", logs, "--idle", "0").code == 2


def test_acts_in_a_meeting_are_contested_time_of_the_meeting(run: Run, write: Write, logs: Path) -> None:
    met = write("c.ics", calendar(event("m1", "20260302T0905", "20260302T1000", "ana")))
    told = ("--me", "me@example.org", "--timezone", "UTC")
    document = run("ai", logs, met, *told, "--json").json
    assert [(m["uid"], m["human_acts"], m["seconds"]) for m in document["contested"]] == [("m1", 1, 60)]
    assert {k: document["totals"][k] for k in ("ai_seconds", "ai_contested_seconds", "n_contested_acts")} == {
        "ai_seconds": 180, "ai_contested_seconds": 60, "n_contested_acts": 1,
    }  # fmt: skip
    assert document["totals"]["ai_balance"] == round(180 / (180 + 55 * 60), 4)
    report = run("report", logs, met, *told, "--by", "total", "--json").json["totals"]
    assert (report["contested_seconds"], report["ai_seconds"], report["ai_balance"]) == (
        60,
        180,
        document["totals"]["ai_balance"],
    )
    assert "1, 0h01m contested" in run("ai", logs, met, *told, "-f", "table", COLUMNS="120").out


def test_the_ledger_gives_what_the_files_gave(run: Run, logs: Path) -> None:
    files = run("ai", logs, "--by", "week", "--split", "project").out
    run("import", logs)
    assert run("ai", "--by", "week", "--split", "project").out == files


def test_files_without_an_assistants_log_say_so(run: Run, write: Write) -> None:
    done = run("ai", write("c.ics", calendar(event("m1", "20260302T0905", "20260302T1000", "ana"))))
    assert done.code == 0
    assert "no log of an AI assistant" in done.err


def test_a_label_of_the_users_own_replaces_the_proxy(run: Run, write: Write) -> None:
    table = write(
        "ai.csv",
        "start,end,app,label\n2026-03-02 09:00,2026-03-02 09:20,ChatGPT,Task iteration\n2026-03-02 10:00,2026-03-02 10:10,ChatGPT,directive\n",
    )
    write("connratio.yaml", "sources:\n  - {path: ai.csv, evidence: ai}\n")
    row = run("ai", table, "--split", "assistant").rows[0]
    assert {k: row[k] for k in ("assistant", "ai_seconds", "n_sessions", "augmentation_share", "automation_share", "n_labelled")} == {
        "assistant": "ChatGPT", "ai_seconds": "1800", "n_sessions": "2", "augmentation_share": "0.5000", "automation_share": "0.5000",
        "n_labelled": "2",
    }  # fmt: skip


def test_logs_alone_are_read_without_the_libraries_that_tables_need(run: Run, write: Write, logs: Path) -> None:
    write("projects/-proj-shop/other.jsonl", '{\n  "name": "not a transcript",\n  "list": [1, 2]\n}\n')
    done = run("ai", logs, PYTHONPROFILEIMPORTTIME="1")
    assert done.rows[0]["ai_seconds"] == "240"
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.err.splitlines()}
    assert "numpy" in loaded
    assert not loaded & {"pandas", "duckdb"}


def test_what_lies_beside_the_logs_is_read_all_the_same(run: Run, write: Write, logs: Path) -> None:
    met = write("c.ics", calendar(event("m1", "20260302T0905", "20260302T1000", "ana")))
    assert run("ai", logs, met, "--me", "me@example.org", "--timezone", "UTC").rows[0]["n_contested_acts"] == "1"


def test_a_transcript_comes_through_a_pipe(run: Run, logs: Path) -> None:
    data = (logs / "-proj-shop/5f0c.jsonl").read_bytes()
    assert run("ai", "-", stdin=data).rows[0]["ai_seconds"] == "180"


def test_a_period_that_no_log_reaches_is_empty_not_zero(run: Run, logs: Path) -> None:
    row = run("ai", logs, "--from", "2025-01-01", "--until", "2025-02-01").rows[0]
    assert {value for name, value in row.items() if name not in {"period", "from", "until"}} == {""}
    assert run("ai", logs, "--from", "2025-01-01", "--until", "2025-02-01", "--sensitivity", "-f", "table").code == 0


def test_a_reader_that_fails_is_named_and_the_others_count(
    logs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from connratio.cli.app import app
    from connratio.importers.codex.reader import CodexImporter

    def fails(*_: object) -> None:
        raise RuntimeError("CANARY")

    monkeypatch.setattr(CodexImporter, "trail", fails)
    case = ROOT / "tests/cases/codex/one-turn/input.jsonl"
    with pytest.raises(SystemExit):
        app(["ai", str(logs), str(case), "-f", "csv"], prog_name="connratio")
    said = capsys.readouterr()
    assert "importer codex failed: RuntimeError" in said.err
    assert ",240," in said.out


def test_a_label_names_a_conversation_by_its_session(run: Run, write: Write, logs: Path) -> None:
    labels = write(
        "labels.csv", "start,end,app,session id,mode\n2026-03-02 09:05,2026-03-02 09:06,claude-code,5f0c,augmentation\n"
    )
    write("connratio.yaml", "timezone: UTC\nsources:\n  - {path: labels.csv, evidence: ai}\n")
    row = run("ai", logs, labels, "--by", "day").rows[0]
    assert (row["n_labelled"], row["augmentation_share"], row["ai_seconds"]) == ("1", "1.0000", "180")


@pytest.mark.parametrize("width", ["60", "80", "100", "140"])
def test_periods_and_names_are_never_cut_however_narrow_the_terminal(run: Run, logs: Path, width: str) -> None:
    out = run("ai", logs, "--by", "month", "--split", "project", "--sensitivity", "-f", "table", COLUMNS=width).out
    rows = [line.split() for line in out.splitlines() if line.startswith("2026-03")]
    assert {tuple(row[:3]) for row in rows} == {
        ("2026-03", name, limit) for name in ("shop", "api") for limit in ("2", "5", "15")
    }
    assert "…" not in out
    assert all(len(line) <= int(width) for line in out.splitlines())
