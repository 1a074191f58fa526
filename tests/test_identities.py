"""Identities that hold whatever is in the calendar and the log: parts add up, ends enclose their value, formats agree."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from connratio.model.words import PURPOSES
from connratio.render.units import duration, percent
from drawn_calendar import calendar, event, export, status, window

PEOPLE: Final = ("ana", "bo", "cy", "di", "ed", "fay", "gil", "hana", "ivo", *(f"guest{i}" for i in range(14)))
PLACES: Final = ("", "LOCATION:Room 1", "LOCATION:https://zoom.us/j/1", "LOCATION:Room 1\\; https://zoom.us/j/1")
QUICK: Final = (Phase.explicit, Phase.reuse, Phase.generate)
"""A counter-example is read as it is: each costs a ledger."""
WINDOW: Final = ("--from", "2026-03-02", "--until", "2026-03-30")
SIZES: Final = ("one_to_one", "small", "large", "broadcast", "unsized")
MODES: Final = ("in_person", "hybrid", "video", "phone", "chat", "email", "no_place")


@dataclass(frozen=True)
class Drawn:
    """A calendar and a log as files would hold them; `talks` tells whether chat or mail is in the log."""

    ics: str
    log: str
    talks: bool

    @contextmanager
    def kept(self) -> Iterator[Book]:
        """A ledger with both in it."""
        with TemporaryDirectory() as folder:
            book = Book(Path(folder) / "l.duckdb")
            files = [(Path(folder) / name, text) for name, text in (("c.ics", self.ics), ("a.json", self.log)) if text]
            for file, text in files:
                file.write_text(text, encoding="utf-8")
            book.ask("import", *(str(file) for file, _ in files), "--me", "me@example.org", "--timezone", "Europe/Berlin")
            yield book


@dataclass(frozen=True)
class Book:
    """The program on a ledger, without a process of its own."""

    ledger: Path

    def ask(self, *args: str) -> str:
        from connratio.cli.app import app

        done = CliRunner().invoke(app, [*args, "--ledger", str(self.ledger), "--no-config", "-q"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.stdout

    def rows(self, *args: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.ask(*args, "-f", "csv"))))


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """Up to forty entries over four weeks, overlapping as they like, and windows beside them."""
    entries = []
    for i in range(draw(st.integers(1, 40))):
        day, quarter, length = draw(st.integers(2, 29)), draw(st.integers(24, 76)), draw(st.sampled_from((1, 2, 3, 4, 6, 8)))
        people = draw(st.lists(st.sampled_from(PEOPLE), max_size=21, unique=True))
        reply = draw(st.sampled_from(("ACCEPTED", "ACCEPTED", "ACCEPTED", "TENTATIVE", "NEEDS-ACTION", "DECLINED")))
        entries.append(
            event(
                f"e{i}",
                clock(day, quarter),
                clock(day, quarter + length),
                *people,
                mine=reply,
                more=draw(st.sampled_from(PLACES)),
            )
        )
    apps = st.sampled_from(("Code", "Slack", "Thunderbird", "Microsoft Word", "Spotify", "Notchpad"))
    windows: list[dict[str, object]] = []
    used: set[str] = set()
    for _ in range(draw(st.integers(0, 30))):
        day, minute, length = draw(st.integers(2, 29)), draw(st.integers(380, 1100)), draw(st.integers(1, 180))
        windows.append(
            window(f"2026-03-{day:02}T{minute // 60:02}:{minute % 60:02}:00Z", 60 * length + draw(st.integers(0, 59)), draw(apps))
        )
    windows.sort(key=lambda w: str(w["timestamp"]))
    watched = draw(st.booleans())
    here = [status("2026-03-02T06:00:00Z", 28 * 86_400, "not-afk")] if watched else []
    talks = not used.isdisjoint({"Slack", "Thunderbird"})
    return Drawn(calendar(*entries), export(windows, here) if windows else "", talks)


def clock(day: int, quarter: int) -> str:
    return f"202603{day:02}T{quarter // 4:02}{quarter % 4 * 15:02}"


@settings(max_examples=5, phases=QUICK)
@given(drawn())
def test_the_parts_add_up(data: Drawn) -> None:
    with data.kept() as book:
        weeks = [{r["measure"]: r["value"] for r in book.rows("week", "--week", f"2026-W{n}")} for n in (11, 13)]
    for week in weeks:
        of = {name.removesuffix("_seconds"): float(value) for name, value in week.items() if value and name.endswith("_seconds")}
        if "human" not in of:
            continue
        for parts in (SIZES, MODES, (*PURPOSES, "untagged")):
            assert sum(of[name] for name in parts) == pytest.approx(of["human"], abs=0.01)
        assert of["meeting"] == pytest.approx(of["human"] - of["chat"] - of["email"], abs=0.01)
        if not data.talks:
            assert sum(of[name] for name in SIZES[:4]) == pytest.approx(of["meeting"], abs=0.01)
        if "uninterrupted" in of:
            assert of["uninterrupted"] + of["interrupted"] + of["fragmented"] == pytest.approx(of["available"], abs=0.01)
        assert of["available"] <= of["expected"] == 144_000
        assert of["observed"] <= of["expected"]
        assert of["double_booked"] <= of["meeting"] + 0.001
        assert of["after_hours"] <= of["human"]


@settings(max_examples=5, phases=QUICK)
@given(drawn())
def test_pair_time_over_people_is_the_time_in_meetings_with_people(data: Drawn) -> None:
    with data.kept() as book:
        people = book.rows("people", *WINDOW)
        metric = book.rows("trend", *WINDOW, "--metric", "meeting")
    whole = sum(float(r["numerator"] or 0) for r in metric)
    pairs = sum(float(r["pair_seconds"]) for r in people)
    # Each meeting is shared among its people in whole milliseconds.
    assert pairs == pytest.approx(whole, abs=0.001 * 22 * 40)
    assert all(float(r["pair_seconds"]) <= float(r["contact_seconds"]) + 0.001 for r in people)


@settings(max_examples=5, phases=QUICK)
@given(drawn(), st.sampled_from(("human-wins", "tool-wins", "split")))
def test_a_value_lies_between_its_ends(data: Drawn, policy: str) -> None:
    with data.kept() as book:
        report = book.rows("report", *WINDOW, "--by", "week", "--overlap", policy)
        week, compared = book.rows("week", "--week", "2026-W13"), book.rows("compare", "2026-03", "2026-W13")
        verdict = book.rows("trend", *WINDOW, "--verdict")
    triples = [(r["share_low"], r["share"], r["share_high"]) for r in report]
    if policy == "human-wins":
        triples += [(r["human_low_seconds"], r["human_seconds"], r["human_high_seconds"]) for r in report]
    triples += [(r["low"], r["value"], r["high"]) for r in (*week, *verdict)]
    triples += [(r["baseline_low"], r["baseline"], r["baseline_high"]) for r in week]
    triples += [(r["low"], r["difference"], r["high"]) for r in compared]
    assert [t for t in triples if all(t) and not float(t[0]) <= float(t[1]) <= float(t[2])] == []


COMMANDS: Final = (
    ("week", "--week", "2026-W12"), ("people", "--until", "2026-03-30"), ("trend", *WINDOW), ("trend", *WINDOW, "--verdict"),
    ("trend", *WINDOW, "--metric", "small"), ("compare", "2026-W10..2026-W11", "2026-W12..2026-W13"),
    ("compare", "2026-W10..2026-W11", "2026-W12..2026-W13", "--touchpoints"), ("report", *WINDOW), ("report", *WINDOW, "--split", "mode"),
)  # fmt: skip


@settings(max_examples=2, phases=QUICK)
@given(data=drawn())
def test_every_format_says_the_same(data: Drawn) -> None:
    with data.kept() as book:
        for command in COMMANDS:
            agree(book, command)


def agree(book: Book, command: tuple[str, ...]) -> None:
    document = json.loads(book.ask(*command, "--json"))
    rows = document["rows"]
    header, *lines = book.ask(*command, "-f", "csv").splitlines()
    columns, cells = header.split(","), list(csv.reader(lines))
    assert cells == list(csv.reader(book.ask(*command, "-f", "tsv").splitlines()[1:], delimiter="\t"))
    assert [[cell(r[c]) for c in columns] for r in rows] == [[number(c) for c in row] for row in cells]
    streamed = [json.loads(line) for line in book.ask(*command, "-f", "ndjson").splitlines()]
    assert streamed == [{"schema": document["schema"]}, *rows]
    markdown = book.ask(*command, "-f", "md").splitlines()[2:]
    assert len(markdown) == len(rows)
    for row, line in zip(rows, markdown, strict=True):
        assert [text for text in read_by_people(row) if text not in line.replace("\\", "")] == []


def cell(value: Any) -> str | float:
    """A value of JSON as CSV writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else number(str(value)) if isinstance(value, str) else float(value)


def number(text: str) -> str | float:
    """A cell as a number where it is one, to six decimals."""
    text = text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text
    try:
        return float(text)
    except ValueError:
        return text


def read_by_people(row: dict[str, Any]) -> Iterator[str]:
    """Amounts of a row as a screen writes them."""
    for name, value in row.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if name.endswith("_seconds"):
            yield duration(value)
        elif name in {"value", "a", "b"} and row.get("unit") in {"seconds", "share"}:
            yield duration(value) if row["unit"] == "seconds" else percent(value)
