"""Verdicts of logs so big that titles are looked at last."""

from __future__ import annotations

import pytest

from connratio.classify.rules import default_rules
from connratio.classify.verdicts import MANY, judge
from connratio.model.activities import frame


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
