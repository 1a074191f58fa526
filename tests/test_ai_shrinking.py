"""Large documents without their long texts: the same values, the same lines, in little memory."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connratio.importers.ai import shrinking
from connratio.importers.ai.shrinking import LONG, shrunk

TEXTS = (
    st.text(st.sampled_from('a"\\\n{}[],é€𝄞'), max_size=3) | st.integers(190, 260).map(lambda n: "x" * n) | st.just('\\"' * 150)
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner)
)  # fmt: skip


def emptied(value: Any) -> Any:
    """The value with every text empty that is too long as JSON writes it."""
    if isinstance(value, dict):
        return {key: emptied(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [emptied(inner) for inner in value]
    return "" if isinstance(value, str) and len(json.dumps(value)) > LONG else value


@given(VALUES, st.integers(1, 40))
def test_a_document_keeps_all_but_its_long_texts_wherever_it_is_cut_into_pieces(value: Any, piece: int) -> None:
    whole = json.dumps(value, indent=1).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shrinking, "_PIECE", piece)
        small = shrunk(io.BytesIO(whole))
    assert json.loads(small) == emptied(value)
    assert small.count(b"\n") == whole.count(b"\n")


def test_a_document_that_breaks_off_in_a_text_breaks_off_there() -> None:
    assert shrunk(io.BytesIO(b'{"a": "short')) == b'{"a": "short'
    assert shrunk(io.BytesIO(b'{"a": "' + b"x" * 300)) == b'{"a": ""'
