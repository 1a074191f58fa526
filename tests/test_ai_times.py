"""From the events of an assistant's log to time: formats/ai.md 3.3 and 3.4, one drawing each."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from connratio.importers.ai.batches import activities
from connratio.importers.ai.times import Sort, events_of, stretches
from connratio.importers.ai.trail import Trail, What
from connratio.model.activities import NAT

T = 1_772_442_000_000
"""2026-03-02T09:00:00Z."""
Event = tuple[float, What] | tuple[float, What, float]


def trail_of(*events: Event, attended: bool = True, sub: bool = False) -> Trail:
    trail = Trail()
    session = trail.session("s", "claude-code", attended=attended, sub=sub)
    for at, what, *more in events:
        given_more = more[0] if more else 0
        ms = T + round(given_more * 1000) if what == What.RUN else round(given_more * 1000)
        trail.add(session, T + round(at * 1000), what, ms)
    return trail


def drawn(trail: Trail) -> dict[str, list[tuple[float, float]]]:
    found = stretches(events_of(trail))
    rows = zip(found.sort.tolist(), found.start.tolist(), found.end.tolist(), strict=True)
    picture: dict[str, list[tuple[float, float]]] = {}
    for sort, start, end in rows:
        picture.setdefault(Sort(sort).name.lower(), []).append(((start - T) / 1000, (end - T) / 1000))
    return picture


def test_the_first_act_of_a_session_is_worth_a_minute_whatever_the_machine_wrote_before_it() -> None:
    assert drawn(trail_of((0, What.MACHINE), (2, What.PROMPT)))["hands_on"] == [(-58, 2)]


def test_two_lines_of_a_person_in_one_millisecond_are_one_act() -> None:
    found = drawn(trail_of((0, What.COMMAND), (0, What.PROMPT), (10, What.PROMPT), (10, What.INTERRUPT)))
    assert found["hands_on"] == [(-60, 0), (0, 10)]


def test_a_pause_of_five_minutes_before_an_act_counts_whole_and_a_longer_one_a_minute() -> None:
    acts = drawn(trail_of((0, What.PROMPT), (10, What.MACHINE), (310, What.PROMPT), (320, What.MACHINE), (621, What.PROMPT)))
    assert acts["hands_on"] == [(-60, 0), (10, 310), (561, 621)]


def test_the_machine_works_from_the_act_to_its_last_event_less_long_pauses() -> None:
    found = drawn(trail_of((0, What.PROMPT), (10, What.MACHINE), (311, What.MACHINE), (320, What.MACHINE)))
    assert found["agent"] == [(0, 10), (311, 320)]
    assert found["waiting"] == [(10, 311)]


def test_what_the_tool_says_of_its_turn_tells_work_from_waiting() -> None:
    found = drawn(trail_of((0, What.PROMPT), (10, What.MACHINE), (130, What.MACHINE), (140, What.DONE, 40)))
    assert found["agent"] == [(0, 30), (130, 140)]
    assert found["waiting"] == [(30, 130)]


def test_a_turn_said_to_be_longer_than_its_events_began_before_them() -> None:
    assert drawn(trail_of((0, What.PROMPT), (10, What.MACHINE), (20, What.DONE, 20.5)))["agent"] == [(-0.5, 20)]


def test_an_open_question_is_a_wait_and_its_answer_an_act_in_the_same_turn() -> None:
    found = drawn(trail_of((0, What.PROMPT), (5, What.ASKED), (45, What.ANSWER), (50, What.MACHINE)))
    assert found["agent"] == [(0, 5), (45, 50)]
    assert found["waiting"] == [(5, 45)]
    assert found["hands_on"] == [(-60, 0), (5, 45)]


def test_a_person_watches_for_five_minutes_after_each_act() -> None:
    found = drawn(trail_of((0, What.PROMPT), (200, What.MACHINE), (350, What.MACHINE), (360, What.STEER), (370, What.MACHINE)))
    assert found["watching"] == [(0, 300), (360, 370)]
    assert found["agent"] == [(0, 370)]


def test_known_intervals_count_once_where_they_overlap() -> None:
    found = drawn(trail_of((0, What.PROMPT), (1, What.RUN, 20), (10, What.RUN, 30)))
    assert found["agent"] == [(1, 20), (20, 30)]


def test_sessions_of_programs_have_machine_time_only() -> None:
    assert set(drawn(trail_of((0, What.PROMPT), (20, What.MACHINE), attended=False))) == {"agent"}


def test_the_end_of_a_turn_parts_it_from_the_next_even_without_an_act() -> None:
    found = drawn(trail_of((0, What.PROMPT), (10, What.DONE, 10), (60, What.MACHINE), (70, What.DONE, 10)))
    assert found["agent"] == [(0, 10), (60, 70)]


def test_copies_of_an_event_belong_to_the_session_that_had_it_first_whatever_the_order_of_the_files() -> None:
    def read(order: list[str]) -> list[tuple[str, int]]:
        trail = Trail()
        for name in order:
            session = trail.session(name, "claude-code")
            for n, at in enumerate((0, 10, 20), 1):
                trail.add(session, T + at * 1000, What.PROMPT, mark=n)
            trail.add(session, T + (25_000 if name == "first" else 500_000), What.MACHINE, mark=10 + len(name))
        events = trail.columns()
        return sorted((trail.sessions[s].uid, at - T) for s, at in zip(events.session.tolist(), events.at.tolist(), strict=True))

    assert read(["first", "fork"]) == read(["fork", "first"])
    assert read(["first", "fork"]) == [("first", 0), ("first", 10_000), ("first", 20_000), ("first", 25_000), ("fork", 500_000)]


def test_a_row_keeps_the_event_before_its_act_so_that_other_limits_can_be_tried() -> None:
    table = activities(trail_of((0, What.PROMPT), (10, What.MACHINE), (900, What.PROMPT)), "claude-code")
    acts = table.take(table["evidence"].among("ai"))
    assert acts["category"].tolist() == ["prompt", "prompt"]
    assert acts["created"].tolist() == [NAT, T + 10_000]


events_drawn = st.lists(
    st.tuples(st.integers(0, 2000), st.sampled_from([w for w in What if w != What.RUN]), st.integers(-1, 900)),
    min_size=1,
    max_size=25,
)


@given(events_drawn)
def test_work_and_waits_lie_within_the_session_and_never_overlap(events: list[tuple[int, What, int]]) -> None:
    found = drawn(trail_of(*events))
    machine = sorted(found.get("agent", []) + found.get("waiting", []))
    assert all(a[1] <= b[0] for a, b in pairwise(machine))
    assert all(start <= end for part in found.values() for start, end in part)


@given(events_drawn, st.randoms())
def test_the_order_of_events_in_the_file_does_not_matter(events: list[tuple[int, What, int]], random: Random) -> None:
    shuffled = random.sample(events, len(events))
    assert drawn(trail_of(*events)) == drawn(trail_of(*shuffled))
