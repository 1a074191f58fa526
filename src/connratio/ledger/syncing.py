"""Every source of the configuration brought into the ledger, one after the other; what fails does not stop the rest."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from connratio.config.sources import Kind, SourceEntry
from connratio.fetch.contract import PartlyError
from connratio.fetch.registry import FETCHERS, fetcher_of
from connratio.importers.discovery import files_of, logs_here
from connratio.importers.registry import named
from connratio.ledger.documents import document_of, stamp_of
from connratio.ledger.intake import Counts
from connratio.model.problems import Problem, UsageError
from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.fetch.contract import Fetched
    from connratio.ledger.importing import Intake, OptionsFor, Tick

KINDS: Final[tuple[str, ...]] = get_args(Kind)
Say = Callable[[str], None]
_FILES: Final = ("url_file", "service_account", "people")
"""Options that name a file (people: or the addresses themselves); like a path they are relative to the configuration's folder."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source to bring in; `folder` is what its path is relative to."""

    entry: SourceEntry
    folder: Path

    @property
    def options(self) -> dict[str, Any]:
        """The entry's keys as a fetcher takes them, with its free options spread out and its path made absolute."""
        given = self.entry.model_dump(by_alias=True, exclude_unset=True, exclude={"options", "kind"})
        path = {"path": str(self.folder / Path(self.entry.path).expanduser())} if self.entry.path else {}
        told = {key: name for key in _FILES if isinstance(name := self.entry.options.get(key), str)}
        files = {
            key: str(self.folder / Path(name).expanduser())
            for key, name in told.items()
            if name and not (key == "people" and "@" in name)
        }
        return {**self.entry.options, **given, **path, **files}


def wanted(entries: Sequence[SourceEntry], folder: Path, names: Sequence[str], cwd: Path) -> list[Wanted]:
    """The sources that these names stand for: labels or kinds of entries; all enabled ones without a name.

    After a kind, further words are paths, addresses or accounts of such sources (`sync files ~/exports`). Raises UsageError for
    a name that stands for nothing, or for two calendars.
    """
    called = Counter(entry.name for entry in entries if entry.kind == "ics" and entry.enabled and entry.name)
    if twice := next((name for name, n in called.items() if n > 1), ""):
        # Each would take what the ledger holds of the other for its own.
        raise UsageError(f"{called[twice]} ics sources are called {clean(twice, 80)!r}", "give each a `name:` of its own")
    if not names:
        return [Wanted(e, folder) for e in entries if e.enabled]
    first, *rest = names
    if first in KINDS and rest and not any(e.label == first for e in entries):
        key = {"ics": "url", "google": "account", "activitywatch": "url"}.get(first, "path")
        return [Wanted(_entry(first, key, word), cwd) for word in rest]
    found: list[Wanted] = []
    for name in names:
        own = [e for e in entries if e.label == name] or [e for e in entries if e.kind == name and e.enabled]
        if not own and (name in FETCHERS or name == "discover"):
            here = {"path": "."} if name == "git" else {}
            found.append(Wanted(SourceEntry.model_validate({"kind": name, **here}), cwd))
        elif not own:
            known = ", ".join(dict.fromkeys([e.label for e in entries] + sorted([*FETCHERS, "discover"])))
            raise UsageError(
                f"no source is called {name!r}", f"sources are {known or 'none yet: name them under sources: in connratio.yaml'}"
            )
        found += [Wanted(e, folder) for e in own]
    return found


def _entry(kind: str, key: str, word: str) -> SourceEntry:
    from pydantic import ValidationError

    try:
        return SourceEntry.model_validate({"kind": kind, key: word})
    except ValidationError:
        # Its own message would quote the word, which may be a secret address.
        raise UsageError(f"sync {kind} takes no such {key}", "connratio sync -h shows what may follow a kind") from None


@dataclass(frozen=True, slots=True)
class Failed:
    """How many sources failed: in whole, and in part."""

    wholly: int = 0
    partly: int = 0


