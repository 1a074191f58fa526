"""`connratio explain`: a day, an activity, a metric, or a problem code."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connratio.cli import options as o
from connratio.cli.activities import Titles
from connratio.cli.app import app
from connratio.cli.job import Asked, Job, load, notes_of, say
from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from connratio.model.table import Table
    from connratio.render.output import Answer

Subject = Annotated[
    str,
    typer.Argument(
        metavar="DATE|METRIC|UID|CODE", help="A day, a metric, an activity's UID, or a problem code.", show_default=False
    ),
]


@app.command(
    rich_help_panel="Look closer",
    epilog="connratio explain 2026-03-02 cal.ics aw.json   ·   connratio explain after_hours --week 2026-W47   ·   connratio explain C103",
)
def explain(
    subject: Subject, files: o.Files = None, show_titles: Titles = False,
    from_: o.From = "", until: o.Until = "", week: o.Week = "", last: o.Last = "",
    me: o.Me = None, timezone: o.Timezone = "", overlap: o.Overlap = None,
    as_: o.As = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Say why a day has its share, what a metric adds up (of the last full week), why an activity counts, or what a code means."""
    from connratio.measure.metrics import metric_named
    from connratio.render.output import deliver, target_of

    if re.fullmatch(r"[Cc]\d{3}", subject):
        _code(subject.upper())
        return
    target = target_of("json" if json else format_, output, force=force)
    day, metric = _date(subject), metric_named(subject)
    if metric is None and day is None and _of_groups(subject):
        return
    if (from_ or until or week or last) and metric is None:
        raise UsageError(f"no metric is called {subject!r}, and only a metric is of a period", "connratio metrics lists them")
    asked = Asked(
        files, as_, me, week=week, last=last, timezone=timezone, overlap=overlap, config=config, no_config=no_config, fail_on=fail_on,
        problems_file=problems, quiet=quiet, verbose=verbose, debug=debug, force=force, ledger=ledger,
        from_day=subject if day else from_, until_day=(day + timedelta(days=1)).isoformat() if day else until,
    )  # fmt: skip
    if metric is not None:
        from connratio.cli.explain_metric import explain_metric

        raise typer.Exit(explain_metric(metric, asked, target))
    job = load(asked)
    answer = _day(job, day, titles=show_titles) if day else _activity(job, subject)
    say(job, notes_of(job))
    deliver(answer, target)
    raise typer.Exit(job.exit_code)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _code(code: str) -> None:
    from connratio.model.catalogue import CATALOGUE
    from connratio.render.output import console

    if code not in CATALOGUE:
        raise UsageError(f"no problem has the code {code}", f"codes are {', '.join(CATALOGUE)}")
    entry = CATALOGUE[code]
    out = console()
    out.print(f"{entry.severity}[{code}]: {entry.title}\n")
    out.print(entry.why)
    out.print(f"\nhelp: {entry.help}")


def _of_groups(name: str) -> bool:
    """Print what a measure of groups is; False where none has the name. Its sums are the audit's, which hides what tells of a person."""
    from connratio.render.output import console
    from connratio.team.columns import measure_rows

    row = next((row for row in measure_rows() if row["metric"] == name), None)
    if row is not None:
        console().print(
            f"{name}: {row['definition']}\nunit {row['unit']}; defined in {row['source']}; printed by {row['columns']}"
        )
    return row is not None


def _day(job: Job, day: date, *, titles: bool) -> Answer:
    from connratio.measure.explain import day_table
    from connratio.measure.question import Question, covered_days
    from connratio.measure.share import shares
    from connratio.render.explain import sum_of
    from connratio.timeline.clock import instant

    policy = job.policy
    settled = job.book.settled(day, day + timedelta(days=1))
    low, high = (instant(d, policy.day_starts, policy.zone) for d in (day, day + timedelta(days=1)))
    table = day_table(settled, policy.rules, policy.zone, low, high, policy.overlap, titles=titles)
    question = Question(day, day + timedelta(days=1), "day", job.week_start, asked=True)
    covered = covered_days(job.book.span, policy)
    with job.book.tables(question.first, question.until, question.periods) as tables:
        found = shares(tables, question, covered, job.loaded.config.basis)
    return _answer(job, "explain", table, f"{day} · {policy.zone} · {policy.overlap}", sum_of(found), {"totals": found.rows[0]})


def _activity(job: Job, uid: str) -> Answer:
    from connratio.measure.explain import activity_table

    found = job.book.judged(uid)
    if not len(found):
        raise UsageError(f"no activity has the UID {uid!r}", "connratio activities FILES… lists them")
    return _answer(
        job,
        "explain",
        activity_table(found, job.policy.rules, job.policy.zone),
        f"{len(found)} occurrence{'s' * (len(found) != 1)}",
        [],
        {},
    )


def _answer(job: Job, schema: str, table: Table, title: str, footer: list[str], extra: dict[str, Any]) -> Answer:
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer
    from connratio.render.problems import problem_records

    def show(console: Any) -> None:
        print_grid(console, table, title, footer)

    generated = datetime.now(UTC).astimezone(job.policy.zone).isoformat(timespec="seconds")
    query = {"timezone": str(job.policy.zone), "overlap": job.policy.overlap}
    return Answer(schema, table, show, generated, {"query": query, **extra, "problems": problem_records(job.problems)})
