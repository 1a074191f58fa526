"""The entry point: one line for what went wrong, never a traceback, and an exit status that scripts can use."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from typing import Final, NoReturn

from connratio.model.problems import UsageError
from connratio.model.text import is_address
from connratio.version import __version__

INTERRUPTED: Final = 130
"""128 + SIGINT, as shells have it; Typer ends with it by itself while a command runs."""


def main() -> NoReturn:
    """Run the program; exit status 0 done, 1 problems at or above --fail-on, 2 could not run, 130 interrupted."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        # Answered before anything else is imported.
        sys.stdout.write(f"connratio {__version__}\n")
        sys.exit(0)
    _utf8()
    gc.disable()  # a short-lived process: looking for cycles among imports and rows would cost a tenth of it
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy starts a pool of threads for algebra that nothing here needs
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # or every installed package is searched for one
    try:
        _refuse_addresses(sys.argv[1:])
        from connratio.cli.app import app

        app(prog_name="connratio")
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _interrupted()
        _leave(ended.code)
    except UsageError as error:
        sys.exit(_refused(error))
    except KeyboardInterrupt:
        _interrupted()
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _unread()
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        sys.stderr.write(
            f"error[C901]: connratio failed: {type(error).__name__}\n  help: please report it, with --debug for the details\n"
        )
        sys.exit(2)
    sys.exit(0)


def _refuse_addresses(words: list[str]) -> None:
    """Raise UsageError where a word is an address of the web: it may be a calendar's secret one, which no message may repeat."""
    if not any(":/" in word for word in words) or (words[0] == "sync" and not {"ics", "activitywatch"}.isdisjoint(words)):
        return
    values = [word.partition("=")[2] or word.lstrip("-") if word.startswith("-") else word for word in words]
    if any(map(is_address, values)):
        raise UsageError(
            "an address of the web was given, which is not shown here: it may be a secret",
            "a calendar's address goes into connratio.yaml as a source of the kind ics (key url); connratio sync reads it",
        )


def _interrupted() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the second of two, from somebody in a hurry, would end in a traceback
    sys.stderr.write("interrupted; nothing was changed\n")


def _leave(status: str | int | None) -> NoReturn:
    """End without handing every object back one by one: after a year of events that alone takes a tenth of a second."""
    if isinstance(status, str) or "pandas" not in sys.modules:
        sys.exit(status)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        _unread()
    os._exit(status or 0)


def _unread() -> None:
    """The reader has seen enough (connratio … | head). Python would complain once more while it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _utf8() -> None:
    """Names and titles may hold any character; a terminal that cannot show one gets a question mark, not an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _refused(error: UsageError) -> int:
    """Say why the program cannot run: on standard error, or as an envelope when JSON was chosen."""
    said, advice = error.message, error.help_line
    if _wants_json(sys.argv):
        document = {"schema": "connratio.error/1", "rows": [], "error": {"message": said, "help": advice}}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    message = said if said.startswith("error") else f"error: {said}"
    sys.stderr.write(message + "\n" + (f"  help: {advice}\n" if advice else ""))
    return 2


def _wants_json(argv: list[str]) -> bool:
    pairs = zip(argv, [*argv[1:], ""], strict=True)
    return "--json" in argv or any(
        (a in {"-f", "--format"} and b == "json") or a in {"--format=json", "-fjson"} for a, b in pairs
    )
