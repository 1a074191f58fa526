"""What tests share: the program run as a user runs it, and goldens that `--accept` rewrites."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

# Speed is measured in benchmarks/: on a busy machine a deadline fails tests that are right.
settings.register_profile("connratio", deadline=None)
settings.load_profile("connratio")

if TYPE_CHECKING:
    from year_checks import Kept

ROOT = Path(__file__).parent.parent


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Whether the calendars of other projects were there (development_sets)."""
    for line in getattr(sys.modules.get("development_sets"), "TOLD", ()):
        terminalreporter.write_line(line)


@dataclass(frozen=True)
class Result:
    """What one run gave."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`connratio` in a folder of its own, with an empty home and no configuration but what the test writes."""

    def call(*args: str | Path, stdin: bytes | None = None, **env: str) -> Result:
        clean = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG", "LC_ALL", "VIRTUAL_ENV"}}
        done = subprocess.run(
            [sys.executable, "-m", "connratio", *map(str, args)],
            cwd=tmp_path,
            env={
                **clean,
                "HOME": str(tmp_path),
                "TZ": "Europe/Berlin",
                "PYTHONWARNINGS": "error",
                "PYTHONPATH": str(ROOT / "src"),
                **env,
            },
            input=stdin or b"",
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """A file in the test's folder."""

    def make(name: str, content: str | bytes) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return make


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite golden files with what the program gives now")


@pytest.fixture(scope="session")
def kept_year(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A ledger with the invented year of examples/year in it."""
    from year_checks import FILES, Kept

    kept = Kept(tmp_path_factory.mktemp("year") / "l.duckdb")
    kept.text("import", *map(str, FILES))
    return kept
