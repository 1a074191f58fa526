"""`connratio review`: say what the largest stretches are that no rule is sure of."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connratio.cli import options as o
from connratio.cli.app import app
from connratio.cli.job import Asked, Job, around, load, notes_of, say
from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from connratio.config.answers import Answer
    from connratio.model.table import Table

Apply = Annotated[
    Path | None,
    typer.Option(
        "--apply",
        metavar="FILE",
        help="Take the answers from a CSV as this command writes it: kind, mode or guess.",
        show_default=False,
    ),
]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Stretches to show.")]


@app.command(
    rich_help_panel="Look closer",
    epilog="connratio review   ·   connratio review -f csv -o r.csv; connratio review --apply r.csv",
)
def review(
    files: o.Files = None, apply: Apply = None, limit: Limit = 50, dry_run: o.DryRun = False,
    from_: o.From = "", until: o.Until = "", week: o.Week = "", last: o.Last = "",
    me: o.Me = None, timezone: o.Timezone = "", as_: o.As = "", ledger: o.Ledger = None, config: o.ConfigFile = None,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Show the largest stretches that no rule is sure of; one key, or --apply, makes a rule of yours out of each."""
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer as Shown
    from connratio.render.output import deliver, target_of

    target = target_of("json" if json else format_, output, force=force)
    asked = Asked(
        files, as_, me, from_, until, week, last, timezone, config=config, quiet=quiet, verbose=verbose, debug=debug, force=force,
        ledger=ledger,
    )  # fmt: skip
    job = load(asked)
    table = _stretches(job, 0 if apply else limit)
    if apply is not None:
        _take(job, _answers(apply, table), asked, dry_run=dry_run)
        raise typer.Exit
    if target.format == "table" and target.file is None and sys.stdin.isatty() and sys.stdout.isatty() and table.rows:
        from connratio.cli.keys import ask

        _take(job, ask(table, _share(job)), asked, dry_run=dry_run)
        raise typer.Exit

    def show(console: Any) -> None:
        print_grid(
            console,
            table,
            f"{len(table.rows)} stretches that no rule is sure of",
            ["write kind or kind/mode under guess, then --apply FILE"],
        )

    say(job, notes_of(job))
    generated = datetime.now(UTC).astimezone(job.policy.zone).isoformat(timespec="seconds")
    deliver(Shown("review", table, show, generated, {"query": {"timezone": str(job.policy.zone)}, "problems": []}), target)


def _stretches(job: Job, limit: int) -> Table:
    from connratio.measure.review import stretches

    with job.book.activities() as tables:
        return stretches(tables, job.me.name, around(job.window, job.policy.zone), limit)


def _share(job: Job) -> tuple[int, int]:
    """Seconds of people and of tools in the window, or in all that there is."""
    from connratio.measure.question import covered_days, question_of
    from connratio.measure.share import shares

    question = question_of(job.window, job.book.span, job.policy, "total", job.week_start, job.today)
    with job.book.tables(question.first, question.until, question.periods) as tables:
        totals = shares(tables, question, covered_days(job.book.span, job.policy), "tracked").totals
    return totals["human_seconds"], totals["tool_seconds"]


def _answers(file: Path, table: Table) -> list[Answer]:
    import csv
    import io

    from connratio.config.answers import answers_of
    from connratio.measure.review import FIELDS

    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the answers in {file}", "write them with connratio review -f csv") from error
    rows = list(csv.DictReader(io.StringIO(text)))
    now = {(row["field"], row["value"]): (row["kind"], row["mode"]) for row in table.records()}
    return answers_of(rows, now, FIELDS)


def _take(job: Job, answers: list[Answer], asked: Asked, *, dry_run: bool) -> None:
    """Write the rules and say what they do to the share."""
    from connratio.config.answers import save_text, with_rules
    from connratio.config.load import file_for
    from connratio.render.units import percent

    if not answers:
        sys.stderr.write("no answers; nothing was changed\n")
        return
    file = file_for(job.loaded, "rules")
    text = file.read_bytes().decode("utf-8") if file.exists() else ""
    made = with_rules(text, answers)
    noun = "rule" if len(answers) == 1 else "rules"
    if dry_run:
        sys.stderr.write(f"would add {len(answers)} {noun} to {file}\n")
        return
    before = _share(job)
    save_text(file, made)
    sys.stderr.write(f"added {len(answers)} {noun} to {file}\n")
    after = _share(load(replace(asked, config=asked.config or file)))
    old, new = (percent(h / (h + t)) if h + t else "–" for h, t in (before, after))
    sys.stderr.write(f"share of people in what was observed: {old} before, {new} now\n")
