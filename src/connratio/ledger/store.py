"""The ledger's file: where it lies, who may open it, and what is said when it cannot be opened.

DuckDB lets one process write or several read. So a writer holds a lock of its own (a file beside the ledger) as long as it
works, but opens the database only to commit; readers, and a writer that meets one, try again for a moment.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from connratio.ledger.schema import SCHEMA, migrate, schema_of
from connratio.model.problems import UsageError

VARIABLE: Final = "CONNRATIO_LEDGER"
PATIENCE: Final = 15.0
"""Seconds for which a process waits for another one's commit or report."""
_MAGIC: Final = b"DUCK"
_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
"""Nothing is ever fetched: without these, DuckDB meets an SQLite file with a download."""


_KEPT: Final[dict[Path, Any]] = {}
"""Connections left open by `reading(keep=True)`, by the path of their ledger."""


class LedgerError(UsageError):
    """The ledger cannot be used as asked; it was left as it was."""


@dataclass(frozen=True, slots=True)
class Store:
    """A ledger by its path, open or not."""

    path: Path

    @property
    def exists(self) -> bool:
        """Whether there is a file; an empty one is none."""
        try:
            return self.path.stat().st_size > 0
        except OSError:
            return False

    @contextmanager
    def reading(self, *, keep: bool = False) -> Iterator[Any]:
        """A connection that cannot write. An older schema is brought up to date first. Raises LedgerError.

        `keep` leaves it open for the next reader, who follows at once: opening a file takes longer than asking it.
        """
        connection = _KEPT.pop(self.path, None) or self._opened()
        with _translated(self.path):
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            if keep:
                _KEPT[self.path] = connection
            else:
                connection.close()

    def _opened(self) -> Any:
        self._checked()
        connection = self._connected(read_only=True)
        schema = schema_of(connection)
        if 0 < schema < SCHEMA:
            connection.close()
            with self.lock():
                pass
            connection = self._connected(read_only=True)
            schema = schema_of(connection)
        try:
            _refuse_others(schema, self.path)
        except LedgerError:
            connection.close()
            raise
        return connection

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """A connection for one or a few commits; the caller holds the lock. Raises LedgerError."""
        self._checked()
        # DuckDB makes its log when the first change is committed.
        with _translated(self.path), _private():
            connection = self._connected(read_only=False)
            try:
                yield connection
            except BaseException:
                # A rolled back transaction leaves nothing; closing would otherwise try to write once more.
                _close_quietly(connection)
                raise
            connection.close()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """The right to write, for as long as this process works: made, up to date, nobody else writing. Raises LedgerError."""
        from connratio.ledger.lock import exclusive

        if kept := _KEPT.pop(self.path, None):
            kept.close()
        self._make_folder()
        with exclusive(self.path.with_name(self.path.name + ".lock"), PATIENCE):
            if not self.exists:
                self._make()
            else:
                self._update()
            yield

    def _make_folder(self) -> None:
        try:
            if not self.path.parent.exists():
                self.path.parent.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise LedgerError(
                f"cannot make the ledger's folder {self.path.parent}: {error.strerror}", "name another place with --ledger PATH"
            ) from None

    def _make(self) -> None:
        with self.rewriting():
            pass

    @contextmanager
    def rewriting(self) -> Iterator[Any]:
        """A new, empty ledger, made beside the old one, whose place it takes whole at the end; the caller holds the lock."""
        made = self.path.with_name(f"{self.path.name}.new")
        log = made.with_name(made.name + ".wal")
        with _translated(self.path), _private():
            made.unlink(missing_ok=True)
            log.unlink(missing_ok=True)
            connection = connect(made, read_only=False)
            try:
                migrate(connection)
                yield connection
                # All of it must stand in the one file that is moved: closing alone would be silent where the disk is full.
                connection.execute("CHECKPOINT")
            except BaseException:
                _close_quietly(connection)
                made.unlink(missing_ok=True)
                log.unlink(missing_ok=True)
                raise
            connection.close()
            made.replace(self.path)

    def _update(self) -> None:
        self._checked()
        connection = self._connected(read_only=True)
        with _translated(self.path):
            try:
                schema = schema_of(connection)
                _refuse_others(schema, self.path)
            finally:
                connection.close()
        if schema >= SCHEMA:
            return
        with _translated(self.path), _private():
            kept = self.path.with_name(f"{self.path.name}.schema-{schema}.bak")
            partial = kept.with_name(kept.name + ".new")
            shutil.copyfile(self.path, partial)
            partial.replace(kept)
        with self.writing() as connection:
            migrate(connection)

    def _checked(self) -> None:
        """Whether the file is a database at all, from its head: DuckDB is never asked to find out what else it may be."""
        try:
            with self.path.open("rb") as file:
                head = file.read(12)
        except FileNotFoundError:
            raise LedgerError(f"there is no ledger at {self.path}", HOW_TO_BEGIN) from None
        except OSError as error:
            raise LedgerError(f"cannot open the ledger {self.path}: {error.strerror}", "check its permissions") from None
        if head[8:12] != _MAGIC:
            raise LedgerError(
                f"{self.path} is no ledger of connratio", "it was left as it is; name another place with --ledger PATH"
            )

    def _connected(self, *, read_only: bool) -> Any:
        import duckdb

        until = time.monotonic() + PATIENCE
        while True:
            with _translated(self.path):
                try:
                    with _private():
                        return connect(self.path, read_only=read_only)
                except duckdb.IOException as error:
                    if "lock" not in str(error) or time.monotonic() > until:
                        raise
            time.sleep(0.02)


