"""Frames: what they hold is what pandas would make of the same columns, and DuckDB sees it alike with pandas and without."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connratio.model.activities import COLUMNS, NAT, Builder, from_pandas, to_pandas
from connratio.model.frame import Frame, stacked
from connratio.model.memory import cursor, hand_over, take_back
from connratio.model.texts import Texts, combined, numbered

WORDS = st.lists(st.sampled_from(["", "a", "b", "Ångström", "'; DROP TABLE x; --"]), max_size=30)
NUMBERS = st.lists(st.integers(-(2**62), 2**62) | st.integers(-3, 3), max_size=30)


@given(NUMBERS | WORDS)
def test_values_are_numbered_in_the_order_in_which_they_come(values: list[int] | list[str]) -> None:
    array = np.array(values, dtype=object if values and isinstance(values[0], str) else np.int64)
    codes, distinct = numbered(array)
    expected, uniques = pd.factorize(array)
    assert codes.tolist() == expected.tolist()
    assert list(distinct) == list(uniques)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.uint64, np.bool_])
def test_the_ends_of_a_type_are_numbered_too(dtype: type) -> None:
    ends = [False, True] if dtype is np.bool_ else [np.iinfo(dtype).min, np.iinfo(dtype).max]
    codes, distinct = numbered(np.array([ends[1], ends[0], ends[1]], dtype=dtype))
    assert codes.tolist() == [0, 1, 0]
    assert distinct.tolist() == [ends[1], ends[0]]
    assert distinct.dtype == dtype


@given(NUMBERS)
def test_numbers_far_apart_are_numbered_alike_without_pandas(values: list[int]) -> None:
    array = np.array(values, dtype=np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "pandas")
        codes, distinct = numbered(array)
    assert codes.tolist() == pd.factorize(array)[0].tolist()
    assert distinct[codes].tolist() == values


@given(st.data())
def test_rows_that_agree_in_all_columns_have_one_number(data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 20))
    letters = data.draw(st.lists(st.sampled_from("abc"), min_size=n, max_size=n))
    times = data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    code, first = combined(Texts.of(letters), np.array(times, dtype=np.int64))
    rows = list(zip(letters, times, strict=True))
    assert [rows[i] for i in first[code].tolist()] == rows
    assert len(first) == len(set(rows))


@given(WORDS, WORDS)
def test_frames_one_after_another_hold_the_rows_of_both(one: list[str], other: list[str]) -> None:
    both = stacked([Frame({"t": Texts.of(w), "n": np.arange(len(w))}) for w in (one, other)])
    assert both["t"].tolist() == one + other
    assert both["n"].tolist() == [*range(len(one)), *range(len(other))]


def test_texts_are_changed_and_replaced_by_word() -> None:
    texts = Texts.of(["Zoom", "zoom", "mail"])
    assert texts.changed(str.lower).words.tolist() == ["zoom", "mail"]
    assert texts.replaced(np.array([True, False, True]), ["", "call"]).tolist() == ["", "zoom", "call"]
    assert texts.among("zoom", "mail").tolist() == [False, True, True]
    assert texts[np.array([2, 0])].tolist() == ["mail", "Zoom"]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        Frame({"a": np.arange(2), "b": np.arange(3)})


def test_activities_come_back_from_pandas_as_they_were() -> None:
    rows = Builder(source="cal", evidence="calendar")
    rows.add(start=0, end=60_000, title="1:1", people=("a@x", "b@x"), n_people=2)
    rows.add(start=5, uid="alone")
    table = rows.frame()
    given_back = from_pandas(to_pandas(table))
    for name in COLUMNS:
        assert list(given_back[name]) == list(table[name]), name
    assert table["end"].tolist() == [60_000, NAT]
    assert str(to_pandas(table)["start"].dtype) == "datetime64[ms, UTC]"


@pytest.mark.parametrize("with_pandas", [True, False])
def test_the_database_sees_a_frame_alike_with_pandas_and_without(*, with_pandas: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not with_pandas:
        monkeypatch.delitem(sys.modules, "pandas")
    connection = cursor()
    hostile = ["'; DROP TABLE x; --", "", "Ångström", ""]
    lists = np.empty(4, dtype=object)
    lists[:] = [(), ("a@x", "b@x"), (), ("c@x",)]
    hand_over(connection, "frame", Frame({"t": Texts.of(hostile), "n": np.arange(4), "ok": np.ones(4, bool), "who": lists}))
    found = connection.execute("SELECT t::VARCHAR, n, ok, who::VARCHAR[] FROM frame ORDER BY n").fetchall()
    assert found == [(t, n, True, list(w)) for n, (t, w) in enumerate(zip(hostile, lists, strict=True))]
    hand_over(connection, "frame", Frame({"t": Texts.constant("again", 1)}))
    assert connection.execute("SELECT t::VARCHAR FROM frame").fetchall() == [("again",)]
    take_back(connection, "frame")
    connection.close()


def test_an_empty_frame_can_be_asked_too() -> None:
    connection = cursor()
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "pandas")
        hand_over(connection, "frame", Frame({"t": Texts.of([]), "n": np.arange(0)}))
    assert connection.execute("SELECT count(*), min(t::VARCHAR) FROM frame").fetchall() == [(0, None)]
    connection.close()


@pytest.mark.parametrize("with_pandas", [True, False])
def test_columns_of_one_value_take_the_room_of_one_and_are_seen_in_every_row(*, with_pandas: bool) -> None:
    connection = cursor()
    table = Frame({"n": np.arange(5000)}).assign(t="same", k=7, ok=True)
    assert table["t"].codes.strides == table["k"].strides == (0,)
    with pytest.MonkeyPatch.context() as patch:
        if not with_pandas:
            patch.delitem(sys.modules, "pandas")
        hand_over(connection, "frame", table)
        seen = connection.execute(
            "SELECT count(*), min(t::VARCHAR), max(t::VARCHAR), min(k), max(k), bool_and(ok) FROM frame"
        ).fetchall()
    assert seen == [(5000, "same", "same", 7, 7, True)]
    connection.close()
