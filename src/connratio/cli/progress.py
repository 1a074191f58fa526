"""A line of progress on standard error: on a terminal only, and only for work beyond half a second."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Final, Self

AFTER_SECONDS: Final = 0.5


class Progress:
    """Names the file that is being read."""

    def __init__(self, *, enabled: bool) -> None:
        """Nothing is drawn before the first tick after half a second."""
        self._enabled = enabled and sys.stderr.isatty()
        self._began = time.monotonic()
        self._drawn = False

    def tick(self, what: str) -> None:
        """Say what is being done now."""
        if self._enabled and time.monotonic() - self._began > AFTER_SECONDS:
            sys.stderr.write(f"\r\x1b[2K{what[:60]} …")
            sys.stderr.flush()
            self._drawn = True

    def __enter__(self) -> Self:
        """Start."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Wipe the line, so that nothing of it stays beside the answer."""
        if self._drawn:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
