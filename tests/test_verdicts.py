"""Verdicts: the same in logs so big that titles are looked at last; what a user's rules may ask of an activity."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from connratio.classify.rules import default_rules, load_rules
from connratio.classify.verdicts import MANY, judge, matches
from connratio.model.activities import NAT, UNKNOWN, empty, frame


@pytest.mark.parametrize(
    ("app", "title", "verdict"),
    [
        ("Excel", "plan.xlsx", ("tool", "data")),  # the program decides: no title is looked at
        ("Chrome", "Inbox - Gmail", ("human", "email")),
        ("an unheard-of program", "", ("unknown", "")),
    ],
)
@pytest.mark.parametrize("n", [1, MANY, MANY + 1])
def test_the_size_of_a_log_changes_no_verdict(app: str, title: str, verdict: tuple[str, str], n: int) -> None:
    judged = judge(frame({"evidence": "app", "app": app, "title": title, "start": 0, "end": 60_000}, n), default_rules())
    assert set(zip(judged["kind"], judged["mode"], strict=True)) == {verdict}


@pytest.mark.parametrize(
    ("people", "rules"),
    [(UNKNOWN, ["nobody counted"]), (1, ["few"]), (2, ["few", "two"]), (3, []), (9, ["crowd"])],
)
def test_an_unknown_head_count_meets_no_number(people: int, rules: list[str]) -> None:
    wanted = load_rules(
        """rules:
        - {name: few, kind: human, people: <3}
        - {name: two, kind: human, people: 2}
        - {name: crowd, kind: human, people: 9+}
        - {name: nobody counted, kind: human, people: unknown}""",
        "mine.yaml",
    )
    rows = frame({"evidence": "call", "start": [0], "end": [1], "n_people": people})
    assert [rule.name for rule in matches(rows, wanted)[0]] == rules


@pytest.mark.parametrize(
    ("start", "late"),
    [
        ("2026-01-15T21:05Z", True),  # 22:05 in winter
        ("2026-07-15T20:05Z", True),  # 22:05 in summer
        ("2026-07-15T19:59Z", False),
        ("2026-03-29T00:59Z", True),  # 01:59, before the clocks go forward
        ("2026-03-29T04:00Z", False),  # 06:00 on the same day
        (None, True),  # without an instant it is midnight
    ],
)
def test_the_time_of_day_is_local(start: str | None, late: bool) -> None:
    wanted = load_rules("rules: [{name: late, kind: solo, time: '22:00-06:00'}]", "mine.yaml")
    ms = NAT if start is None else round(datetime.fromisoformat(start).astimezone(UTC).timestamp() * 1000)
    rows = frame({"evidence": "app", "start": [ms], "end": [ms]})
    assert (judge(rows, wanted, ZoneInfo("Europe/Berlin"))["rule"][0] == "late") == late


def test_no_activity_has_no_verdict() -> None:
    assert len(judge(empty(), default_rules())) == 0
