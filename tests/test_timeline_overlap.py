"""Who gets time that several activities claim (DESIGN 3.5), and how sure that is (3.6)."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.timeline.classes import Band
from connratio.timeline.intervals import total, union
from connratio.timeline.records import Claim
from kernel import NAMES, Row, drawn, minutes, table

CALL_WITH_EDITOR = """
    human  09:00-10:00
    editor 09:20-09:40
"""


@pytest.mark.parametrize(
    ("overlap", "expected"),
    [
        ("human-wins", {"human": 60}),
        ("tool-wins", {"human": 40, "tool": 20}),
        ("split", {"human": 50, "tool": 10}),
    ],
)
def test_an_editor_in_front_during_a_call_is_contested_time(overlap: str, expected: dict[str, float]) -> None:
    found = table(drawn(CALL_WITH_EDITOR), overlap)
    assert minutes(found) == expected
    assert sum(minutes(found, contested=1).values()) == 20


def test_the_most_specific_tool_evidence_wins() -> None:
    found = table(
        drawn("""
            app    09:00-10:00 @1
            web    09:10-09:20 @2
            editor 09:30-09:40 @3
            ai     09:35-09:45 @4
        """)
    )
    by_key = found.groupby("key")["ms"].sum() / 60_000
    assert by_key.to_dict() == {1: 35, 2: 10, 3: 5, 4: 10}


def test_an_uncertain_human_claim_yields_to_a_tool_and_beats_everything_else() -> None:
    found = table(
        drawn("""
            maybe 09:00-10:00
            app   09:00-09:20
            solo  09:20-09:40
            away  09:40-10:00
        """)
    )
    assert minutes(found) == {"human": 40, "tool": 20}
    assert minutes(found, band=Band.H_MAYBE) == {"human": 40, "tool": 20}


def test_a_tentative_meeting_is_no_time_at_all_unless_a_tool_is_in_use() -> None:
    found = table(
        drawn("""
            pending 09:00-10:00
            app     09:45-10:15
        """)
    )
    assert minutes(found, band=Band.N0) == {"-": 45}
    assert minutes(found, band=Band.N) == {"tool": 15}
    assert minutes(found, band=Band.T_SURE) == {"tool": 15}


def test_two_meetings_at_once_share_the_time_and_count_as_double_booked() -> None:
    found = table(
        drawn("""
            human 09:00-10:00 @1
            human 09:30-10:30 @2
        """)
    )
    assert (found[found["lane"] == 0].groupby("key")["ms"].sum() / 60_000).to_dict() == {1: 45, 2: 45}
    assert found[found["lane"] == 4]["ms"].sum() == 30 * 60_000


def test_an_agent_works_unattended_while_nobody_looks_and_nobody_meets() -> None:
    found = table(
        drawn("""
            agent    09:00-10:00
            agent    09:00-09:30
            watching 09:00-09:10
            human    09:50-10:00
        """)
    )
    assert found[found["lane"] == 2]["ms"].sum() == 90 * 60_000
    assert found[found["lane"] == 3]["ms"].sum() == (20 * 2 + 20) * 60_000
    assert found[found["band"] == Band.W]["ms"].sum() == 10 * 60_000


ROWS = st.lists(
    st.builds(
        lambda start, length, name, key: (
            1_772_406_000_000 + start * 997,
            1_772_406_000_000 + (start + length) * 997,
            *NAMES[name],
            key,
        ),
        st.integers(0, 400_000),
        st.integers(1, 40_000),
        st.sampled_from(sorted(set(NAMES) - {"watching", "agent"})),
        st.integers(0, 4),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, seed=st.integers(0, 99), overlap=st.sampled_from(["human-wins", "tool-wins", "split"]))
def test_the_order_of_activities_changes_nothing(rows: list[Row], seed: int, overlap: str) -> None:
    shuffled = rows.copy()
    random.Random(seed).shuffle(shuffled)  # noqa: S311  # a shuffle, no secret
    assert table(rows, overlap).to_dict("list") == table(shuffled, overlap).to_dict("list")


@settings(max_examples=100, deadline=None)
@given(rows=ROWS, overlap=st.sampled_from(["human-wins", "tool-wins", "split"]))
def test_settling_a_few_claims_at_a_time_gives_the_same_tallies(rows: list[Row], overlap: str) -> None:
    whole = table(rows, overlap)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("connratio.timeline.tally.CHUNK", 3)
        assert table(rows, overlap).equals(whole)


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, part=st.floats(0.01, 0.99), which=st.integers(0, 24))
def test_splitting_an_activity_in_two_changes_nothing(rows: list[Row], part: float, which: int) -> None:
    if not rows:
        return
    start, end, *rest = rows[which % len(rows)]
    middle = start + max(int((end - start) * part), 1)
    divided = [r for i, r in enumerate(rows) if i != which % len(rows)]
    divided += [(start, middle, *rest), (middle, end, *rest)]  # type: ignore[list-item]  # a tuple put together again
    without_meetings = [table(r)[lambda t: t["lane"] != 4] for r in (rows, divided)]
    assert without_meetings[0].to_dict("list") == without_meetings[1].to_dict("list")


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, overlap=st.sampled_from(["human-wins", "tool-wins", "split"]))
def test_the_kinds_add_up_to_the_union_of_what_counts(rows: list[Row], overlap: str) -> None:
    import numpy as np

    counted = [r for r in rows if r[2] != Claim.PENDING]
    start, end = np.array([r[0] for r in counted], dtype=np.int64), np.array([r[1] for r in counted], dtype=np.int64)
    found = table(rows, overlap)
    resolved = found[(found["lane"] == 0) & (found["winner"] != int(Claim.NONE))]
    assert resolved["ms"].sum() == total(union(start, end))


@settings(max_examples=200, deadline=None)
@given(rows=ROWS, overlap=st.sampled_from(["human-wins", "tool-wins", "split"]))
def test_the_share_lies_within_its_band(rows: list[Row], overlap: str) -> None:
    time = table(rows, overlap)[lambda t: t["lane"] == 0]
    of_band = time.groupby("band")["ms"].sum()
    human = time[time["winner"].isin([0, 5])]["ms"].sum()
    tool = time[time["winner"].isin([1, 2, 3, 4])]["ms"].sum()
    if human + tool == 0:
        return
    observed = sum(of_band.get(b, 0) for b in range(1, 9))
    low = of_band.get(Band.H_SURE, 0) / (observed - of_band.get(Band.N0, 0))
    high = 1 - of_band.get(Band.T_SURE, 0) / observed
    assert low - 1e-12 <= human / (human + tool) <= high + 1e-12
