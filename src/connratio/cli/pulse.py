"""`connratio pulse`: a self-check of twenty seconds a week, kept in the ledger."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connratio.cli import options as o
from connratio.cli.app import app
from connratio.cli.job import Asked, exit_code_of, window_asked, write_problems, zone_of
from connratio.model.problems import Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connratio.ledger.store import Store
    from connratio.model.pulse import Answer
    from connratio.render.output import Answer as Shown

Given = Annotated[
    list[str] | None,
    typer.Option("--answer", metavar="ITEM=VALUE", help="An answer from 0 to 10; may be given again.", show_default=False),
]
Day = Annotated[str, typer.Option("--date", metavar="DATE", help="The day of the answers; default: today.")]
ListOnly = Annotated[bool, typer.Option("--list", help="Show the answers and ask nothing.")]


@app.command(
    rich_help_panel="Reports",
    epilog="connratio pulse   ·   connratio pulse --answer connection=7 --answer energy=5   ·   connratio import pulse.csv",
)
def pulse(
    files: o.Files = None, answer: Given = None, date_: Day = "", list_: ListOnly = False, dry_run: o.DryRun = False,
    from_: o.From = "", until: o.Until = "", week: o.Week = "", last: o.Last = "", timezone: o.Timezone = "",
    week_start: o.WeekStart = None, ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0,
) -> None:  # fmt: skip
    """Ask a few questions about the week, on a terminal or by --answer, and keep the answers; else list them.

    FILES with the columns date, item, value are listed without the ledger; connratio import keeps what they hold.
    """
    from connratio.config.load import load_config
    from connratio.ledger.pulse import last_of
    from connratio.ledger.store import Store, ledger_path
    from connratio.render.output import deliver, target_of
    from connratio.render.problems import problem_lines

    if answer and files:
        raise UsageError("answers are given by --answer or in FILES, not both", "connratio import FILES keeps what they hold")
    target = target_of("json" if json else format_, output, force=force)
    loaded = load_config(config, use=not no_config)
    zone, _ = zone_of(timezone, loaded.config.timezone)
    today = datetime.now(UTC).astimezone(zone).date()
    asked = Asked(files, from_day=from_, until_day=until, week=week, last=last)
    window = window_asked(asked, today, week_start or loaded.config.week_start)
    store, found = Store(ledger_path(ledger)), list[Problem]()
    day = _day(date_) or today
    if files:
        told, found = _in_files(asked, zone, today)
        answers = last_of(told)
    elif answer:
        answers = last_of(_told(answer, loaded.config.pulse, day))
        _keep(store, answers, dry_run=dry_run)
    else:
        if target.format == "table" and target.file is None and sys.stdin.isatty() and not (list_ or window):
            from connratio.cli.questions import ask

            typed = ask(loaded.config.pulse, day)
            _keep(store, typed, dry_run=dry_run)
            if not (typed or store.exists):
                raise typer.Exit
        answers = _kept(store)
    write_problems(found, problems, force=force)
    if quiet < 2 and (lines := problem_lines(found, verbose)):
        sys.stderr.write("\n".join(lines) + "\n")
    deliver(_shown(answers, window, str(zone), found), target)
    raise typer.Exit(exit_code_of(found, fail_on))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--date {text!r} is no date", "write 2026-03-06") from None


def _told(given: list[str], items: Mapping[str, str], day: date) -> list[Answer]:
    """The answers of --answer. Raises UsageError for one that is to no item, or no number from 0 to 10."""
    from connratio.model.pulse import Answer, item_of, value_of

    known = {item_of(name) for name in items}
    answers = []
    for text in given:
        name, equals, number = text.rpartition("=")
        item, value = item_of(name), value_of(number)
        if not equals or item not in known:
            there = f"items are {', '.join(sorted(known))}" if known else "the configuration names none (`pulse:`)"
            raise UsageError(f"--answer {text!r} answers no item", f"write ITEM=7; {there}")
        if value is None:
            raise UsageError(f"--answer {text!r} is no number from 0 to 10", f"write {item}=7")
        answers.append(Answer(day, item, value))
    return answers


def _keep(store: Store, answers: list[Answer], *, dry_run: bool) -> None:
    from connratio.ledger.pulse import remember_answers

    if answers and not dry_run:
        remember_answers(store, answers)


def _kept(store: Store) -> list[Answer]:
    """The answers in the ledger. Raises UsageError where there is none."""
    from connratio.ledger.pulse import kept_answers

    if not store.exists:
        raise UsageError(
            f"there is no ledger yet at {store.path}", "connratio pulse on a terminal, or with --answer ITEM=7, begins one"
        )
    return kept_answers(store)


def _in_files(asked: Asked, zone: Any, today: date) -> tuple[list[Answer], list[Problem]]:
    """The answers that files hold, whatever else they hold beside."""
    from connratio.importers.contract import Options
    from connratio.importers.reading import read_files

    reading = read_files(asked.files or [], Options(zone, today))
    return list(reading.answers), list(reading.problems)


def _shown(answers: list[Answer], window: tuple[date, date] | None, zone: str, found: list[Problem]) -> Shown:
    from connratio.measure.pulse import COLUMNS, pulse_rows
    from connratio.model.table import Table
    from connratio.render.output import Answer as Shown
    from connratio.render.problems import problem_records
    from connratio.render.pulse import print_pulse

    whole = window is not None
    if window is None and answers:
        window = answers[0].day, answers[-1].day + timedelta(days=1)
    rows = pulse_rows(answers, *(window or ()))
    first, until = (day.isoformat() for day in window) if window else (None, None)
    query = {"from": first, "until": until, "timezone": zone}
    generated = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    table = Table.of(COLUMNS, rows)
    extra = {"query": query, "problems": problem_records(found)}
    return Shown("pulse", table, lambda console: print_pulse(console, rows, whole=whole), generated, extra)
