"""`connratio ai` and `connratio report` give the same figures, whatever else went on."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_logs import MONDAY, batch_of_rows, default_policy, files_of, ms, trail_of
from connratio.measure.ai.answer import table_of, tried_rows
from connratio.measure.ai.direct import asked_of_trails
from connratio.measure.ai.gather import asked
from connratio.measure.question import covered_days, question_of
from connratio.measure.share import shares

SAME = ("ai_seconds", "ai_watching_seconds", "ai_agent_seconds", "ai_unattended_seconds", "ai_balance")
EVENT = st.tuples(
    st.sampled_from(["a", "b", "b/agent", "c"]),
    st.integers(0, 2000),
    st.sampled_from(["prompt", "machine", "machine", "interrupt", "done 30", "asked"]),
)
OTHER = st.tuples(
    st.sampled_from(["meeting", "meeting", "focus", "own", "window", "ai window"]), st.integers(0, 120), st.integers(1, 40)
)


def drawn(events: list[tuple[str, int, str]]) -> str:
    return "\n".join(
        f"{name} 23:{40 + at // 60:02}:{at % 60:02} {what}"
        if at < 1200
        else f"{name} 1d 00:{(at - 1200) // 60:02}:{at % 60:02} {what}"
        for name, at, what in events
    )


def beside(others: list[tuple[str, int, int]]) -> list[dict[str, Any]]:
    rows = []
    for n, (what, at, length) in enumerate(others):
        start = ms("23:20") + at * 60_000
        row: dict[str, Any] = {
            "uid": f"{what} {n}",
            "start": start,
            "end": start + length * 60_000,
            "source": "other",
            "evidence": "calendar",
            "title": what,
        }
        if what == "meeting":
            row |= {
                "people": ("ana@example.org", "me@example.org"),
                "replies": ("", "accepted"),
                "n_people": 2,
                "response": "accepted",
            }
        elif what == "focus":
            row |= {"title": "Focus time", "n_people": 1}
        elif "window" in what:
            row |= {"evidence": "app", "app": "ChatGPT" if what == "ai window" else "Terminal", "source": "windows"}
        rows.append(row)
    return rows


@pytest.mark.parametrize("overlap", ["human-wins", "tool-wins"])
@settings(deadline=None, max_examples=8)
@given(st.lists(EVENT, min_size=1, max_size=20), st.lists(OTHER, max_size=5))
def test_what_ai_and_report_both_print_is_the_same_number(
    overlap: str, events: list[tuple[str, int, str]], others: list[tuple[str, int, int]]
) -> None:
    book = files_of(drawn(events), batches=[batch_of_rows(beside(others))], me=["me@example.org"], overlap=overlap)
    found = asked(book, (MONDAY, MONDAY.replace(day=4)), "day", "mon", MONDAY)
    question = question_of((MONDAY, MONDAY.replace(day=4)), book.span, book.policy, "day", "mon", MONDAY)
    with book.tables(question.first, question.until, question.periods) as tables:
        reported = shares(tables, question, covered_days(book.span, book.policy), "tracked").rows
    for ours, theirs, missing in zip(table_of(found.data, None), reported, found.data.missing, strict=True):
        names = [n for n in SAME if ours[n] is not None]
        assert missing or {n: ours[n] for n in names} == {n: theirs[n] for n in names}


@settings(deadline=None, max_examples=10)
@given(st.lists(EVENT, max_size=20))
def test_the_short_road_without_activities_leads_to_the_same_figures(events: list[tuple[str, int, str]]) -> None:
    window = (MONDAY, MONDAY.replace(day=4))
    short = asked_of_trails([trail_of(drawn(events))], default_policy("UTC"), window, "day", "mon", MONDAY)
    long = asked(files_of(drawn(events) or "a 09:00 machine"), window, "day", "mon", MONDAY)
    for split in (None, "assistant", "project"):
        assert not events or table_of(short.data, split) == table_of(long.data, split)
    assert tried_rows(short.data, None) == tried_rows(long.data, None) or not events
