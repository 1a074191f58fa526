"""`connratio ai`: time with AI assistants, and the time they work alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from connratio.cli import options as o
from connratio.cli.answering import answer_of
from connratio.cli.app import app
from connratio.cli.job import Asked, Job, load, notes_of, say
from connratio.measure.ai import LIMITS, Split, columns_of
from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from connratio.measure.ai.gather import Asked as Question
    from connratio.model.periods import By
    from connratio.render.output import Answer

SplitOption = Annotated[Split | None, typer.Option("--split", help="One row per period and this.")]
Sensitivity = Annotated[
    bool, typer.Option("--sensitivity", help="The same at idle limits of 2, 5 and 15 minutes, and whether changes agree.")
]
Idle = Annotated[
    int, typer.Option("--idle", metavar="MINUTES", min=1, max=60, help="A pause before an act counts whole up to this long.")
]


@app.command(
    rich_help_panel="Reports",
    epilog="connratio ai ~/.claude/projects   ·   connratio ai --by week --split assistant   ·   connratio ai --by month --sensitivity",
)
def ai(
    files: o.Files = None, by: o.ByOption = "total", split: SplitOption = None, sensitivity: Sensitivity = False,
    idle: Idle = 5,
    discover: o.Discover = False,
    from_: o.From = "", until: o.Until = "", week: o.Week = "", last: o.Last = "",
    me: o.Me = None, timezone: o.Timezone = "", week_start: o.WeekStart = None, overlap: o.Overlap = None,
    as_: o.As = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Show time with AI assistants: hands-on, watching, and what the machines did alone."""
    from connratio.render.output import deliver, target_of

    target = target_of("json" if json else format_, output, force=force)
    if sensitivity and idle != LIMITS[1]:
        raise UsageError("--sensitivity has its own idle limits", "drop --idle")
    wanted = Asked(
        files, as_, me, from_, until, week, last, timezone, week_start, overlap, config, no_config,
        fail_on, problems, quiet, verbose, debug, force, ledger, discover=discover,
    )  # fmt: skip
    job, found = _load(wanted, by, idle * 60_000)
    answer, notes = _answer(job, found, by, split, idle * 60_000, tried=sensitivity)
    say(job, [*notes_of(job), *notes])
    deliver(answer, target)
    raise typer.Exit(job.exit_code)


def _whole(totals: dict[str, Any], split: Split | None) -> dict[str, Any]:
    """The totals with the keys that rows have in JSON."""
    from connratio.render.units import readable

    return readable({name: totals.get(name) for name in columns_of(split)})


def _load(wanted: Asked, by: By, idle_ms: int) -> tuple[Job, Question]:
    """The question and its data, from files or from the ledger."""
    from connratio.cli.direct import load_logs
    from connratio.measure.ai.gather import asked

    if (found := load_logs(wanted, by)) is not None:
        return found
    job = load(wanted)
    return job, asked(job.book, job.window, by, job.week_start, job.today, idle_ms)


def _answer(job: Job, found: Question, by: By, split: Split | None, idle_ms: int, *, tried: bool) -> tuple[Answer, list[str]]:
    """Measure, and bind the rows to the way in which a terminal shows them."""
    from connratio.measure.ai.answer import agreement_of, table_of, totals_of, tried_rows
    from connratio.measure.ai.words import SENSITIVITY, definitions_of, in_brief, settings
    from connratio.model.table import Table
    from connratio.render.footer import ai_title_of

    question, data = found.question, found.data
    rows = tried_rows(data, split) if tried else table_of(data, split, idle_ms)
    definitions = definitions_of(job.policy.overlap, idle_ms)
    extra: dict[str, Any] = {
        "query": {
            "from": question.first.isoformat(), "until": question.until.isoformat(), "by": by, "split": split,
            **settings(idle_ms),
        },
        "totals": _whole(totals_of(data, idle_ms), split), "contested": found.contested, "definitions": definitions,
    }  # fmt: skip
    if tried:
        definitions["direction_agrees"] = SENSITIVITY
        totals = [_whole(totals_of(data, limit * 60_000), split) | {"idle_minutes": limit} for limit in LIMITS]
        extra["sensitivity"] = {**agreement_of(rows), "totals": totals}
    title = ai_title_of(by, split, job.policy, job.week_start, idle_ms)

    def show(console: Any) -> None:
        from connratio.render.ai import print_ai

        print_ai(console, rows, extra, title, split, in_brief(job.policy.overlap, idle_ms))

    notes = (
        []
        if found.found
        else ["note: no log of an AI assistant was read (connratio ai --discover looks for those on this machine)"]
    )
    return answer_of(job, "ai", Table.of(columns_of(split, tried=tried), rows), title, [], extra, show), notes
