"""Not a word of what was said to an assistant is kept or shown: canaries in every text of every fixture, and a hook on `open`.

Every golden of every importer of assistants' logs is covered by itself: its texts must hold the word CANARY.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claude_lines import prompt, reply, transcript
from conftest import ROOT, Run
from connratio.importers.places import PLACES
from connratio.importers.registry import ASSISTANTS, builtin

WORD = "CANARY"
CASES = Path(__file__).parent / "cases"
NAMES = [
    i.name for i in builtin() if f"{type(i).__module__}:{type(i).__name__}".removeprefix("connratio.importers.") in ASSISTANTS
]
INPUTS = sorted(p for name in NAMES for p in (CASES / name).glob("*/input.*"))
TEXTS = frozenset(
    {"text", "display", "title", "gitBranch", "branch", "thought", "summary", "stdout", "thinking", "snippet", "firstPrompt"}
)
"""Keys whose strings are always content, whatever the tool."""
COMMANDS = [
    "report --by day -f csv",
    "report --json",
    "report --split app -f table",
    "report --split rule -f csv",
    "activities --show-titles -f csv",
    "activities --show-titles --json",
    "sources --json",
    "explain 2026-03-02 --show-titles",
    "people -f csv",
    "trend -f csv",
    "review -f csv",
    "ai -f csv",
    "ai --json",
    "ai --by day -f table",
    "ai --split project -f csv",
    "ai --split model -f csv",
    "week -f csv",
]


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a fixture, archives opened."""
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            data = file.read_bytes()
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as archive:
                    yield from ((name, archive.read(name)) for name in archive.namelist())
            else:
                yield file.name, data


def texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every string in a JSON value with its key."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, key)
    elif isinstance(value, str):
        yield key, value


def documents(data: bytes) -> Iterator[Any]:
    """The JSON values of a file, line by line where it is not one document; what is broken is passed over."""
    for part in [data] if data.lstrip()[:1] == b"[" else [data, *data.splitlines()]:
        try:
            yield json.loads(part)
        except ValueError:
            continue


def test_there_are_fixtures_of_every_importer_of_assistants_logs() -> None:
    assert len(NAMES) == len(ASSISTANTS)
    assert {p.parent.parent.name for p in INPUTS} == set(NAMES)


@pytest.mark.parametrize("path", INPUTS, ids=[f"{p.parent.parent.name}/{p.parent.name}" for p in INPUTS])
def test_every_text_of_a_fixture_is_a_canary(path: Path) -> None:
    bare = {
        (k, v) for _, data in contents(path) for d in documents(data) for k, v in texts(d) if k in TEXTS and v and WORD not in v
    }
    assert not bare


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All fixtures, whole, and cut at a third of their length, and with a byte changed: as damaged files come."""
    folder = tmp_path_factory.mktemp("logs")
    for path in INPUTS:
        own = folder / path.parent.parent.name / path.parent.name
        own.mkdir(parents=True)
        if path.is_dir():
            shutil.copytree(path, own / path.name)
        else:
            shutil.copy(path, own / path.name)
    for path in [p for p in sorted(folder.rglob("*")) if p.is_file()]:
        data = path.read_bytes()
        damaged = path.with_name(f"cut-{path.name}")
        damaged.write_bytes(data[: len(data) // 3])
        damaged.with_name(f"broken-{path.name}").write_bytes(data.replace(b'":', b'";', 3))
    return folder


def leaks(text: str) -> list[str]:
    return [line[:200] for line in text.splitlines() if WORD in line]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_shows_a_word(run: Run, everything: Path, command: str, tmp_path: Path) -> None:
    name, *options = command.split()
    done = run(name, *options, everything, "--debug", "-vv", "--problems", tmp_path / "problems.csv")
    if done.code == 2 and "No such command" in done.err:
        pytest.skip(f"no command {name} yet")
    assert (leaks(done.out), leaks(done.err)) == ([], [])
    assert "C901" not in done.err


def test_no_byte_of_the_ledger_or_of_any_other_file_holds_a_word(run: Run, everything: Path, tmp_path: Path) -> None:
    done = run("import", everything, "--ledger", tmp_path / "l.duckdb", "--debug", "-vv", "-f", "csv")
    assert done.code == 0, done.err
    for command in ("ledger export out", "report -f csv", "activities --show-titles -f csv", "ledger info --json"):
        more = run(*command.split(), "--ledger", tmp_path / "l.duckdb")
        assert leaks(more.out + more.err) == []
    assert leaks(done.out + done.err) == []
    made = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert tmp_path / "l.duckdb" in made
    assert [p.name for p in made if WORD.encode() in p.read_bytes()] == []


FAILING = """
import sys
import connratio.importers.ai.{module} as module
def fail(*given, **named):
    content = given
    raise ValueError("a defect")
