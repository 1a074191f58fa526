"""The partitioned data set, the ledger and a cluster give the facts that the files give, and nothing of the content is in them."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd
import pytest

from conftest import ROOT, Run
from connratio.config.load import load_config
from connratio.importers.contract import Options
from connratio.ledger.policy import policy_of
from connratio.model.problems import UsageError
from connratio.team.dataset import Place
from connratio.team.demo import Size, write_demo
from connratio.team.directory import read_directory
from connratio.team.engine import Cluster, Engine, Here
from connratio.team.facts import Facts
from connratio.team.gather import Context, everybody, facts_of
from connratio.team.ids import Ids, ids_of
from connratio.team.parts import export, reduced_parts
from connratio.team.units import plan
from team_files import TODAY, ZONE, calendar, meeting

SMALL = Size(people=24, teams=3, weeks=4, windows=3)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    rows, _ = write_demo(folder, SMALL)
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    (folder / "people.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def context(folder: Path) -> Context:
    policy = policy_of(load_config(None, use=False), ZONE)
    return Context(read_directory(folder / "people.csv"), policy, Options(ZONE, TODAY), Ids(b"k" * 32))


def of_files(folder: Path, engine: Engine | None = None) -> Facts:
    told = context(folder)
    return facts_of(everybody(plan([folder / "data"], told.directory), told, engine or Here()), told)


def of_parts(folder: Path, place: Place, engine: Engine | None = None) -> Facts:
    told = context(folder)
    return facts_of(reduced_parts(place, told, engine or Here()), told)


def same(one: Facts, other: Facts) -> None:
    assert one.weeks == other.weeks
    for name in ("members", "person_weeks", "attendance", "ties"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.fixture(scope="module")
def written(demo: Path) -> Place:
    place = Place(str(demo / "set"))
    told = context(demo)
    export(plan([demo / "data"], told.directory), told, place, Here())
    return place


def test_the_demo_is_the_same_each_time(demo: Path, tmp_path: Path) -> None:
    write_demo(tmp_path, SMALL)
    files = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    assert len(files) == 40
    assert all((tmp_path / f).read_bytes() == (demo / f).read_bytes() for f in files)


def test_a_data_set_gives_the_facts_that_the_files_give(demo: Path, written: Place) -> None:
    same(of_files(demo), of_parts(demo, written))


def test_a_data_set_may_lie_in_an_object_store(demo: Path) -> None:
    pytest.importorskip("fsspec")
    place, told = Place("memory://bucket/set"), context(demo)
    assert not place.is_there()
    export(plan([demo / "data"], told.directory), told, place, Here())
    assert place.is_there()
    same(of_files(demo), of_parts(demo, place))


def test_the_files_of_a_data_set_are_by_company_and_month_and_for_their_owner_alone(written: Place) -> None:
    files = sorted(str(f.relative_to(written.at)) for f in Path(written.at).rglob("*.parquet"))
    assert "people.parquet" in files
    assert "activities/company=Alder/month=2026-01/part-00001.parquet" in files
    if os.name == "posix":
        assert all(f.stat().st_mode & 0o077 == 0 for f in Path(written.at).rglob("*.parquet"))


def test_a_data_set_holds_no_name_address_title_or_uid(demo: Path, written: Place) -> None:
    texts: set[str] = set()
    for file in Path(written.at).rglob("*.parquet"):
        for row in duckdb.connect().execute(f"SELECT * FROM read_parquet('{file}', hive_partitioning = false)").fetchall():
            texts |= {str(v).lower() for v in row if isinstance(v, str | list)}
    everything = " ".join(texts)
    told = context(demo).directory
    words = {w for e in told.people for w in (*e.words, *e.name.split()) if len(w) > 4}
    assert not [
        w for w in (*words, "team round", "one to one", "working session", "@", "main.py", "aw-watcher") if w in everything
    ]


def test_somebody_in_two_pieces_is_written_once(tmp_path: Path) -> None:
    names = [f"{n}@x.test" for n in "abcdef"]
    (tmp_path / "people.csv").write_text("email,team,company\n" + "".join(f"{n},Red,Alder\n" for n in names), encoding="utf-8")
    both = meeting("round", "2026-03-02 09:00", 60, " ".join(names))
    for n in names:
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / f"{n}.ics").write_text(calendar([both]), encoding="utf-8", newline="")
    log = "start,end,application,person\n" + "".join(
        f"2026-03-02T1{i}:00+00:00,2026-03-02T1{i}:30+00:00,Code,{n}\n" for i, n in enumerate(names)
    )
    (tmp_path / "data" / "zz.csv").write_text(log, encoding="utf-8")
    place, told = Place(str(tmp_path / "set")), context(tmp_path)
    units = plan([tmp_path / "data"], told.directory)
    assert len(units) > 1

    class OneByOne:
        def map(self, work: Any, pieces: Any, shared: Any) -> Any:
            return [work(piece, shared) for piece in pieces]

    export([unit for unit in units for _ in range(1)], told, place, OneByOne())
    same(of_files(tmp_path), of_parts(tmp_path, place))


def test_a_cluster_gives_the_same_facts(run: Run, demo: Path, written: Place) -> None:
    distributed = pytest.importorskip("distributed")
    local = {"n_workers": 1, "threads_per_worker": 2, "processes": False, "dashboard_address": None}
    with distributed.LocalCluster(**local, protocol="tcp://", host="127.0.0.1") as cluster:
        with distributed.Client(cluster) as client:
            same(of_parts(demo, written), of_parts(demo, written, Cluster(client)))
        key = demo / "k.key"
        key.write_text(b"k".hex() * 32, encoding="ascii")
        key.chmod(0o600)
        shared = [written.at, "--people", demo / "people.csv", "--key", key]
        here, there = run("audit", *shared), run("audit", *shared, "--scheduler", cluster.scheduler_address)
        assert (here.code, here.out) == (there.code, there.out)
        assert there.code == 0, there.err
    assert run("audit", demo / "data", "--people", demo / "people.csv", "--dask").code == 2


def test_the_key_is_made_once_for_its_owner_alone_and_refused_when_others_may_read_it(tmp_path: Path) -> None:
    key = tmp_path / "keys" / "harbour.key"
    one = ids_of(key).of("ana@x.test")
    assert ids_of(key).of("ana@x.test") == one
    assert ids_of(tmp_path / "other.key").of("ana@x.test") != one
    if os.name == "posix":
        assert key.stat().st_mode & 0o777 == 0o600
        key.chmod(0o644)
        with pytest.raises(UsageError, match="read by others"):
            ids_of(key)


def test_a_data_set_is_refused_under_another_key(demo: Path, written: Place) -> None:
    other = replace(context(demo), ids=Ids(b"o" * 32))
    with pytest.raises(UsageError, match="under this key"):
        reduced_parts(written, other, Here())


CANARY = "CANARYzebra"


def test_nothing_of_what_calendars_say_reaches_a_disk_or_an_output(run: Run, tmp_path: Path) -> None:
    names = [f"{CANARY}{n}@x.test" for n in "abcdef"]
    people = tmp_path / "in" / "people.csv"
    people.parent.mkdir()
    people.write_text(
        "email,name,team,manager\n" + "".join(f"{n},{CANARY} {i},Red,\n" for i, n in enumerate(names)), encoding="utf-8"
    )
    for i, n in enumerate(names):
        file = tmp_path / "in" / "data" / f"{n}.ics"
        file.parent.mkdir(exist_ok=True)
        broken = f"BEGIN:VEVENT\r\nUID:{CANARY}broken{i}\r\nSUMMARY:{CANARY}\r\nDTSTART:nonsense\r\nEND:VEVENT"
        events = [meeting(f"{CANARY}uid", "2026-03-02 09:00", 60, " ".join(names), title=f"{CANARY} plan"), broken]
        file.write_text(calendar(events, name=n), encoding="utf-8", newline="")
    (tmp_path / "in" / "data" / f"{CANARY}unknown.csv").write_text(
        "start,end,application\n2026-03-02T10:00,2026-03-02T11:00,Code\n", encoding="utf-8"
    )
    (tmp_path / "tmp").mkdir()
    shared = ["in/data", "--people", "in/people.csv", "-v"]
    results = [
        run("audit", *shared, "--problems", "problems.csv", TMPDIR=str(tmp_path / "tmp")),
        run("audit", *shared, "--jobs", "2", TMPDIR=str(tmp_path / "tmp")),
        run("export", *shared, "--parquet", "set", TMPDIR=str(tmp_path / "tmp")),
        run("audit", "set", "--people", "in/people.csv", "-v", TMPDIR=str(tmp_path / "tmp")),
    ]
    assert [r.code for r in results] == [0] * 4
    assert all(CANARY.lower() not in (r.out + r.err).lower() for r in results)
    assert "file " in results[0].err
    written = [p for p in tmp_path.rglob("*") if p.is_file() and "in" not in p.relative_to(tmp_path).parts[:1]]
    assert {p.suffix for p in written} >= {".key", ".parquet", ".csv"}
    for file in written:
        assert CANARY.lower().encode() not in file.read_bytes().lower(), file
        if file.suffix == ".parquet":
            rows = duckdb.connect().execute(f"SELECT * FROM read_parquet('{file}', hive_partitioning = false)").fetchall()
            assert CANARY.lower() not in str(rows).lower()


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="files in memory are Linux's")  # noqa: S108  # it is what is tested
def test_the_copy_from_which_a_database_is_read_lies_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from connratio.importers.table import forms

    made: list[str] = []

    class Watched(TemporaryDirectory):  # type: ignore[type-arg]  # only its place matters
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            made.append(self.name)

    monkeypatch.setattr(forms, "TemporaryDirectory", Watched)
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "a@x.test.parquet"
    duckdb.connect().execute(
        f"COPY (SELECT '2026-03-02T10:00:00Z' AS start, '2026-03-02T11:00:00Z' AS end, 'Code' AS application) TO '{file}'"
    )
    (tmp_path / "people.csv").write_text("email,team\na@x.test,Red\n", encoding="utf-8")
    told = context(tmp_path)
    done = everybody(plan([tmp_path / "data"], told.directory), told, Here())
    assert done.people[0].weeks["tool_ms"].tolist() == [3_600_000]
    assert made
    assert all(name.startswith("/dev/shm/") for name in made)  # noqa: S108  # likewise


def test_a_ledger_that_a_service_account_filled_gives_each_calendar_to_its_person(run: Run, tmp_path: Path) -> None:
    from connratio.team.ledger import ledger_units

    names = [f"{n}@x.test" for n in "abcdef"]
    guests = [{"email": n, "responseStatus": "accepted"} for n in names]
    times = {"start": {"dateTime": "2026-03-02T09:00:00Z"}, "end": {"dateTime": "2026-03-02T10:00:00Z"}}
    event = {
        "kind": "calendar#event",
        "id": "e1",
        "iCalUID": "e1@g",
        "status": "confirmed",
        "organizer": {"email": names[0]},
        "attendees": guests,
        **times,
    }
    (tmp_path / "in").mkdir()
    for name in names:
        page = {"kind": "calendar#events", "summary": name, "items": [event], "connratio": {"person": name}}
        (tmp_path / "in" / f"{name}.json").write_text(json.dumps(page), encoding="utf-8")
    done = run("import", "in", "--ledger", "ledger.duckdb", "-q", "-q")
    assert done.code == 0, done.err
    (tmp_path / "people.csv").write_text("email,team\n" + "".join(f"{n},Red\n" for n in names), encoding="utf-8")
    told = context(tmp_path)
    found = facts_of(everybody(ledger_units(tmp_path / "ledger.duckdb", told), told, Here()), told)
    assert found.attendance[["person", "n"]].to_numpy().tolist() == [[i, 6] for i in range(6)]
    by_path = run("audit", "ledger.duckdb", "--people", "people.csv", "--fail-on", "warning")
    by_option = run("audit", "--ledger", "ledger.duckdb", "--people", "people.csv", "--fail-on", "warning")
    assert (by_path.code, by_option.code, by_path.out) == (0, 0, by_option.out)
    assert run("audit", "--ledger", "none.duckdb", "--people", "people.csv").code == 2


def test_a_ledger_gives_the_facts_that_the_files_give(run: Run, demo: Path, tmp_path: Path) -> None:
    from connratio.team.ledger import ledger_units

    ledger = tmp_path / "ledger.duckdb"
    done = run("import", demo / "data", "--ledger", ledger, "-q", "-q", TZ=str(ZONE))
    assert done.code == 0, done.err
    told = context(demo)
    found = facts_of(everybody(ledger_units(ledger, told), told, Here()), told)
    files = of_files(demo)
    assert found.weeks == files.weeks
    pd.testing.assert_frame_equal(found.attendance, files.attendance)
    pd.testing.assert_frame_equal(found.ties, files.ties)
    assert ROOT.is_dir()
    assert date.fromordinal(found.weeks[0]) == date(2026, 1, 5)