def sync(
    intake: Intake, sources: Sequence[Wanted], options_for: OptionsFor, say: Say, tick: Tick, *, debug: bool = False
) -> Failed:
    """Bring the sources in. What fails is a row with the status `failed` and a Problem; parts of a source have rows of their own."""
    failed = Failed()
    for source in sources:
        entry = source.entry
        try:
            if entry.kind == "files":
                paths = _paths(source)
                intake.files(paths, options_for, "", tick, debug=debug, label=entry.label)
            elif entry.kind == "discover":
                intake.files(_discovered(intake), options_for, "", tick, debug=debug, label=entry.label, kind="discover")
            else:
                _fetch(intake, source, say, tick, debug=debug)
            intake.flush()
        except PartlyError as error:
            failed = Failed(failed.wholly + (not error.came), failed.partly + error.came)
            for name, why in error.parts.items():
                _failed(intake, f"{entry.name}: {name}" if entry.name else name, entry, why)
        except UsageError as error:
            failed = Failed(failed.wholly + 1, failed.partly)
            _failed(intake, entry.label, entry, error)
    return failed


def _failed(intake: Intake, name: str, entry: SourceEntry, why: UsageError) -> None:
    more = f" ({clean(why.help_line)})" if why.help_line else ""
    intake.brought.counts.append(Counts(clean(name), entry.path or "", status="failed"))
    intake.brought.problems.append(Problem("C500", f"{clean(why.message)}{more}", clean(name)))


def _discovered(intake: Intake) -> list[Path]:
    """The logs that AI assistants keep on this machine. Raises UsageError where there are none."""
    found = files_of(logs_here(os.environ, Path.home(), Path.cwd(), intake.options.timezone))
    if not found:
        raise UsageError("no log of an AI assistant was found on this machine", "connratio sources --discover lists them")
    return found


def _paths(source: Wanted) -> list[Path]:
    """The files and folders that an entry names. Raises UsageError where there are none."""
    below = Path(source.entry.path or "").expanduser()
    at = source.folder / below
    if at.exists():
        return [at]
    found = sorted(glob.glob(str(Path(glob.escape(str(source.folder))) / below), recursive=True))  # noqa: PTH207  # pathlib's refuses absolute patterns
    if not found:
        raise UsageError(f"nothing is at {source.entry.path}", "correct `path:` in connratio.yaml")
    return [Path(name) for name in found]


def _fetch(intake: Intake, source: Wanted, say: Say, tick: Tick, *, debug: bool) -> None:
    entry, options = source.entry, source.options
    fetcher = fetcher_of(entry.kind)
    say(f"{entry.label}: contacting {fetcher.contacts(options)}")
    told = {k: v for k, v in options.items() if k not in {"path", "url", "account", "enabled"}}
    reading = replace(intake.options, extra=told)
    for fetched in fetcher.fetch(options, _state(intake, entry), reading, tick):
        _take(intake, fetched, source, told, debug=debug)


def _state(intake: Intake, entry: SourceEntry) -> Mapping[str, str]:
    """What the last fetch of this source left."""
    kept: dict[str, str] = {}
    for known in intake.known.values():
        if (known.kind, known.label) == (entry.kind, entry.label):
            kept |= known.state
    return kept


def _take(intake: Intake, fetched: Fetched, source: Wanted, told: Mapping[str, Any], *, debug: bool) -> None:
    path, told = fetched.source.path, {**told, "name": fetched.name} if fetched.name else told
    known = intake.known.get(path)
    if fetched.unchanged:
        intake.brought.counts += known.counts if known else ()
        return
    importer = named(fetched.importer)
    options = replace(intake.options, extra=told)
    data = fetched.source.data()
    stamp = stamp_of(data, importer, options)
    if known is not None and known.stamp == stamp and dict(known.state) == dict(fetched.state) and intake.unchanged(path, stamp):
        intake.brought.counts += known.counts
        return
    document = document_of(fetched.source, importer, data, options, stamp, debug=debug)
    document.window, document.state = fetched.window, fetched.state
    document.kind, document.label = source.entry.kind, source.entry.label
    intake.add(document)
