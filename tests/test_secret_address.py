"""Whoever knows a calendar's secret address reads the calendar: it is in no output, wherever it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

import connratio
from conftest import Result, Run
from connratio.model.problems import UsageError
from connratio.model.text import is_address, masked
from test_fetch_ics import CALENDAR, sending, serving

WORD = "d34db33fd34d"
ADDRESS = f"https://calendar.example.invalid/calendar/ical/ana/private-{WORD}/basic.ics"


def shown(done: Result, *files: Path) -> str:
    """All that the program wrote: both streams and these files."""
    return done.out + done.err + "".join(file.read_bytes().decode("latin-1") for file in files if file.is_file())


@pytest.mark.parametrize(
    "command", ["report", "activities", "sources", "import", "week", "commits", "sync", "schema", "auth logout"]
)
@pytest.mark.parametrize("address", [ADDRESS, ADDRESS.replace("https", "webcal"), f"https://me:{WORD}@example.invalid/a.ics"])
def test_an_address_pasted_where_a_file_belongs_is_not_repeated(run: Run, command: str, address: str) -> None:
    for more in ((), ("-f", "json", "--debug")):
        done = run(*command.split(), address, *more)
        assert done.code == 2
        assert WORD not in shown(done)
        assert "source of the kind ics" in done.err


@pytest.mark.parametrize(
    "words",
    [(ADDRESS,), (f"--{ADDRESS}",), ("report", "-f", ADDRESS), ("report", f"--config={ADDRESS}"), ("sync", "files", ADDRESS)],
)
def test_nor_is_one_pasted_anywhere_else(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.code, WORD in shown(done)) == (2, False)


@pytest.mark.parametrize(
    "entry",
    [
        f"{{kind: ics, urll: '{ADDRESS}'}}",
        f"{{kind: ics, '{ADDRESS}': 1}}",
        f"{{kind: ics, url: ['{ADDRESS}']}}",
        f"{{kind: '{ADDRESS}'}}",
        f"{{path: '{ADDRESS}'}}",
        f"{{kind: git, path: '{ADDRESS}'}}",
        f"{{kind: google, account: '{ADDRESS}'}}",
        f"{{kind: ics, name: '{ADDRESS}', url: '{ADDRESS}'}}",
        f"{{kind: ics, timezone: '{ADDRESS}', url: '{ADDRESS}'}}",
        f"{{kind: google, options: {{endpoint: '{ADDRESS}'}}}}",
        f"'{ADDRESS}'",
    ],
)
def test_a_configuration_that_is_wrong_does_not_tell_it(run: Run, tmp_path: Path, entry: str) -> None:
    (tmp_path / "connratio.yaml").write_text(f"sources:\n  - {entry}\n")
    done = run("sync", "-f", "json", "--debug", "--problems", "p.csv")
    assert (done.code, WORD in shown(done, tmp_path / "p.csv")) == (2, False)


def test_a_calendar_brought_in_leaves_no_trace_of_its_address(run: Run, tmp_path: Path) -> None:
    (tmp_path / "address").write_text("")
    calendar = CALENDAR.replace(b"BEGIN:VEVENT", f"SOURCE;VALUE=URI:{ADDRESS}\r\nBEGIN:VEVENT".encode())
    with serving(sending(calendar, ETag=f'"{WORD}-7"', Last_Modified="Mon, 02 Mar 2026 09:00:00 GMT")) as url:
        (tmp_path / "address").write_text(f"{url}/private-{WORD}/basic.ics\n")
        (tmp_path / "connratio.yaml").write_text("sources:\n  - {kind: ics, options: {url_file: address}}\n")
        done = run("sync", "-f", "json", "--debug", "--problems", "p.csv")
    assert done.code == 0
    kept = [file for file in tmp_path.rglob("*") if file.is_file() and file.name != "address"]
    assert any(file.suffix == ".duckdb" for file in kept)
    assert WORD not in shown(done, *kept)
    for words in (("sources",), ("ledger", "info"), ("activities", "--title"), ("report", "-f", "json")):
        assert WORD not in shown(run(*words, "-v"))


def test_a_calendar_may_be_named_on_the_command_line_once(run: Run) -> None:
    with serving(sending()) as url:
        done = run("sync", "ics", f"{url}/private-{WORD}/basic.ics", "-f", "csv")
    assert (done.code, WORD in shown(done)) == (0, False)


def test_from_python_it_is_not_told_either() -> None:
    with pytest.raises(UsageError) as failure:
        connratio.read(ADDRESS)
    assert WORD not in repr(failure.value) + str(failure.value) + failure.value.message


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"no file at {ADDRESS}, sorry", "no file at https://calendar.example.invalid/…, sorry"),
        (ADDRESS.replace("//", "/"), "https://calendar.example.invalid/…"),
        ("https://me:hush@example.com:8443/a?b#c", "https://example.com:8443/…"),
        ("https://me:hu/sh@example.com/", "https://…/…"),
        ("webcal://[::1]:80/x", "webcal://[::1]:80/…"),
        ("see https://example.com/ now", "see https://example.com now"),
        ("calendar.google.com/ical/x/private-0123456789abcdef/basic.ics", "calendar.google.com/ical/x/private-…/basic.ics"),
        ("folder/private-calendar.ics", "folder/private-calendar.ics"),
    ],
)
def test_of_an_address_the_host_is_left(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    ("word", "verdict"), [(" <https://x", True), ("WEBCAL://x", True), ("https.ics", False), ("tcp://x", False)]
)
def test_what_an_address_looks_like(word: str, verdict: bool) -> None:
    assert is_address(word) is verdict


def test_two_calendars_of_one_name_are_not_taken_for_each_other(run: Run, tmp_path: Path) -> None:
    entry = f"  - {{kind: ics, name: work, url: '{ADDRESS}'}}\n"
    (tmp_path / "connratio.yaml").write_text(f"sources:\n{entry}{entry}")
    done = run("sync")
    assert (done.code, done.err.split("\n")[0], WORD in shown(done)) == (2, "error: 2 ics sources are called 'work'", False)
