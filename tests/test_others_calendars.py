"""Calendars of other people (Google's JSON): what I may only read is its owner's, and not mine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conftest import Run


def met(nth: int, own: str, **replies: str) -> dict[str, Any]:
    """A meeting on a day of January at 9, as the calendar of `own` has it."""
    guests = [{"email": f"{who}@example.com", "responseStatus": word, "self": who == own} for who, word in replies.items()]
    start, end = ({"dateTime": f"2026-01-{nth:02}T{hour}:00:00Z"} for hour in ("09", "10"))
    return {"kind": "calendar#event", "id": f"e{nth}", "iCalUID": f"e{nth}", "start": start, "end": end, "attendees": guests}


def saved(path: Path, role: str, *events: dict[str, Any], **more: Any) -> Path:
    path.write_text(json.dumps({"kind": "calendar#events", "summary": path.stem, "accessRole": role, "items": events, **more}))
    return path


def test_a_calendar_that_i_may_only_read_is_its_owners(run: Run, tmp_path: Path) -> None:
    mine = saved(
        tmp_path / "mine.json", "owner", met(5, "me", me="accepted", bo="accepted"), met(9, "me", me="declined", col="accepted")
    )
    other = saved(
        tmp_path / "other.json",
        "reader",
        *(met(n, "col", col="accepted", bo="accepted") for n in (6, 7)),
        met(9, "col", me="declined", col="accepted", bo="accepted"),
    )
    rows = run("activities", mine, other, "-f", "csv").rows
    assert sorted((row["start"][8:10], row["person"].partition("@")[0], row["response"], row["reason"]) for row in rows) == [
        ("05", "me", "accepted", ""),
        ("06", "col", "accepted", ""),
        ("07", "col", "accepted", ""),
        ("09", "col", "accepted", ""),
        ("09", "me", "declined", "declined"),
    ]
    assert [row["person"] for row in run("sources", mine, other, "-f", "csv").rows] == ["me@example.com", "col@example.com"]


def test_each_calendar_of_a_list_of_people_is_its_persons(run: Run, tmp_path: Path) -> None:
    team = [
        saved(
            tmp_path / f"{who}.json",
            "owner",
            met(day, who, **{who: "accepted", "bo": "accepted"}),
            connratio={"person": f"{who}@example.com"},
        )
        for day, who in ((5, "ann"), (6, "cy"))
    ]
    assert [row["person"] for row in run("activities", *team, "-f", "csv").rows] == ["ann@example.com", "cy@example.com"]
    assert [row["person"] for row in run("sources", *team, "-f", "csv").rows] == ["ann@example.com", "cy@example.com"]
