"""A chat of VS Code read from its journal is the chat that the journal describes, with what was taken back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.importers.contract import Options, Source
from connratio.importers.copilot.reader import CopilotImporter

OPTIONS = Options(ZoneInfo("UTC"), date(2026, 11, 24))
T0 = 1_772_442_000_000
Row = tuple[int, int, str, str]


def rows(text: str) -> list[Row]:
    (batch,) = CopilotImporter().read(Source("chat", text.encode), OPTIONS)
    assert batch.problems == ()
    table = batch.activities
    return sorted(zip(table["start"].tolist(), table["end"].tolist(), table["evidence"], table["uid"], strict=True))


def request(number: int, took: int | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "requestId": f"r{number}",
        "timestamp": T0 + number * 60_000,
        "message": {"text": "CANARY"},
        "response": [],
    }
    return made if took is None else made | {"result": {"timings": {"totalElapsed": took}}}


def chat(requests: list[dict[str, Any]]) -> dict[str, Any]:
    return {"version": 3, "sessionId": "s", "creationDate": T0, "requests": requests}


def applied(whole: dict[str, Any], change: dict[str, Any]) -> None:
    """What VS Code means by a change, done to the whole object."""
    *path, last = change["k"]
    at: Any = whole
    for key in path:
        at = at[key]
    if change["kind"] == 1:
        at[last] = json.loads(json.dumps(change["v"]))
    elif change["kind"] == 2:
        at[last] += json.loads(json.dumps(change["v"]))
    else:
        del at[last]


@st.composite
def journals(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A chat to begin with, and changes that fit it one after the other."""
    whole = chat([request(n, draw(st.none() | st.integers(0, 50_000))) for n in range(draw(st.integers(0, 2)))])
    first, changes = json.loads(json.dumps(whole)), []
    for number in range(10, 10 + draw(st.integers(1, 12))):
        n = len(whole["requests"])
        place = draw(st.integers(0, n - 1)) if n else 0
        took = draw(st.integers(0, 50_000))
        choices: list[dict[str, Any]] = [
            {"kind": 2, "k": ["requests"], "v": [request(number)]},
            {"kind": 2, "k": ["requests"], "v": [request(number, took), request(number + 100)]},
            {"kind": 1, "k": ["customTitle"], "v": "CANARY"},
        ]
        if n:
            choices += [
                {"kind": 1, "k": ["requests", place, "result"], "v": {"timings": {"totalElapsed": took}, "details": "CANARY"}},
                {"kind": 2, "k": ["requests", place, "response"], "v": [{"value": "CANARY"}]},
                {"kind": 1, "k": ["requests", place, "isCanceled"], "v": draw(st.booleans())},
                {
                    "kind": 1,
                    "k": ["requests", place, "modelState"],
                    "v": {"value": 1, "completedAt": T0 + number * 60_000 + took},
                },
            ]
            if "result" in whole["requests"][place]:
                choices += [
                    {"kind": 1, "k": ["requests", place, "result", "timings", "totalElapsed"], "v": took},
                    {"kind": 3, "k": ["requests", place, "result"]},
                ]
        changes.append(draw(st.sampled_from(choices)))
        applied(whole, changes[-1])
    return first, changes


@given(journals())
@settings(max_examples=60)
def test_a_journal_replayed_gives_what_the_whole_object_gives(journal: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    first, changes = journal
    whole = json.loads(json.dumps(first))
    for change in changes:
        applied(whole, change)
    lines = [json.dumps(line) for line in ({"kind": 0, "v": first}, *changes)]
    assert rows("\n".join(lines) + "\n") == rows(json.dumps(whole))


def test_a_request_that_was_asked_anew_took_its_time_as_well() -> None:
    lines = [
        {"kind": 0, "v": chat([request(0, 1000), request(1, 2000)])},
        {"kind": 2, "k": ["requests"], "v": [request(2, 3000)], "i": 1},
    ]
    assert rows("".join(f"{json.dumps(line)}\n" for line in lines)) == rows(
        json.dumps(chat([request(n, 1000 * (n + 1)) for n in range(3)]))
    )


def test_a_whole_chat_on_one_line_of_megabytes_is_read_to_its_end() -> None:
    requests = [request(n, 1000) | {"response": [{"value": "CANARY" * 500_000}]} for n in range(3)]
    lines = [
        {"kind": 0, "v": chat(requests)},
        {"kind": 1, "k": ["requests", 2, "result"], "v": {"timings": {"totalElapsed": 7000}}},
    ]
    small = chat([request(0, 1000), request(1, 1000), request(2, 7000)])
    assert rows("".join(f"{json.dumps(line)}\n" for line in lines)) == rows(json.dumps(small))
