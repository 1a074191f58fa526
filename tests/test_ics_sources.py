"""`connratio sources` on calendars: whose they are and why, how their zones were told, what a feed without people means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from read_ics import NINE, event, read, whole

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


@pytest.mark.parametrize(
    "inside",
    [
        f"UID:xf\n{event(NINE, uid='a')}",
        f"{event(NINE, uid='a')}\nUID:xf",
        f"UID:xf\n{event(NINE, 'BEGIN:VALARM', uid='a')}",
    ],
)
def test_a_component_that_nobody_knows_is_listed_though_its_event_counts(inside: str) -> None:
    found = read(f"BEGIN:X-FOO\n{inside}\nBEGIN:VTODO\nUID:t\nEND:VTODO\nEND:X-FOO\n{event(NINE, uid='b')}")
    assert sorted(found.table["uid"]) == ["a", "b"]
    assert [(p.uid, p.line) for p in found.problems if p.code == "C220" and p.uid == "xf"] == [("xf", 3)]
    assert found.skipped == {"to-do": 1, "other component": 1}


def test_a_component_without_end_that_nobody_knows_takes_nothing_with_it() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Own\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0500\nTZOFFSETTO:+0500\nEND:STANDARD\nEND:VTIMEZONE"
    own = event("DTSTART;TZID=Own:20260302T090000", uid="b")
    found = read(f"BEGIN:X-FOO\nUID:xf\n{event(NINE, uid='a')}\n{zone}\n{own}")
    assert found.when == ["03-02 05:00 +0", "03-02 09:00 +60"]
    assert found.skipped == {"other component": 1}
