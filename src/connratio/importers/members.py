"""The members of an archive, unpacked within bounds: at once, or while they are read."""

from __future__ import annotations

import errno
import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, Protocol

from connratio.importers.collections import MOST_EACH
from connratio.importers.contract import HEAD_BYTES
from connratio.importers.zstd import MAGIC
from connratio.model.problems import Problem

MOST_BYTES: Final = 4 << 30
"""Bytes that one archive may unpack to."""
MOST_RATIO: Final = 1000
"""Unpacked ÷ packed beyond which a large member is a bomb: the JSON of real logs stays far below (deflate ends at 1032)."""
KEPT_BYTES: Final = 1 << 18
"""Members of an archive up to here are unpacked and kept in memory at the first look at them."""
PIECE: Final = 1 << 20
GZIP: Final = b"\x1f\x8b"
ZIP: Final = b"PK\x03\x04"
_PACKED: Final = frozenset({ZIP, MAGIC})
BROKEN: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    RuntimeError,
    NotImplementedError,
)
"""What zipfile and tarfile raise for a member that is damaged, encrypted or packed in an unknown way."""


def limit_of(packed: int) -> int:
    """The bytes to which so many packed ones may honestly unpack."""
    return min(MOST_BYTES, max(packed * MOST_RATIO, 1 << 20))


def inflated(packed: bytes) -> tuple[bytes | None, bool]:
    """What a file of gzip unpacks to, as far as it can be, and whether it is damaged; None for more than any honest file of that size."""
    limit = limit_of(len(packed))
    try:
        with gzip.open(io.BytesIO(packed)) as stream:
            data = stream.read(limit + 1)
            return (None if len(data) > limit else data), False
    except (OSError, EOFError, zlib.error):
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = unpack.decompress(packed, MOST_RATIO * max(len(packed), 1 << 20))
    except zlib.error:
        return b"", True
    return (None if unpack.unconsumed_tail else data), True


class Member(Protocol):
    """A file in an archive."""

    @property
    def filename(self) -> str:
        """Its path."""
        ...

    @property
    def file_size(self) -> int:
        """Its bytes."""
        ...

    @property
    def compress_size(self) -> int:
        """The bytes that it takes up."""
        ...

    def is_dir(self) -> bool:
        """Whether it is a folder."""
        ...


class Archive(Protocol):
    """What a zip or tar archive gives."""

    def infolist(self) -> Sequence[Any]:
        """The members."""
        ...

    def open(self, member: Any) -> IO[bytes]:
        """A member's bytes."""
        ...


class Unpacker:
    """The members of an archive, within what an archive may unpack to."""

    def __init__(self, archive: Archive, name: str, problems: list[Problem]) -> None:
        """`name` is the archive's, as problems show it."""
        self._archive, self._name, self._problems = archive, name, problems
        self._known: dict[str, bytes | None] = {}
        self._left = MOST_BYTES
        self._counted: set[str] = set()
        self.spent = False

    def looked_at(self, member: Member) -> tuple[bytes, Callable[[], bytes], Callable[[], BinaryIO] | None] | None:
        """A member's head, and what gives all of it (at once, as a stream); None with a Problem where it cannot or must not be unpacked.

        Of a larger one no more is unpacked until it is read: most of an archive may be pictures, and what is read need not stay.
        """
        if member.file_size > KEPT_BYTES:
            head = self._unpacked(member, HEAD_BYTES)
            if head is None:
                return None
            if head[:4] not in _PACKED and head[:2] != GZIP:
                return head, lambda: self._whole(member), lambda: self._stream(member)
        data = self.data(member)
        return None if data is None else (data[:HEAD_BYTES], given(data), None)

    def data(self, member: Member) -> bytes | None:
        """A member's bytes; None with a Problem where it cannot or must not be unpacked."""
        if member.filename in self._known:
            return self._known.pop(member.filename)
        data = self._unpacked(member)
        if member.file_size <= MOST_EACH:
            self._known[member.filename] = data
        return data

    def _unpacked(self, member: Member, most: int = MOST_BYTES) -> bytes | None:
        if member.file_size > self._left:
            self.spent = True
            return None
        if member.file_size > limit_of(member.compress_size):
            self._problems.append(Problem("C108", "a member of the archive unpacks to too much", self._name))
            return None
        try:
            data = self._read(member, most)
        except BROKEN:
            self._problems.append(Problem("C104", "a member of the archive is damaged or encrypted", self._name))
            return None
        self._left -= len(data)
        return data

    def _whole(self, member: Member) -> bytes:
        """All of a member, for whoever reads it. Raises OSError, which readers of files expect, where that cannot be."""
        with self._stream(member) as stream:
            return stream.read()

    def _stream(self, member: Member) -> BinaryIO:
        """The same, unpacked while it is read."""
        if member.filename not in self._counted:
            self._counted.add(member.filename)
            self._left -= member.file_size
        if self._left < 0:
            raise OSError(errno.EFBIG, "the archive unpacks to too much")
        try:
            return io.BufferedReader(_Member(self._archive.open(member)), PIECE)
        except BROKEN as error:
            raise _damaged() from error

    def _read(self, member: Member, most: int) -> bytes:
        """Up to `most` bytes; zipfile gives no more than the archive's directory says that there are."""
        out = io.BytesIO()
        with self._archive.open(member) as stream:
            while out.tell() < most and (piece := stream.read(min(PIECE, most - out.tell()))):
                out.write(piece)
        return out.getvalue()


class OnDisk(io.RawIOBase):
    """A file that stays open as long as anything of it may be read, and closes by itself then."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where it cannot be opened."""
        self._file = path.open("rb", buffering=0)

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._file.tell()

    def readinto(self, into: Any) -> int:
        """Fill the buffer as far as the file goes."""
        return self._file.readinto(into) or 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


class _Member(io.RawIOBase):
    """A member of an archive as a stream that fails as files do."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes, though to go back is to begin again."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        return self._member.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._member.tell()

    def readinto(self, into: Any) -> int:
        """Fill the buffer as far as one piece goes. Raises OSError where the member is damaged."""
        piece = self._piece(len(into))
        into[: len(piece)] = piece
        return len(piece)

    def readall(self) -> bytes:
        """The rest."""
        out = io.BytesIO()
        while piece := self._piece(PIECE):
            out.write(piece)
        return out.getvalue()

    def _piece(self, size: int) -> bytes:
        try:
            return self._member.read(size)
        except BROKEN as error:
            raise _damaged() from error


def _damaged() -> OSError:
    return OSError(errno.EIO, "a member of the archive is damaged")


def given(data: bytes) -> Callable[[], bytes]:
    """What gives these bytes."""
    return lambda: data