module.{function} = fail
sys.argv = ["connratio", *sys.argv[1:]]
from connratio.cli.main import main
main()
"""


@pytest.mark.parametrize(("module", "function"), [("batches", "batch_of"), ("times", "stretches"), ("trail", "clean")])
def test_a_traceback_shows_no_word(everything: Path, tmp_path: Path, module: str, function: str) -> None:
    for debug in ([], ["--debug"]):
        done = subprocess.run(
            [sys.executable, "-c", FAILING.format(module=module, function=function), "report", str(everything), *debug],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path), "TZ": "UTC"},
            capture_output=True,
            check=False,
            text=True,
        )
        assert leaks(done.stdout + done.stderr) == []
        assert ("Traceback" in done.stderr) is bool(debug)


HOOKED = """
import sys
sys.addaudithook(lambda event, given: event == "open" and isinstance(given[0], str) and sys.stdout.write(f"OPENED {given[0]}\\n"))
sys.argv = ["connratio", *sys.argv[1:]]
from connratio.cli.main import main
main()
"""
LOGS = (
    ".claude/projects/-home-x-shop/5f0c.jsonl",
    ".claude/projects/-home-x-shop/5f0c/subagents/agent-1a2b3c4d.jsonl",
    ".config/claude/projects/-home-x-shop/6a1d.jsonl",
    ".config/Claude/local-agent-mode-sessions/a/b/.claude/projects/-s/7b2e.jsonl",
)
OTHERS = (
    ".claude/.credentials.json",
    ".claude/settings.json",
    ".claude/stats-cache.json",
    ".claude/todos/5f0c.json",
    ".claude/file-history/5f0c/a@v1",
    ".claude/paste-cache/1.txt",
    ".claude/projects/-home-x-shop/sessions-index.json",
    ".claude/projects/-home-x-shop/5f0c/tool-results/1.jsonl",
    ".claude/projects/-home-x-shop/5f0c/tool-results/1.txt",
    ".claude/projects/-home-x-shop/memory/notes.md",
    ".config/Claude/claude_desktop_config.json",
    ".config/Claude/local-agent-mode-sessions/a/b/outputs/plan.json",
    ".codex/auth.json",
    ".gemini/oauth_creds.json",
    ".copilot/config.json",
    ".config/Code/User/settings.json",
)


def hooked(tmp_path: Path, *arguments: str) -> set[Path]:
    """The files below the home that a command opened."""
    home = tmp_path / "home"
    outside = tmp_path / "elsewhere.jsonl"
    outside.write_text(transcript(prompt("09:00:00", "z")), encoding="utf-8")
    link = home / ".claude/projects/-home-x-shop/linked.jsonl"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside)
    done = subprocess.run(
        [sys.executable, "-c", HOOKED, *arguments],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "src"), "HOME": str(home), "TZ": "UTC"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert "Traceback" not in done.stderr
    lines = [Path(line.removeprefix("OPENED ")) for line in done.stdout.splitlines() if line.startswith("OPENED ")]
    return {p for p in lines if p.is_file() and (p.is_relative_to(home) or p == outside)}


@pytest.mark.parametrize(
    "command",
    [
        "report {home} -f csv",
        "import {home} --ledger l.duckdb",
        "ai -f csv {home}",
        "ai -f csv --discover",
        "report -f csv --discover",
    ],
)
def test_no_file_is_opened_that_is_no_log(tmp_path: Path, command: str) -> None:
    home = tmp_path / "home"
    for name in (*LOGS, *OTHERS):
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(transcript(prompt("09:00:00", name), reply("09:00:10", f"{name}2")), encoding="utf-8")
    assert hooked(tmp_path, *command.format(home=home).split()) == {home / name for name in LOGS}


@pytest.mark.parametrize("command", ["report {home} -f csv", "ai -f csv --discover"])
def test_of_every_assistant_only_the_files_are_opened_that_its_place_names(tmp_path: Path, command: str) -> None:
    home = tmp_path / "home"
    wanted, others = set(), set()
    for place in PLACES:
        for folder in (home / f.removeprefix("~/") for f in place.folders if f.startswith("~/")):
            for pattern in place.files:
                file = folder / pattern.replace("**/", "deep/").replace("*", "x")
                if file.suffix in {".jsonl", ".json"} and file.name != "workspace.json":  # read beside logs, for a name alone
                    wanted.add(file)
                    others |= {folder / "settings.json", file.with_suffix(".txt"), file.parent / "tool-results" / "1.jsonl"}
    for file in wanted | others:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(transcript(prompt("09:00:00", str(file)), reply("09:00:10", f"{file}2")), encoding="utf-8")
    assert hooked(tmp_path, *command.format(home=home).split()) == wanted


def test_sources_discover_opens_no_log_at_all(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name in (*LOGS, *OTHERS):
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(transcript(prompt("09:00:00", name)), encoding="utf-8")
    assert hooked(tmp_path, "sources", "--discover", "-f", "csv") == set()


def test_the_check_itself_finds_a_word() -> None:
    assert leaks("x\na CANARY b") == ["a CANARY b"]
    assert list(texts({"text": ["a", {"title": "b"}]})) == [("text", "a"), ("title", "b")]