HOW_TO_BEGIN: Final = "connratio import FILES… or connratio sync fills it; connratio report FILES… needs none"


def ledger_path(given: Path | None) -> Path:
    """Where the ledger lies: as told, as the environment says, or in the user's data folder."""
    if given is not None:
        return given
    if told := os.environ.get(VARIABLE):
        return Path(told).expanduser()
    import platformdirs

    return platformdirs.user_data_path("connratio") / "ledger.duckdb"


def connect(path: Path, *, read_only: bool) -> Any:
    """A database by its path, for which nothing is ever downloaded."""
    import duckdb

    return duckdb.connect(str(path), read_only=read_only, config=_CONFIG)


def _close_quietly(connection: Any) -> None:
    import duckdb

    with suppress(duckdb.Error):
        connection.close()


@contextmanager
def _private() -> Iterator[None]:
    """Whatever is made meanwhile is the owner's alone (DuckDB makes its own files)."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _refuse_others(schema: int, path: Path) -> None:
    if schema < 1:
        raise LedgerError(
            f"{path} is a database, but no ledger of connratio", "it was left as it is; name another place with --ledger PATH"
        )
    if schema > SCHEMA:
        raise LedgerError(
            f"the ledger {path} was written by a newer connratio (schema {schema}; this one knows up to {SCHEMA})",
            "update connratio; the ledger was left as it is",
        )


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """What DuckDB and the operating system say, in words that help."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        # Errors of programming are ours to mend and pass; DuckDB says "corrupt" with an error of no class at all.
        if (
            isinstance(error, (duckdb.ProgrammingError, duckdb.DataError))
            and "invalidated" not in str(error)
            and "read-only" not in str(error)
        ):
            raise
        raise _said(str(error), path) from error
    except OSError as error:
        raise LedgerError(f"cannot write the ledger {path}: {error.strerror}", _ADVICE_DISK) from error


_ADVICE_DISK: Final = "what was committed before is kept; make room or check the folder's permissions, then run it again"


def _said(text: str, path: Path) -> LedgerError:
    low = text.lower()
    if "conflicting lock" in low or "could not set lock" in low:
        return LedgerError(f"another process is using the ledger {path}", "try again when it has finished")
    if "no space left" in low or "file too large" in low or "out of disk" in low or "disk quota" in low:
        return LedgerError(f"no room on the disk for the ledger {path}", _ADVICE_DISK)
    if "read-only" in low or "permission denied" in low or "read only" in low:
        return LedgerError(f"the ledger {path} cannot be written here", "check the permissions of the file and its folder")
    if "version number" in low or "newer version" in low or "storage version" in low:
        return LedgerError(
            f"the ledger {path} was written by a newer DuckDB", "update connratio and duckdb; it was left as it is"
        )
    return LedgerError(
        f"the ledger {path} is damaged or cannot be used ({_first_line(text)})",
        "it was left as it is; connratio ledger check tells more, and a backup may lie beside it",
    )


def _first_line(text: str) -> str:
    return text.splitlines()[0][:160] if text else "no reason given"
