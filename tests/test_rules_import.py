"""`connratio rules import`: ActivityWatch's categories become rules of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from conftest import Run

Write = Callable[[str, str], Path]


def categories(*given: tuple[str, str, bool]) -> str:
    """Categories as path, pattern and whether capitals do not matter."""
    made = [
        {"name": path.split(" > "), "rule": {"type": "regex", "regex": regex, "ignore_case": fold}} for path, regex, fold in given
    ]
    head = {"name": ["Work"], "rule": {"type": "none"}, "data": {"color": "#0F0"}}
    return json.dumps({"id": "default", "categories": [head, *made]})


def export(*windows: tuple[str, str]) -> str:
    events = [
        {"timestamp": f"2026-03-02T09:{i:02}:00Z", "duration": 60, "data": {"app": app, "title": title}}
        for i, (app, title) in enumerate(windows)
    ]
    return json.dumps({"buckets": {"w": {"id": "w", "type": "currentwindow", "hostname": "lab", "events": events}}})


def kinds(run: Run, file: Path) -> list[str]:
    return [f"{row['kind']}/{row['mode']} {row['rule']}" for row in run("activities", file, "--timezone", "UTC").rows]


def test_the_rules_can_be_used_as_they_are_and_the_deepest_category_wins(run: Run, write: Write) -> None:
    file = write(
        "c.json",
        categories(("Work", "quux", True), ("Work > Programming", "quux lab|Frobnicator", True), ("Comms > IM", "Chirp", False)),
    )
    done = run("rules", "import", file, "-o", "connratio.yaml")
    assert (done.code, "6 rules from 4 categories" in done.err) == (0, True)
    log = write(
        "aw.json",
        export(("zzz", "The quux lab"), ("zzz", "A Quux"), ("My Frobnicator 2", "x"), ("zzz", "Chirp"), ("zzz", "chirp")),
    )
    assert kinds(run, log) == [
        "tool/build Work > Programming (title)",
        "tool/other Work (title)",
        "tool/build Work > Programming (app)",
        "human/chat Comms > IM (title)",
        "unknown/ unknown-app",
    ]


def test_what_cannot_be_translated_is_said(run: Run, write: Write) -> None:
    file = write(
        "c.json", categories(("Work", "a(?=b)", True), ("Work", "a(", True), ("Work", "", True), ("Gardening", "rake", True))
    )
    done = run("rules", "import", file)
    assert done.code == 0
    said = done.err.splitlines()
    assert sum(line.startswith("not translated: Work: ") for line in said) == 3
    assert "no kind is known for Gardening; name it in a --table" in said


def test_a_table_says_which_kind_a_category_is(run: Run, write: Write) -> None:
    file, table = write("c.json", categories(("Gardening > Roses", "rake", True))), write("t.yaml", "Gardening: solo/break\n")
    assert 'kind: "solo", mode: "break"' in run("rules", "import", file, "--table", table).out
    wrong = run("rules", "import", file, "--table", write("u.yaml", "Gardening: tool/roses\n"))
    assert (wrong.code, "is no kind and mode" in wrong.err) == (2, True)


def test_another_file_is_refused(run: Run, write: Write) -> None:
    done = run("rules", "import", write("x.json", '{"buckets": {}}'))
    assert (done.code, "no export of categories" in done.err) == (2, True)
