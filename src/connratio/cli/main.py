"""The entry point: one line for what went wrong, never a traceback, and an exit status that scripts can use."""

from __future__ import annotations

import gc
import json
import os
import sys
from typing import Final, NoReturn

from connratio.model.problems import UsageError
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
        from connratio.cli.app import app

        app(prog_name="connratio")
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            sys.stderr.write("interrupted; nothing was changed\n")
        _leave(ended.code)
    except UsageError as error:
        sys.exit(_refused(error))
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; nothing was changed\n")
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
    if _wants_json(sys.argv):
        document = {"schema": "connratio.error/1", "rows": [], "error": {"message": error.message, "help": error.help_line}}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    message = error.message if error.message.startswith("error") else f"error: {error.message}"
    sys.stderr.write(message + "\n" + (f"  help: {error.help_line}\n" if error.help_line else ""))
    return 2


def _wants_json(argv: list[str]) -> bool:
    pairs = zip(argv, [*argv[1:], ""], strict=True)
    return "--json" in argv or any(
        (a in {"-f", "--format"} and b == "json") or a in {"--format=json", "-fjson"} for a, b in pairs
    )
