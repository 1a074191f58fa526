"""Which one of the people is me (calendars 1.5): what is told comes before what is inferred, and one has several addresses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conftest import Run
from connratio.importers.contract import Options, Source
from connratio.importers.ics.reader import IcsImporter
from drawn_calendar import calendar
from read_ics import TODAY

Write = Callable[[str, str | bytes], Path]


def met(uid: str, *people: str, mine: str = "ACCEPTED") -> str:
    """A meeting that the first of these addresses answered so."""
    replies = [mine, *["ACCEPTED"] * len(people)]
    who = [f"ATTENDEE;PARTSTAT={r}:mailto:{p}" for p, r in zip(people, replies, strict=False)]
    when = f"DTSTART:202603{uid}T090000Z", f"DTEND:202603{uid}T100000Z"
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *when, *who, "END:VEVENT"])


OFTEN = [met(f"0{n}", "joe@example.com", f"p{n}@example.com") for n in range(2, 6)]


@pytest.mark.parametrize(
    ("name", "head", "told", "person", "why"),
    [
        ("zoe@example.com.ics", "X-WR-CALNAME:ann@example.com", ["--me", "Kim@example.com"], "kim@example.com", "told by --me or the configuration"),
        ("zoe@example.com.ics", "X-WR-CALNAME:ann@example.com", [], "ann@example.com", "the calendar is named so"),
        ("zoe@example.com.ics", "X-WR-CALNAME:Work", [], "zoe@example.com", "the file is named so"),
        ("Zoe@GoogleMail.com.ics", "", [], "zoe@gmail.com", "the file is named so"),
        ("work.ics", "X-WR-CALNAME:Work", [], "joe@example.com", "on 4 of its 4 events with people"),
        ("work.ics", "X-WR-CALNAME:x@group.calendar.google.com", [], "joe@example.com", "on 4 of its 4 events with people"),
    ],
)  # fmt: skip
def test_who_is_me_is_told_in_this_order(
    run: Run, write: Write, name: str, head: str, told: list[str], person: str, why: str
) -> None:
    (row,) = run("sources", write(name, calendar(*OFTEN, head=head)), *told, "-f", "csv").rows
    assert (row["person"], row["person_why"]) == (person, why)


def test_the_address_from_which_a_calendar_was_fetched_comes_before_its_name() -> None:
    data = calendar(*OFTEN, head="X-WR-CALNAME:ann@example.com").encode()
    source = Source("ics/work.ics", lambda: data, owner="Joe@googlemail.com")
    (batch,) = IcsImporter().read(source, Options(ZoneInfo("UTC"), TODAY))
    assert (batch.source.owner, batch.source.owner_why) == ("joe@gmail.com", "the address names them")


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ("joe@googlemail.com", "joe@gmail.com"),
        ("joe@gmail.com", "Joe@GoogleMail.com"),
        ("joe+work@example.com", "joe@example.com"),
        ("JOE@Example.com", "joe@example.com"),
    ],
)
def test_one_address_has_several_spellings(run: Run, write: Write, listed: str, told: str) -> None:
    file = write("c.ics", calendar(met("02", listed, "ana@example.com", mine="DECLINED")))
    (row,) = run("activities", file, "--me", told, "-f", "csv").rows
    assert (row["response"], row["n_people"]) == ("declined", "2")


def test_several_addresses_are_one_person(run: Run, write: Write) -> None:
    file = write("c.ics", calendar(met("02", "joe@example.com", "joe@example.org", "ana@example.com", mine="DECLINED")))
    (row,) = run("activities", file, "--me", "joe@example.com", "--me", "joe@example.org", "-f", "csv").rows
    assert (row["response"], row["n_people"], row["size"]) == ("accepted", "2", "1:1")


def test_an_alias_of_a_colleague_is_known_in_either_spelling(run: Run, write: Write) -> None:
    config = write("connratio.yaml", "me: [joe@example.com]\npeople:\n  ana@example.com:\n    aliases: [ana@googlemail.com]\n")
    file = write("c.ics", calendar(met("02", "joe@example.com", "ana@example.com", "ana@gmail.com")))
    (row,) = run("activities", file, "--config", config, "-f", "csv").rows
    assert row["n_people"] == "2"
