"""The Python API, and importers of other packages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

import connratio
from connratio.importers import registry
from connratio.importers.contract import Batch, Head, Options, Source, SourceInfo
from connratio.model.activities import COLUMNS, Builder, to_pandas
from drawn_calendar import calendar, event

Write = Callable[[str, str | bytes], Path]


class DeskBot:
    """A tiny export: `deskbot <start ms> <end ms>` a line."""

    name = "deskbot"

    def recognises(self, head: Head) -> bool:
        return head.data.startswith(b"deskbot ")

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        del options
        rows = Builder(source="deskbot", evidence="ai", title="session")
        for number, line in enumerate(source.data().decode().splitlines(), 1):
            _, start, end = line.split()
            rows.add(start=int(start), end=int(end), uid=str(number), origin=f"{source.name}:{number}")
        yield Batch(SourceInfo("deskbot", self.name, source.path, span=(1_772_438_400_000, 1_772_442_000_000)), rows.frame())


class OlderBot(DeskBot):
    """A plug-in that gives a pandas frame."""

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        for batch in super().read(source, options):
            table: Any = to_pandas(batch.activities)
            yield replace(batch, activities=table.astype({"title": str}))


class Crashing:
    name = "crashing"

    def recognises(self, head: Head) -> bool:
        if head.data.startswith(b"ambush"):
            raise RuntimeError("while recognising")
        return head.data.startswith(b"crash")

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        raise RuntimeError(f"while reading {source.name} {options.today}")
        yield


@pytest.fixture
def with_plugins(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from plugged(monkeypatch, ("a", "DeskBot"), ("b", "Crashing"), ("c", "NoSuchClass"))


def plugged(monkeypatch: pytest.MonkeyPatch, *classes: tuple[str, str]) -> Iterator[None]:
    points = [EntryPoint(name, f"test_api:{of}", registry.GROUP) for name, of in classes]
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group == registry.GROUP else [])
    registry.plugins.cache_clear()
    yield
    registry.plugins.cache_clear()


@pytest.fixture(params=["DeskBot", "OlderBot"])
def either_frame(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    yield from plugged(monkeypatch, ("a", request.param))


@pytest.mark.usefixtures("either_frame")
def test_a_plug_in_may_give_a_frame_of_ours_or_of_pandas(write: Write) -> None:
    found = connratio.read(write("log.txt", "deskbot 1772438400000 1772442000000\n"), timezone="UTC")
    assert found.attrs["problems"] == []
    assert str(found["title"].dtype) == "category"
    assert found[["title", "uid", "origin", "people"]].to_numpy().tolist() == [["session", "1", "log.txt:1", ()]]
    assert found["n_people"].isna().all()
    assert connratio.report(found, by="day")["ai_seconds"].tolist() == [3600]


@pytest.mark.usefixtures("with_plugins")
def test_a_plug_in_is_read_like_any_other_and_a_crashing_one_is_contained(write: Write) -> None:
    files = [write("log.txt", "deskbot 1772438400000 1772442000000\n"), write("bad.txt", "crash"), write("ambush.txt", "ambush")]
    frame = connratio.read(*files, timezone="UTC")
    assert frame["evidence"].tolist() == ["ai"]
    problems = {(p["code"], p["message"]) for p in frame.attrs["problems"]}
    assert problems == {
        ("C113", "plug-in c cannot be loaded: AttributeError"),
        ("C113", "importer crashing failed: RuntimeError"),
        ("C113", "importer crashing failed to recognise: RuntimeError"),
        ("C101", "no importer recognises this file"),
    }
    assert connratio.report(frame, by="day")["ai_seconds"].tolist() == [3600]


def test_what_is_read_has_the_documented_columns_and_dtypes(write: Write) -> None:
    frame = connratio.read(write("c.ics", calendar(event("a", "20260302T0900", "20260302T1000", "ana"))), timezone="UTC")
    assert list(frame.columns) == list(COLUMNS)
    assert str(frame["start"].dtype) == "datetime64[ms, UTC]"
    assert str(frame["title"].dtype) == "category"
    assert frame["people"].tolist() == [("me@example.org", "ana@example.org")]


def test_report_and_activities_take_files_or_what_was_read(write: Write) -> None:
    file = write("c.ics", calendar(event("a", "20260302T0900", "20260302T1000", "ana")))
    frame = connratio.read(file, timezone="UTC", me=["me@example.org"])
    assert connratio.report(frame).equals(connratio.report(file, timezone="UTC", me=["me@example.org"]))
    listed = connratio.activities(file, timezone="UTC", titles=True)
    assert listed[["start", "kind", "size", "counted", "title"]].to_numpy().tolist() == [
        ["2026-03-02T09:00:00+00:00", "human", "1:1", True, "a"]
    ]


def test_a_frame_of_other_origin_is_refused() -> None:
    import pandas as pd

    with pytest.raises(TypeError, match="does not come from connratio"):
        connratio.report(pd.DataFrame())
