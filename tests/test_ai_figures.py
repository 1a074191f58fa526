"""`connratio ai`: what drawn sessions add up to."""

from __future__ import annotations

from typing import Any

from ai_logs import batch_of_rows, measured, ms
from connratio.measure.ai import Split
from connratio.measure.ai.answer import table_of, totals_of, tried_rows


def total(drawn: str, *names: str, **told: Any) -> list[Any]:
    """Figures over all that is drawn, in minutes where they are seconds."""
    return shown(totals_of(measured(drawn, **told).data), *names)


def shown(row: dict[str, Any], *names: str) -> list[Any]:
    return [row[n] / 60 if n.endswith("_seconds") and row[n] is not None else row[n] for n in names]


def lines(drawn: str, by: Any, split: Split | None, *names: str, **told: Any) -> list[list[Any]]:
    return [shown(row, *names) for row in table_of(measured(drawn, by=by, **told).data, split)]


TWO_AT_ONCE = """
    one 09:00 prompt
    one 09:04 machine
    two 09:02 prompt
    two 09:06 machine
"""


def test_hands_on_time_is_a_union_over_sessions_and_machine_time_a_sum() -> None:
    # Hands on 08:59–09:00 and 09:01–09:02; the machines run 09:00–09:04 and 09:02–09:06, watched all the time.
    assert total(TWO_AT_ONCE, "ai_seconds", "ai_watching_seconds", "ai_agent_seconds", "ai_unattended_seconds") == [2, 5, 8, 0]
    assert total(TWO_AT_ONCE, "parallelism", "attended_share", "n_sessions") == [round(8 / 6, 4), 1, 2]


def test_what_a_machine_does_five_minutes_after_the_last_act_is_unattended() -> None:
    long = "a 09:00 prompt\n" + "\n".join(f"a 09:{m:02} machine" for m in range(1, 21))
    assert total(long, "ai_watching_seconds", "ai_agent_seconds", "ai_unattended_seconds", "attended_share") == [5, 20, 15, 0.25]


def test_sub_agents_stand_apart() -> None:
    drawn = """
        a 09:00 prompt
        a 09:02 machine
        a/agent-1 09:00:30 machine
        a/agent-1 09:01:30 machine
    """
    names = ("ai_agent_seconds", "ai_subagent_seconds", "ai_unattended_seconds", "n_sessions", "n_turns", "parallelism")
    assert total(drawn, *names) == [2, 1, 0, 1, 1, 1.0]


def test_a_session_of_a_program_is_machine_time_that_nobody_attends() -> None:
    names = ("ai_seconds", "ai_agent_seconds", "ai_unattended_seconds", "human_acts", "n_sessions", "automation_share")
    assert total("p 09:00 prompt 0 program\np 09:03 machine", *names) == [0, 3, 3, 0, 1, 1.0]


def test_a_stretch_across_midnight_is_cut_and_belongs_to_both_days() -> None:
    drawn = "a 23:58 prompt\na 1d 00:02 machine"
    names = ("period", "ai_seconds", "ai_agent_seconds", "human_acts", "n_turns", "n_sessions")
    assert lines(drawn, "day", None, *names) == [["2026-03-02", 1, 2, 1, 1, 1], ["2026-03-03", 0, 2, 0, 0, 1]]


def test_a_pause_of_more_than_half_an_hour_makes_two_sessions_of_one_conversation() -> None:
    assert total("a 09:00 prompt\na 09:01 machine\na 09:31 prompt\na 09:32 machine", "n_sessions", "one_prompt_share") == [1, 0.0]
    assert total("a 09:00 prompt\na 09:01 machine\na 09:31:01 prompt\na 09:32 machine", "n_sessions", "one_prompt_share") == [
        2,
        1.0,
    ]


def test_one_turn_looks_like_automation_three_like_augmentation_and_two_like_neither() -> None:
    drawn = """
        one 09:00 prompt
        two 10:00 prompt
        two 10:01 prompt
        three 11:00 prompt
        three 11:01 prompt
        three 11:02 command
        four 12:00 prompt
        four 12:01 likely
        four 12:02 prompt
    """
    assert total(drawn, "augmentation_share", "automation_share", "unlabelled_share", "one_prompt_share") == [
        0.5,
        0.25,
        0.25,
        0.25,
    ]


def test_acts_and_turns_are_counted_where_they_happened() -> None:
    drawn = """
        a 09:00 prompt
        a 09:01 machine
        a 09:01:30 steer
        a 09:02 machine
        a 09:02:30 interrupt
        a 09:03 prompt
        a 09:04 asked
        a 09:04:10 answer
        a 09:05 machine
    """
    assert total(drawn, "human_acts", "n_turns", "n_interrupts", "acts_per_turn") == [5, 2, 1, 2.5]


def test_split_by_assistant_has_a_row_for_each_and_the_total_counts_a_moment_once() -> None:
    drawn = "a 09:00 prompt 0 app=codex\na 09:03 machine\nb 09:00:30 prompt 0 app=llm project=shop\nb 09:01 machine"
    names = ("assistant", "ai_seconds", "ai_agent_seconds", "n_sessions")
    assert lines(drawn, "total", "assistant", *names) == [["codex", 1, 3, 1], ["llm", 1, 0.5, 1]]
    assert total(drawn, "ai_seconds") == [1.5]
    assert lines(drawn, "total", "project", "project", "ai_seconds") == [["", 1], ["shop", 1]]


def test_waiting_is_neither_work_nor_the_persons_time() -> None:
    names = ("ai_seconds", "ai_agent_seconds", "ai_waiting_seconds", "ai_watching_seconds")
    assert total("a 09:00 prompt\na 09:01 machine\na 09:21 machine\na 09:22 machine", *names) == [1, 2, 20, 1]


def test_at_other_idle_limits_other_pauses_count_whole() -> None:
    drawn = """
        a 09:00 prompt
        a 09:01 machine
        a 09:05 prompt
        a 09:06 machine
        a 09:16 prompt
        a 7d 09:00 prompt
        a 7d 09:01 machine
        a 7d 09:02:30 prompt
    """
    rows = tried_rows(measured(drawn, by="week").data, None)
    assert [shown(r, "period", "idle_minutes", "ai_seconds", "direction_agrees") for r in rows] == [
        ["2026-W10", 2, 3, None], ["2026-W10", 5, 6, None], ["2026-W10", 15, 15, None],
        ["2026-W11", 2, 2.5, True], ["2026-W11", 5, 2.5, True], ["2026-W11", 15, 2.5, True],
    ]  # fmt: skip


def test_a_window_in_front_claims_what_was_watched_and_a_meeting_means_that_nobody_watched() -> None:
    drawn = "a 09:00 prompt\na 09:04 machine"
    window = {"uid": "w", "start": ms("09:01"), "end": ms("09:02"), "source": "aw", "evidence": "app", "app": "Terminal"}
    met = {
        "uid": "m", "start": ms("09:03"), "end": ms("09:30"), "source": "cal", "evidence": "calendar", "title": "sync", "n_people": 2,
        "people": ("ana@example.org", "me@example.org"), "replies": ("", "accepted"), "response": "accepted",
    }  # fmt: skip
    names = ("ai_watching_seconds", "ai_watched_seconds", "ai_unattended_seconds", "ai_share_of_tool", "ai_balance")
    told = {"batches": [batch_of_rows([window, met])], "me": ["me@example.org"]}
    assert total(drawn, *names, **told) == [2, 3, 0, 0.5, round(1 / 28, 4)]
