"""What `import` and `sync` share: the lock, the way in, working out, and the rows that say what came."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from connratio.cli.job import exit_code_of, write_problems, zone_of
from connratio.cli.progress import Progress
from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from connratio.render.output import Target


class Bringing:
    """A ledger open for intake: locked on entry (unless nothing is written), worked out on exit."""

    def __init__(
        self,
        ledger: Path | None,
        config: Path | None,
        me: list[str],
        timezone: str,
        *,
        no_config: bool,
        dry_run: bool,
        quiet: int,
    ) -> None:
        """Load the configuration. Raises UsageError where it is wrong."""
        from connratio.config.load import load_config
        from connratio.ledger.store import Store, ledger_path

        self.loaded = load_config(config, use=not no_config)
        self.store = Store(ledger_path(ledger))
        self._me, self._timezone, self._dry_run = me, timezone, dry_run
        self._stack = ExitStack()
        self._progress = Progress(enabled=quiet == 0)
        self.tick = self._progress.tick

    def __enter__(self) -> Self:
        """Take the lock; make the ledger where there is none."""
        from connratio.importers.contract import Options
        from connratio.ledger.facts import facts_of
        from connratio.ledger.importing import Intake, remember

        self._stack.__enter__()
        self._stack.enter_context(self._progress)
        if not self._dry_run:
            self._stack.enter_context(self.store.lock())
        kept_me: tuple[str, ...] = ()
        kept_zone = ""
        if not self._dry_run and (self._me or self._timezone):
            zone_of(self._timezone, None)
            remember(self.store, self._me, self._timezone)
        if self.store.exists:
            with self.store.reading() as connection:
                facts = facts_of(connection, 0)
            kept_me, kept_zone = facts.told_me, facts.told_zone
        self.zone, _ = zone_of(self._timezone, self.loaded.config.timezone, kept_zone)
        self._told = kept_me
        now = datetime.now(UTC)
        options = Options(self.zone, now.astimezone(self.zone).date())
        self.intake = Intake(self.store, options, int(now.timestamp() * 1000), dry_run=self._dry_run)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Commit what is pending and work it out. After an error what was committed before stays, and waits for the next run."""
        with self._stack:
            if kind is None:
                self.intake.flush()
                if not self._dry_run:
                    self.work_out()

    def work_out(self) -> None:
        """Bring the tallies up to date."""
        from connratio.ledger.facts import fingerprint
        from connratio.ledger.policy import my_addresses, policy_of
        from connratio.ledger.workout import work_out

        told = tuple(self._me or my_addresses(self.loaded.config) or self._told)
        policy = policy_of(self.loaded, self.zone)
        work_out(self.store, policy, fingerprint(self.loaded, self.zone, policy.overlap, told), told, self.tick)


def deliver_counts(
    schema: str,
    bringing: Bringing,
    target: Target,
    *,
    problems_file: Path | None,
    fail_on: str,
    quiet: int,
    verbose: int,
    force: bool,
) -> int:
    """Show a row per source and what was wrong; the exit status."""
    from connratio.measure.brought import COLUMNS
    from connratio.model.table import Table
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer, deliver
    from connratio.render.problems import problem_lines, problem_records

    brought = bringing.intake.brought
    table = Table.of(COLUMNS, (asdict(row) for row in brought.counts))
    write_problems(brought.problems, problems_file, force=force)
    if quiet < 2 and (lines := problem_lines(brought.problems, verbose)):
        sys.stderr.write("\n".join(lines) + "\n")
    sums = {name: sum(getattr(row, name) for row in brought.counts) for name in ("n_new", "n_changed", "n_gone", "n_unchanged")}
    said = ", ".join(f"{n} {name.removeprefix('n_')}" for name, n in sums.items())

    def show(console: Any) -> None:
        print_grid(console, table, f"{len(table.rows)} sources: {said}", [f"ledger: {bringing.store.path}"])

    generated = datetime.now(UTC).astimezone(bringing.zone).isoformat(timespec="seconds")
    extra = {"query": {"ledger": str(bringing.store.path)}, "totals": sums, "problems": problem_records(brought.problems)}
    deliver(Answer(schema, table, show, generated, extra), target)
    if not brought.counts and not brought.problems:
        raise UsageError("nothing was found that connratio can read", "connratio sources --list names the formats")
    return exit_code_of(brought.problems, fail_on)
