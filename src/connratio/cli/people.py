"""`connratio people`: with whom, how regularly, and since when not."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from connratio.cli import options as o
from connratio.cli.answering import answer_of, window_until
from connratio.cli.app import app
from connratio.cli.job import Asked, load, notes_of, say

Role = Annotated[str, typer.Option("--role", metavar="ROLE", help="Only people whom the configuration gives this role.")]


@app.command(
    rich_help_panel="Reports", epilog="connratio people calendar.ics --until 2026-07-01   ·   connratio people --role report"
)
def people(
    files: o.Files = None, role: Role = "", from_: o.From = "", until: o.Until = "", last: o.Last = "",
    me: o.Me = None, timezone: o.Timezone = "", as_: o.As = "", ledger: o.Ledger = None,
    config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Show the people met: time, one-to-ones and their rhythm, who asks whom, and who is lapsing."""
    from connratio.measure.people import COLUMNS, known_of, people_rows, role_totals
    from connratio.model.table import Table
    from connratio.render.output import deliver, target_of
    from connratio.render.units import duration, percent

    target = target_of("json" if json else format_, output, force=force)
    job = load(
        Asked(
            files, as_, me, from_, until, last=last, timezone=timezone, config=config, no_config=no_config, fail_on=fail_on,
            problems_file=problems, quiet=quiet, verbose=verbose, debug=debug, force=force, ledger=ledger, history=True,
        )
    )  # fmt: skip
    first, end = window_until(job)
    known = known_of(job.loaded.config.people)
    with job.book.tables(first, end, (), details=True) as tables:
        rows = people_rows(tables, first, end, known)
    if role:
        rows = [r for r in rows if r["role"] == role]
    totals = {"n_people": len(rows), **(role_totals(rows) if role else {})}
    footer = [
        "contact: a meeting or call of at most 8 people; pair time: each meeting's time divided among the people in it",
        f"gaps leave out days off and holidays; everything that says since is as of {end}",
    ]
    if role:
        footer.insert(0, f"{len(rows)} with the role {role}; one-to-one in time with {percent(totals['check_in_coverage'])}; "
                         f"the wanted rhythm takes {duration(totals['span_time_cost_seconds'])} a week")  # fmt: skip
    extra = {"query": {"from": first.isoformat(), "until": end.isoformat(), "role": role or None}, "totals": totals}
    title = f"People · {first} to {end} · {job.policy.zone}"

    def show(console: Any) -> None:
        from connratio.render.people import print_people

        print_people(console, rows, title, footer)

    say(job, notes_of(job))
    deliver(answer_of(job, "people", Table.of(COLUMNS, rows), title, footer, extra, show), target)
    raise typer.Exit(job.exit_code)
