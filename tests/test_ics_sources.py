"""`connratio sources` on calendars: whose they are and why, how their zones were told, what a feed without people means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from read_ics import NINE, event, whole

FEED = f"""METHOD:PUBLISH
PRODID:Microsoft Exchange Server 2010
X-WR-CALNAME:Calendar
{event(NINE, "SUMMARY:1:1 Ana", uid="a")}
{event("DTSTART;TZID=Customized Time Zone:20260303T090000", "DURATION:PT1H", "SUMMARY:Review", uid="b")}
{event("SUMMARY:no start", uid="c")}
BEGIN:VTODO
UID:d
END:VTODO"""


def test_a_published_feed_says_that_it_has_no_people_and_what_was_left_out(
    run: Run, write: Callable[[str, str | bytes], Path]
) -> None:
    (row,) = run("sources", write("feed.ics", whole(FEED)), "-f", "csv").rows
    assert row["skipped_why"] == "1 to-do;1 unreadable event"
    assert (row["people_share"], row["reply_share"], row["n_people"]) == ("0.0000", "", "0")
    assert row["zone_steps"] == "1 by name;1 by the person's zone"
    assert "names anybody" in row["note"]


@pytest.mark.parametrize(
    ("about", "steps"),
    [
        ("X-WR-TIMEZONE:Asia/Tokyo", "1 by X-WR-TIMEZONE"),
        ("VERSION:1.0\nTZ:-05", "1 by the calendar's TZ"),
        ("X-A:b", "1 by the person's zone"),
    ],
)
def test_sources_tells_where_times_without_a_zone_lie(
    about: str, steps: str, run: Run, write: Callable[[str, str | bytes], Path]
) -> None:
    (row,) = run("sources", write("c.ics", whole(f"{about}\n{event('DTSTART:20260302T090000')}")), "-f", "csv").rows
    assert row["zone_steps"] == steps


def test_a_calendar_named_by_an_address_is_its_owner_s(run: Run, write: Callable[[str, str | bytes], Path]) -> None:
    people = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org\nATTENDEE:mailto:ana@example.org"
    text = whole(f"X-WR-CALNAME:me@example.org\n{event(NINE, people, uid='a')}\n{event(NINE, uid='b')}")
    (row,) = run("sources", write("c.ics", text), "-f", "csv").rows
    assert (row["person"], row["person_why"]) == ("me@example.org", "the calendar is named so")
    assert (row["people_share"], row["reply_share"]) == ("0.5000", "1.0000")


def test_every_skipped_component_is_listed_with_its_uid(
    run: Run, write: Callable[[str, str | bytes], Path], tmp_path: Path
) -> None:
    run("activities", write("feed.ics", whole(FEED)), "-f", "csv", "--problems", tmp_path / "p.csv")
    text = (tmp_path / "p.csv").read_text(encoding="utf-8")
    assert {line.split(",")[5] for line in text.splitlines() if line.startswith(("C105", "C220"))} == {"c", "d"}
