"""The fetcher for repositories on this machine: it runs `git log`, which touches neither the network nor the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from connratio.fetch.contract import Fetched, FetchError, Tick
from connratio.importers.contract import Source
from connratio.importers.git.reader import OWNER, PRETTY
from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.importers.contract import Options

_SAFE: Final = ("--no-pager", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false")
"""A repository's own configuration may name programs to run: these settings keep `git log` from running any."""
_ENVIRONMENT: Final = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
_LOG: Final = (
    "log",
    "--no-merges",
    "-z",
    "--no-notes",
    "--no-color",
    "--no-patch",
    "--encoding=UTF-8",
    f"--pretty=format:{PRETTY}",
)
TIMEOUT_S: Final = 600
EVER: Final = (0, 4_102_444_800_000)
"""A log tells all that there is: a commit that was rewritten since is gone."""


class GitFetcher:
    """A repository, or any folder in one. The branch that is checked out is read; no subject, message, name or file of a commit is."""

    kind = "git"

    def contacts(self, options: Mapping[str, Any]) -> str:
        """Nothing but a program."""
        del options
        return "git on this machine"

    def fetch(self, options: Mapping[str, Any], state: Mapping[str, str], reading: Options, tick: Tick) -> Iterator[Fetched]:
        """One document; unchanged where the branch still ends in the same commit."""
        del reading
        folder = _folder(options)
        common = (folder / os.fsdecode(_told(folder, "rev-parse", "--git-common-dir"))).resolve()
        place = str(common.parent if common.name == ".git" else common)  # of a worktree: the repository that it belongs to
        name = clean(Path(place).name.removesuffix(".git"), 80) or "git"
        tick(name)
        head = _asked(folder, "rev-parse", "--verify", "--quiet", "HEAD").strip().decode("ascii", "replace")
        owner = _asked(folder, "config", "--get", "user.email").strip().decode("utf-8", "replace")
        about = "\x1f".join((OWNER, clean(owner, 200), name)).encode()
        told = f"{head} {clean(owner, 200)}"
        partial = _asked(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"
        unchanged = bool(head) and state.get(place) == told
        log = b"" if unchanged or not head else _told(folder, *_LOG, "HEAD", "--", strip=False)
        yield Fetched(
            Source(place, lambda: about + b"\0" + log),
            "git",
            window=None if partial else EVER,
            state={place: told},
            unchanged=unchanged,
        )


def _folder(options: Mapping[str, Any]) -> Path:
    folder = Path(str(options.get("path") or ".")).expanduser()
    if not folder.is_dir():
        raise FetchError(f"no folder is at {clean(str(folder))}", "name a repository on this machine")
    return folder.absolute()


def _run(folder: Path, words: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("git")
    if program is None:
        raise FetchError("git is not installed", "install it, or leave the source out")
    # Of the surroundings nothing may point git elsewhere (GIT_DIR) or make it write (GIT_TRACE).
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | _ENVIRONMENT
    try:
        return subprocess.run(  # noqa: S603  # no shell, and a list of words of our own
            [program, *_SAFE, "-C", str(folder), *words], env=kept, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=TIMEOUT_S
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FetchError(f"git could not be run: {type(error).__name__}", "run `git log` in the folder to see why") from None


def _asked(folder: Path, *words: str) -> bytes:
    """What git says; nothing where it knows no answer."""
    done = _run(folder, words)
    return done.stdout if done.returncode == 0 else b""


def _told(folder: Path, *words: str, strip: bool = True) -> bytes:
    """What git says. Raises FetchError with its own words where it refuses."""
    done = _run(folder, words)
    if done.returncode != 0:
        said = clean(done.stderr.decode("utf-8", "replace").strip().split("\n", 1)[0], 200).removeprefix("fatal: ")
        owned = "dubious ownership" in said
        way = "git config --global --add safe.directory FOLDER, if you trust it" if owned else "name a repository on this machine"
        raise FetchError(f"git: {said or 'no answer'}", way)
    return done.stdout.rstrip(b"\n") if strip else done.stdout
