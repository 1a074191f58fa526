"""Load: from options and files to judged activities, with everything said on standard error that must be said."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from connratio.cli.progress import Progress
from connratio.model.problems import SEVERITIES, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from connratio.classify.identity import Me
    from connratio.config.load import Loaded
    from connratio.importers.reading import Reading
    from connratio.ledger.book import Ledger
    from connratio.ledger.memory import Files
    from connratio.ledger.policy import Policy

    Way = Callable[..., Reading]


@dataclass(slots=True)
class Asked:
    """What the shared options say; "" and None leave the choice to the configuration."""

    files: list[Path] | None
    as_name: str = ""
    me: list[str] | None = None
    from_day: str = ""
    until_day: str = ""
    week: str = ""
    last: str = ""
    timezone: str = ""
    week_start: str | None = None
    overlap: str | None = None
    config: Path | None = None
    no_config: bool = False
    fail_on: str = "none"
    problems_file: Path | None = None
    quiet: int = 0
    verbose: int = 0
    debug: bool = False
    force: bool = False
    ledger: Path | None = None
    active_rule: str = ""
    history: bool = False
    """Whether the question looks beyond its window: back to the beginning, and a year ahead for what is booked."""
    window: tuple[date, date] | None = None
    """A window that a command names by itself."""
    discover: bool = False
    discovered: frozenset[Path] = frozenset()
    """Files that were found on this machine, and not named."""


@dataclass(slots=True)
class Job:
    """A question with its data: the book to answer it from, who is me, the policy in force, the window asked for."""

    asked: Asked
    loaded: Loaded
    book: Files | Ledger
    me: Me
    policy: Policy
    window: tuple[date, date] | None
    week_start: str
    today: date
    zone_why: str
    problems: list[Problem] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """1 when a problem is at least as bad as --fail-on, else 0."""
        return exit_code_of(self.problems, self.asked.fail_on)


def exit_code_of(problems: list[Problem], fail_on: str) -> int:
    """1 when a problem is at least as bad as `fail_on`, else 0."""
    if fail_on == "none":
        return 0
    floor = SEVERITIES.index(fail_on)
    return int(any(SEVERITIES.index(p.severity) >= floor for p in problems))


def load(asked: Asked, read: Way | None = None) -> Job:
    """Read and judge what the options name, or open the ledger. Raises UsageError when that cannot be done.

    `read` is another way to read than as files.
    """
    if asked.discover:
        from connratio.cli.discover import add_discovered

        add_discovered(asked)
    if not asked.files:
        from connratio.cli.kept import load_ledger

        return load_ledger(asked)
    from connratio.classify.identity import who_is_me
    from connratio.config.load import load_config
    from connratio.importers.contract import Options
    from connratio.importers.reading import read_files
    from connratio.ledger.memory import Files
    from connratio.ledger.policy import my_addresses, policy_of
    from connratio.ledger.settle import judged

    loaded = load_config(asked.config, use=not asked.no_config)
    config = loaded.config
    zone, why = zone_of(asked.timezone, config.timezone)
    today = datetime.now(UTC).astimezone(zone).date()
    week_start = asked.week_start or config.week_start
    window = window_asked(asked, today, week_start)
    policy = policy_of(loaded, zone, asked.overlap)
    options = Options(zone, today, reach_of(asked, window, today, zone))
    with Progress(enabled=asked.quiet == 0) as progress:
        told = {"active_rule": asked.active_rule} if asked.active_rule else {}
        reading = (read or read_files)(
            asked.files, options, lambda path: loaded.options_for(path) | told, asked.as_name, progress.tick, debug=asked.debug
        )
        progress.tick("working it out")
        me = who_is_me(reading.activities, [r.info for r in reading.sources], asked.me or my_addresses(config))
        book = Files(reading, judged(reading.activities, me, policy), me, policy)
    return Job(asked, loaded, book, me, policy, window, week_start, today, why, list(reading.problems))


def around(window: tuple[date, date] | None, zone: ZoneInfo) -> tuple[int, int] | None:
    """The window with the day before and after: polls and presence reach over the edge, and so do meetings across midnight."""
    from connratio.timeline.clock import instant

    day = timedelta(days=1)
    return None if window is None else (instant(window[0] - day, 0, zone), instant(window[1] + day, 0, zone))


def reach_of(asked: Asked, window: tuple[date, date] | None, today: date, zone: ZoneInfo) -> tuple[int, int] | None:
    """How far series are followed for a question."""
    if not asked.history:
        return around(window, zone)
    return around((date(1970, 1, 3), (window[1] if window else today) + timedelta(days=366)), zone)


def zone_of(asked: str, configured: ZoneInfo | None, kept: str = "") -> tuple[ZoneInfo, str]:
    """The person's zone and where it comes from: the option, the configuration, the ledger (`kept`), TZ, the machine."""
    if asked:
        try:
            return ZoneInfo(asked), "--timezone"
        except (KeyError, ValueError, OSError):
            raise UsageError(f"no time zone is called {asked!r}", "write an IANA name such as Europe/Berlin") from None
    if configured is not None:
        return configured, "configuration"
    if kept:
        return ZoneInfo(kept), "ledger"
    if name := os.environ.get("TZ", "").lstrip(":"):
        try:
            return ZoneInfo(name), "TZ"
        except (KeyError, ValueError, OSError):
            pass
    import tzlocal

    try:
        name = tzlocal.get_localzone_name()
        return ZoneInfo(name), "this machine"
    except Exception:  # noqa: BLE001  # tzlocal raises many kinds on a machine without a usable zone
        return ZoneInfo("UTC"), "no zone is set on this machine"


