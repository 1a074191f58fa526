"""The review: what no rule is sure of becomes rules of one's own, in a file that stays as it was written."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT, Run
from connratio.config.answers import Answer, with_rules
from connratio.config.yaml_text import read_yaml
from connratio.model.problems import UsageError
from drawn_calendar import calendar, event, export, window

Write = Callable[[str, str | bytes], Path]
LOG = export([window("2026-03-02T08:00:00Z", 3600, "Frobnicator"), window("2026-03-02T09:00:00Z", 1800, "Zork")])
MEETING = calendar(event("m", "20260302T1100", "20260302T1200", "ana"))


@pytest.fixture
def kept(run: Run, write: Write) -> None:
    assert run("import", write("aw.json", LOG), write("cal.ics", MEETING)).code == 0


@pytest.mark.usefixtures("kept")
def test_the_largest_unknown_stretch_comes_first(run: Run) -> None:
    rows = run("review", "-f", "csv").rows
    assert list(rows[0]) == ["rank", "field", "value", "seconds", "n_activities", "kind", "mode", "rule", "guess"]
    assert [(r["rank"], r["field"], r["value"], r["seconds"], r["kind"]) for r in rows] == [
        ("1", "app", "Frobnicator", "3600", "unknown"),
        ("2", "app", "Zork", "1800", "unknown"),
    ]


@pytest.mark.usefixtures("kept")
def test_answers_become_named_rules_below_the_own_ones_and_the_share_is_said(run: Run, write: Write, tmp_path: Path) -> None:
    write(
        "connratio.yaml",
        "# mine\nweek_start: mon # as at work\nrules:\n  - name: own # first\n    app: Nothing\n    kind: solo\n\n# the end\n",
    )
    text = run("review", "-f", "csv").out.splitlines()
    answers = write("r.csv", "\n".join([text[0], text[1] + "tool/build", text[2]]) + "\n")
    done = run("review", "--apply", answers)
    assert done.code == 0, done.err
    assert "added 1 rule to" in done.err
    assert "100% before, 50% now" in done.err
    assert (tmp_path / "connratio.yaml").read_text(encoding="utf-8") == (
        "# mine\nweek_start: mon # as at work\nrules:\n  - name: own # first\n    app: Nothing\n    kind: solo\n"
        '  - name: "review: Frobnicator"\n    app: "Frobnicator"\n    kind: tool\n    mode: build\n\n# the end\n'
    )
    row = run("report", "--by", "total", "-f", "csv").rows[0]
    assert (row["tool_seconds"], row["unknown_seconds"]) == ("3600", "1800")
    assert [r["value"] for r in run("review", "-f", "csv").rows] == ["Zork"]


@pytest.mark.usefixtures("kept")
def test_an_edited_kind_counts_too_and_a_wrong_one_is_refused(run: Run, write: Write, tmp_path: Path) -> None:
    head, first = run("review", "-f", "csv").out.splitlines()[:2]
    write("r.csv", f"{head}\n{first.replace('unknown', 'solo', 1)}\n")
    assert run("review", "--apply", "r.csv", "--dry-run").code == 0
    assert not (tmp_path / ".config" / "connratio" / "connratio.yaml").exists()
    assert run("review", "--apply", "r.csv").code == 0
    file = tmp_path / ".config" / "connratio" / "connratio.yaml"
    assert "kind: solo" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600
    write("r.csv", f"{head}\n{first}toool\n")
    done = run("review", "--apply", "r.csv")
    assert (done.code, "toool" in done.err) == (2, True)


def test_files_can_be_reviewed_without_a_ledger(run: Run, write: Write) -> None:
    assert [r["value"] for r in run("review", write("aw.json", LOG), "-f", "csv").rows] == ["Frobnicator", "Zork"]


@pytest.mark.usefixtures("kept")
def test_one_key_answers_on_a_terminal(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "HOME": str(tmp_path),
        "TZ": "Europe/Berlin",
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "TERM": "dumb",
    }
    command = [sys.executable, "-m", "connratio", "review"]
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env=env, cwd=tmp_path) as process:
        os.close(follower)
        seen = b""
        for key, after in ((b"t", b"Frobnicator"), (b"u", b"share about 50%"), (b"b", b"undone"), (b"q", b"share about 50%")):
            until = time.monotonic() + 60
            part = b""
            while after not in part and time.monotonic() < until:
                part += os.read(leader, 4096)
            seen += part
            os.write(leader, key)
        while True:
            try:
                chunk = os.read(leader, 4096)
            except OSError:
                break
            if not chunk:
                break
            seen += chunk
        assert process.wait() == 0, seen
    os.close(leader)
    text = (tmp_path / ".config" / "connratio" / "connratio.yaml").read_text(encoding="utf-8")
    assert text == 'rules:\n  - name: "review: Frobnicator"\n    app: "Frobnicator"\n    kind: tool\n    mode: build\n'


ANSWER = Answer("app", "Frob", "tool", "build")
RULE = {"name": "review: Frob", "app": "Frob", "kind": "tool", "mode": "build"}


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("", "rules:"),
        ("me: a@b.org", "me: a@b.org"),
        ("rules:\n# none yet\nme: a@b.org\n", "# none yet"),
        ("rules: ~ # later\n", "# later"),
        ("rules: []\n", "rules: ["),
        ("rules: [{name: a, kind: solo}] # short\n", "# short"),
        ("rules:\n- name: a\n  kind: solo\n  # of a\nme: x@y.org\n", "  # of a"),
        ("me: x@y.org\r\nrules:\r\n  - kind: solo\r\n", "me: x@y.org\r"),
        ("# only a comment\n", "# only a comment"),
    ],
)
def test_rules_are_added_to_any_way_of_writing_them(before: str, line: str) -> None:
    made = with_rules(before, [ANSWER])
    old = read_yaml(before).value or {}
    assert read_yaml(made).value == {**old, "rules": [*(old.get("rules") or []), RULE]}
    assert line in made


def test_a_configuration_that_cannot_be_added_to_is_left_alone() -> None:
    with pytest.raises(UsageError, match="cannot be added"):
        with_rules("rules: &r\n  - kind: solo\npurposes: *r\n", [ANSWER])


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=60
    ).filter(str.strip)
)
def test_any_title_becomes_a_rule_that_meets_it_and_the_yaml_stays_readable(title: str) -> None:
    import duckdb

    made = read_yaml(with_rules("rules:\n  - kind: solo\n", [Answer("title", title, "human")])).value
    pattern = made["rules"][1]["title"]
    assert duckdb.execute("SELECT regexp_matches($1, $2, 'i')", [title, pattern]).fetchone() == (True,)


def test_rules_can_be_tried(run: Run, write: Write) -> None:
    write(
        "connratio.yaml",
        "rules:\n  - name: play\n    app: Zork\n    kind: solo\n  - name: never\n    app: Nobody\n    kind: solo\n",
    )
    rows = run("rules", "test", write("aw.json", LOG), "-f", "csv").rows
    assert {r["rule"]: (r["n_activities"], r["status"]) for r in rows}["play"] == ("1", "used")
    assert {r["rule"]: r["status"] for r in rows}["never"] == "unused"
    tried = run("rules", "test", "--app", "Zork", "-f", "csv").rows
    assert (tried[0]["rule"], tried[0]["place"]) == ("play", "connratio.yaml:2")
