from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connratio.config import yaml_text
from connratio.config.errors import errors_of
from connratio.config.models import Config
from connratio.config.yaml_text import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = (Path(__file__).parent.parent / "config.example.yaml").read_text(encoding="utf-8")


@pytest.fixture(params=["with libyaml", "without libyaml"], autouse=True, scope="module")
def _both_parsers(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "without libyaml":
            patch.setattr(yaml_text, "_LOADER", yaml.BaseLoader)
        yield


def faults(text: str) -> list[str]:
    return [f"{f.line}:{f.column} {'.'.join(map(str, f.path))}: {f.message}" for f in read_yaml(text).faults]


def test_every_scalar_is_the_text_that_was_typed() -> None:
    text = "{a: 17:00, b: 9:30, c: NO, d: yes, e: 1.10, f: 0o17, g: 2026-03-01, h: 'null', i: '', j: \"~\"}"
    assert read_yaml(text).value == {
        "a": "17:00",
        "b": "9:30",
        "c": "NO",
        "d": "yes",
        "e": "1.10",
        "f": "0o17",
        "g": "2026-03-01",
        "h": "null",
        "i": "",
        "j": "~",
    }


def test_nothing_is_none() -> None:
    assert read_yaml("a:\nb: ~\nc: null").value == {"a": None, "b": None, "c": None}
    assert read_yaml("").value is None
    assert read_yaml("# only a remark\n").value is None
    assert read_yaml("---\n").value is None


def test_every_value_knows_its_place_and_a_key_gives_it() -> None:
    assert read_yaml("me: a@b\nrules:\n  - kind: tool\n    app: [Code,\n          vim]\n").places == {
        (): (1, 1),
        ("me",): (1, 1),
        ("rules",): (2, 1),
        ("rules", 0): (3, 5),
        ("rules", 0, "kind"): (3, 5),
        ("rules", 0, "app"): (4, 5),
        ("rules", 0, "app", 0): (4, 11),
        ("rules", 0, "app", 1): (5, 11),
    }


def test_a_key_that_stands_twice_is_a_fault_at_its_second_place() -> None:
    assert faults("rules:\n  - kind: tool\n    app: a\n    kind: solo\nme: a\nme: b\n") == [
        "4:5 rules.0.kind: this key stands twice; the first is in line 2",
        "6:1 me: this key stands twice; the first is in line 5",
    ]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!!binary", "!!int", "!mine", "!"])
def test_tags_do_nothing_and_are_faults(tag: str) -> None:
    assert faults(f"a:\n  - {tag} '1'\n") == ["2:5 a.0: tags (!…) are not allowed; write the plain value"]


def test_a_tag_on_a_mapping_is_a_fault_too() -> None:
    assert faults("a: !!python/object:os.PathLike {b: c}") == ["1:4 a: tags (!…) are not allowed; write the plain value"]


def test_an_alias_repeats_a_value_and_its_places() -> None:
    parsed = read_yaml("a: &apps [x, y]\nb: *apps\n")
    assert parsed.value == {"a": ["x", "y"], "b": ["x", "y"]}
    assert parsed.places["b",] == (2, 1)
    assert parsed.places["b", 1] == (1, 14)


def test_a_billion_laughs_end_soon() -> None:
    bomb = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    bomb += "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10))
    began = time.process_time()
    assert [fault.message for fault in read_yaml(bomb).faults] == ["aliases make the document too large"]
    assert time.process_time() - began < 5


def test_a_long_chain_of_aliases_does_not_exhaust_the_stack() -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 2000))
    assert [fault.message for fault in read_yaml(chain).faults] == ["aliases make the document too large"]


def test_an_alias_to_itself_or_to_nothing_is_a_fault() -> None:
    assert faults("a: &a [*a]") == ["1:8 a.0: *a refers to nothing that was complete before"]
    assert faults("a: *b") == ["1:4 a: *b refers to nothing that was complete before"]


def test_deep_nesting_does_not_exhaust_the_stack() -> None:
    assert faults("[" * 33 + "]" * 33) == ["1:33 : nested deeper than 32 levels"]
    assert len(faults("[" * 100_000)) == 1
    assert faults("{a: " * 100_000) == ["1:129 : nested deeper than 32 levels"]


def test_a_binary_file_is_a_fault_with_its_place() -> None:
    assert faults("me: a@b\nx: \x00\x01") == ["2:4 : a control character (U+0000); is this a text file?"]


def test_a_file_beyond_all_measure_is_not_parsed() -> None:
    assert faults("#" * 1_100_000) == ["1:1 : longer than 1,048,576 characters"]


def test_merge_keys_second_documents_and_odd_keys_are_faults() -> None:
    assert faults("a: &a {x: 1}\nb:\n  <<: *a\n") == ["3:3 b.<<: merge keys (<<) are not supported; write the keys out"]
    assert faults("a: 1\n---\nb: 2\n") == ["2:1 : a second document begins here; one file holds one"]
    assert faults("[a]: 1") == ["1:1 : a key must be plain text"]
    assert faults("x: {{a: b}: 1}") == ["1:5 x: a key must be plain text"]


def test_an_indentation_with_tabs_is_a_fault_in_its_line() -> None:
    (fault,) = read_yaml("rules:\n\t- kind: tool\n").faults
    assert (fault.line, fault.column) == (2, 1)
    assert "indent with spaces" in fault.message


def test_what_is_no_yaml_is_a_fault_in_its_line() -> None:
    (fault,) = read_yaml("me: a@b\ntimezone: Europe: Berlin\n").faults
    assert (fault.line, fault.column) == (2, 17)
    assert "mapping values are not allowed" in fault.message


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    parsed = read_yaml(text)
    assert all(fault.line >= 1 and fault.column >= 1 for fault in parsed.faults)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, len(EXAMPLE)),
    st.integers(0, 30),
    st.sampled_from(["", "\t", "- ", ": ", "[", "]", "{", "x", "*a", "&a ", "!", "~", '"', "\n"]),
)
def test_whatever_a_slip_of_the_pen_does_ends_in_errors_with_a_place(at: int, gone: int, typed: str) -> None:
    parsed = read_yaml(EXAMPLE[:at] + typed + EXAMPLE[at + gone :])
    places = {path: (Path("c.yaml"), *place) for path, place in parsed.places.items()}
    try:
        Config.model_validate(parsed.value or {})
    except ValidationError as failure:
        found = errors_of(failure, places, {Path("c.yaml"): "c.yaml"})
        assert found
        assert all(error.message and error.line >= 1 for error in found)
