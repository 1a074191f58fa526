"""Messages about entries (iTIP, RFC 5546): replies, cancellations and additions, in whatever file and order they come."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from conftest import Run
from connratio.api import activities
from drawn_calendar import ME, calendar

NINE = "DTSTART:20260302T090000Z\nDTEND:20260302T100000Z"
WEEKLY = f"{NINE}\nRRULE:FREQ=WEEKLY;COUNT=3"
SECOND = "RECURRENCE-ID:20260309T090000Z"
MINE = f"ATTENDEE;PARTSTAT={{}}:mailto:{ME}"


def about(*lines: str, written: str = "20260201", uid: str = "u") -> str:
    """A VEVENT of these lines."""
    text = [line for part in lines for line in part.split("\n") if line]
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{written}T120000Z", *text, "END:VEVENT"])


def message(method: str, *events: str) -> str:
    return calendar(*events, head=f"METHOD:{method}")


def invited(when: str = NINE, reply: str = "NEEDS-ACTION", more: str = "", written: str = "20260201") -> str:
    """An invitation of Ana's to me and Bo."""
    ana, bo = (f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{name}@example.org" for name in ("ana", "bo"))
    return message("REQUEST", about(when, more, "ORGANIZER:mailto:ana@example.org", ana, bo, MINE.format(reply), written=written))


def reply(word: str, *more: str, who: str = ME, written: str = "20260202") -> str:
    return message("REPLY", about(*more, f"ATTENDEE;PARTSTAT={word}:mailto:{who}", written=written))


def told(tmp_path: Path, *texts: str) -> list[str]:
    """Of each entry in order of time its day, my reply, how many come, and why it does not count."""
    paths = [tmp_path / f"{i}.ics" for i in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8", newline="")
    found = activities(*paths, me=[ME])
    columns = (found["start"], found["response"], found["n_people"], found["reason"])
    rows = zip(*map(list, columns), strict=True)
    return [f"{start[5:10]} {mine} {int(n) if n == n else ''} {why}".rstrip() for start, mine, n, why in rows]  # noqa: PLR0124  # NaN is none


def each_way(tmp_path: Path, *texts: str) -> list[str]:
    """The same in every order of the files, and with all in one file."""
    (one,) = {tuple(told(tmp_path, *order)) for order in permutations(texts)} | {tuple(told(tmp_path, "".join(texts)))}
    return list(one)


def test_a_reply_changes_the_reply_of_who_wrote_it(tmp_path: Path) -> None:
    assert told(tmp_path, invited()) == ["03-02 unanswered 3 unanswered"]
    assert each_way(tmp_path, invited(), reply("ACCEPTED")) == ["03-02 accepted 3"]
    assert each_way(tmp_path, invited(reply="ACCEPTED"), reply("DECLINED", NINE)) == ["03-02 declined 3 declined"]
    assert each_way(tmp_path, invited(reply="ACCEPTED"), reply("DECLINED", who="bo@example.org")) == ["03-02 accepted 2"]


def test_a_reply_alone_is_no_entry(tmp_path: Path) -> None:
    assert told(tmp_path, reply("ACCEPTED", NINE)) == []


def test_a_reply_may_speak_of_one_occurrence(tmp_path: Path) -> None:
    no = reply("DECLINED", "DTSTART:20260309T090000Z", SECOND)
    assert each_way(tmp_path, invited(WEEKLY), reply("ACCEPTED", WEEKLY), no) == [
        "03-02 accepted 3",
        "03-09 declined 3 declined",
        "03-16 accepted 3",
    ]


def test_of_two_replies_the_later_holds(tmp_path: Path) -> None:
    first, then = reply("ACCEPTED"), reply("DECLINED", written="20260203")
    assert each_way(tmp_path, invited(), first, then) == ["03-02 declined 3 declined"]


def test_a_reply_to_an_older_version_is_void(tmp_path: Path) -> None:
    assert each_way(tmp_path, invited(more="SEQUENCE:2"), reply("ACCEPTED", "SEQUENCE:1")) == ["03-02 unanswered 3 unanswered"]
    assert each_way(tmp_path, invited(more="SEQUENCE:2"), reply("ACCEPTED", "SEQUENCE:2")) == ["03-02 accepted 3"]


def test_who_was_not_listed_comes_too_when_they_say_so(tmp_path: Path) -> None:
    assert each_way(tmp_path, invited(reply="ACCEPTED"), reply("ACCEPTED", who="cy@example.org")) == ["03-02 accepted 4"]


@pytest.mark.parametrize("start", ["", "DTSTART:20260302T090000Z"])
def test_a_cancellation_takes_the_whole_series_back(tmp_path: Path, start: str) -> None:
    gone = message("CANCEL", about(start, "SEQUENCE:1"))
    found = told(tmp_path, gone, invited(WEEKLY, "ACCEPTED"))
    assert {line.rsplit(" ", 1)[1] for line in found} == {"cancelled"}
    assert len(found) == (4 if start else 3)


@pytest.mark.parametrize("lines", [SECOND, f"{SECOND}\nDTSTART:20260309T090000Z", "RECURRENCE-ID;VALUE=DATE:20260309"])
def test_a_cancellation_takes_one_occurrence_back(tmp_path: Path, lines: str) -> None:
    gone = message("CANCEL", about(lines, "SEQUENCE:1"))
    found = told(tmp_path, invited(WEEKLY, "ACCEPTED"), gone)
    assert [line for line in found if "cancelled" not in line] == ["03-02 accepted 3", "03-16 accepted 3"]


def test_of_an_invitation_and_a_cancellation_of_one_revision_the_later_holds(tmp_path: Path) -> None:
    gone = message("CANCEL", about(NINE, "SEQUENCE:1", written="20260203"))
    before, after = (invited(reply="ACCEPTED", more="SEQUENCE:1", written=day) for day in ("20260202", "20260204"))
    assert [line for line in told(tmp_path, gone, before) if line.endswith("3")] == []
    assert "03-02 accepted 3" in told(tmp_path, gone, after)
    assert "03-02 accepted 3" in told(tmp_path, after, gone)


def test_an_addition_is_one_more_of_the_series(tmp_path: Path) -> None:
    more = message("ADD", about("DTSTART:20260305T090000Z\nDTEND:20260305T100000Z\nSEQUENCE:1", MINE.format("ACCEPTED")))
    found = told(tmp_path, invited(WEEKLY, "ACCEPTED"), more)
    assert [(line[:5], "duplicate" in line) for line in found] == [
        ("03-02", False), ("03-05", False), ("03-09", False), ("03-16", False),
    ]  # fmt: skip
    assert len(told(tmp_path, invited(WEEKLY, "ACCEPTED") + more)) == 4


@pytest.mark.parametrize("method", ["COUNTER", "DECLINECOUNTER", "REFRESH"])
def test_other_messages_change_nothing(tmp_path: Path, method: str) -> None:
    other = message(method, about("DTSTART:20260302T150000Z", "SEQUENCE:3", MINE.format("DECLINED")))
    assert each_way(tmp_path, invited(reply="ACCEPTED"), other) == ["03-02 accepted 3"]


def test_the_ledger_learns_of_a_reply_as_the_files_would_say_it(run: Run, tmp_path: Path) -> None:
    for name, text in (("a", invited(WEEKLY)), ("b", reply("ACCEPTED")), ("c", reply("DECLINED", SECOND, written="20260203"))):
        (tmp_path / f"{name}.ics").write_text(text, encoding="utf-8", newline="")
    files, ledger = [tmp_path / f"{name}.ics" for name in "abc"], tmp_path / "l.duckdb"
    asked = ("activities", "--me", ME, "--from", "2026-03-01", "--until", "2026-04-01", "-f", "csv")
    said = []
    for nth in range(3):
        assert run("import", files[nth], "--me", ME, "--ledger", ledger).code == 0
        kept = run(*asked, "--ledger", ledger).out
        assert kept == run(*asked, *files[: nth + 1]).out
        other = (*asked, "--me", "bo@example.org")  # another me than the one whose verdicts the ledger keeps
        assert run(*other, "--ledger", ledger).out == run(*other, *files[: nth + 1]).out
        said.append([line.split(",")[15] for line in kept.splitlines()[1:]])
    assert said == [["unanswered"] * 3, ["accepted"] * 3, ["accepted", "declined", "accepted"]]
    undated = message("REPLY", about(f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ME}", "SEQUENCE:1")).replace("DTSTAMP", "X-STAMP")
    (tmp_path / "d.ics").write_text(undated, encoding="utf-8", newline="")
    assert run("import", tmp_path / "d.ics", "--me", ME, "--ledger", ledger).code == 0
    late = run(*asked, "--ledger", ledger).out
    assert late == run(*asked, *files, tmp_path / "d.ics").out
    assert [line.split(",")[15] for line in late.splitlines()[1:]] == ["declined"] * 3
    again = run("import", *files, "--me", ME, "--ledger", ledger, "-f", "csv")
    assert again.code == 0
    assert run(*asked, "--ledger", ledger).out == late
