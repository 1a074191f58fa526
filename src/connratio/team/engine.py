"""Where the work is done: here, in processes of this machine, or on a Dask cluster. The figures are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol

from connratio.model.problems import UsageError

PATIENCE: Final = 30
"""Seconds in which a scheduler must answer and have a worker."""
Work = Callable[[Any, Any], Any]
"""A piece of work and the context, to what comes of it; a function of a module, so that its name can travel."""


class Engine(Protocol):
    """Something that does pieces of work."""

    def map(self, work: Work, pieces: Sequence[Any], context: Any) -> Iterator[Any]:
        """What comes of each piece, in their order."""
        ...


class Here:
    """One after the other in this process."""

    def map(self, work: Work, pieces: Sequence[Any], context: Any) -> Iterator[Any]:
        """What comes of each piece, in their order."""
        return (work(piece, context) for piece in pieces)


class Processes:
    """So many processes of this machine."""

    def __init__(self, n: int) -> None:
        """`n` of them at most."""
        self._n = n

    def map(self, work: Work, pieces: Sequence[Any], context: Any) -> Iterator[Any]:
        """What comes of each piece, in their order."""
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        n = min(self._n, len(pieces))
        if n <= 1:
            yield from Here().map(work, pieces, context)
            return
        # Not forked: a database that lives in this process must not be copied.
        with ProcessPoolExecutor(n, get_context("spawn"), _prepare, (work, context)) as pool:
            yield from pool.map(_done, pieces)


_prepared: dict[str, Any] = {}


def _prepare(work: Work, context: Any) -> None:
    import os

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _prepared.update(work=work, context=context)


def _done(piece: Any) -> Any:
    return _prepared["work"](piece, _prepared["context"])


class Cluster:
    """The workers of a Dask scheduler, on which the same connratio must be installed."""

    def __init__(self, client: Any) -> None:
        """`client` is connected."""
        self._client = client

    def map(self, work: Work, pieces: Sequence[Any], context: Any) -> Iterator[Any]:
        """What comes of each piece, in their order."""
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise UsageError("the scheduler has no workers", "start some: dask worker ADDRESS") from None
        shared = self._client.scatter(context, broadcast=True)
        # A worker that dies is not retried for ever; the same piece may be worked on twice, with the same result.
        futures = self._client.map(work, list(pieces), [shared] * len(pieces), pure=False, retries=2)
        for future in futures:
            yield future.result()
            future.release()


class Watched:
    """Another engine, whose progress is told."""

    def __init__(self, engine: Engine, tick: Callable[[str], None]) -> None:
        """`tick` is called after each piece."""
        self._engine, self._tick = engine, tick

    def map(self, work: Work, pieces: Sequence[Any], context: Any) -> Iterator[Any]:
        """What comes of each piece, in their order."""
        self._tick(f"reading {len(pieces)} parts")
        for nth, one in enumerate(self._engine.map(work, pieces, context), 1):
            self._tick(f"{nth} of {len(pieces)} parts read")
            yield one


@contextmanager
def engine_of(jobs: int, scheduler: str, *, dask: bool) -> Iterator[Engine]:
    """The engine asked for. Raises UsageError where Dask is not installed or its scheduler cannot be reached."""
    if not scheduler and not dask:
        yield Processes(jobs) if jobs > 1 else Here()
        return
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("Dask is not installed", "pip install 'connratio[cluster]'") from None
    try:
        client = Client(scheduler, timeout=PATIENCE) if scheduler else Client(timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"the scheduler cannot be reached: {type(error).__name__}", "check --scheduler tcp://HOST:PORT"
        ) from None
    try:
        yield Cluster(client)
    finally:
        client.close()
