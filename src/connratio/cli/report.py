"""`connratio report`: how time splits between people and tools."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connratio.cli import options as o
from connratio.cli.app import app
from connratio.cli.job import Asked, Job, load, notes_of, say
from connratio.measure.splits import Split

if TYPE_CHECKING:
    from connratio.measure.share import Shares
    from connratio.render.output import Answer

SplitOption = Annotated[Split | None, typer.Option("--split", help="Split the time by this instead.")]


@app.command(
    rich_help_panel="Reports",
    epilog="connratio report examples/ --by day   ·   connratio report cal.ics aw.json --split mode -f csv",
)
def report(
    files: o.Files = None, by: o.ByOption = "week", split: SplitOption = None,
    discover: o.Discover = False,
    from_: o.From = "", until: o.Until = "", week: o.Week = "", last: o.Last = "",
    me: o.Me = None, timezone: o.Timezone = "", week_start: o.WeekStart = None, overlap: o.Overlap = None, basis: o.Basis = None,
    active_rule: o.ActiveRule = None,
    as_: o.As = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Show how time splits between people and tools."""
    from connratio.render.output import deliver, target_of

    target = target_of("json" if json else format_, output, force=force)
    job = load(
        Asked(
            files, as_, me, from_, until, week, last, timezone, week_start, overlap, config, no_config,
            fail_on, problems, quiet, verbose, debug, force, ledger, active_rule or "", discover=discover,
        )
    )  # fmt: skip
    answer, notes = _answer(job, by, split, basis, with_sources=target.format == "json")
    say(job, [*notes_of(job), *notes])
    deliver(answer, target)
    raise typer.Exit(job.exit_code)


def _their_rule(job: Job, split: Split | None) -> str:
    """The rule of ActivityWatch's own that was asked for and concerns a source; "" for ours."""
    from connratio.model.problems import UsageError

    asked = "" if job.asked.active_rule == "union" else job.asked.active_rule
    rules = set(job.book.active_rules.values())
    if asked and not rules:
        raise UsageError("there is no ActivityWatch log here that --active-rule could measure", "name its export or database")
    if len(rules) > 1:
        raise UsageError("the sources ask for both of ActivityWatch's rules", "choose one with --active-rule")
    if rules and split is not None:
        raise UsageError("ActivityWatch's time active is one total, without parts", "drop --split, or the rule")
    return rules.pop() if rules else ""


def _answer(job: Job, by: Any, split: Split | None, basis: str | None, *, with_sources: bool) -> tuple[Answer, list[str]]:
    """Measure, and bind the rows to the way in which a terminal shows them."""
    from connratio.measure.active import definition, with_their_total
    from connratio.measure.definitions import advice, definitions_of, query_of
    from connratio.measure.question import covered_days, question_of
    from connratio.measure.share import COLUMNS, shares
    from connratio.measure.sources import source_rows
    from connratio.measure.split import columns_of, split_rows
    from connratio.model.problems import Problem
    from connratio.model.table import Table
    from connratio.render.footer import footer_of, title_of
    from connratio.render.output import Answer
    from connratio.render.problems import problem_records

    span = job.book.span
    question = question_of(job.window, span, job.policy, by, job.week_start, job.today)
    covered = covered_days(span, job.policy)
    hours_told = job.loaded.config.has_working_hours
    with job.book.tables(question.first, question.until, question.periods, details=split == "focus") as tables:
        found: Shares = shares(tables, question, covered, basis or job.loaded.config.basis)
        table = Table.of(columns_of(split), split_rows(tables, question, split)) if split else Table.of(COLUMNS, found.rows)
        sharper = advice(found, tables, question, hours_told=hours_told)
        sources = list(source_rows(job.book, tables, job.me, job.policy.zone).records()) if with_sources else []
    rule = _their_rule(job, split)
    if rule:
        found = with_their_total(found, job.book.active_ms(question.periods))  # type: ignore[union-attr]  # only files have a rule
        table = Table.of(COLUMNS, found.rows)
    if job.book.dropped_ms > 0:
        job.problems.append(Problem("C212", f"{job.book.dropped_ms / 3_600_000:.1f} h of unplaced time found no room"))
    definitions = definitions_of(job.policy, found.basis, hours_told=hours_told)
    logs = sorted({note for read in job.book.reads for note in read.info.notes if note.startswith("timeout")})
    definitions |= ({"active": definition(rule)} if rule else {}) | ({"logs": "; ".join(logs)} if logs else {})
    asked = ({"split": split} if split else {}) | ({"active_rule": rule} if rule else {})
    extra = {
        "query": {**query_of(question, job.policy, found, job.week_start), **asked},
        "definitions": definitions,
        "totals": {**found.totals, "sizes": found.sizes},
        "sources": sources,
        "problems": problem_records(job.problems),
    }
    title = title_of(by, split, found, job.policy, job.week_start)
    footer = footer_of(found, definitions, sharper, with_band=split is None)

    def show(console: Any) -> None:
        from connratio.render.grid import print_grid
        from connratio.render.report import print_report

        if split:
            print_grid(console, table, title, footer)
        else:
            print_report(console, found, title, footer)

    if rule:
        footer.insert(0, definition(rule))
    footer += [f"logs: {definitions['logs']}"] if logs else []
    notes = [f"note: {definition(rule)}"] if rule else []
    notes += [] if covered else ["note: nothing of yours with a time was read, so that every figure is empty"]
    ahead = job.today.isoformat()
    if any(r["until"] > ahead and r["from"] > ahead and r["human_seconds"] for r in found.rows):
        notes.append("note: the period reaches into the future; meetings that are only planned count too (--until ends it)")
    return Answer(
        "report", table, show, datetime.now(UTC).astimezone(job.policy.zone).isoformat(timespec="seconds"), extra
    ), notes
