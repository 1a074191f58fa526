"""Who is me where nobody says it: the owner of a calendar, the address on most of its events, the person of most rows."""

from __future__ import annotations

from collections.abc import Sequence

from connratio.classify.identity import persons_of, who_is_me
from connratio.importers.contract import SourceInfo
from connratio.model.activities import Builder, concat, frame
from connratio.model.frame import Frame

HOUR = 3_600_000


def entries(*people: Sequence[str], organiser: str = "", source: str = "work", uids: str = "abcdefgh") -> Frame:
    """A calendar with an event an hour, each with these people."""
    rows = Builder(source=source, evidence="calendar", organiser=organiser)
    for nth, (uid, listed) in enumerate(zip(uids, people, strict=False)):
        rows.add(uid=uid, start=nth * HOUR, end=(nth + 1) * HOUR, people=tuple(listed), replies=("",) * len(listed))
    return rows.frame()


def source(name: str, owner: str = "") -> SourceInfo:
    return SourceInfo(name, "ics", f"{name}.ics", owner=owner, owner_why="the file says so" if owner else "")


def test_the_address_on_most_events_is_mine_and_the_reason_is_said() -> None:
    table = entries(("me@x.org", "ana@x.org"), ("bo@x.org", "me@x.org"), (), ("ana@x.org", "bo@x.org", "me@x.org"))
    me = who_is_me(table, [source("work")], [])
    assert (me.name, me.sure) == ("me@x.org", True)
    assert me.why == {"work": ("me@x.org", "on 3 of its 3 events with people")}


def test_an_event_counts_once_however_often_it_recurs() -> None:
    table = entries(*[("ana@x.org",)] * 3, ("me@x.org",), ("me@x.org",), uids="aaabc")
    assert who_is_me(table, [source("work")], []).name == "me@x.org"


def test_of_two_addresses_on_as_many_events_the_organiser_is_taken_and_without_one_it_is_not_sure() -> None:
    both = [("ana@x.org", "zoe@x.org")] * 2
    told = who_is_me(entries(*both, organiser="zoe@x.org"), [source("work")], [])
    assert (told.name, told.sure) == ("zoe@x.org", True)
    guessed = who_is_me(entries(*both), [source("work")], [])
    assert (guessed.name, guessed.sure) == ("ana@x.org", False)


def test_the_owner_of_a_calendar_needs_no_counting() -> None:
    me = who_is_me(entries(("ana@x.org",), ("ana@x.org",)), [source("work", "me@x.org")], [])
    assert (me.name, me.why["work"]) == ("me@x.org", ("me@x.org", "the file says so"))


def test_a_table_of_one_s_own_may_call_one_by_a_bare_name() -> None:
    sheet = frame({"source": "times", "evidence": "timer", "person": "Robin", "start": [0, HOUR], "end": [HOUR, 2 * HOUR]})
    me = who_is_me(concat([sheet, entries(("me@x.org",))]), [source("times"), source("work")], ["me@x.org"])
    assert me.addresses == {"me@x.org", "robin"}
    assert me.why["times"] == ("me@x.org", "all its rows are of one person, robin")


def test_where_no_calendar_tells_it_is_the_person_of_most_rows() -> None:
    names = ["Bo", "Ana", "ana", "", "Bo", "ANA"]
    sheet = frame({"source": "times", "evidence": "timer", "person": names, "start": 0, "end": HOUR}, len(names))
    assert persons_of(sheet) == {"times": {"ana": 3, "bo": 2}}
    assert who_is_me(sheet, [source("times")], []).name == "ana"


def test_nobody_is_named_by_a_log_of_windows_alone() -> None:
    log = frame({"source": "windows", "evidence": "app", "app": "Code", "start": [0], "end": [HOUR]})
    assert (persons_of(log), who_is_me(log, [source("windows")], []).name) == ({}, "me")
