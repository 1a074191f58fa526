"""Load for the audit: from paths and the people directory to Facts, whatever the paths are."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connratio.cli.job import exit_code_of, write_problems, zone_of
from connratio.cli.progress import Progress
from connratio.model.problems import Problem, UsageError

if TYPE_CHECKING:
    from connratio.team.facts import Facts
    from connratio.team.gather import Context


@dataclass(frozen=True, slots=True)
class Sought:
    """What the options of audit and export say of whom and what to read."""

    paths: tuple[str, ...]
    people: Path | None
    key: Path | None
    jobs: int = 1
    scheduler: str = ""
    dask: bool = False
    columns: tuple[str, ...] = ()
    timezone: str = ""
    ledger: Path | None = None
    config: Path | None = None
    no_config: bool = False
    quiet: int = 0
    debug: bool = False


def context_of(sought: Sought) -> Context:
    """The directory, the policy and the key. Raises UsageError without a directory in which anybody can be counted."""
    from connratio.config.load import load_config
    from connratio.importers.contract import Options
    from connratio.ledger.policy import policy_of
    from connratio.team.directory import read_directory
    from connratio.team.gather import Context
    from connratio.team.ids import default_key_file, ids_of

    if sought.people is None:
        raise UsageError("no people directory was named", "--people people.csv; connratio team template writes one")
    directory = read_directory(sought.people)
    loaded = load_config(sought.config, use=not sought.no_config)
    zone, _ = zone_of(sought.timezone, loaded.config.timezone)
    ids = ids_of(sought.key or default_key_file(sought.people))
    options = Options(zone, datetime.now(UTC).astimezone(zone).date())
    return Context(directory, policy_of(loaded, zone), options, ids, loaded, debug=sought.debug)


def units_of(sought: Sought, context: Context) -> list[Any]:
    """What is to be read: files, or without any the ledger. Raises UsageError where there is neither."""
    from connratio.team.ledger import is_ledger, ledger_units
    from connratio.team.units import plan

    if not sought.paths or (len(sought.paths) == 1 and is_ledger(Path(sought.paths[0]))):
        return ledger_units(Path(sought.paths[0]) if sought.paths else sought.ledger, context)
    units = plan([Path(path) for path in sought.paths], context.directory, sought.people)
    if not units:
        raise UsageError("the folders hold no files", "name the folder with the calendars")
    return units


def found(sought: Sought) -> Facts:
    """The facts of an organisation."""
    from connratio.team.dataset import Place
    from connratio.team.engine import Watched, engine_of
    from connratio.team.gather import everybody, facts_of
    from connratio.team.parts import reduced_parts
    from connratio.team.viva import is_viva, reduced_tables

    gc.enable()  # a long run over many people, unlike a report
    context = context_of(sought)
    places = [Place(path) for path in sought.paths]
    sets = [place for place in places if place.is_there()]
    files = _files(sought.paths, sought.people)
    tables = [file for file in files if is_viva(file)]
    if (sets and len(places) > 1) or (tables and len(tables) < len(files)):
        raise UsageError("a data set or tables of Viva Insights are read by themselves", "run them one after the other")
    if tables:
        return facts_of(reduced_tables(tables, context, sought.columns), context)
    if (sought.scheduler or sought.dask) and not sets:
        raise UsageError("Dask works on a data set", "connratio export --parquet DATASET writes one")
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(enabled=sought.quiet == 0))
        engine = Watched(stack.enter_context(engine_of(sought.jobs, sought.scheduler, dask=sought.dask)), progress.tick)
        if sets:
            return facts_of(reduced_parts(sets[0], context, engine), context)
        return facts_of(everybody(units_of(sought, context), context, engine), context)


def _files(paths: tuple[str, ...], but: Path | None) -> list[Path]:
    """The files that are named, and those of a folder that holds nothing but a few tables; not the people directory."""
    found: list[Path] = []
    for path in (Path(p) for p in paths if "://" not in p):
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        found += inside if all(file.suffix.lower() in {".csv", ".tsv", ".txt"} for file in inside) else [path]
    return [file for file in found if but is None or not (file.exists() and file.samefile(but))]


def said(
    problems: list[Problem],
    left_out: Mapping[str, int],
    file: Path | None,
    *,
    force: bool,
    fail_on: str,
    quiet: int,
    verbose: int,
) -> int:
    """Say what was wrong and left out on standard error; the exit status."""
    from connratio.render.problems import problem_lines

    write_problems(problems, file, force=force)
    lines = [f"note: left out: {n} {why}" for why, n in sorted(left_out.items())] if quiet == 0 else []
    if quiet < 2:
        lines += problem_lines(problems, verbose)
    if lines:
        sys.stderr.write("\n".join(lines) + "\n")
    return exit_code_of(problems, fail_on)
