"""Every problem code that the program can raise is explained."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT, Run
from connratio.model.catalogue import CATALOGUE
from connratio.model.problems import SEVERITIES


def test_no_code_is_raised_without_an_entry_and_no_entry_is_unused() -> None:
    raised = {
        c
        for f in (ROOT / "src").rglob("*.py")
        if f.parent.name != "catalogue"
        for c in re.findall(r"C\d{3}", f.read_text("utf-8"))
    }
    assert raised == set(CATALOGUE)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_an_entry_says_what_how_bad_and_what_to_do(code: str) -> None:
    entry = CATALOGUE[code]
    assert entry.severity in SEVERITIES
    assert entry.help
    assert "\n" not in entry.help


def test_explain_knows_a_code_without_any_file(run: Run) -> None:
    done = run("explain", "C105")
    assert done.code == 0
    assert "C105" in done.out
