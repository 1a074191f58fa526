"""Bytes as text: UTF-8 where it is, else each code page in which Windows may have written them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

CODE_PAGES: Final = ("cp1252", "cp1250", "cp1251", "cp932", "gb18030", "cp949")


def texts(data: bytes) -> Iterator[tuple[str, str]]:
    """The text in each encoding that the bytes may have, with the encoding's name; whoever knows the header picks one."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        yield data[: len(data) // 2 * 2].decode("utf-16", errors="replace").replace("\0", ""), "utf-16"
        return
    try:
        yield data.decode("utf-8-sig").replace("\0", ""), "utf-8"
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # a head that ends inside a character
            yield data.decode("utf-8-sig", errors="ignore").replace("\0", ""), "utf-8"
        for page in CODE_PAGES:
            yield data.decode(page, errors="replace").replace("\0", ""), page