def window_asked(asked: Asked, today: date, week_start: str) -> tuple[date, date] | None:
    """The window of --from/--until, --week or --last in local days; None when none was given."""
    from connratio.model.periods import BEGINNING, parse_last, parse_week

    if asked.window is not None:
        return asked.window
    given = [name for name, value in (("--week", asked.week), ("--last", asked.last), ("--from", asked.from_day)) if value]
    if len(given) > 1 or (asked.week and asked.until_day):
        raise UsageError("only one of --week, --last and --from can name the period", "drop one of them")
    try:
        if asked.week:
            week = parse_week(asked.week, week_start)
            return week.first, week.until
        until = day_given(asked.until_day, "--until") if asked.until_day else None
        if asked.last:
            return parse_last(asked.last, until or today + timedelta(days=1), week_start)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if not asked.from_day and until is None:
        return None
    first = day_given(asked.from_day, "--from") if asked.from_day else BEGINNING
    until = until if until is not None else max(today, first) + timedelta(days=1)
    if until <= first:
        raise UsageError(f"the period ends before it begins: {first} to {until}", "--until names the day after the last one")
    return first, until


def day_given(text: str, option: str) -> date:
    """The day that an option names. Raises UsageError for what is no date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is no date", "write 2026-03-02") from None


def say(job: Job, notes: list[str]) -> None:
    """Notes and problems on standard error, and the file of --problems."""
    from connratio.render.problems import problem_lines

    asked = job.asked
    write_problems(job.problems, asked.problems_file, force=asked.force)
    lines = notes if asked.quiet == 0 else []
    # What was wrong in the files of the ledger was said when they were brought in.
    if asked.quiet < 2 and (asked.files or asked.verbose):
        lines = [*lines, *problem_lines(job.problems, asked.verbose)]
    if lines:
        sys.stderr.write("\n".join(lines) + "\n")


def write_problems(problems: list[Problem], file: Path | None, *, force: bool) -> None:
    """The file of --problems, where one was asked for."""
    if file is None:
        return
    import io

    from connratio.render.delimited import write_delimited
    from connratio.render.output import save
    from connratio.render.problems import problem_table

    text = io.StringIO()
    write_delimited(problem_table(problems), text)
    save(file, text.getvalue(), force=force)


def notes_of(job: Job) -> list[str]:
    """What the reader must know about who and where, before any number."""
    notes = [f"note: read {job.book.n_records} records from {len(job.book.reads)} sources"] if job.asked.verbose else []
    if not job.me.told and job.me.name != "me":
        others = sorted(job.me.addresses - {job.me.name})
        also = f" (also {', '.join(others)})" if others else ""
        why = next((w for p, w in job.me.why.values() if p == job.me.name and w), "inferred")
        doubt = "" if job.me.sure else "; others are on as many events"
        notes.append(f"note: you are taken to be {job.me.name}{also}: {why}{doubt}; --me EMAIL settles it")
    foreign = job.book.n_foreign
    if foreign:
        what = "record of somebody else is" if foreign == 1 else "records of other people are"
        notes.append(f"note: {foreign} {what} left out")
    if job.zone_why == "no zone is set on this machine":
        notes.append("note: no time zone is set on this machine: days are counted in UTC; --timezone settles it")
    return notes
