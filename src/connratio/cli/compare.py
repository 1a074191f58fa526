"""`connratio compare A B`: what differs between two periods."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connratio.cli import options as o
from connratio.cli.answering import answer_of
from connratio.cli.app import app
from connratio.cli.job import Asked, load, notes_of, say
from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from connratio.measure.series import Series

First = Annotated[
    str, typer.Argument(metavar="A", help="2026-Q1, 2026-H1, 2026-03, 2026-W10..2026-W14, 2026, before:DATE, after:DATE.")
]
Second = Annotated[str, typer.Argument(metavar="B", help="The period it is compared with.")]
Touchpoints = Annotated[
    bool, typer.Option("--touchpoints", help="Recurring contacts that vanished, shrank, thinned out, appeared or grew.")
]


@app.command(
    rich_help_panel="Reports",
    epilog="connratio compare 2026-Q1 2026-Q3 cal.ics aw.json   ·   connratio compare before:2026-03-02 after:2026-03-02 --touchpoints",
)
def compare(
    a: First, b: Second, files: o.Files = None, touchpoints: Touchpoints = False,
    me: o.Me = None, timezone: o.Timezone = "", week_start: o.WeekStart = None, overlap: o.Overlap = None, basis: o.Basis = None,
    as_: o.As = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Compare two periods: every metric with its difference, or the contacts that changed. An observation, not a cause."""
    from connratio.measure.change import COMPARE_COLUMNS, compare_rows
    from connratio.measure.metrics import METRICS
    from connratio.measure.question import Question, covered_days
    from connratio.measure.series import series_of
    from connratio.measure.touchpoints import COLUMNS, touchpoint_rows
    from connratio.model.spans import parse_span
    from connratio.model.table import Table
    from connratio.render.output import deliver, target_of

    target = target_of("json" if json else format_, output, force=force)
    try:
        spans = [parse_span(text) for text in (a, b)]
    except ValueError as error:
        raise UsageError(str(error)) from None
    job = load(
        Asked(
            files, as_, me, timezone=timezone, week_start=week_start, overlap=overlap, config=config, no_config=no_config,
            fail_on=fail_on, problems_file=problems, quiet=quiet, verbose=verbose, debug=debug, force=force, ledger=ledger,
            window=_whole(spans),
        )
    )  # fmt: skip
    covered = covered_days(job.book.span, job.policy)
    if covered is None:
        raise UsageError("nothing of yours with a time was read", "connratio sources shows what is in the files")
    end = max(covered[0], min(covered[1], job.today))
    windows = [(f or min(covered[0], (u or end)), u or max(end, f or end)) for f, u in spans]
    if any(f >= u for f, u in windows):
        raise UsageError("one of the periods lies outside what the sources hold", f"they reach from {covered[0]} to {covered[1]}")
    names = {address: p.name or address for address, p in job.loaded.config.people.items()}
    rows: list[dict[str, Any]] = []

    # Beside touchpoints only what may have taken their place is shown.
    wanted = [m for m in METRICS if not touchpoints or m.name == "share" or m.name.startswith(("ai_", "tool_"))]

    def measured(first: date, until: date, base: str) -> dict[str, Series]:
        question = Question(first, until, "week", job.week_start, asked=True)
        with job.book.tables(first, until, question.periods, details=True) as tables:
            if touchpoints and not rows:
                rows.extend(touchpoint_rows(tables, windows[0], windows[1], names))
            return series_of(tables, question, covered, base, wanted)

    base = basis or job.loaded.config.basis
    found = [measured(first, until, base) for first, until in windows]
    if found[0]["share"].basis != found[1]["share"].basis:
        # One basis for the whole question (DESIGN 3.7): the one that both periods can have.
        found = [measured(first, until, "workweek") for first, until in windows]
    measures = compare_rows(found[0], found[1])
    title = f"{a} ({windows[0][0]} to {windows[0][1]}) and {b} ({windows[1][0]} to {windows[1][1]}) · {job.policy.zone}"
    footer = ["an observation of two periods, not a cause"]
    table = Table.of(COMPARE_COLUMNS, measures)
    extra: dict[str, Any] = {
        "query": {"a": a, "b": b, "periods": [[d.isoformat() for d in w] for w in windows], "basis": found[0]["share"].basis}
    }
    if touchpoints:
        table = Table.of(COLUMNS, rows)
        extra["meanwhile"] = _meanwhile(measures)
    footer.insert(0, _meanwhile_line(extra["meanwhile"]) if touchpoints else "amounts are per week")

    def show(console: Any) -> None:
        from connratio.render.compare import print_metrics, print_touchpoints

        (print_touchpoints if touchpoints else print_metrics)(console, rows if touchpoints else measures, title, footer)

    say(job, notes_of(job))
    deliver(answer_of(job, "compare", table, title, footer, extra, show), target)
    raise typer.Exit(job.exit_code)


def _meanwhile(measures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The times with tools and AI that grew by a minute a week or more."""
    times = [m for m in measures if m["metric"].startswith(("ai_", "tool_")) and m["unit"] == "seconds"]
    return [m for m in times if (m["difference"] or 0) >= 60]


def _meanwhile_line(grew: list[dict[str, Any]]) -> str:
    told = ", ".join(f"{m['metric'].removesuffix('_seconds')} +{m['difference'] / 3600:.1f} h" for m in grew)
    return f"meanwhile grew, per week: {told}" if told else "no tool time grew meanwhile"


def _whole(spans: list[tuple[date | None, date | None]]) -> tuple[date, date] | None:
    """The window over both periods, where both have ends."""
    firsts, ends = [f for f, _ in spans if f], [u for _, u in spans if u]
    return (min(firsts), max(ends)) if len(firsts) == len(ends) == len(spans) else None
