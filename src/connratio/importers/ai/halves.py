"""Many megabytes of files read by two processes at once: decoding holds Python's lock, so that threads would not help."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Final, TypeVar

from connratio.importers.contract import Source

T = TypeVar("T")
WORTH: Final = 64 << 20
"""Bytes below which a second process costs more than it spares."""


def read_in_two(read: Callable[[Sequence[Source]], T], sources: Sequence[Source]) -> list[T]:
    """What `read` gives for all files, or for the earlier and for the later ones where two processes can share them.

    `read` must give the same for a file whichever others it is read with. What a second process cannot do is done here.
    """
    place = _middle(sources)
    if not place or not _can_fork():
        return [read(sources)]
    out, into = os.pipe()
    child = os.fork()
    if not child:
        _answer(read, sources[place:], into)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        try:
            first = read(sources[:place])
            answer = pipe.read()
        finally:
            pipe.close()  # a child that still writes is told that nobody reads any more
            status = os.waitpid(child, 0)[1]
    return [first, pickle.loads(answer) if status == 0 else read(sources[place:])]  # noqa: S301  # from a copy of this process


def _answer(read: Callable[[Sequence[Source]], T], sources: Sequence[Source], into: int) -> None:
    """What the second process does, and all of it: it never returns into the program that it is a copy of."""
    status = 1
    try:
        with os.fdopen(into, "wb") as pipe:
            pickle.dump(read(sources), pipe, protocol=pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)


def _middle(sources: Sequence[Source]) -> int:
    """The place of the file with which the second half of the bytes begins; 0 where it is not worth while."""
    if len(sources) < 2 or any(source.file is None for source in sources):
        return 0
    try:
        sizes = list(accumulate(source.file.stat().st_size for source in sources if source.file is not None))
    except OSError:
        return 0
    if sizes[-1] < WORTH:
        return 0
    return next((n for n, size in enumerate(sizes) if 2 * size > sizes[-1] and n), 0)


def _can_fork() -> bool:
    """Whether there is a second core, and no thread that a copy of this process would lack."""
    if not sys.platform.startswith("linux"):
        return False  # elsewhere a copy of a process is no safe one, or there is none
    try:
        return len(os.sched_getaffinity(0)) > 1 and len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False
