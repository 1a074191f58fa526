"""Which meetings count (DESIGN 3.3 and its judgement calls): my reply, other people's, titles that say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from connratio.api import activities
from drawn_calendar import ME, calendar, event

ZOE = "mailto:zoe@example.org"
ME_TOO = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}"


def verdict(tmp_path: Path, text: str) -> tuple[str, str, str, str]:
    """Kind, size, reason and reply of a day's first entry, in a calendar that carries replies."""
    others = event("other", "20260401T0900", "20260401T0930", "bo")
    file = tmp_path / "c.ics"
    file.write_text(calendar(text, others), encoding="utf-8", newline="")
    row = activities(file, me=[ME]).iloc[0]
    return str(row["kind"]), str(row["size"]), str(row["reason"]), str(row["response"])


def day(*people: str, title: str = "Sync", mine: str = "ACCEPTED", more: str = "") -> str:
    return event("u", "20260302T0900", "20260302T0930", *people, title=title, mine=mine, more=more)


@pytest.mark.parametrize(
    ("mine", "reason", "response"),
    [
        ("ACCEPTED", "", "accepted"),
        ("DECLINED", "declined", "declined"),
        ("TENTATIVE", "tentative", "tentative"),
        ("NEEDS-ACTION", "unanswered", "unanswered"),
    ],
)
def test_my_reply_decides(tmp_path: Path, mine: str, reason: str, response: str) -> None:
    assert verdict(tmp_path, day("ana", mine=mine)) == ("human", "1:1", reason, response)


def test_a_one_to_one_that_the_other_declined_is_not_held(tmp_path: Path) -> None:
    text = day(more=f"{ME_TOO}\nATTENDEE;PARTSTAT=DECLINED:{ZOE}")
    assert verdict(tmp_path, text) == ("human", "1:1", "declined", "accepted")


def test_who_declined_is_not_counted_in_the_size(tmp_path: Path) -> None:
    assert verdict(tmp_path, day("ana", more=f"ATTENDEE;PARTSTAT=DECLINED:{ZOE}"))[:3] == ("human", "1:1", "")


def test_the_organiser_attends_and_is_one_of_the_people(tmp_path: Path) -> None:
    mine = day(more=f"ORGANIZER:mailto:{ME}\nATTENDEE;PARTSTAT=NEEDS-ACTION:{ZOE}")
    assert verdict(tmp_path, mine) == ("human", "1:1", "", "organiser")
    theirs = day(more=f"ORGANIZER:{ZOE}\n{ME_TOO}")
    assert verdict(tmp_path, theirs) == ("human", "1:1", "", "accepted")


def test_a_room_is_no_person_and_a_group_leaves_the_size_open(tmp_path: Path) -> None:
    assert verdict(tmp_path, day("ana", more="ATTENDEE;CUTYPE=ROOM:mailto:blue@example.org"))[1] == "1:1"
    assert verdict(tmp_path, day("ana", more="ATTENDEE;CUTYPE=GROUP:mailto:team@example.org"))[1] == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (day("ana", more="STATUS:CANCELLED"), "cancelled"),
        (day("ana", title="Canceled: Sync"), "cancelled"),
        (day("ana", title="Canceled event: Sync"), "cancelled"),
        (day("ana", title="キャンセル: Sync"), "cancelled"),
        (day("ana", title="Inställt: Sync"), "cancelled"),
        (day("ana", title="Cancellation policy: review"), ""),
        (day("ana", title="Abgesagt: Sync"), "cancelled"),
        (day("ana", more="TRANSP:TRANSPARENT"), "transparent"),
        (event("u", "20260302", "20260303", "ana", title="Offsite"), "all_day"),
        (event("u", "20260302T0900", "20260302T1000", title="Focus time"), "solo"),
    ],
)
def test_what_does_not_count_says_why(tmp_path: Path, text: str, reason: str) -> None:
    assert verdict(tmp_path, text)[2] == reason


def test_a_meeting_on_an_all_day_absence_of_mine_is_not_attended(tmp_path: Path) -> None:
    off = event("off", "20260302", "20260303", title="Vacation")
    file = tmp_path / "c.ics"
    file.write_text(calendar(off, day("ana")), encoding="utf-8", newline="")
    assert sorted(str(r) for r in activities(file, me=[ME])["reason"]) == ["all_day", "out_of_office"]
