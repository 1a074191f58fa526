"""Archives of tar (Google Takeout's `.tgz` among them) as Unpacker reads archives: regular files only, no link is followed."""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

_MAGIC: Final = b"ustar"
_MAGIC_AT: Final = 257
_MOST_ENTRIES: Final = 200_000
"""Folders and links count too."""
TAR_HEAD: Final = _MAGIC_AT + len(_MAGIC)


def is_tar(head: bytes) -> bool:
    """Whether a file begins as an archive of tar."""
    return head[_MAGIC_AT:TAR_HEAD] == _MAGIC


@dataclass(frozen=True, slots=True)
class TarMember:
    """A file of an archive. Nothing in it is compressed by itself."""

    filename: str
    file_size: int
    compress_size: int
    begin: int

    def is_dir(self) -> bool:
        """No."""
        return False


class TarArchive:
    """The regular files of an archive, as far as it goes; `damaged` says that it breaks off."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        """`file` can go to any place and stays open; no more than `most` members are listed."""
        self._file = file
        self.damaged = False
        self._members: list[TarMember] = []
        try:
            with tarfile.open(fileobj=file, mode="r:") as archive:
                for nth, info in enumerate(archive):
                    if info.isreg() and not info.issparse():
                        self._members.append(TarMember(info.name.removeprefix("./"), info.size, info.size, info.offset_data))
                    if len(self._members) >= most or nth >= _MOST_ENTRIES:
                        break
        except (tarfile.TarError, OSError, EOFError, ValueError, ArithmeticError):
            self.damaged = True

    def infolist(self) -> list[TarMember]:
        """The members, in their order."""
        return self._members

    def open(self, member: Any) -> BinaryIO:
        """A member's bytes; one that the archive cuts off has only its beginning."""
        return io.BufferedReader(_Part(self._file, member.begin, member.file_size))


class _Part(io.RawIOBase):
    """A stretch of a file."""

    def __init__(self, file: BinaryIO, begin: int, size: int) -> None:
        self._file, self._begin, self._size, self._at = file, begin, size, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at}.get(whence, self._size)
        self._at = min(max(base + offset, 0), self._size)
        return self._at

    def tell(self) -> int:
        """The place."""
        return self._at

    def readinto(self, into: Any) -> int:
        """Fill the buffer as far as the stretch goes."""
        self._file.seek(self._begin + self._at)
        piece = self._file.read(min(len(into), self._size - self._at))
        into[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
