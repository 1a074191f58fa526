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
from connratio.measure.metrics import METRICS
from connratio.measure.question import covered_days, question_of
from connratio.measure.series import series_of, value_of
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


def test_metrics_by_day_are_the_figures_of_connratio_ai() -> None:
    text = """
        a 23:58 prompt
        a 1d 00:02 machine
        a 1d 00:03 interrupt
        b 23:59 prompt
        b 1d 00:01 machine
        b/agent 23:59:30 machine
        b/agent 1d 00:01 machine
        c 1d 09:00 prompt
        c 1d 09:01 prompt
        c 1d 09:02 command
        c 1d 09:20 machine
        c 1d 09:20:30 machine
        d 1d 10:00 prompt
        d 1d 10:01 machine
        d 1d 10:31:01 prompt
    """
    book, window = files_of(text), (MONDAY, MONDAY.replace(day=4))
    figures = table_of(asked(book, window, "day", "mon", MONDAY).data, None)
    question = question_of(window, book.span, book.policy, "day", "mon", MONDAY)
    wanted = [m for m in METRICS if m.assistant]
    with book.tables(*window, question.periods, details=True) as tables:
        series = series_of(tables, question, covered_days(book.span, book.policy), "auto", wanted)
    begun = {"n_sessions", "one_prompt_share", "augmentation_share", "automation_share"}  # of a session that spans both days
    for m in wanted:
        values = [value_of(m, p.part, p.whole) for p in series[m.name].points]
        assert m.name in begun or values == [row[m.name] for row in figures]
    assert [p.part for p in series["n_sessions"].points] == [2, 3]
    assert [(p.part, p.whole) for p in series["automation_share"].points] == [(2, 2), (2, 3)]
    assert [(p.part, p.whole) for p in series["augmentation_share"].points] == [(0, 2), (1, 3)]
