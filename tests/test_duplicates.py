"""The same meeting seen twice counts once; two different ones count twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from connratio.api import activities, report
from connratio.classify.duplicates import with_duplicates
from connratio.model.activities import concat
from drawn_calendar import ME, calendar, event
from read_ics import read


@pytest.fixture
def files(tmp_path: Path) -> Any:
    """Each text as a calendar file of its own."""

    def make(*texts: str) -> list[Path]:
        paths = [tmp_path / f"{i}.ics" for i in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8", newline="")
        return paths

    return make


def hours(files: list[Path]) -> float:
    return float(report(*files, by="total", me=[ME]).iloc[0]["human_seconds"]) / 3600


def reasons(files: list[Path]) -> list[str]:
    return sorted(str(r) for r in activities(*files, me=[ME])["reason"])


def test_one_uid_in_two_calendars_counts_once(files: Any) -> None:
    one = event("u", "20260302T0900", "20260302T1000", "ana")
    both = files(calendar(one), calendar(one, event("v", "20260303T0900", "20260303T1000", "bo")))
    assert (hours(both), reasons(both)) == (2, ["", "", "duplicate"])


def test_a_series_in_two_calendars_counts_each_occurrence_once(files: Any) -> None:
    series = event("u", "20260302T0900", "20260302T1000", "ana", more="RRULE:FREQ=WEEKLY;COUNT=3")
    both = files(calendar(series), calendar(series, head="X-WR-CALNAME:Copy"))
    assert (hours(both), reasons(both)) == (3, ["", "", "", "duplicate", "duplicate", "duplicate"])


def test_a_scheduler_s_copy_under_another_uid_has_the_same_time_and_people(files: Any) -> None:
    both = files(
        calendar(event("u", "20260302T0900", "20260302T1000", "ana", title="Call")),
        calendar(event("w", "20260302T0900", "20260302T1000", "ana", title="Call with Ana")),
    )
    assert (hours(both), reasons(both)) == (1, ["", "duplicate"])


def test_other_people_at_the_same_time_are_another_meeting(files: Any) -> None:
    both = files(
        calendar(event("u", "20260302T0900", "20260302T1000", "ana")),
        calendar(event("w", "20260302T0900", "20260302T1000", "bo")),
    )
    assert (hours(both), reasons(both)) == (1, ["", ""])


def test_two_plans_of_one_s_own_at_the_same_time_are_no_copies(files: Any) -> None:
    alone = [event(uid, "20260302T0900", "20260302T1000", title="Focus time") for uid in ("a", "b")]
    assert reasons(files(calendar(*alone))) == ["solo", "solo"]
    others = event("m", "20260303T0900", "20260303T1000", "ana")
    linked = [event(uid, *NINE, title=uid, more="LOCATION:https://zoom.us/j/1") for uid in ("prep", "recording")]
    assert reasons(files(calendar(others, *linked))) == ["", "solo", "solo"]
    assert reasons(files(calendar(*linked))) == ["", "duplicate"]  # in a feed that names nobody they are meetings


def test_the_later_version_of_a_moved_meeting_holds(files: Any) -> None:
    both = files(
        calendar(event("u", "20260302T0900", "20260302T1000", "ana", more="SEQUENCE:1")),
        calendar(event("u", "20260303T0900", "20260303T0930", "ana", more="SEQUENCE:2")),
    )
    assert (hours(both), reasons(both)) == (0.5, ["", "duplicate"])


SERIES = event("u", "20260302T0900", "20260302T1000", "ana", more="RRULE:FREQ=WEEKLY;COUNT=3\nSEQUENCE:1")


def test_a_cancellation_in_another_file_takes_back_the_whole_series(files: Any) -> None:
    gone = event("u", "20260302T0900", "20260302T1000", "ana", more="SEQUENCE:1\nSTATUS:CANCELLED")
    both = files(calendar(SERIES), calendar(gone, head="METHOD:CANCEL"))
    assert (hours(both), reasons(both)) == (0, ["cancelled"] * 4)


def test_a_cancellation_of_one_occurrence_takes_back_that_one(files: Any) -> None:
    gone = event(
        "u", "20260309T0900", "20260309T1000", "ana", more="SEQUENCE:1\nSTATUS:CANCELLED\nRECURRENCE-ID:20260309T090000Z"
    )
    both = files(calendar(SERIES), calendar(gone, head="METHOD:CANCEL"))
    assert (hours(both), reasons(both)) == (2, ["", "", "cancelled", "cancelled"])


def test_an_invitation_after_its_cancellation_holds(files: Any) -> None:
    gone = event("u", "20260302T0900", "20260302T1000", "ana", more="SEQUENCE:0")
    assert hours(files(calendar(SERIES), calendar(gone, head="METHOD:CANCEL"))) == 3


def test_a_reply_in_another_file_never_counts(files: Any) -> None:
    reply = event("u", "20260302T0900", "20260302T1000", "ana")
    assert hours(files(calendar(SERIES), calendar(reply, head="METHOD:REPLY"))) == 3


def test_the_later_version_of_a_series_replaces_the_older_one(files: Any) -> None:
    moved = event("u", "20260303T0900", "20260303T0930", "ana", more="RRULE:FREQ=WEEKLY;COUNT=3\nSEQUENCE:2")
    both = files(calendar(SERIES), calendar(moved))
    assert (hours(both), reasons(both)) == (1.5, ["", "", "", "duplicate", "duplicate", "duplicate"])


def test_one_changed_occurrence_in_another_file_replaces_only_that_one(files: Any) -> None:
    one = event("u", "20260309T1400", "20260309T1430", "ana", more="RECURRENCE-ID:20260309T090000Z\nSEQUENCE:2")
    both = files(calendar(SERIES), calendar(one))
    assert (hours(both), reasons(both)) == (2.5, ["", "", "", "duplicate"])


def test_outlook_writes_the_date_into_the_uid_of_a_copy(files: Any) -> None:
    uid = "040000008200E00074C5B7101A82E008{}0000000000000000000000001000000041424344"
    one = event(uid.format("00000000"), "20260302T0900", "20260302T1000", "ana")
    other = event(uid.format("07EA0302").lower(), "20260302T0900", "20260302T1000", "ana", title="other")
    assert reasons(files(calendar(one), calendar(other))) == ["", "duplicate"]


NINE = ("20260302T0900", "20260302T1000")


def test_a_scheduler_s_copy_may_name_nobody(files: Any) -> None:
    link = "LOCATION:https://zoom.us/j/1"
    one = calendar(event("u", *NINE, "ana", title="Call: Ana", more=link))
    by_title = calendar(event("v", *NINE, title="call Ana"))
    by_link = calendar(event("w", *NINE, title="Zoom with a guest", more=f"{link}?pwd=x"))
    assert (reasons(files(one, by_title)), reasons(files(one, by_link))) == (["", "duplicate"], ["", "duplicate"])
    other = calendar(event("w", *NINE, title="Zoom", more="LOCATION:https://zoom.us/j/2"))
    assert reasons(files(one, other)).count("duplicate") == 0


def test_a_scheduler_s_copy_may_name_other_people(files: Any) -> None:
    link = "LOCATION:https://zoom.us/j/1"
    one = calendar(event("u", *NINE, "ana", title="Ana and me", more=link))
    other = calendar(event("v", *NINE, "ana", "bot", title="30 Minute Meeting", more=link))
    assert reasons(files(one, other)) == ["", "duplicate"]
    bo = calendar(event("w", *NINE, "bo", title="Also in my own room", more=link))
    assert reasons(files(one, bo)) == ["", ""]


def test_under_one_title_some_of_the_people_are_a_copy_in_another_calendar_only(files: Any) -> None:
    whole, part = (event(uid, *NINE, *names, title="Planning") for uid, names in (("u", ("ana", "bo")), ("v", ("ana",))))
    assert reasons(files(calendar(whole), calendar(part, head="X-WR-CALNAME:Copy"))) == ["", "duplicate"]
    assert reasons(files(calendar(whole, part))) == ["", ""]


@pytest.mark.parametrize("title", ["Café – Sync", "FW: cafe sync", "WG: Cafe-Sync", "Invitation: CAFE SYNC!"])
def test_a_title_is_the_same_however_it_is_written(files: Any, title: str) -> None:
    both = calendar(event("u", *NINE, "ana", title="Cafe sync")), calendar(event("v", *NINE, title=title))
    assert reasons(files(*both)) == ["", "duplicate"]


def test_two_persons_own_calendars_of_one_meeting_are_no_copies() -> None:
    one = read(calendar(event("u", "20260302T0900", "20260302T1000", "ana")).encode()).table
    both = concat([one.assign(person=name) for name in ("ana@example.org", "bo@example.org")])
    assert with_duplicates(both)["reason"].tolist() == ["", ""]
    assert with_duplicates(concat([one, one]))["reason"].tolist() == ["", "duplicate"]


def test_explain_names_the_copies_beside_the_one_that_holds(run: Run, files: Any, tmp_path: Path) -> None:
    meeting = calendar(event("u", *NINE, "ana", title="Call: Ana"), event("x", *NINE, "bo"))
    both = files(meeting, calendar(event("v", *NINE, title="call Ana")))
    asked = ("-f", "csv", "--me", ME)
    for uid, other in (("u", "v"), ("v", "u")):
        rows = run("explain", uid, *both, *asked).rows
        assert [(row["uid"], row["reason"]) for row in rows] == [(n, "duplicate" if n == "v" else "") for n in (uid, other)]
    assert run("import", *both, "--me", ME, "--ledger", tmp_path / "l").code == 0
    assert run("explain", "v", "--ledger", tmp_path / "l", *asked).out == run("explain", "v", *both, *asked).out
