"""Zip archives that were cut off: without their directory the members are found one after the other, as far as the file goes."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

_LOCAL: Final = struct.Struct("<4s5HLLLHH")
"""Signature, version, flags, method, time, date, CRC, sizes packed and unpacked, lengths of name and extra (APPNOTE 4.3.7)."""
_SIGNATURE: Final = b"PK\x03\x04"
_UTF8: Final = 1 << 11
_SECRET: Final = 1
_STORED: Final = 0
_DEFLATED: Final = 8
_PIECE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class CutMember:
    """A member with the sizes that it really has here."""

    filename: str
    file_size: int
    compress_size: int
    begin: int
    deflated: bool

    def is_dir(self) -> bool:
        """Whether it is a folder."""
        return self.filename.endswith("/")


class CutZip:
    """The members of an archive whose end is missing."""

    def __init__(self, file: BinaryIO, most_members: int, most_bytes: int) -> None:
        """`file` can go to any place and stays open; the search ends after so many members and unpacked bytes."""
        self._file = file
        self._members: list[CutMember] = []
        at: int | None = 0
        while at is not None and len(self._members) < most_members and most_bytes > 0:
            at = self._found(at, most_bytes)
            most_bytes -= self._members[-1].file_size if self._members else 0

    def infolist(self) -> list[CutMember]:
        """The members, in their order."""
        return self._members

    def open(self, member: Any) -> BinaryIO:
        """A member's bytes; the last one has only its beginning."""
        self._file.seek(member.begin)
        packed = self._file.read(member.compress_size)
        if not member.deflated:
            return io.BytesIO(packed)
        return io.BytesIO(zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.file_size))

    def _found(self, at: int, most: int) -> int | None:
        """Take in the member that begins here; where the next one may begin, None for nowhere."""
        self._file.seek(at)
        head = self._file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or head[:4] != _SIGNATURE:
            return None
        _, _, flags, method, _, _, _, packed, _, n_name, n_extra = _LOCAL.unpack(head)
        name = self._file.read(n_name).decode("utf-8" if flags & _UTF8 else "cp437", errors="replace")
        begin = at + _LOCAL.size + n_name + n_extra
        if flags & _SECRET or method not in {_STORED, _DEFLATED}:
            return begin + packed if packed else None
        if method == _STORED:
            self._file.seek(begin)
            size = min(packed, len(self._file.read(packed)))
            self._members.append(CutMember(name, size, size, begin, deflated=False))
            return self._next(begin + size)
        n_in, n_out = self._inflated(begin, most)
        self._members.append(CutMember(name, n_out, n_in, begin, deflated=True))
        return self._next(begin + n_in)

    def _inflated(self, begin: int, most: int) -> tuple[int, int]:
        """How many bytes a deflated stream has, and to how many they unpack."""
        self._file.seek(begin)
        unpack, n_in, n_out = zlib.decompressobj(-zlib.MAX_WBITS), 0, 0
        while not unpack.eof and n_out <= most and (piece := self._file.read(_PIECE)):
            try:
                n_out += len(unpack.decompress(piece))
            except zlib.error:
                break
            n_in += len(piece) - len(unpack.unused_data)
        return n_in, n_out

    def _next(self, at: int) -> int | None:
        """Where the next member begins: at once, or behind the sizes that follow a member (APPNOTE 4.3.9)."""
        self._file.seek(at)
        near = self._file.read(_LOCAL.size)
        found = near.find(_SIGNATURE)
        return at + found if found >= 0 else None
