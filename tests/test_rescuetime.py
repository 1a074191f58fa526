"""RescueTime: unplaced cells, overlapping downloads, order, and rows that are broken."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.api import activities, report

ROWS = [
    '2026-03-02 09:00:00 +0000,github.com,"Pull request, 12",General Software Development,Software Development,600',
    "2026-03-02 09:00:00 +0000,zoom.us,No Details,Meetings,Communication & Scheduling,1200",
    "2026-03-02 10:00:00 +0000,Unheard Of,No Details,Editing & IDEs,Software Development,1800",
    "2026-03-03 10:00:00 +0000,Unheard Of,No Details,Uncategorized,Uncategorized,60",
]


def archive(path: Path, rows: list[str]) -> Path:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_seconds_of_a_cell_become_time_with_people_and_tools_that_is_never_sure(tmp_path: Path) -> None:
    row = report(archive(tmp_path / "a.csv", ROWS), by="total", timezone="UTC", basis="tracked").iloc[0]
    assert (row["human_seconds"], row["tool_seconds"], row["unknown_seconds"]) == (1200, 2400, 60)
    assert row["share_low"] < row["share"] < row["share_high"]


def test_an_hour_that_a_later_download_has_whole_counts_once(tmp_path: Path) -> None:
    early = archive(tmp_path / "early.csv", [ROWS[0].replace(",600", ",200"), ROWS[1]])
    late = archive(tmp_path / "late.csv", ROWS)
    for files in ((early, late), (late, early)):
        row = report(*files, by="total", timezone="UTC", basis="tracked").iloc[0]
        assert (row["human_seconds"], row["tool_seconds"]) == (1200, 2400)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_order_of_rows_changes_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("rescue")
    turned = ROWS.copy()
    random.Random(seed).shuffle(turned)  # noqa: S311  # an order, no secret
    told = ["start", "end", "kind", "unplaced_seconds"]
    one, two = (
        sorted(map(str, activities(archive(folder / "a.csv", rows), timezone="UTC")[told].to_numpy().tolist()))
        for rows in (ROWS, turned)
    )
    assert one == two
