"""How values read on a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from connratio.model.table import Table
from connratio.render.grid import print_grid, write_markdown
from connratio.render.units import duration

COMPARED = Table(
    ("metric", "unit", "a", "b", "difference", "n_a"),
    [
        ("human_seconds", "seconds", 48116.763, 37091.852, -11024.911, 1),
        ("share", "share", 0.3295, 0.3303, 0.0008, 1),
        ("n_contacts", "count", 13, 11, -2, 1),
    ],
)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0h00m"), (29, "0h00m"), (30, "0h01m"), (45_300, "12h35m"), (-11_024.911, "-3h04m"), (-20, "0h00m"), (None, "–")],
)
def test_seconds_read_as_hours_and_minutes(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


def test_amounts_are_written_in_the_unit_of_their_row() -> None:
    out = io.StringIO()
    print_grid(Console(file=out, width=80), COMPARED, "compared", [])
    assert [line.split() for line in out.getvalue().splitlines()[2:]] == [
        ["human_seconds", "13h22m", "10h18m", "-3h04m", "1"],
        ["share", "33%", "33%", "0%", "1"],
        ["n_contacts", "count", "13", "11", "-2", "1"],
    ]


def test_markdown_says_the_same() -> None:
    out = io.StringIO()
    write_markdown(COMPARED, out)
    assert "13h22m | 10h18m | \\-3h04m" in out.getvalue()
