"""Options that commands share: a flag has one spelling and one help text in the whole program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILES]...", help="Calendars, logs, folders, archives; - reads standard input.", show_default=False),
]
As = Annotated[str, typer.Option("--as", metavar="NAME", help="Read every file as this format (connratio sources --list).")]
Me = Annotated[
    list[str] | None, typer.Option("--me", metavar="EMAIL", help="An address of yours; may be given again.", show_default=False)
]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help="Day after the last one.")]
Week = Annotated[str, typer.Option("--week", metavar="WEEK", help="One ISO week, or a day of it: 2026-W47, 2026-11-18.")]
Last = Annotated[
    str, typer.Option("--last", metavar="LENGTH", help="So many days, weeks or months, the current one included: 30d, 4w, 3m.")
]
ByOption = Annotated[Literal["day", "week", "month", "total"], typer.Option("--by", help="Length of a row's period.")]
Timezone = Annotated[
    str, typer.Option("--timezone", metavar="ZONE", envvar="CONNRATIO_TIMEZONE", help="Zone of your days, such as Europe/Berlin.")
]
WeekStart = Annotated[Literal["mon", "sun", "sat"] | None, typer.Option("--week-start", help="First day of a week.")]
Overlap = Annotated[
    Literal["human-wins", "tool-wins", "split"] | None,
    typer.Option("--overlap", help="Who gets time that people and tools both claim."),
]
ActiveRule = Annotated[
    Literal["union", "aw-0.5.17", "aw-0.5.18"] | None,
    typer.Option("--active-rule", help="Tool time of ActivityWatch logs by our rule, or by its own, to compare with its page."),
]
Basis = Annotated[
    Literal["auto", "tracked", "workweek"] | None, typer.Option("--basis", help="Share of observed or of expected working time.")
]
Discover = Annotated[
    bool, typer.Option("--discover", help="Read the logs that AI assistants keep on this machine (connratio sources --discover).")
]
Ledger = Annotated[
    Path | None,
    typer.Option("--ledger", metavar="PATH", help="Ledger instead of the one in your data folder.", show_default=False),
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Say what would change, and change nothing.")]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Configuration instead of the nearest connratio.yaml.")
]
NoConfig = Annotated[bool, typer.Option("--no-config", help="Use no configuration file at all.")]
Format = Annotated[
    str,
    typer.Option("--format", "-f", metavar="NAME", envvar="CONNRATIO_FORMAT", help="auto, table, csv, tsv, json, ndjson or md."),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file; its suffix chooses the format.")
]
Json = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the output file.")]
Problems = Annotated[Path | None, typer.Option("--problems", metavar="FILE", help="Write every single problem as CSV.")]
FailOn = Annotated[
    Literal["none", "info", "warning", "error"],
    typer.Option("--fail-on", help="Exit with 1 when a problem is at least this bad."),
]
Quiet = Annotated[int, typer.Option("--quiet", "-q", count=True, help="No notes; twice: no warnings either.", show_default=False)]
Verbose = Annotated[
    int, typer.Option("--verbose", "-v", count=True, help="Also what is merely worth knowing.", show_default=False)
]
Debug = Annotated[bool, typer.Option("--debug", hidden=True, help="Tracebacks for internal errors.")]
