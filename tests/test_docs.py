"""The documentation does what it says."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(marker: str) -> str:
    found = re.search(rf"<!-- {re.escape(marker)} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found is not None, marker
    return found[1]


def test_the_quick_start_holds_exactly_two_commands() -> None:
    section = README.split("## Quick start")[1].split("\n## ")[0]
    assert len(re.findall(r"```sh\n", section)) == 2


def test_the_readme_shows_what_the_first_command_prints(request: pytest.FixtureRequest) -> None:
    command = block("quick-start: report").strip().rsplit(".venv/bin/connratio ", 1)[1]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100", "NO_COLOR": "1", "HOME": "/nonexistent"}
    env["PYTHONIOENCODING"] = "utf-8"
    done = subprocess.run(
        [sys.executable, "-m", "connratio", *shlex.split(command)], cwd=ROOT, capture_output=True, env=env, check=False
    )
    printed = "\n".join(line.rstrip() for line in (done.stdout.decode()).splitlines()) + "\n"
    assert done.returncode == 0
    if request.config.getoption("--accept"):
        opening = "<!-- output: report -->\n```text\n"
        (ROOT / "README.md").write_text(README.replace(opening + block("output: report"), opening + printed, 1), encoding="utf-8")
        return
    assert block("output: report") == printed


def test_the_python_examples_run(monkeypatch: pytest.MonkeyPatch) -> None:
    import connratio
    import connratio.api

    monkeypatch.chdir(ROOT)
    for module in (connratio, connratio.api):
        assert doctest.testmod(module).failed == 0
    assert doctest.testfile(str(ROOT / "README.md"), module_relative=False).failed == 0


def test_the_examples_are_what_their_generator_writes(tmp_path: Path) -> None:
    (tmp_path / "make.py").write_text((ROOT / "examples" / "make.py").read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, str(tmp_path / "make.py")], check=True)
    for name in ("calendar.ics", "activitywatch.json", "timer.csv"):
        assert (tmp_path / name).read_bytes() == (ROOT / "examples" / name).read_bytes()


def test_every_problem_code_is_well_described() -> None:
    from connratio.model.catalogue import CATALOGUE

    for code, entry in CATALOGUE.items():
        assert re.fullmatch(r"C\d{3}", code)
        assert entry.title[0].islower() or entry.title[0] == "v"
        assert not entry.title.endswith(".")
        assert entry.why.endswith(".")


def commands() -> list[str]:
    from connratio.cli.app import app

    return sorted(c.name or c.callback.__name__.replace("_", "-") for c in app.registered_commands if c.callback is not None)


@pytest.mark.parametrize("name", commands())
def test_every_command_is_documented_and_has_help(name: str) -> None:
    assert f"`connratio {name}`" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-m", "connratio", name, "--help"], capture_output=True, env=env, check=True)
    assert b"connratio" in done.stdout
